"""What the store takes and gives beside the types of `cardscan.model`."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cardscan.model.contact import Contact, ValueOrigin
from cardscan.model.draft import Draft, DraftState
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation


class PhotoState(enum.StrEnum):
    """Where a photo stands. All but QUEUED, WORKING and HELD are ends."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    HELD = "held"
    FAILED = "failed"


class Decision(enum.StrEnum):
    """What a person decided about a contact; each of them counts as acted on."""

    FOLLOWED_UP = "followed_up"
    LATER = "later"
    LET_GO = "let_go"


class ValueKind(enum.StrEnum):
    """Which property of a contact a stored value is."""

    NAME = "name"
    TITLE = "title"
    DEPARTMENT = "department"
    ORGANIZATION = "organization"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    SOCIAL = "social"
    ADDRESS = "address"
    OTHER_NAME = "other_name"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the folder lists it; cheap to get, and enough to see that nothing changed.

    Attributes:
        path: Absolute.
        size: Bytes.
        mtime_ns: Time of the last change, nanoseconds since 1970.
    """

    path: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One value of a contact with where it came from.

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


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """All that is known of one contact, oldest first in each list."""

    contact: Contact
    encounters: tuple[Encounter, ...]
    values: tuple[StoredValue, ...]
    cards: tuple[StoredCard, ...]
    drafts: tuple[Draft, ...]
    decision: Decision | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, when; oldest first where listed."""

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
        """Decided cards / cards, 0 to 1; None while there are no cards."""
        return self.decided_cards / self.cards if self.cards else None
