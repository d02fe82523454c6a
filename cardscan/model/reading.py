"""Define what a card says: the fields with their evidence, and the contact details made from them."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cardscan.model.geometry import Box
from cardscan.model.photo import Code


class FieldKind(enum.StrEnum):
    """Which property of a contact a value is."""

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


class PhoneType(enum.StrEnum):
    """What a phone number is for."""

    WORK = "work"
    MOBILE = "mobile"
    FAX = "fax"
    HOME = "home"
    TOLL_FREE = "toll_free"
    OTHER = "other"


class Recommendation(enum.StrEnum):
    """How much a person needs to check a reading; only a STRONG one may be used unattended."""

    STRONG = "strong"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name. Only `full` is always there.

    Attributes:
        full: As in an address book, with honorific but without post-nominals.
        given, family: The parts, if the order in the name's culture is known.
        honorific: "Dr.", "Prof.", "Herr".
        suffix: "Jr.", "III".
        post_nominals: "PhD", "MBA".
        other_script: The same name in a second script, as printed.
    """

    full: str
    given: str | None = None
    family: str | None = None
    honorific: str | None = None
    suffix: str | None = None
    post_nominals: tuple[str, ...] = ()
    other_script: str | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number. `e164` is None if the print gives no complete number.

    Attributes:
        printed: As read from the card.
        e164: "+" and 7 to 15 digits (ITU-T E.164).
        extension: Digits kept apart (RFC 3966).
    """

    type: PhoneType
    printed: str
    e164: str | None = None
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class SocialHandle:
    """A handle at a named service: ("linkedin", "ada-example")."""

    service: str
    handle: str


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `printed` joins its lines with ", ". `country` is ISO 3166-1 alpha-2."""

    printed: str
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value the field may have had, and how likely (0 to 1)."""

    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Field:
    """One resolved value with the evidence for it.

    Attributes:
        value: Normalised (E.164 for phones, lower-case domain for e-mails, ...).
        raw: The text as read.
        confidence: 0 to 1, calibrated: of the values at 0.9, nine in ten are right.
        box: Where it stands on the card image, in px; None if it came from a code.
        reasons: Named evidence, for people.
    """

    kind: FieldKind
    value: str
    raw: str
    confidence: float
    box: Box | None = None
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def __post_init__(self) -> None:
        if not (self.value.strip() and 0.0 <= self.confidence <= 1.0):
            raise ValueError(f"blank value, or confidence outside 0..1: {self!r}")


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """The values of a contact, as read from one card or known otherwise; in each list the most important first.

    Attributes:
        pronouns: As printed or as a person said, never guessed: "she/her".
    """

    name: PersonName | None = None
    titles: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    organization: str | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    social: tuple[SocialHandle, ...] = ()
    addresses: tuple[Address, ...] = ()
    other_names: tuple[str, ...] = ()
    unassigned: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing here would identify or reach a person or firm."""
        return not (self.name or self.organization or self.phones or self.emails or self.urls)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Every name of the person."""
        return ((self.name.full,) if self.name else ()) + self.other_names


@dataclass(frozen=True, slots=True)
class CardReading:
    """Everything that was read from one card.

    Attributes:
        country: ISO 3166-1 alpha-2 of the card, if there is evidence for it.
        language: ISO 639-1 of the card's text, if there is evidence for it.
        text: The lines of the card in reading order, as read.
    """

    details: ContactDetails
    fields: tuple[Field, ...] = ()
    country: str | None = None
    language: str | None = None
    recommendation: Recommendation = Recommendation.NONE
    codes: tuple[Code, ...] = ()
    text: tuple[str, ...] = ()
