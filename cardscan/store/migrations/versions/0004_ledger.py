"""The watch ledger. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
