"""Define what is exchanged with other address books: properties, entries, and a contact's place on a server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.model.reading import ContactDetails


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a vCard as it was imported, kept so that it can be written back.

    Attributes:
        name: Upper case: "TEL", "X-SPOUSE".
        value: Unfolded and decoded (quoted-printable, character set), with the escapes of text values left in. Base64
            stays base64, without white space.
        group: The prefix that ties properties together: "item1" of "item1.X-ABLabel".
        parameters: (name in upper case, values) in order; of the encodings only ENCODING=b is kept.
    """

    name: str
    value: str
    group: str = ""
    parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def all_of(self, parameter: str) -> tuple[str, ...]:
        """Return all values of one parameter, however often it occurs."""
        return tuple(value for name, values in self.parameters if name == parameter for value in values)

    @property
    def types(self) -> frozenset[str]:
        """The values of TYPE in upper case: {"WORK", "VOICE"}."""
        return frozenset(value.upper() for value in self.all_of("TYPE"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or firm in an address book.

    Attributes:
        uid: The address book's identifier; empty if it has none.
        kept: Every property that `details` does not hold, or not as exactly.
        complaints: What could not be read, a short sentence each.
        where: Position for messages: "card 3", "row 17".
    """

    details: ContactDetails
    uid: str = ""
    kept: tuple[Property, ...] = ()
    complaints: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """An entry that was imported before: its contact, and the SHA-256 of its content."""

    contact_id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A contact's place in an address book on a server.

    Attributes:
        href: Path on the server.
        etag: The server's etag for the version that we wrote; empty if it gave none.
        sha256: SHA-256 of what we wrote.
    """

    contact_id: int
    href: str
    etag: str
    sha256: str
    pushed_at: datetime
