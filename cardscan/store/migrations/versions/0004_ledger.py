"""Add the watch ledger. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table of the files that arrived, and one of the programs that watch."""
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("path", CleanText, nullable=False),
        sa.Column("raw_path", sa.LargeBinary),
        sa.Column("folder", CleanText, nullable=False, index=True),
        sa.Column("root", CleanText, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("place", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lost", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(64), index=True),
        sa.Column("sha256", sa.String(64)),
        sa.Column("reason", CleanText),
        sa.Column("queued_at", UtcTime, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.UniqueConstraint("path", "size", "mtime_ns"),
        sa.CheckConstraint(
            "state IN ('queued', 'working', 'done', 'duplicate', 'quarantined', 'held', 'failed')", name="state"
        ),
        sa.CheckConstraint("place IN ('inbox', 'moved', 'kept', 'refused')", name="place"),
        sa.CheckConstraint("(state = 'working') = (owner IS NOT NULL)", name="owner"),
    )
    op.create_table(
        "watchers",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.Column("started_at", UtcTime, nullable=False),
        sa.Column("seen_at", UtcTime, nullable=False),
        sa.Column("folders", JsonText, nullable=False),
        sa.Column("trouble", CleanText, nullable=False),
    )
