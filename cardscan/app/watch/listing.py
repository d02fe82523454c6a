"""List what is in a watched folder now: photos with their fingerprints, and when the notes beside them changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.app.watch.files import DONE, QUARANTINE, fingerprint_of
from cardscan.app.watch.stability import Fingerprint
from cardscan.workflows.intake.left_out import is_left_out
from cardscan.workflows.intake.sources import COMPANION_SUFFIXES, PHOTO_SUFFIXES, RAW, UNREAD_SUFFIXES

# Deeper nesting than this is a loop of mounts or an attack.
MAX_DEPTH = 20
NOT_READ = "which cardscan does not read"
# How many files are listed between two checks whether to stop.
ASK_EVERY = 1000


@dataclass(slots=True)
class FolderListing:
    """One look at a watched folder.

    Attributes:
        photos: Photos by path, including pictures in unread formats, since their owner waits for them.
        notes: For each folder, the newest change (ctime, nanoseconds) and the number of event.toml and note files.
        unlisted: Folders inside that cannot be listed, or in which a file cannot be examined.
    """

    photos: dict[str, Fingerprint] = field(default_factory=dict)
    notes: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)


def look_into(root: Path, *, stopping: Callable[[], bool] = bool) -> FolderListing | None:
    """List the photos of a folder tree, leaving out done/, quarantine/ and what a person did not put there.

    Args:
        stopping: Checked from time to time, since listing very many files takes long; if it is true, return None.

    Raises:
        OSError: `root` cannot be listed: it is gone, or access is not permitted.
    """
    seen = FolderListing()
    pending: list[tuple[str, int]] = [(str(root), 0)]
    while pending:
        folder, depth = pending.pop()
        try:
            with os.scandir(folder) as entries:
                for number, entry in enumerate(entries):
                    if not number % ASK_EVERY and stopping():
                        return None
                    _take(entry, seen, pending, depth)
        except OSError:
            if depth == 0:
                raise
            seen.unlisted.add(folder)
    return seen


def _take(entry: os.DirEntry[str], seen: FolderListing, pending: list[tuple[str, int]], depth: int) -> None:
    name = entry.name
    if is_left_out(name) or (depth == 0 and name in (DONE, QUARANTINE)):
        return
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - 100,000 Path objects take a second
    try:
        if suffix in PHOTO_SUFFIXES:
            seen.photos[entry.path] = fingerprint_of(entry.stat(follow_symlinks=False))
        elif entry.is_dir(follow_symlinks=False):
            if depth < MAX_DEPTH and not is_left_out(name, folder=True):
                pending.append((entry.path, depth + 1))
        elif UNREAD_SUFFIXES.get(suffix, RAW) != RAW:
            kind = f"a {UNREAD_SUFFIXES[suffix]} picture, {NOT_READ}"
            seen.photos[entry.path] = fingerprint_of(entry.stat(follow_symlinks=False))._replace(kind=kind)
        elif suffix in COMPANION_SUFFIXES:
            status = entry.stat(follow_symlinks=False)
            folder = os.path.dirname(entry.path)  # noqa: PTH120 - as above
            newest, count, size = seen.notes.get(folder, (0, 0, 0))
            seen.notes[folder] = (max(newest, status.st_ctime_ns, status.st_mtime_ns), count + 1, size + status.st_size)
    except FileNotFoundError:  # deleted between the listing and the examination
        return
    except OSError:  # other files in this folder can still be examined
        seen.unlisted.add(os.path.dirname(entry.path))  # noqa: PTH120 - as above
