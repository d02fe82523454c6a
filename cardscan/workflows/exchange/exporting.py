"""Contacts for other programs, as a stream: a hundred thousand need no more memory than a few hundred."""

from __future__ import annotations

import dataclasses
import enum
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cardscan.contacts.formats import csv_export, jscontact, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.formats.losses import Loss, lost, texts_of_json, texts_of_vcard
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_lines import unescaped
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.store import Store

# Contacts whose kept properties are read at once; each may have a photo of 2 MB among them.
TOGETHER = 50
# So many examples of each kind of loss are named.
EXAMPLES = 3
# Enough to know it again; a picture in Base64 has a hundred thousand characters.
LONGEST_EXAMPLE = 60


class ExportFormat(enum.StrEnum):
    """What can be written."""

    VCARD = "vcard"
    VCARD4 = "vcard4"
    CSV = "csv"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"
    JSCONTACT = "jscontact"
    JSONL = "jsonl"


_CSV = {
    ExportFormat.CSV: CsvFlavour.PLAIN,
    ExportFormat.GOOGLE: CsvFlavour.GOOGLE,
    ExportFormat.OUTLOOK: CsvFlavour.OUTLOOK,
    ExportFormat.HUBSPOT: CsvFlavour.HUBSPOT,
    ExportFormat.SALESFORCE: CsvFlavour.SALESFORCE,
}
WITH_PHOTOS = frozenset({ExportFormat.VCARD, ExportFormat.VCARD4, ExportFormat.JSCONTACT})


@dataclass(slots=True)
class LossReport:
    """What the format could not hold, as it turns up while the file is written.

    Attributes:
        contacts: How many were written.
        kinds: How many values of each kind were lost.
        examples: The first of each kind: (contact, value).
    """

    contacts: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, contact: Contact, losses: Iterable[Loss]) -> None:
        """Count the losses of one contact."""
        self.contacts += 1
        for loss in losses:
            self.kinds[loss.kind] += 1
            examples = self.examples.setdefault(loss.kind, [])
            if len(examples) < EXAMPLES:
                examples.append((contact.display_name, one_line(loss.value, LONGEST_EXAMPLE)))


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


def export(
    store: Store, contacts: Iterable[Contact], form: ExportFormat, options: ExportOptions, report: LossReport
) -> Iterator[bytes]:
    """The file in pieces, contact by contact; what it cannot hold is counted in `report` along the way."""
    if form in _CSV:
        yield csv_export.head(_CSV[form])
    if form is ExportFormat.JSCONTACT:
        yield b"["
    photos = options.photos and form in WITH_PHOTOS
    for number, (contact, kept, has_crop) in enumerate(with_kept(store, contacts, photos=photos)):
        if not options.photos:
            kept = tuple(item for item in kept if item.name != "PHOTO")
        met = store.encounters(contact.id) if options.notes else ()
        notes = [note for encounter in met if (note := _note(encounter))]
        events = tuple(dict.fromkeys(encounter.event for encounter in met if encounter.event))
        photo = store.crop(contact.id) if has_crop else None
        if form in _CSV:
            said = [*(unescaped(item.value) for item in kept if item.name == "NOTE"), *notes]
            cells = csv_export.cells(contact, _CSV[form], safe=options.safe, notes=said, kept=kept)
            report.add(contact, lost(contact, kept, cells))
            yield csv_export.line(cells, _CSV[form], safe=options.safe)
        elif form in (ExportFormat.VCARD, ExportFormat.VCARD4):
            version = "4.0" if form is ExportFormat.VCARD4 else "3.0"
            card = vcard.write(
                contact,
                version=version,
                photo_jpeg=photo,
                categories=events,
                notes=notes,
                kept=KeptProperties(kept, contact, version) if kept else None,
            )
            report.add(contact, lost(contact, kept, texts_of_vcard(card)))
            yield card
        elif form is ExportFormat.JSCONTACT:
            card_object = jscontact.card(contact, kept=kept, notes=notes, categories=events, photo_jpeg=photo)
            report.add(contact, lost(contact, kept, texts_of_json(card_object)))
            yield (b",\n" if number else b"\n") + _json(card_object)
        else:
            record = _record(contact, kept, met)
            report.add(contact, lost(contact, kept, texts_of_json(record)))
            yield _json(record) + b"\n"
    if form is ExportFormat.JSCONTACT:
        yield b"\n]\n"


def with_kept(
    store: Store, contacts: Iterable[Contact], *, photos: bool
) -> Iterator[tuple[Contact, tuple[Property, ...], bool]]:
    """Each contact with its kept properties, and whether a picture of its card is wanted and there."""
    waiting = iter(contacts)
    while page := list(itertools.islice(waiting, TOGETHER)):
        numbers = [contact.id for contact in page]
        kept = store.kept_by_contact(numbers)
        crops = store.with_crop(numbers) if photos else frozenset()
        yield from ((contact, kept.get(contact.id, ()), contact.id in crops) for contact in page)


def _record(contact: Contact, kept: tuple[Property, ...], met: Iterable[Encounter]) -> dict[str, Any]:
    """One line of JSON Lines: the contact as the readings' `contact` object, and all beside it."""
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
        "kept": [dataclasses.asdict(item) for item in kept],
        "encounters": [dataclasses.asdict(encounter) for encounter in met],
    }


def _json(value: Any) -> bytes:
    """On one line; what UTF-8 cannot hold becomes U+FFFD, controls are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return _SPECIAL.sub(lambda found: _escape(found[0]), text).encode("utf-8")


# DEL and the C1 controls: JSON may carry them raw, a terminal obeys them. Line separators: some readers split there.
_SPECIAL = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _escape(char: str) -> str:
    return "\ufffd" if "\ud800" <= char <= "\udfff" else f"\\u{ord(char):04x}"


def _note(encounter: Encounter) -> str:
    """What was noted of a meeting, in lines."""
    place = ", ".join(str(part) for part in (encounter.event, encounter.day, encounter.place) if part)
    rows = [
        ("Met", place),
        ("Introduced by", encounter.introduced_by or ""),
        ("Talked about", encounter.talk),
        *(("I promised", promise.text) for promise in encounter.promises),
        *(("They promised", promise.text) for promise in encounter.their_promises),
        ("Next step", encounter.next_step),
        ("Note", encounter.note),
    ]
    return "\n".join(f"{name}: {value}" for name, value in rows if value.strip())
