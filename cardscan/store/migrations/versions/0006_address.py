"""Add a letter's form of address. Literal on purpose: later changes of the schema must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add "formal" or "informal"; empty if it is not known, as for letters written before."""
    op.add_column("drafts", sa.Column("address", CleanText, nullable=False, server_default=""))
