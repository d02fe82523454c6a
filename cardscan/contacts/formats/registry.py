"""Define the interface of an export format, what it is given, and the registry that names ours.

Imports no format: a format's module is imported when somebody asks for it.
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
    """What an export contains.

    Attributes:
        safe: Guard cells against running as formulas; None means what suits the program.
        notes: Include what was talked about, promised and noted. Private, so only if the user asks.
        photos: Include the picture of the card, or the photo that came with an import.
    """

    safe: bool | None = None
    notes: bool = False
    photos: bool = True


@dataclass(frozen=True, slots=True)
class ExportedContact:
    """One contact with everything that may be exported with it.

    Attributes:
        number: Position in this export, from 0.
        kept: Properties that the contact was imported with and that cardscan does not model.
        notes: The notes on each encounter, in lines; empty unless the user asked for notes.
        events: Where the person was met, each once; empty unless the user asked for notes.
        encounters: The encounters themselves; empty unless the user asked for notes.
        photo_jpeg: The picture of the card; None if there is none or none is wanted.
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
    """One contact as written to the file.

    Attributes:
        texts: The same content in plain words, without escapes and guards. A value that none of them contains counts
            as lost, and the user is told. None: `data` itself is searched.
    """

    data: bytes
    texts: Iterable[str] | None = None


class ExportFormat(Protocol):
    """Turns contacts into a file, one after the other. All values of a contact are untrusted: escape them."""

    @property
    def api(self) -> int:
        """The version of the interface that it implements: 1."""

    @property
    def photos(self) -> bool:
        """Whether the format can hold the picture of a card."""

    def head(self, options: ExportOptions) -> bytes:
        """Return what comes before the first contact."""

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """Return one contact as written."""

    def foot(self, options: ExportOptions) -> bytes:
        """Return what comes after the last contact."""


class OutsideFormat:
    """Wraps a plug-in's format so that its exceptions and wrong return values are reported with the plug-in's name."""

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
