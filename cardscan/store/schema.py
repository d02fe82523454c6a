"""Define the present tables. `migrations/` has the way to them; a test compares the two.

photos 1--n sightings      where a file with these bytes was seen
photos 1--n cards n--1 contacts
contacts 1--n contact_values (each with its origin), match_keys, encounters, drafts, touches, promises
suppressions, audit        stand alone and outlive what they speak of
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from cardscan.model.contact import Decision, MatchKeyKind, Relation, ValueOrigin
from cardscan.model.draft import DraftState
from cardscan.model.encounter import CardOrigin, TalkDepth
from cardscan.model.reading import Recommendation
from cardscan.store.columns import CleanText, JsonText, UtcTime
from cardscan.store.records import PhotoState, Place, ValueKind

# Every constraint has a name, so that a later migration can change it on both databases.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _legal(column: str, values: type[enum.StrEnum]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _link(column: str, target: str, on_delete: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(column, sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable, index=True)


photos = sa.Table(
    "photos",
    metadata,
    _id(),
    sa.Column("sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("name", CleanText, nullable=False),
    sa.Column("folder", CleanText, nullable=False),
    sa.Column("size", sa.BigInteger),
    sa.Column("mtime_ns", sa.BigInteger),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", CleanText),
    sa.Column("scanned_at", UtcTime),
    sa.Column("version", sa.String(32), nullable=False),
    _legal("state", PhotoState),
)

sightings = sa.Table(
    "sightings",
    metadata,
    sa.Column("path", CleanText, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    _link("photo_id", "photos", "CASCADE"),
    sa.Column("seen_at", UtcTime, nullable=False),
)

contacts = sa.Table(
    "contacts",
    metadata,
    _id(),
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
    sa.Column("later_until", sa.Date),  # a person said: not before this day
    # The contact that this one was merged into; the row stays, so that the two can be parted again.
    sa.Column("merged_into", sa.ForeignKey("contacts.id"), index=True),
    # What a list shows, derived from the values, so that a list need not read them all.
    sa.Column("organization", CleanText),
    sa.Column("email", CleanText),
    sa.Column("phone", CleanText),
    sa.Index(None, "display_name"),
    sa.Column("checked_at", UtcTime),  # a person said that the fields are right
    _legal("relation", Relation),
    _legal("recommendation", Recommendation),
    _legal("decision", Decision),
    sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided_at"),
)

# The second person on a shared card has a card row with an index from this number on; a photo shows far fewer cards.
SECOND_PEOPLE_FROM = 1_000
cards = sa.Table(
    "cards",
    metadata,
    _id(),
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
    sa.Column("crop_jpeg", sa.LargeBinary),  # last: SQLite then reads the rest of a row without it
    sa.UniqueConstraint("photo_id", "card_index"),
    _legal("recommendation", Recommendation),
)

contact_values = sa.Table(
    "contact_values",
    metadata,
    _id(),
    _link("contact_id", "contacts", "CASCADE"),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("value", JsonText, nullable=False),
    sa.Column("value_key", CleanText, nullable=False),
    sa.Column("origin", sa.String(16), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    _link("card_id", "cards", "SET NULL", nullable=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    # Set when a person said that the value is wrong: it stays here, so that no later reading brings it back.
    sa.Column("withdrawn_at", UtcTime),
    _legal("kind", ValueKind),
    _legal("origin", ValueOrigin),
    sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
)

match_keys = sa.Table(
    "match_keys",
    metadata,
    sa.Column("contact_id", sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("key", CleanText, primary_key=True),
    _legal("kind", MatchKeyKind),
    sa.Index(None, "kind", "key", "contact_id"),
)

# The source of an encounter whose place another note took: it counts no more, and only an undo needs it.
REPLACED = "replaced"
encounters = sa.Table(
    "encounters",
    metadata,
    _id(),
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
    sa.Column("cadence", CleanText, nullable=False, server_default=""),
    # "files" (event.toml, notes beside photos): replaced when the files change; "person" (typed) stays; or `REPLACED`.
    sa.Column("source", sa.String(16), nullable=False, server_default="files"),
    # Texts that a person chose for letters, and texts that a person keeps out of them.
    sa.Column("quoted", JsonText, nullable=False, server_default="[]"),
    sa.Column("kept_private", JsonText, nullable=False, server_default="[]"),
    _legal("origin", CardOrigin),
    _legal("depth", TalkDepth),
)

drafts = sa.Table(
    "drafts",
    metadata,
    _id(),
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
    sa.Column("revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column("variant", sa.Integer, nullable=False, server_default="0"),
    sa.Column("pieces", JsonText, nullable=False, server_default="[]"),
    sa.Column("edited", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("address", CleanText, nullable=False, server_default=""),
    # The note has changed since a person wrote this text.
    sa.Column("note_changed", sa.Boolean, nullable=False, server_default=sa.false()),
    _legal("state", DraftState),
    # The main promise of the program, enforced by the database too: nothing is sent without a person's approval.
    sa.CheckConstraint(
        "state NOT IN ('approved', 'sending', 'sent', 'unknown') OR approved_at IS NOT NULL", name="approved"
    ),
    # Nor without the text that was approved; an approval of an earlier text does not count.
    sa.CheckConstraint(
        "state NOT IN ('approved', 'sending', 'sent', 'unknown') OR approved_sha256 IS NOT NULL", name="approved_bytes"
    ),
    sa.CheckConstraint("state NOT IN ('needs_context', 'drafted', 'let_go') OR approved_at IS NULL", name="withdrawn"),
    sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),  # keyed; see `cardscan.store.suppression`
    sa.Column("forgotten", sa.Boolean, nullable=False),
    sa.Column("reason", CleanText, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("actor", CleanText, nullable=False),
    sa.Column("action", CleanText, nullable=False),
    sa.Column("subject", CleanText, nullable=False),  # "contact 7", "draft 3"
    sa.Column("before", JsonText),
    sa.Column("after", JsonText),
    sa.Index(None, "subject"),
)

# The watch ledger: one row for each file that arrived, and one for each program that watches.
arrivals = sa.Table(
    "arrivals",
    metadata,
    _id(),
    sa.Column("path", CleanText, nullable=False),
    sa.Column("raw_path", sa.LargeBinary),  # only where `path` cannot be turned back into the file's name
    sa.Column("folder", CleanText, nullable=False, index=True),
    sa.Column("root", CleanText, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime_ns", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("place", sa.String(16), nullable=False),
    # Counted before the work begins, so that a photo that crashes the whole program is counted too.
    sa.Column("attempts", sa.Integer, nullable=False),
    # Attempts that ended because the program ended.
    sa.Column("lost", sa.Integer, nullable=False),
    sa.Column("owner", sa.String(64), index=True),
    sa.Column("sha256", sa.String(64)),
    sa.Column("reason", CleanText),
    sa.Column("queued_at", UtcTime, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
    sa.UniqueConstraint("path", "size", "mtime_ns"),
    _legal("state", PhotoState),
    _legal("place", Place),
    sa.CheckConstraint("(state = 'working') = (owner IS NOT NULL)", name="owner"),
)

watchers = sa.Table(
    "watchers",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    # Increases while the program makes progress; another program sees it stand still without comparing clocks.
    sa.Column("beat", sa.BigInteger, nullable=False),
    sa.Column("started_at", UtcTime, nullable=False),
    sa.Column("seen_at", UtcTime, nullable=False),
    sa.Column("folders", JsonText, nullable=False),
    sa.Column("trouble", CleanText, nullable=False),
)
