"""Which encounter belongs to which card: event.toml, a note beside the photo, folder names, its time, --event."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
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
from cardscan.reading.imaging.taken import taken_at

EVENT_CHARS = 160


class Encounters:
    """What people noted about the photos of one scan; every event.toml is checked before the first photo is read.

    Attributes:
        problems: Notes, and event.toml files of folders inside, that cannot be used, with why; the photos are read.
        guessed: Notes whose encoding is a guess, and which it is.
    """

    def __init__(
        self,
        photos: Iterable[tuple[Path, Path]],
        event: str | None = None,
        *,
        watched: bool = False,
        taken: Mapping[Path, datetime | None] | None = None,
    ) -> None:
        """Read the event.toml of every folder.

        Args:
            photos: (photo, the folder in whose tree it was found); a folder without an event.toml takes the one
                of the nearest folder above it, up to that.
            event: From --event: an event's name, or the path of an event.toml that holds for all photos.
            watched: The photos come and go: a note may speak of one that is not there, and links among the notes are
                left out.
            taken: When photos were taken, where that is known already; their files are not asked again.
        Raises:
            ConfigError: The event.toml of a named folder is wrong, or has a note for a photo that is not there.
            UsageError: `event` looks like a file and is none.
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
            if not watched:  # a watched folder may hold very many photos, and is asked about each of them
                self._listed[folder] = spellings(_names_in(folder))
            found = given or told.of(folder, root, self._listed.get(folder, {}))
            self._by_folder[folder] = given or _named_after_folders(found, folder, root)
        told.check()
        if given is not None and not watched:
            given.check_photos(name for names in self._listed.values() for name in itertools.chain(*names.values()))
        for folder in told.wrong:
            self._by_folder.pop(folder)
        if named:
            for folder, found in self._by_folder.items():
                common = dataclasses.replace(found.common, event=named)
                self._by_folder[folder] = dataclasses.replace(found, common=common, events=())

    def of(self, photo: Path, card: int) -> Encounter | None:
        """How the person on this card (counted from 0 on the photo) was met; None where nobody said anything."""
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
        """When the photo was taken; its file is asked once."""
        if photo not in self._taken:
            self._taken[photo] = taken_at(photo)
        return self._taken[photo]

    def _session(self, folder: Path) -> list[datetime]:
        """When the photos of one folder were taken, as far as they say, in order."""
        if folder not in self._sessions:
            self._sessions[folder] = sorted(taken for photo in self._photos[folder] if (taken := self._time(photo)))
        return self._sessions[folder]

    def _note(self, photo: Path) -> str | None:
        """The text of the note beside a photo; one that cannot be read costs nothing but itself."""
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
    """What the event.toml of each folder tells, or of the nearest folder above it; each is read once.

    One that is wrong in the folder that was named stops the program before it reads a photo. One in a folder inside
    costs the others nothing: its own photos are read and nothing is noted of them, until it is right.

    Attributes:
        wrong: Folders whose event.toml is wrong.
    """

    def __init__(self, *, watched: bool, problems: dict[Path, ConfigError]) -> None:
        self._watched, self._problems = watched, problems
        self._read: dict[Path, FolderEvents] = {}
        self._folders: dict[Path, list[tuple[Path, Path, Mapping[str, list[str]]]]] = {}
        self.wrong: set[Path] = set()

    def of(self, folder: Path, root: Path, listed: Mapping[str, list[str]]) -> FolderEvents:
        """What is told of a folder; nothing where there is no event.toml."""
        file = self._nearest(folder, root)
        if file is None:
            return FolderEvents()
        self._folders.setdefault(file, []).append((folder, root, listed))
        if file not in self._read:
            try:
                self._read[file] = read_events(file)
            except ConfigError as error:
                self._blame(file, error)
                self._read[file] = FolderEvents()
        return self._read[file]

    def check(self) -> None:
        """Every note is about a photo of one of the folders that it holds for; a watched folder's may come later."""
        for file, folders in self._folders.items():
            if not self._watched and file not in self._problems:
                try:
                    self._read[file].check_photos(
                        name for _, _, listed in folders for names in listed.values() for name in names
                    )
                except ConfigError as error:
                    self._blame(file, error)
            if file in self._problems:
                self.wrong.update(folder for folder, _, _ in folders)

    def _blame(self, file: Path, error: ConfigError) -> None:
        if self._watched or any(root == file.parent for _, root, _ in self._folders[file]):
            raise error
        self._problems[file] = error

    def _nearest(self, folder: Path, root: Path) -> Path | None:
        for place in (folder, *folder.parents):
            for name in EVENT_FILES:
                file = place / name
                # not Path.is_file(): it raises where a folder may not be looked into
                if file in self._read or (os.path.isfile(file) and not (self._watched and file.is_symlink())):  # noqa: PTH113
                    return file
            if place == root:
                break
        return None


def _given(event: str | None) -> tuple[str | None, FolderEvents | None]:
    """(name, None) or (None, events) for what --event said."""
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
    """Names of the folders below the one that was named say event and day, where nothing else does."""
    said, common = event_of_folders(folder.relative_to(root).parts), found.common
    if found.events or (common.event and common.day):
        return found
    common = dataclasses.replace(common, event=common.event or said.event)
    found = dataclasses.replace(found, common=common)
    return found.on(said.day) if said.day and not found.day else found


def _is_another(place: Path, photo: Path) -> bool:
    """There is a file of this name, and it is not the photo under another spelling."""
    try:
        return not place.samefile(photo)
    except OSError:
        return False


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except OSError:
        return frozenset()
