"""Define the tables for decisions about whole contacts: who is the same person, and who is to be forgotten.

duplicate_questions   two contacts that may be one person, and a person's answer
merges                a merge of two contacts, with everything needed to part them again
moved_rows            the contact a moved row came from; the row goes back to it when the two are parted
store_secret          the key of the hashes in `suppressions`
"""

from __future__ import annotations

import sqlalchemy as sa

from cardscan.store.columns import CleanText, JsonText, UtcTime
from cardscan.store.records import QuestionState
from cardscan.store.schema import metadata


def _contact(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True)


duplicate_questions = sa.Table(
    "duplicate_questions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _contact("first_id"),
    _contact("second_id"),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reasons", JsonText, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("asked_at", UtcTime, nullable=False),
    sa.Column("answered_at", UtcTime),
    sa.Column("answered_by", CleanText),
    sa.UniqueConstraint("first_id", "second_id"),
    sa.CheckConstraint("state IN (" + ", ".join(f"'{state}'" for state in QuestionState) + ")", name="state"),
    sa.CheckConstraint("first_id < second_id", name="order"),
)

merges = sa.Table(
    "merges",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _contact("kept_id"),
    _contact("merged_id"),
    sa.Column("before", JsonText, nullable=False),  # columns of the kept contact, before and after the merge
    sa.Column("after", JsonText, nullable=False),
    sa.Column("merged_at", UtcTime, nullable=False),
    sa.Column("merged_by", CleanText, nullable=False),
    sa.Column("undone_at", UtcTime),
)

moved_rows = sa.Table(
    "moved_rows",
    metadata,
    sa.Column("table_name", sa.String(64), primary_key=True),
    sa.Column("row_key", CleanText, primary_key=True),
    _contact("home_id"),
    sa.Column("withdrawn_at", UtcTime),  # of a value, at the time of the merge
)

store_secret = sa.Table(
    "store_secret",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
)
