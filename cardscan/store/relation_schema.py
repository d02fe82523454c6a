"""Define the tables for what happens after a card was read: touches and promises.

contacts 1--n touches, promises     n--1 encounters (where a promise was made), drafts (a letter that was sent)
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from cardscan.model.touch import Direction, TouchKind, Whose
from cardscan.store.columns import CleanText, UtcTime
from cardscan.store.schema import metadata


def _link(column: str, target: str, on_delete: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(column, sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable, index=True)


def _legal(column: str, values: type[enum.StrEnum]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


touches = sa.Table(
    "touches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _link("contact_id", "contacts", "CASCADE"),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("direction", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("text", CleanText, nullable=False),
    _link("draft_id", "drafts", "SET NULL", nullable=True),
    sa.Column("created_at", UtcTime, nullable=False),
    _legal("direction", Direction),
    _legal("kind", TouchKind),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _link("contact_id", "contacts", "CASCADE"),
    # When an encounter is replaced, its open promises go with it; kept ones stay.
    _link("encounter_id", "encounters", "SET NULL", nullable=True),
    sa.Column("whose", sa.String(16), nullable=False),
    sa.Column("text", CleanText, nullable=False),
    sa.Column("due", sa.Date),
    sa.Column("made", sa.Date, nullable=False),
    sa.Column("kept_on", sa.Date),
    sa.Column("dropped_on", sa.Date),
    sa.Column("created_at", UtcTime, nullable=False),
    _legal("whose", Whose),
    sa.CheckConstraint("kept_on IS NULL OR dropped_on IS NULL", name="one_end"),
)
