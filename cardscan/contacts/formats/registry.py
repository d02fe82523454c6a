"""The export formats: what one has to offer, what it is given, and where ours are.

Light: a format's module is imported when somebody asks for the format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from cardscan.errors import PluginError
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.encounter import Encounter
from cardscan.plugins import Origin, Registry, blamed

ADVICE = "the export ends there, and a file that was in its place is as it was"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What goes out.

    Attributes:
        safe: Guard cells against running as formulas; None is what suits the program.
        notes: With what was talked about, promised and noted. Private, so only where the user asks.
        photos: With the picture of the card, or the photo that came with an import.
    """

    safe: bool | None = None
    notes: bool = False
    photos: bool = True


@dataclass(frozen=True, slots=True)
class ExportedContact:
    """One contact, with all that may go out with it.

    Attributes:
        number: Place in this export, from 0.
        kept: Properties that it was imported with and that cardscan has no place for.
        notes: What was noted of each encounter, in lines; empty unless the user asked for notes.
        events: Where they were met, each once; empty unless the user asked for notes.
        encounters: The encounters themselves; empty unless the user asked for notes.
        photo_jpeg: The picture of the card; None where there is none, or none is wanted.
    """

    number: int
    contact: Contact
    kept: tuple[Property, ...] = ()
    notes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    photo_jpeg: bytes | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One contact as it stands in the file.

    Attributes:
        texts: The same in plain words, without escapes and guards: what is in none of them counts as lost, and the
            user is told. None: `data` is searched as it is.
    """

    data: bytes
    texts: Iterable[str] | None = None


class ExportFormat(Protocol):
    """Turns contacts into a file, one after the other. All values of a contact are untrusted: escape them."""

    @property
    def api(self) -> int:
        """The interface it is written for: 1."""

    @property
    def photos(self) -> bool:
        """The format has a place for the picture of a card."""

    def head(self, options: ExportOptions) -> bytes:
        """What stands before the first contact."""

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """One contact."""

    def foot(self, options: ExportOptions) -> bytes:
        """What stands behind the last contact."""


class OutsideFormat:
    """A plug-in's format: what it raises or gives by mistake is told with its name."""

    api = 1

    def __init__(self, inner: Any, origin: Origin) -> None:
        self._inner, self._origin = inner, origin
        self.photos = bool(inner.photos)

    def head(self, options: ExportOptions) -> bytes:
        """See `ExportFormat.head`."""
        with blamed(self._origin, "at the file's beginning", ADVICE):
            return self._bytes(self._inner.head(options))

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """See `ExportFormat.entry`."""
        with blamed(self._origin, f"on contact {person.contact.id}", ADVICE):
            written = self._inner.entry(person, options)
            texts = None if written.texts is None else tuple(map(str, written.texts))
            return Written(self._bytes(written.data), texts)

    def foot(self, options: ExportOptions) -> bytes:
        """See `ExportFormat.foot`."""
        with blamed(self._origin, "at the file's end", ADVICE):
            return self._bytes(self._inner.foot(options))

    def _bytes(self, data: object) -> bytes:
        if not isinstance(data, bytes):
            raise PluginError(f"{self._origin} gave {type(data).__name__} in place of bytes; {ADVICE}")
        return data


_OWN = "cardscan.contacts.formats.own_exports"
FORMATS: Registry[ExportFormat] = Registry(
    "export format",
    "plugins.exports",
    {
        "vcard": f"{_OWN}:VCARD_3",
        "vcard4": f"{_OWN}:VCARD_4",
        "csv": f"{_OWN}:CSV",
        "google": f"{_OWN}:GOOGLE",
        "outlook": f"{_OWN}:OUTLOOK",
        "hubspot": f"{_OWN}:HUBSPOT",
        "salesforce": f"{_OWN}:SALESFORCE",
        "jscontact": f"{_OWN}:JSCONTACT",
        "jsonl": f"{_OWN}:JSON_LINES",
    },
    needs=("photos", "head", "entry", "foot"),
    adapt=OutsideFormat,
)
