"""How a letter addresses somebody. Literal on purpose: later changes of the schema must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add "formal" or "informal"; empty where nobody knows, as in letters written before."""
    op.add_column("drafts", sa.Column("address", CleanText, nullable=False, server_default=""))
