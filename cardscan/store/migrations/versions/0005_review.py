"""The review page. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
