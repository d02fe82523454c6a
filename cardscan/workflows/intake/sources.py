"""List the files of a folder that are photos of cards, in natural order. Judges names only, and reads no photo."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.errors import PhotoError, UnreadablePhotoError, UsageError
from cardscan.model.natural_order import natural_key
from cardscan.workflows.intake.left_out import is_left_out, is_placeholder

# Only names are checked here; the real file type is found from the bytes when the photo is loaded.
PHOTO_SUFFIXES = frozenset(
    [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".tif", ".tiff", ".bmp", ".heic", ".heif", ".hif",
     ".avif", ".pdf"]
)  # fmt: skip
# Files that belong to the photos and are read elsewhere.
COMPANION_SUFFIXES = frozenset({".toml", ".txt", ".md"})
# A camera's raw format: usually a JPEG of the same photo lies beside it.
RAW = "RAW"
# Picture formats that cardscan does not read, each with the name a person knows it by.
UNREAD_SUFFIXES = {
    ".gif": "GIF", ".jxl": "JPEG XL", ".svg": "SVG", ".psd": "Photoshop", ".psb": "Photoshop",
    **dict.fromkeys([".jp2", ".j2k", ".jpx", ".jpf"], "JPEG 2000"),
    **dict.fromkeys([".dng", ".cr2", ".cr3", ".nef", ".nrw", ".arw", ".raf", ".orf", ".rw2", ".pef", ".srw"], RAW),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A photo file, and the folder whose listing found it (its own folder if the file itself was named)."""

    path: Path
    root: Path


@dataclass(slots=True)
class Listing:
    """What was found under the given paths.

    Attributes:
        sources: Photos in natural order, each file once.
        others: Files left out because they are not photos.
        unread: Pictures in a format that cardscan does not read, grouped by what they are.
        absent: Photos that are only in iCloud.
        problems: Folders that could not be listed.
    """

    sources: list[Source] = field(default_factory=list)
    others: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    absent: int = 0
    problems: list[PhotoError] = field(default_factory=list)


def list_photos(paths: Iterable[Path]) -> Listing:
    """Expand folders, with everything inside them, and files.

    A file that is named is always taken, whatever its name. Inside folders, only files with a photo's name are taken,
    and what other programs keep there (see `left_out.py`) is left out. Links to folders are not followed: they can form
    loops.

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
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_left_out(entry.name, folder=is_folder):
            listing.absent += is_placeholder(entry.name)
        elif is_folder:
            yield from _walk(folder / entry.name, listing)
        elif not _leads_to_folder(entry):
            suffix = Path(entry.name).suffix.lower()
            if suffix in PHOTO_SUFFIXES:
                yield folder / entry.name
            elif suffix in UNREAD_SUFFIXES:
                listing.unread[UNREAD_SUFFIXES[suffix]] += 1
            elif suffix not in COMPANION_SUFFIXES:
                listing.others += 1


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link to a folder; a broken, circular or unreachable link counts as an unreadable file."""
    try:
        return entry.is_dir()
    except OSError:
        return False
