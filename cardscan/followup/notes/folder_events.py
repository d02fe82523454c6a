"""Hold the notes on a folder's photos; find a card's by photo name, number and time; report misspelt names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cardscan.errors import ConfigError
from cardscan.followup.notes.note_reading import combine, parse_note
from cardscan.followup.notes.occasions import Span, event_at
from cardscan.locales.folding import file_name
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line

EVENT_FILE = "event.toml"
# As Windows' editor saves it, and as people type it.
EVENT_FILES = (EVENT_FILE, "Event.toml", "EVENT.TOML", "event.toml.txt")
CARD_NUMBER = re.compile(r"^(?P<photo>.+)#(?P<number>[1-9][0-9]?)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FolderEvents:
    """What is known of the cards of one folder.

    Attributes:
        source: Name of the file, for error messages.
        common: What applies to every card of the folder.
        notes: By photo name; or by photo name + "#" + number of the card (from 1), if a photo shows several cards.
        events: For several events: when each lasted, and what is known of its cards.
        notes_on: Reads the notes as notes of a given day, from which "by Friday" is counted.
    """

    source: str = EVENT_FILE
    common: Encounter = field(default_factory=Encounter)
    notes: Mapping[str, Encounter] = field(default_factory=dict)
    events: tuple[tuple[Span, FolderEvents], ...] = ()
    notes_on: Callable[[date], Mapping[str, Encounter]] | None = field(default=None, repr=False, compare=False)
    _spelled: dict[str, set[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def day(self) -> date | None:
        """The day of the event."""
        return self.common.day

    def encounter_for(
        self, photo: str, card: int = 0, *, sidecar: str | None = None, spelled: str | None = None
    ) -> Encounter | None:
        """Return the encounter behind one card, or None if nothing at all is known.

        Args:
            photo: File name without folder.
            card: 0-based index of the card on the photo.
            sidecar: Text of the note file beside the photo; overrides event.toml.
            spelled: The photo's name as the notes spell it, if that differs; see `spelling_of`.
        """
        name = spelled or plain_name(photo)
        found = self.common
        noted = [self.notes.get(key) for key in (name, f"{name}#{card + 1}")]
        if sidecar is not None:
            noted.append(parse_note(sidecar, self.day))
        for note in noted:
            found = combine(found, note) if note else found
        return None if found == Encounter() else found

    def spelling_of(self, photo: str) -> str | None:
        """Return how the notes spell a photo if only the letter case differs; None if it is the same or ambiguous."""
        if not self._spelled:
            for key in self.notes:
                self._spelled.setdefault(file_name(_photo_of(key)), set()).add(_photo_of(key))
        spelled, name = self._spelled.get(file_name(photo), ()), plain_name(photo)
        return next(iter(spelled)) if len(spelled) == 1 and name not in spelled else None

    def at(self, taken: datetime | None, photos: Sequence[datetime] = ()) -> FolderEvents:
        """Return what is known of cards photographed at that time, if there are several events; see `event_at`."""
        number = event_at([span for span, _ in self.events], taken, photos) if taken and self.events else None
        return self if number is None else self.events[number][1]

    def on(self, day: date) -> FolderEvents:
        """Return the same with this day if the event's day is unknown; "by Friday" is then counted from it."""
        if self.day is not None:
            return self
        notes = self.notes_on(day) if self.notes_on else self.notes
        return replace(self, common=replace(self.common, day=day), notes=notes)

    def held_on(self, day: date) -> FolderEvents:
        """Return the same with this day, whatever the notes say of the day of the event."""
        return replace(self, common=replace(self.common, day=None)).on(day)

    def check_photos(self, photos: Iterable[str]) -> None:
        """Raise ConfigError when a note names a photo that is not among these names."""
        known = {plain_name(name): name for name in photos}
        folded: dict[str, list[str]] = {}
        for name in known.values():
            folded.setdefault(file_name(name), []).append(name)
        lost = []
        for key in self.notes:
            photo = key if key in known else _photo_of(key)
            alike = folded.get(file_name(photo), [])
            if photo in known or len(alike) == 1:
                continue
            if alike:
                tip = f"it may be {' or '.join(sorted(alike))}; write it as in the folder"
            else:
                near = nearest(photo, known)
                tip = f'did you mean "{known[near]}"?' if near else "photo names are written as in the folder"
            lost.append(f'the note for "{one_line(key, 80)}" belongs to no photo of this folder; {tip}')
        if lost:
            more = f" (and {len(lost) - 1} more like it)" if len(lost) > 1 else ""
            raise ConfigError(f"{self.source}: {lost[0]}{more}")


def _photo_of(key: str) -> str:
    """Return the photo's name from the key of a note: "a.jpg" from "a.jpg#2"."""
    match = CARD_NUMBER.match(key)
    return match["photo"] if match else key


def plain_name(name: str) -> str:
    """Return a file name with composed accents; macOS writes them decomposed, people type them composed."""
    return unicodedata.normalize("NFC", name)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, or None; letter case does not count."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(word[:200].casefold(), by_fold, n=1)
    return by_fold[near[0]] if near else None
