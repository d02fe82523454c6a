"""Adapt our own export formats to the interface that the registry asks for."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from typing import Any

from cardscan.contacts.formats import csv_export, jscontact, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.formats.losses import texts_of_json, texts_of_vcard
from cardscan.contacts.formats.registry import ExportedContact, ExportOptions, Written
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_lines import unescaped


@dataclass(frozen=True, slots=True)
class VcardExport:
    """Writes vCards one after the other."""

    version: str
    photos: bool = True
    api: int = 1

    def head(self, options: ExportOptions) -> bytes:
        """Return nothing; vCards need no header."""
        return b""

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """Return one vCard."""
        card = vcard.write(
            person.contact,
            version=self.version,
            photo_jpeg=person.photo_jpeg,
            categories=person.events,
            notes=person.notes,
            kept=KeptProperties(person.kept, person.contact, self.version) if person.kept else None,
        )
        return Written(card, texts_of_vcard(card))

    def foot(self, options: ExportOptions) -> bytes:
        """Return nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class CsvExport:
    """Writes a table with the columns of one program."""

    flavour: CsvFlavour
    photos: bool = False
    api: int = 1

    def head(self, options: ExportOptions) -> bytes:
        """Return the header line."""
        return csv_export.head(self.flavour)

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """Return one line; imported notes come before those of encounters."""
        notes = [*(unescaped(item.value) for item in person.kept if item.name == "NOTE"), *person.notes]
        cells = csv_export.cells(person.contact, self.flavour, safe=options.safe, notes=notes, kept=person.kept)
        return Written(csv_export.line(cells, self.flavour, safe=options.safe), cells)

    def foot(self, options: ExportOptions) -> bytes:
        """Return nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class JsContactExport:
    """Writes a JSON array of Card objects."""

    photos: bool = True
    api: int = 1

    def head(self, options: ExportOptions) -> bytes:
        """Return the opening bracket of the array."""
        return b"["

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """Return one Card object on a line of its own."""
        card = jscontact.card(
            person.contact,
            kept=person.kept,
            notes=person.notes,
            categories=person.events,
            photo_jpeg=person.photo_jpeg,
        )
        return Written((b",\n" if person.number else b"\n") + _json(card), texts_of_json(card))

    def foot(self, options: ExportOptions) -> bytes:
        """Return the end of the array."""
        return b"\n]\n"


@dataclass(frozen=True, slots=True)
class JsonLinesExport:
    """Writes one JSON object a line: the contact as in a reading's `contact` object, plus all that belongs to it."""

    photos: bool = False
    api: int = 1

    def head(self, options: ExportOptions) -> bytes:
        """Return nothing."""
        return b""

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """Return one line."""
        record = _record(person)
        return Written(_json(record) + b"\n", texts_of_json(record))

    def foot(self, options: ExportOptions) -> bytes:
        """Return nothing."""
        return b""


def _record(person: ExportedContact) -> dict[str, Any]:
    contact = person.contact
    return {
        "id": contact.id,
        "uid": contact.uid,
        "display_name": contact.display_name,
        "relation": contact.relation.value,
        "recommendation": contact.recommendation.value,
        "revised": contact.revised.isoformat(),
        "country": contact.country,
        "language": contact.language,
        "contact": dataclasses.asdict(contact.details),
        "kept": [dataclasses.asdict(item) for item in person.kept],
        "encounters": [dataclasses.asdict(encounter) for encounter in person.encounters],
    }


def _json(value: Any) -> bytes:
    """Return JSON on one line; what UTF-8 cannot encode becomes U+FFFD, control characters are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return _SPECIAL.sub(lambda found: _escape(found[0]), text).encode("utf-8")


# DEL and the C1 controls may stand raw in JSON, but a terminal obeys them. Some readers split at line separators.
_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _escape(char: str) -> str:
    return "\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}"


VCARD_3, VCARD_4 = VcardExport("3.0"), VcardExport("4.0")
CSV = CsvExport(CsvFlavour.PLAIN)
GOOGLE, OUTLOOK = CsvExport(CsvFlavour.GOOGLE), CsvExport(CsvFlavour.OUTLOOK)
HUBSPOT, SALESFORCE = CsvExport(CsvFlavour.HUBSPOT), CsvExport(CsvFlavour.SALESFORCE)
JSCONTACT, JSON_LINES = JsContactExport(), JsonLinesExport()
