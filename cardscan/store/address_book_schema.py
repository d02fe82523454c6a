"""Define the tables about other address books.

contacts 1--n imported_entries   the same file twice adds nothing
contacts 1--n kept_properties    written back unchanged on export
contacts 1--n publications       path and version on a CardDAV server
"""

from __future__ import annotations

import sqlalchemy as sa

from cardscan.store.columns import CleanText, JsonText, UtcTime
from cardscan.store.schema import metadata


def _contact_id(*, primary_key: bool = False) -> sa.Column[int]:
    link = sa.ForeignKey("contacts.id", ondelete="CASCADE")
    return sa.Column("contact_id", link, nullable=False, primary_key=primary_key, index=not primary_key)


imported_entries = sa.Table(
    "imported_entries",
    metadata,
    sa.Column("key", CleanText, primary_key=True),  # UID, or a hash of what the entry says
    _contact_id(),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("imported_at", UtcTime, nullable=False),
)

kept_properties = sa.Table(
    "kept_properties",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _contact_id(),
    sa.Column("entry_key", CleanText, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("property", JsonText, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    _contact_id(primary_key=True),
    sa.Column("address_book", CleanText, primary_key=True),  # its URL
    sa.Column("href", CleanText, nullable=False),
    sa.Column("etag", CleanText, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("pushed_at", UtcTime, nullable=False),
)
