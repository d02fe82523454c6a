"""A person or firm in the store."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from cardscan.model.reading import ContactDetails, Recommendation


class Relation(enum.StrEnum):
    """The ladder, climbed only on two-way evidence; and the two places beside it."""

    MET = "met"
    REPLIED = "replied"
    TALKED = "talked"
    HELPED = "helped"
    REFERRED = "referred"
    RESTING = "resting"
    SUPPRESSED = "suppressed"


class ValueOrigin(enum.StrEnum):
    """Where a value came from; HUMAN is never overwritten."""

    CARD = "card"
    QR = "qr"
    IMPORTED = "imported"
    HUMAN = "human"


class Decision(enum.StrEnum):
    """What a person decided about a contact; each of them counts as acted on."""

    FOLLOWED_UP = "followed_up"
    LATER = "later"
    LET_GO = "let_go"


class Verdict(enum.StrEnum):
    """What matching says of a new card against the store."""

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
        recommendation: Of the best reading behind it.
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
        """What to call it in a list: the person, else the firm, else the first address."""
        details = self.details
        if details.name:
            return details.name.full
        reachable = (*details.emails, *(p.printed for p in details.phones), *details.urls)
        return details.organization or next(iter(reachable), "(nothing read)")


class MatchKeyKind(enum.StrEnum):
    """What two cards of one person may have in common and a database can look up."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    SOUND = "sound"
    TRIGRAM = "trigram"
    DOMAIN = "domain"
    # Belongs to one person alone, as far as one can say: what a forgotten person is known again by.
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class MatchKey:
    """One thing by which candidates for a match are found. Sharing it proves nothing yet."""

    kind: MatchKeyKind
    key: str


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Verdict on a new card, with the named reasons that make the score.

    Attributes:
        contact_id: The stored contact it was compared with; None for NEW.
        score: Sum of the reasons' weights.
        reasons: (name, weight) pairs.
    """

    verdict: Verdict
    contact_id: int | None = None
    score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
