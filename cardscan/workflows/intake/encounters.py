"""Find the encounter for each card from event.toml, a note beside the photo, folder names, its time, or --event."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from cardscan.errors import ConfigError, UsageError
from cardscan.followup import (
    EVENT_FILES,
    FolderEvents,
    decode_name,
    event_of_folders,
    note_beside,
    read_events,
    read_note,
    spellings,
)
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.reading.imaging.photo_time import taken_at

EVENT_CHARS = 160


class Encounters:
    """The notes about the photos of one scan; every event.toml is checked before the first photo is read.

    Attributes:
        problems: Notes and event.toml files that cannot be used, with the reason; photos are still read.
        guessed: Notes whose encoding was guessed, and the encoding.
    """

    def __init__(
        self,
        photos: Iterable[tuple[Path, Path]],
        event: str | None = None,
        *,
        day: date | None = None,
        watched: bool = False,
        taken: Mapping[Path, datetime | None] | None = None,
    ) -> None:
        """Read the event.toml of every folder.

        Args:
            photos: (photo, the folder in whose tree it was found). A folder without an event.toml uses that of the
                nearest folder above it, no higher than the folder that was named.
            event: The value of --event: an event's name, or the path of an event.toml that applies to all photos.
            day: The value of --on: the day of all meetings, whatever notes, folders and photos say.
            watched: Photos come and go: a note may be about a photo that is not there, and notes that are symbolic
                links are ignored.
            taken: The times at which photos were taken, where already known; those files are not read again.
        Raises:
            ConfigError: The event.toml that `event` names is wrong, or one of a watched folder.
            UsageError: `event` looks like a file path but is not a file; `day` contradicts a list of events.
        """
        self._watched = watched
        self.problems: dict[Path, ConfigError] = {}
        self.guessed: dict[Path, str] = {}
        self._by_folder: dict[Path, FolderEvents] = {}
        self._listed: dict[Path, dict[str, list[str]]] = {}
        self._taken: dict[Path, datetime | None] = dict(taken or {})
        self._photos: dict[Path, list[Path]] = {}
        self._sessions: dict[Path, list[datetime]] = {}
        named, given = _given(event)
        told = _Told(watched=watched, problems=self.problems)
        for photo, root in photos:
            folder = photo.parent
            self._photos.setdefault(folder, []).append(photo)
            if folder in self._by_folder:
                continue
            if not watched:  # a watched folder may hold very many photos, and this is done for each of them
                self._listed[folder] = spellings(_names_in(folder))
            found = given or told.of(folder, root, self._listed.get(folder, {}))
            self._by_folder[folder] = given or _named_after_folders(found, folder, root)
        told.check()
        if given is not None and not watched:
            names = [name for listed in self._listed.values() for name in itertools.chain(*listed.values())]
            told.check_names(Path(given.source), given, names)
        for folder in told.wrong:
            self._by_folder.pop(folder)
        for folder, found in self._by_folder.items():
            if named:
                common = dataclasses.replace(found.common, event=named)
                self._by_folder[folder] = dataclasses.replace(found, common=common, events=())
            if day and self._by_folder[folder].events:
                raise UsageError(f"{found.source}: has several events with days of their own; leave out --on")
            if day:
                self._by_folder[folder] = self._by_folder[folder].held_on(day)

    def of(self, photo: Path, card: int) -> Encounter | None:
        """Return how the person on this card (counted from 0 on the photo) was met; None if nothing was noted."""
        events, note = self._by_folder.get(photo.parent), self._note(photo)
        if events is None:
            return None
        if events.events:
            events = events.at(self._time(photo), self._session(photo.parent))
        spelled = events.spelling_of(photo.name)
        if spelled and _is_another(photo.parent / spelled, photo):
            spelled = None
        found = events.encounter_for(photo.name, card, sidecar=note, spelled=spelled)
        if found is None or found.day is not None:
            return found
        taken = self._time(photo)
        if taken is None:
            return found
        return events.on(taken.date()).encounter_for(photo.name, card, sidecar=note, spelled=spelled)

    def _time(self, photo: Path) -> datetime | None:
        """Return when the photo was taken; its file is read only once."""
        if photo not in self._taken:
            self._taken[photo] = taken_at(photo)
        return self._taken[photo]

    def _session(self, folder: Path) -> list[datetime]:
        """Return when the photos of one folder were taken, in order; photos without a time are left out."""
        if folder not in self._sessions:
            self._sessions[folder] = sorted(taken for photo in self._photos[folder] if (taken := self._time(photo)))
        return self._sessions[folder]

    def _note(self, photo: Path) -> str | None:
        """Return the text of the note beside a photo; a note that cannot be read affects nothing else."""
        place = note_beside(photo, self._listed.get(photo.parent))
        if place is None or (self._watched and place.is_symlink()):
            return None
        try:
            note = read_note(place)
        except ConfigError as error:
            self.problems[place] = error
            return None
        if note.guessed:
            self.guessed[place] = note.guessed
        return note.text


class _Told:
    """What each folder's event.toml, or that of the nearest folder above it, says; each file is read once.

    A wrong event.toml holds back the notes of its own folder alone: the photos there are read, but get no notes, and so
    no letters, until the file is corrected; then the next scan takes them in. A note for a photo that is not there (it
    may have been deleted since) is told, and harms no other note.

    Attributes:
        wrong: Folders whose event.toml is wrong.
    """

    def __init__(self, *, watched: bool, problems: dict[Path, ConfigError]) -> None:
        self._watched, self._problems = watched, problems
        self._read: dict[Path, FolderEvents] = {}
        self._folders: dict[Path, list[tuple[Path, Mapping[str, list[str]]]]] = {}
        self.wrong: set[Path] = set()

    def of(self, folder: Path, root: Path, listed: Mapping[str, list[str]]) -> FolderEvents:
        """Return the events noted for a folder; empty if there is no event.toml."""
        file = self._nearest(folder, root)
        if file is None:
            return FolderEvents()
        self._folders.setdefault(file, []).append((folder, listed))
        if file not in self._read:
            try:
                self._read[file] = read_events(file)
            except ConfigError as error:
                self._blame(file, error)
                self._read[file] = FolderEvents()
        return self._read[file]

    def check(self) -> None:
        """Check that every note names a photo in its folders; in a watched folder that photo may still arrive."""
        for file, folders in self._folders.items():
            if file in self._problems:
                self.wrong.update(folder for folder, _ in folders)
            elif not self._watched:
                names = [name for _, listed in folders for names in listed.values() for name in names]
                self.check_names(file, self._read[file], names)

    def check_names(self, file: Path, said: FolderEvents, names: Iterable[str]) -> None:
        """Record it as a problem of the file if a note names a photo that is not among these names."""
        try:
            said.check_photos(names)
        except ConfigError as error:
            self._problems[file] = error

    def _blame(self, file: Path, error: ConfigError) -> None:
        if self._watched:
            raise error
        self._problems[file] = error

    def _nearest(self, folder: Path, root: Path) -> Path | None:
        for place in (folder, *folder.parents):
            for name in EVENT_FILES:
                file = place / name
                # not Path.is_file(), which raises in a folder that may not be read
                if file in self._read or (os.path.isfile(file) and not (self._watched and file.is_symlink())):  # noqa: PTH113
                    return file
            if place == root:
                break
        return None


def _given(event: str | None) -> tuple[str | None, FolderEvents | None]:
    """Return (name, None) or (None, events) for the value of --event."""
    if event is None:
        return None, None
    path = Path(event)
    if path.suffix.lower() == ".toml" or os.sep in event:
        if not path.is_file():
            raise UsageError(f"--event {event}: no such file; give an event.toml, or the event's name in quotes")
        return None, read_events(path)
    known = decode_name(event)
    if known is None:
        raise UsageError("--event is in an encoding that is not known; write it in UTF-8, as the terminal is set")
    name = one_line(known, EVENT_CHARS)
    if not name:
        raise UsageError("--event is empty; give the event's name in quotes")
    return name, None


def _named_after_folders(found: FolderEvents, folder: Path, root: Path) -> FolderEvents:
    """Fill in event and day from the names of folders below the named one, where nothing else gives them."""
    said, common = event_of_folders(folder.relative_to(root).parts), found.common
    if found.events or (common.event and common.day):
        return found
    common = dataclasses.replace(common, event=common.event or said.event)
    found = dataclasses.replace(found, common=common)
    return found.on(said.day) if said.day and not found.day else found


def _is_another(place: Path, photo: Path) -> bool:
    """Whether a file of this name exists and is not the same photo under another spelling."""
    try:
        return not place.samefile(photo)
    except OSError:
        return False


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except OSError:
        return frozenset()
