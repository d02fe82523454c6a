"""Export contacts as a stream of bytes, in little memory, and count what the format could not hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cardscan.contacts.formats.losses import Loss, lost
from cardscan.contacts.formats.registry import FORMATS, ExportedContact, ExportOptions
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.store import Store

# Number of contacts whose kept properties are read at once; each may include a photo of 2 MB.
TOGETHER = 50
# How many examples the report names for each kind of loss.
EXAMPLES = 3
# Long enough to recognise the value; a picture in Base64 has a hundred thousand characters.
LONGEST_EXAMPLE = 60


@dataclass(slots=True)
class LossReport:
    """Counts what the format could not hold, while the file is being written.

    Attributes:
        contacts: How many contacts were written.
        kinds: How many values of each kind were lost.
        examples: The first lost values of each kind: (contact, value).
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


def export(
    store: Store,
    contacts: Iterable[Contact],
    form: str,
    options: ExportOptions,
    report: LossReport,
    *,
    named: Sequence[str] = (),
) -> Iterator[bytes]:
    """Yield the file in pieces, contact by contact; count in `report` what the format cannot hold.

    Args:
        form: Name of the format, either built in or from a plug-in.
        named: The plug-ins that the user lists in `plugins.exports`.
    Raises:
        UsageError: No format has that name.
        ConfigError: The plug-in is not installed or does not load.
        PluginError: The plug-in failed while it wrote the file.
    """
    writer = FORMATS.load(form, named)
    yield writer.head(options)
    for person in _people(store, contacts, options, photos=writer.photos):
        written = writer.entry(person, options)
        texts = (written.data.decode("utf-8", "replace"),) if written.texts is None else written.texts
        report.add(person.contact, lost(person.contact, person.kept, texts))
        yield written.data
    yield writer.foot(options)


def _people(
    store: Store, contacts: Iterable[Contact], options: ExportOptions, *, photos: bool
) -> Iterator[ExportedContact]:
    """Yield the contacts with everything that may be exported with them."""
    found = with_kept(store, contacts, photos=options.photos and photos)
    for number, (contact, kept, has_crop) in enumerate(found):
        if not options.photos:
            kept = tuple(item for item in kept if item.name != "PHOTO")
        met = store.encounters.of(contact.id) if options.notes else ()
        yield ExportedContact(
            number=number,
            contact=contact,
            kept=kept,
            notes=tuple(note for encounter in met if (note := _note(encounter))),
            events=tuple(dict.fromkeys(encounter.event for encounter in met if encounter.event)),
            encounters=tuple(met),
            photo_jpeg=store.cards.newest_crop(contact.id) if has_crop else None,
        )


def with_kept(
    store: Store, contacts: Iterable[Contact], *, photos: bool
) -> Iterator[tuple[Contact, tuple[Property, ...], bool]]:
    """Yield each contact, its kept properties, and whether a picture of its card is wanted and available."""
    waiting = iter(contacts)
    while page := list(itertools.islice(waiting, TOGETHER)):
        numbers = [contact.id for contact in page]
        kept = store.address_books.kept_by_contact(numbers)
        crops = store.people.with_crop(numbers) if photos else frozenset()
        yield from ((contact, kept.get(contact.id, ()), contact.id in crops) for contact in page)


def _note(encounter: Encounter) -> str:
    """Return the notes of an encounter as lines of text."""
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
