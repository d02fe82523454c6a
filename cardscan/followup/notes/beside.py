"""Find the note file beside a photo, however it is spelled, and read its text."""

from __future__ import annotations

import itertools
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cardscan.errors import ConfigError
from cardscan.followup.notes.folder_events import plain_name
from cardscan.followup.notes.note_text import NoteText, NotTextError, decode_note
from cardscan.locales.folding import file_name

SIDECAR_SUFFIXES = (".txt", ".md")
# A note is a few lines; a longer file is something else.
MAX_NOTE_BYTES = 20_000


def sidecar_names(photo: str) -> tuple[str, ...]:
    """Return the file names that a note for this photo may have, in the order in which they are tried."""
    stem = photo.rpartition(".")[0] or photo
    return (*(stem + suffix for suffix in SIDECAR_SUFFIXES), *(photo + suffix for suffix in SIDECAR_SUFFIXES))


def spellings(names: Iterable[str]) -> dict[str, list[str]]:
    """Group a folder's names that differ only in letter case or in composed and decomposed accents."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(file_name(name), []).append(name)
    return found


def note_beside(photo: Path, listed: Mapping[str, list[str]] | None = None) -> Path | None:
    """Return the note of a photo, or None; an exact spelling goes before any other.

    Args:
        listed: `spellings` of the photo's folder; without it, the usual spellings are tried one by one.
    """
    exact = [name for name in sidecar_names(photo.name) if _there(photo.parent / name, listed)]
    for name in exact or _spelled_otherwise(photo, listed):
        return photo.parent / name
    return None


def _there(path: Path, listed: Mapping[str, list[str]] | None) -> bool:
    return os.path.lexists(path) if listed is None else path.name in listed.get(file_name(path.name), ())


def _spelled_otherwise(photo: Path, listed: Mapping[str, list[str]] | None) -> Iterator[str]:
    for wanted in sidecar_names(photo.name):
        for name in _usual(photo.name, wanted) if listed is None else listed.get(file_name(wanted), ()):
            if _there(photo.parent / name, listed) and not _anothers(photo, name, listed):
                yield name


def _usual(photo: str, wanted: str) -> list[str]:
    """Return this name as phones, cameras, Windows and macOS may spell it."""
    stem = photo.rpartition(".")[0] or photo
    stems = [form for each in (stem, plain_name(stem), decomposed(stem)) for form in (each, each.upper(), each.lower())]
    ends = [(end, end.lower(), end.upper(), end.title()) for end in wanted[len(stem) :].split(".")]
    return list(dict.fromkeys(each + ".".join(end) for each in stems for end in itertools.product(*ends)))


def decomposed(name: str) -> str:
    """Return the name as macOS writes it: accents as separate characters."""
    return unicodedata.normalize("NFD", name)


def _anothers(photo: Path, note: str, listed: Mapping[str, list[str]] | None) -> bool:
    """Whether another photo has exactly this note's spelling."""
    stem = note.rpartition(".")[0]
    others = {stem, stem + photo.suffix} - {photo.name}
    return any(
        _there(place, listed) and not _same(place, photo) for place in (photo.parent / other for other in others)
    )


def _same(one: Path, other: Path) -> bool:
    """Whether both are one file, as they are where letter case does not count."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def read_note(path: Path) -> NoteText:
    """Return what a note says.

    Raises:
        ConfigError: It cannot be read, or is not text; the message says what to do.
    """
    try:
        raw = _bytes_of(path)
        return decode_note(raw)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: a link that leads nowhere; put the note itself there") from error
    except OSError as error:
        raise ConfigError(f"{path}: the note cannot be read ({error.strerror}); check its rights") from error
    except NotTextError as error:
        raise ConfigError(f"{path}: the note is {error}; save it as plain text in UTF-8") from error


def _bytes_of(path: Path) -> bytes:
    # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ConfigError(f"{path}: has the name of a note and is no file; rename it")
        raw = b""
        while len(raw) <= MAX_NOTE_BYTES and (more := os.read(descriptor, MAX_NOTE_BYTES + 1 - len(raw))):
            raw += more
    finally:
        os.close(descriptor)
    if len(raw) > MAX_NOTE_BYTES:
        raise ConfigError(f"{path}: too long for a note beside a photo; keep it under {MAX_NOTE_BYTES // 1000} KB")
    return raw
