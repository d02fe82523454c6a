"""Trustworthy contacts. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
