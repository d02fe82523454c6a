"""Which encounter belongs to which card: event.toml, a note beside the photo, folder names, its time, --event."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from cardscan.errors import ConfigError, UsageError
from cardscan.followup import EVENT_FILE, FolderEvents, event_of_folders, read_events, sidecar_names
from cardscan.imaging.taken import taken_at
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line

# A note is a few lines; what is longer is another kind of text.
MAX_NOTE_BYTES = 20_000
EVENT_CHARS = 160


class Encounters:
    """What people noted about the photos of one scan; read and checked before the first photo is."""

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
            ConfigError: An event.toml is wrong, or has a note for a photo that is not there.
            UsageError: `event` looks like a file and is none.
        """
        self._watched = watched
        self._by_folder: dict[Path, FolderEvents] = {}
        self._listed: dict[Path, frozenset[str]] = {}
        self._taken: dict[Path, datetime | None] = dict(taken or {})
        self._photos: dict[Path, list[Path]] = {}
        self._sessions: dict[Path, list[datetime]] = {}
        named, given = _given(event)
        told: dict[Path, FolderEvents] = {}
        names: dict[int, set[str]] = {}
        read: dict[Path, FolderEvents] = {}
        for photo, root in photos:
            folder = photo.parent
            self._photos.setdefault(folder, []).append(photo)
            if folder not in told:
                told[folder] = given or _folder_events(folder, root, read, links=not watched)
                self._by_folder[folder] = given or _named_after_folders(told[folder], folder, root)
                if not watched:  # a watched folder may hold very many photos, and is asked about each of them
                    self._listed[folder] = _names_in(folder)
                    names.setdefault(id(told[folder]), set()).update(self._listed[folder])
        for found in {id(found): found for found in told.values()}.values() if not watched else ():
            found.check_photos(names[id(found)])
        if named:
            for folder, found in self._by_folder.items():
                common = dataclasses.replace(found.common, event=named)
                self._by_folder[folder] = dataclasses.replace(found, common=common, events=())

    def of(self, photo: Path, card: int) -> Encounter | None:
        """How the person on this card (counted from 0 on the photo) was met; None where nobody said anything."""
        events, note = self._by_folder[photo.parent], self._note(photo)
        if events.events:
            events = events.at(self._time(photo), self._session(photo.parent))
        found = events.encounter_for(photo.name, card, sidecar=note)
        if found is None or found.day is not None:
            return found
        taken = self._time(photo)
        return events.on(taken.date()).encounter_for(photo.name, card, sidecar=note) if taken else found

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
        listed = self._listed.get(photo.parent)
        for name in sidecar_names(photo.name):
            place = photo.parent / name
            if (listed is None or name in listed) and place.is_file() and not (self._watched and place.is_symlink()):
                return _note_text(place)
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
    name = one_line(event, EVENT_CHARS)
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


def _folder_events(folder: Path, root: Path, read: dict[Path, FolderEvents], *, links: bool) -> FolderEvents:
    """The nearest event.toml from `folder` up to `root`; one that says nothing where there is none."""
    for place in (folder, *folder.parents):
        file = place / EVENT_FILE
        if file in read:
            return read[file]
        if file.is_file() and (links or not file.is_symlink()):
            return read.setdefault(file, read_events(file))
        if place == root:
            break
    return FolderEvents()


def _names_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except OSError:
        return frozenset()


def _note_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_NOTE_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: the note cannot be read ({error.strerror}); check its rights") from error
    if len(raw) > MAX_NOTE_BYTES:
        raise ConfigError(f"{path}: too long for a note beside a photo; keep it under {MAX_NOTE_BYTES // 1000} KB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text; save the note as UTF-8") from error
