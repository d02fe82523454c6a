"""Which encounter belongs to which card: event.toml of the folder, a note beside the photo, --event."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path

from cardscan.errors import ConfigError, UsageError
from cardscan.followup import EVENT_FILE, FolderEvents, read_events, sidecar_names
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line

# A note is a few lines; what is longer is another kind of text.
MAX_NOTE_BYTES = 20_000
EVENT_CHARS = 160


class Encounters:
    """What people noted about the photos of one scan; read and checked before the first photo is."""

    def __init__(self, photos: Iterable[tuple[Path, Path]], event: str | None = None, *, watched: bool = False) -> None:
        """Read the event.toml of every folder.

        Args:
            photos: (photo, the folder in whose tree it was found); a folder without an event.toml takes the one
                of the nearest folder above it, up to that.
            event: From --event: an event's name, or the path of an event.toml that holds for all photos.
            watched: The photos come and go: a note may speak of one that is not there, a folder's name is its event
                unless event.toml names another, and links among the notes are left out.
        Raises:
            ConfigError: An event.toml is wrong, or has a note for a photo that is not there.
            UsageError: `event` looks like a file and is none.
        """
        self._watched = watched
        self._by_folder: dict[Path, FolderEvents] = {}
        self._listed: dict[Path, frozenset[str]] = {}
        named, given = _given(event)
        names: dict[int, set[str]] = {}
        events: dict[int, FolderEvents] = {}
        read: dict[Path, FolderEvents] = {}
        for photo, root in photos:
            folder = photo.parent
            if folder not in self._by_folder:
                self._by_folder[folder] = given or _folder_events(folder, root, read, links=not watched)
                if watched:
                    self._by_folder[folder] = _named_after_folder(self._by_folder[folder], folder, root)
                self._listed[folder] = _names_in(folder)
            found = self._by_folder[folder]
            events[id(found)] = found
            names.setdefault(id(found), set(self._listed[folder])).update(self._listed[folder])
        for key, found in events.items() if not watched else ():
            found.check_photos(names[key])
        if named:
            for folder, found in self._by_folder.items():
                common = dataclasses.replace(found.common, event=named)
                self._by_folder[folder] = dataclasses.replace(found, common=common)

    def of(self, photo: Path, card: int) -> Encounter | None:
        """How the person on this card (counted from 0 on the photo) was met; None where nobody said anything."""
        events = self._by_folder[photo.parent]
        return events.encounter_for(photo.name, card, sidecar=self._note(photo))

    def _note(self, photo: Path) -> str | None:
        listed = self._listed[photo.parent]
        for name in sidecar_names(photo.name):
            place = photo.parent / name
            if name in listed and place.is_file() and not (self._watched and place.is_symlink()):
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


def _named_after_folder(found: FolderEvents, folder: Path, root: Path) -> FolderEvents:
    """The first folder below the watched one is the event, where nothing else is said."""
    inside = folder.relative_to(root).parts
    if found.common.event or not inside:
        return found
    return dataclasses.replace(found, common=dataclasses.replace(found.common, event=one_line(inside[0], EVENT_CHARS)))


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
