"""Define a person or firm in the store, and the keys and verdicts of matching."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from cardscan.model.reading import ContactDetails, Recommendation


class Relation(enum.StrEnum):
    """The rungs of the ladder, climbed only on two-way evidence, and two states beside it: RESTING and SUPPRESSED."""

    MET = "met"
    REPLIED = "replied"
    TALKED = "talked"
    HELPED = "helped"
    REFERRED = "referred"
    RESTING = "resting"
    SUPPRESSED = "suppressed"


class ValueOrigin(enum.StrEnum):
    """Where a value came from; a HUMAN value is never overwritten."""

    CARD = "card"
    QR = "qr"
    IMPORTED = "imported"
    HUMAN = "human"


class Decision(enum.StrEnum):
    """What a person decided about a contact; each decision counts as acted on."""

    FOLLOWED_UP = "followed_up"
    LATER = "later"
    LET_GO = "let_go"


class Verdict(enum.StrEnum):
    """The result of matching a new card against the store."""

    NEW = "new"
    SAME = "same"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as stored.

    Attributes:
        id: Row number in the store; 0 while not stored.
        uid: Stable identifier for address books (urn:uuid, RFC 6350 UID).
        revised: Time of the last change (vCard REV), with a time zone.
        recommendation: That of the best reading behind it.
    """

    id: int
    uid: str
    details: ContactDetails
    relation: Relation
    revised: datetime
    recommendation: Recommendation = Recommendation.NONE
    country: str | None = None
    language: str | None = None

    @property
    def display_name(self) -> str:
        """The name to show in lists: the person, else the firm, else the first address or number."""
        details = self.details
        if details.name:
            return details.name.full
        reachable = (*details.emails, *(p.printed for p in details.phones), *details.urls)
        return details.organization or next(iter(reachable), "(nothing read)")


class MatchKeyKind(enum.StrEnum):
    """What two cards of one person may have in common, in a form that a database can look up."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    SOUND = "sound"
    TRIGRAM = "trigram"
    DOMAIN = "domain"
    # As far as can be told, belongs to one person only: recognises a person who was forgotten on purpose.
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class MatchKey:
    """One key that finds candidates for a match. Sharing it proves nothing by itself."""

    kind: MatchKeyKind
    key: str


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The verdict on a new card, with the named reasons that make up the score.

    Attributes:
        contact_id: The stored contact it was compared with; None for NEW.
        score: Sum of the reasons' weights.
        reasons: (name, weight) pairs.
    """

    verdict: Verdict
    contact_id: int | None = None
    score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
