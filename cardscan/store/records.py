"""Define the types that the store takes and returns, beside those of `cardscan.model`."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cardscan.model.contact import Contact, Decision, Relation, ValueOrigin
from cardscan.model.draft import Draft, DraftState
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation


class PhotoState(enum.StrEnum):
    """How far a photo got. All states but QUEUED, WORKING and HELD are final."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    HELD = "held"
    FAILED = "failed"


class Place(enum.StrEnum):
    """Where the file of an arrival is: where it arrived, moved to done or quarantine, left on purpose, or refused."""

    INBOX = "inbox"
    MOVED = "moved"
    KEPT = "kept"
    REFUSED = "refused"


class ValueKind(enum.StrEnum):
    """Which property of a contact a stored value holds."""

    NAME = "name"
    TITLE = "title"
    DEPARTMENT = "department"
    ORGANIZATION = "organization"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    SOCIAL = "social"
    ADDRESS = "address"
    PRONOUNS = "pronouns"
    OTHER_NAME = "other_name"
    UNASSIGNED = "unassigned"


class QuestionState(enum.StrEnum):
    """A person's answer to the question whether two contacts are one person."""

    OPEN = "open"
    LATER = "later"
    SAME = "same"
    NOT_SAME = "not_same"


# A draft's revision and time of change, in the database's form; equal versions have the same text.
LetterVersion = tuple[int, object]


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the folder lists it; cheap to get, and enough to see that nothing has changed.

    Attributes:
        path: Absolute.
        size: Bytes.
        mtime_ns: Time of the last change, nanoseconds since 1970.
    """

    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file in a watched folder, as the ledger knows it.

    Attributes:
        root: The watched folder, as text.
        attempts: How many times work on it began.
        lost: How many of these attempts ended because the program ended.
    """

    id: int
    stamp: FileStamp
    root: str
    state: PhotoState
    place: Place
    attempts: int = 0
    lost: int = 0
    sha256: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Where the file of an ended photo lies now.

    Attributes:
        sha256: SHA-256 of the photo's bytes, if they were read.
        stamp: The file at its new place, by which it is recognised without reading it again.
    """

    arrival_id: int
    place: Place
    sha256: str | None = None
    stamp: FileStamp | None = None


@dataclass(frozen=True, slots=True)
class Watcher:
    """A program that watches, with what it last reported."""

    name: str
    beat: int
    started_at: datetime
    seen_at: datetime
    folders: tuple[str, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The ledger in numbers.

    Attributes:
        oldest: When the longest waiting photo arrived; None if none waits.
        done_last_hour: Number of photos that ended in the last hour.
        problems: The newest photos that wait for a person (held, quarantined), newest first.
    """

    states: dict[PhotoState, int]
    oldest: datetime | None
    done_last_hour: int
    done_last_minute: int
    problems: tuple[Arrival, ...]
    watchers: tuple[Watcher, ...]


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One value of a contact, and where it came from.

    Attributes:
        value: As in the `contact` object of the JSON contract.
        confidence: 0 to 1; 1 for what a person said.
        card_id: The card it was read from.
        withdrawn: A person said that it is wrong.
    """

    kind: ValueKind
    value: Any
    origin: ValueOrigin
    confidence: float
    created_at: datetime
    card_id: int | None = None
    position: int = 0
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class StoredCard:
    """One card as stored, without its picture.

    Attributes:
        reading: The card's record of the JSON contract.
    """

    id: int
    photo: str
    sha256: str
    index: int
    page: int
    recommendation: Recommendation
    reading: dict[str, Any]
    contact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Employment:
    """Where a person works or worked, according to one or more cards.

    Attributes:
        since: When the first card with this job was read.
        current: Whether it is the present job; all others are former ones.
    """

    organization: str
    titles: tuple[str, ...]
    since: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as a list shows it: the first current value of each kind."""

    id: int
    name: str
    organization: str
    email: str
    phone: str
    relation: Relation
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class DuplicateQuestion:
    """A question whether two contacts are one person.

    Attributes:
        contact, other: The one with the lower number first.
        score: Sum of the reasons' weights.
        reasons: (name, weight) pairs.
    """

    contact: ContactLine
    other: ContactLine
    score: float
    reasons: tuple[tuple[str, float], ...]
    state: QuestionState
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge of two contacts that can be undone.

    Attributes:
        merged_id: The number that now leads to `kept_id`.
        name: Name of the merged contact before the merge.
    """

    kept_id: int
    merged_id: int
    name: str
    merged_at: datetime
    merged_by: str


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """Everything known about one contact, each list oldest first, but jobs with the present one first."""

    contact: Contact
    encounters: tuple[Encounter, ...]
    values: tuple[StoredValue, ...]
    cards: tuple[StoredCard, ...]
    drafts: tuple[Draft, ...]
    decision: Decision | None = None
    decided_at: datetime | None = None
    jobs: tuple[Employment, ...] = ()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, and when; lists have the oldest entry first."""

    at: datetime
    actor: str
    action: str
    subject: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Counts:
    """The store in numbers.

    Attributes:
        photos, drafts: By state.
        needs_review: Contacts whose best reading is below strong.
        needs_context: Contacts without a noted conversation, not let go, not suppressed.
        decided_cards: Cards whose contact was followed up, kept for later or let go.
    """

    photos: dict[PhotoState, int]
    cards: int
    contacts: int
    drafts: dict[DraftState, int]
    needs_review: int
    needs_context: int
    decided_cards: int

    @property
    def acted_on_rate(self) -> float | None:
        """Share of cards that are decided, 0 to 1; None while there are no cards."""
        return self.decided_cards / self.cards if self.cards else None
