"""Trustworthy contacts. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is remembered of other address books."""
    _address_book()


def _owner(*, primary_key: bool = False) -> sa.Column[int]:
    link = sa.ForeignKey("contacts.id", ondelete="CASCADE")
    return sa.Column("contact_id", sa.Integer, link, nullable=False, primary_key=primary_key)


def _address_book() -> None:
    op.create_table(
        "imported_entries",
        sa.Column("key", CleanText, primary_key=True),
        _owner(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("imported_at", UtcTime, nullable=False),
    )
    op.create_index("ix_imported_entries_contact_id", "imported_entries", ["contact_id"])
    op.create_table(
        "kept_properties",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        sa.Column("entry_key", CleanText, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("property", JsonText, nullable=False),
    )
    op.create_index("ix_kept_properties_contact_id", "kept_properties", ["contact_id"])
    op.create_table(
        "publications",
        _owner(primary_key=True),
        sa.Column("address_book", CleanText, primary_key=True),
        sa.Column("href", CleanText, nullable=False),
        sa.Column("etag", CleanText, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pushed_at", UtcTime, nullable=False),
    )
