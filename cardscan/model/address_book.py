"""What goes to and comes from other address books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.model.reading import ContactDetails


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a vCard as it came, kept so that it can be written back.

    Attributes:
        name: Upper case: "TEL", "X-SPOUSE".
        value: Unfolded and decoded (quoted-printable, character set); escapes of text values are left in. Base64
            stays base64, without white space.
        group: What ties it to others: "item1" of "item1.X-ABLabel".
        parameters: (name in upper case, values) in their order; encodings are gone, but ENCODING=b.
    """

    name: str
    value: str
    group: str = ""
    parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def all_of(self, parameter: str) -> tuple[str, ...]:
        """The values of one parameter, wherever it stands."""
        return tuple(value for name, values in self.parameters if name == parameter for value in values)

    @property
    def types(self) -> frozenset[str]:
        """TYPE in upper case: {"WORK", "VOICE"}."""
        return frozenset(value.upper() for value in self.all_of("TYPE"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or firm of an address book.

    Attributes:
        uid: As the address book knows it; empty where it has none.
        kept: Every property that `details` does not hold, or not as exactly.
        complaints: What could not be taken, a short sentence each.
        where: "card 3", "row 17": for messages.
    """

    details: ContactDetails
    uid: str = ""
    kept: tuple[Property, ...] = ()
    complaints: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """An entry that was imported before: which contact it belongs to, and what it said (SHA-256)."""

    contact_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A contact's place in an address book on a server.

    Attributes:
        href: Path on the server.
        etag: Of the version that we wrote, as the server gave it; empty where it gave none.
        sha256: Of what we wrote.
    """

    contact_id: int
    href: str
    etag: str
    sha256: str
    pushed_at: datetime
