"""Create the first schema. Literal on purpose: later changes of `cardscan.store.schema` must not change the past."""

import sqlalchemy as sa
from alembic import op

from cardscan.store.columns import CleanText, JsonText, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RECOMMENDATIONS = "recommendation IN ('strong', 'medium', 'low', 'none')"


def _link(column: str, target: str, on_delete: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(
        column, sa.Integer, sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable, index=True
    )


def upgrade() -> None:
    """Create all tables."""
    _photos_and_contacts()
    _cards_and_values()
    _encounters_and_drafts()
    _lists()


def _photos_and_contacts() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("name", CleanText, nullable=False),
        sa.Column("folder", CleanText, nullable=False),
        sa.Column("size", sa.BigInteger),
        sa.Column("mtime_ns", sa.BigInteger),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", CleanText),
        sa.Column("scanned_at", UtcTime),
        sa.Column("version", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'working', 'done', 'duplicate', 'quarantined', 'held', 'failed')", name="state"
        ),
    )
    op.create_table(
        "sightings",
        sa.Column("path", CleanText, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        _link("photo_id", "photos", "CASCADE"),
        sa.Column("seen_at", UtcTime, nullable=False),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", CleanText, nullable=False, unique=True),
        sa.Column("display_name", CleanText, nullable=False),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("recommendation", sa.String(16), nullable=False),
        sa.Column("country", CleanText),
        sa.Column("language", CleanText),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("revised", UtcTime, nullable=False),
        sa.Column("decision", sa.String(16)),
        sa.Column("decided_at", UtcTime),
        sa.CheckConstraint(
            "relation IN ('met', 'replied', 'talked', 'helped', 'referred', 'resting', 'suppressed')", name="relation"
        ),
        sa.CheckConstraint(RECOMMENDATIONS, name="recommendation"),
        sa.CheckConstraint("decision IN ('followed_up', 'later', 'let_go')", name="decision"),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at"),
    )


def _cards_and_values() -> None:
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("photo_id", "photos", "CASCADE"),
        sa.Column("card_index", sa.Integer, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("quad", JsonText, nullable=False),
        sa.Column("recommendation", sa.String(16), nullable=False),
        _link("contact_id", "contacts", "SET NULL", nullable=True),
        sa.Column("engine", CleanText, nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("read_at", UtcTime, nullable=False),
        sa.Column("reading", JsonText, nullable=False),
        sa.Column("crop_jpeg", sa.LargeBinary),
        sa.UniqueConstraint("photo_id", "card_index"),
        sa.CheckConstraint(RECOMMENDATIONS, name="recommendation"),
    )
    op.create_table(
        "contact_values",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("contact_id", "contacts", "CASCADE"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("value", JsonText, nullable=False),
        sa.Column("value_key", CleanText, nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        _link("card_id", "cards", "SET NULL", nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("withdrawn_at", UtcTime),
        sa.CheckConstraint(
            "kind IN ('name', 'title', 'department', 'organization', 'phone', 'email', 'url', 'social', 'address', "
            "'other_name', 'unassigned')",
            name="kind",
        ),
        sa.CheckConstraint("origin IN ('card', 'qr', 'imported', 'human')", name="origin"),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
    )
    op.create_table(
        "match_keys",
        sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("key", CleanText, primary_key=True),
        sa.CheckConstraint("kind IN ('email', 'phone', 'name', 'sound', 'domain')", name="kind"),
    )
    op.create_index("ix_match_keys_kind_key", "match_keys", ["kind", "key"])


def _encounters_and_drafts() -> None:
    op.create_table(
        "encounters",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("contact_id", "contacts", "CASCADE"),
        _link("card_id", "cards", "SET NULL", nullable=True),
        sa.Column("event", CleanText),
        sa.Column("day", sa.Date),
        sa.Column("place", CleanText),
        sa.Column("country", CleanText),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("depth", sa.String(16), nullable=False),
        sa.Column("talk", CleanText, nullable=False),
        sa.Column("promises", JsonText, nullable=False),
        sa.Column("their_promises", JsonText, nullable=False),
        sa.Column("next_step", CleanText, nullable=False),
        sa.Column("introduced_by", CleanText),
        sa.Column("note", CleanText, nullable=False),
        sa.Column("has_conversation", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.CheckConstraint(
            "origin IN ('handed_over', 'introduced', 'found', 'passed_on', 'raffle', 'unknown')", name="origin"
        ),
        sa.CheckConstraint("depth IN ('none', 'few_words', 'real_talk', 'unknown')", name="depth"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        _link("contact_id", "contacts", "CASCADE"),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("recipient", CleanText, nullable=False),
        sa.Column("recipient_name", CleanText, nullable=False),
        sa.Column("subject", CleanText, nullable=False),
        sa.Column("body", CleanText, nullable=False),
        sa.Column("cadence", CleanText, nullable=False),
        sa.Column("step", CleanText, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("language", CleanText, nullable=False),
        sa.Column("message_id", CleanText, nullable=False, unique=True),
        sa.Column("file", CleanText),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("changed_at", UtcTime, nullable=False),
        sa.Column("approved_at", UtcTime),
        sa.Column("approved_by", CleanText),
        sa.Column("approved_sha256", sa.String(64)),
        sa.Column("sent_at", UtcTime),
        sa.CheckConstraint(
            "state IN ('needs_context', 'drafted', 'approved', 'sending', 'sent', 'unknown', 'let_go')", name="state"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'sending', 'sent', 'unknown') OR approved_at IS NOT NULL", name="approved"
        ),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
    )


def _lists() -> None:
    op.create_table(
        "suppressions",
        sa.Column("email", CleanText, primary_key=True),
        sa.Column("reason", CleanText, nullable=False),
        sa.Column("created_at", UtcTime, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", UtcTime, nullable=False),
        sa.Column("actor", CleanText, nullable=False),
        sa.Column("action", CleanText, nullable=False),
        sa.Column("subject", CleanText, nullable=False),
        sa.Column("before", JsonText),
        sa.Column("after", JsonText),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
