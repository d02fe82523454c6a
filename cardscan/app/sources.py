"""Which files of a folder are photos of cards, in the order a person would list them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.errors import PhotoError, UnreadablePhotoError, UsageError
from cardscan.model.order import natural_key

# Only names are judged here; what a file really is, its bytes say when it is loaded.
PHOTO_SUFFIXES = frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".hif", ".pdf"]
)  # fmt: skip
# Files that belong to the photos and are read by other hands.
COMPANION_SUFFIXES = frozenset({".toml", ".txt", ".md"})
# What syncing programs and downloads leave while a file is not complete yet.
_TEMPORARY = re.compile(
    r"^\.|^~|~$|\.(part|partial|filepart|crdownload|download|tmp|temp|swp)$|^\.?syncthing\.|^~syncthing~", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Source:
    """A photo file, and the folder that was named to find it (its own folder when it was named itself)."""

    path: Path
    root: Path


@dataclass(slots=True)
class Listing:
    """What was found under the given paths.

    Attributes:
        sources: Photos in natural order, each file once.
        others: Files left out because they are no photos.
        problems: Folders that could not be listed.
    """

    sources: list[Source] = field(default_factory=list)
    others: int = 0
    problems: list[PhotoError] = field(default_factory=list)


def is_temporary(name: str) -> bool:
    """The name of a file that is hidden, or not complete yet."""
    return _TEMPORARY.search(name) is not None


def list_photos(paths: Iterable[Path]) -> Listing:
    """Expand folders (with all inside them) and files.

    A file that is named is always taken, whatever its name; inside folders only names of photos are, and hidden
    files and half-copied ones are left out. Links to folders are not followed: they can lead in circles.

    Raises:
        UsageError: A path does not exist.
    """
    listing, seen = Listing(), set[tuple[int, int] | str]()
    for path in paths:
        try:
            path.stat()
        except FileNotFoundError:
            raise UsageError(f"{path}: no such file or folder") from None
        except (OSError, ValueError) as error:
            raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
        is_folder = path.is_dir()
        found = _walk(path, listing) if is_folder else iter((path,))
        for file in found:
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                listing.sources.append(Source(file, path if is_folder else path.parent))
    return listing


def _walk(folder: Path, listing: Listing) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entries, key=lambda entry: natural_key(entry.name))
    except OSError as error:
        reason = f"the folder cannot be listed ({error.strerror}); check its rights"
        listing.problems.append(UnreadablePhotoError(str(folder), reason))
        return
    for entry in names:
        if is_temporary(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, listing)
        elif entry.is_dir():
            continue
        elif Path(entry.name).suffix.lower() in PHOTO_SUFFIXES:
            yield folder / entry.name
        elif Path(entry.name).suffix.lower() not in COMPANION_SUFFIXES:
            listing.others += 1
