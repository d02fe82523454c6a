"""Define the table of review steps: what a person did to a contact, and its state before."""

from __future__ import annotations

import sqlalchemy as sa

from cardscan.store.columns import CleanText, JsonText, UtcTime
from cardscan.store.schema import metadata

review_steps = sa.Table(
    "review_steps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("actor", CleanText, nullable=False),
    sa.Column("verb", sa.String(24), nullable=False),
    sa.Column("contact_id", sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("before", JsonText, nullable=False),
    # Fingerprint of the contact after the step: an undo must not wipe out what happened since.
    sa.Column("seen_after", sa.String(64), nullable=False),
    sa.Column("undone_at", UtcTime),
)
