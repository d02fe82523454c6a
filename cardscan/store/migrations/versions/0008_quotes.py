"""Add what a person decided about quoting. Literal on purpose: later changes of the schema must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import JsonText

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the pieces that a person chose or keeps private, and letters whose note changed after a person wrote them."""
    op.add_column("encounters", sa.Column("quoted", JsonText, nullable=False, server_default="[]"))
    op.add_column("encounters", sa.Column("kept_private", JsonText, nullable=False, server_default="[]"))
    op.add_column("drafts", sa.Column("note_changed", sa.Boolean, nullable=False, server_default=sa.false()))
