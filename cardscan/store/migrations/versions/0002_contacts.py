"""Add merges, search and imports. Literal on purpose: later changes of the schema must not change the past."""

import hashlib
import hmac
import secrets

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add address books, merges, questions, the search index, and hashes in place of suppressed addresses."""
    _address_book()
    _contacts()
    _merges()
    _search()
    _suppressions()


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


def _contacts() -> None:
    # Added column by column: copying the table, as SQLite does for more, would empty the tables that refer to it.
    op.execute(
        "ALTER TABLE contacts ADD COLUMN merged_into INTEGER "
        "CONSTRAINT fk_contacts_merged_into REFERENCES contacts (id)"
    )
    op.create_index("ix_contacts_merged_into", "contacts", ["merged_into"])
    for name in ("organization", "email", "phone"):
        op.add_column("contacts", sa.Column(name, CleanText))
    op.create_index("ix_contacts_display_name", "contacts", ["display_name"])
    # Derived again from the values after the migration.
    op.drop_table("match_keys")
    kinds = "kind IN ('email', 'phone', 'name', 'sound', 'trigram', 'domain', 'identity')"
    op.create_table(
        "match_keys",
        _owner(primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("key", CleanText, primary_key=True),
        sa.CheckConstraint(kinds, name="kind"),
    )
    op.create_index("ix_match_keys_kind_key_contact_id", "match_keys", ["kind", "key", "contact_id"])


def _contact(column: str) -> sa.Column[int]:
    return sa.Column(column, sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True)


def _merges() -> None:
    op.create_table(
        "duplicate_questions",
        sa.Column("id", sa.Integer, primary_key=True),
        _contact("first_id"),
        _contact("second_id"),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reasons", JsonText, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", UtcTime, nullable=False),
        sa.Column("answered_at", UtcTime),
        sa.Column("answered_by", CleanText),
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("state IN ('open', 'later', 'same', 'not_same')", name="state"),
        sa.CheckConstraint("first_id < second_id", name="order"),
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer, primary_key=True),
        _contact("kept_id"),
        _contact("merged_id"),
        sa.Column("before", JsonText, nullable=False),
        sa.Column("after", JsonText, nullable=False),
        sa.Column("merged_at", UtcTime, nullable=False),
        sa.Column("merged_by", CleanText, nullable=False),
        sa.Column("undone_at", UtcTime),
    )
    op.create_table(
        "moved_rows",
        sa.Column("table_name", sa.String(64), primary_key=True),
        sa.Column("row_key", CleanText, primary_key=True),
        _contact("home_id"),
        sa.Column("withdrawn_at", UtcTime),
    )


def _search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words are already folded and split (cardscan.store.search).
        op.execute("CREATE VIRTUAL TABLE contact_search USING fts5(names, texts, prefix='2 3')")
    else:
        op.execute(
            "CREATE TABLE contact_search (contact_id INTEGER PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE, "
            "document tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_contact_search_document ON contact_search USING gin (document)")


def _suppressions() -> None:
    """Replace addresses by hashes with a key of this store, also in the audit's notes about them."""
    connection = op.get_bind()
    secret = op.create_table(
        "store_secret",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
    )
    key = secrets.token_bytes(32)
    connection.execute(secret.insert().values(id=1, key=key))

    def hashed(email: str) -> str:
        text = "email:" + " ".join(email.casefold().split())
        return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    old = sa.table(
        "suppressions", sa.column("email", CleanText), sa.column("reason", CleanText), sa.column("created_at", UtcTime)
    )
    rows = list(connection.execute(sa.select(old)))
    op.drop_table("suppressions")
    new = op.create_table(
        "suppressions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("forgotten", sa.Boolean, nullable=False),
        sa.Column("reason", CleanText, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
    )
    for row in rows:
        values = {"hash": hashed(row.email), "forgotten": False, "reason": row.reason, "created_at": row.created_at}
        connection.execute(new.insert().values(values))
    audit = sa.table("audit", sa.column("id", sa.Integer), sa.column("subject", CleanText))
    named = sa.select(audit.c.id, audit.c.subject).where(audit.c.subject.like("address %"))
    for row in list(connection.execute(named)):
        subject = f"suppression {hashed(row.subject.removeprefix('address '))[:12]}"
        connection.execute(audit.update().where(audit.c.id == row.id).values(subject=subject))
