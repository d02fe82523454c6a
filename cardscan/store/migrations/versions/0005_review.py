"""Add the review page's data. Literal on purpose: later changes of the schema must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the time when a person confirmed the fields, and the steps that can be undone."""
    op.add_column("contacts", sa.Column("checked_at", UtcTime))
    op.create_table(
        "review_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("actor", CleanText, nullable=False),
        sa.Column("verb", sa.String(24), nullable=False),
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("before", JsonText, nullable=False),
        sa.Column("seen_after", sa.String(64), nullable=False),
        sa.Column("undone_at", UtcTime),
    )
    op.create_index("ix_review_steps_contact_id", "review_steps", ["contact_id"])
