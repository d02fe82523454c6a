"""When a photo was taken, by its own camera: read from the file's header, without decoding a pixel."""

from __future__ import annotations

import re
import struct
from datetime import datetime
from pathlib import Path

from cardscan.reading.imaging.kinds import PictureKind, sniff

# Cameras write their EXIF block before the picture; a thumbnail in it makes it at most 64 KB long.
HEAD_BYTES = 512 * 1024
_MOST_ENTRIES = 500
_EXIF_IFD = 0x8769
# When the shutter was released; when the picture was made into numbers (scanners write only that). The third time of
# EXIF, DateTime, is of the last change and says nothing about the meeting.
_ORIGINAL, _DIGITIZED = 0x9003, 0x9004
# In a PNG the block follows on the chunk's name at once; in a WebP the chunk's length lies between.
_MARKED = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4}(?:Exif\0\0)?)(?P<tiff>II\*\0|MM\0\*)", re.DOTALL)
_WRITTEN = re.compile(rb"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")
# A camera whose clock was never set says 1970, 1980 or 2000, on the first of January.
_FIRST_YEAR, _LAST_YEAR = 1995, 2100


def taken_at(path: Path) -> datetime | None:
    """Local time of the camera (without a zone) at which a photo was taken; None where its file does not say."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return taken_in(file.read(HEAD_BYTES))
    except (OSError, ValueError):
        return None


def taken_in(data: bytes) -> datetime | None:
    """The same from the first bytes of a JPEG, PNG, WebP, TIFF or HEIF file.

    Source: CIPA DC-008 (Exif 2.32), 4.6.5; the block is a TIFF structure wherever it lies in the file.
    """
    kind = sniff(data)
    if kind is None or kind in (PictureKind.PDF, PictureKind.BMP):
        return None
    start = 0 if kind is PictureKind.TIFF else _block(data)
    try:
        return None if start is None else _from_tiff(data[start:])
    except (struct.error, ValueError):
        return None


def _block(data: bytes) -> int | None:
    """Where the EXIF block's TIFF structure begins. A HEIF file names its items before, so the mark alone is not it."""
    match = _MARKED.search(data)
    return match.start("tiff") if match else None


def _from_tiff(block: bytes) -> datetime | None:
    order = "<" if block[:2] == b"II" else ">"
    first = _entries(block, struct.unpack_from(order + "I", block, 4)[0], order)
    kind, _, value = first.get(_EXIF_IFD, (0, 0, 0))
    if kind not in (4, 13):  # a place, as a number or as that of a directory
        return None
    inner = _entries(block, value, order)
    for tag in (_ORIGINAL, _DIGITIZED):
        kind, count, place = inner.get(tag, (0, 0, 0))
        if kind == 2 and count >= 19 and (found := _time(block[place : place + 19])):
            return found
    return None


def _entries(block: bytes, offset: int, order: str) -> dict[int, tuple[int, int, int]]:
    """Tag -> (type, count, value or place of it) of one directory."""
    count = min(struct.unpack_from(order + "H", block, offset)[0], _MOST_ENTRIES)
    found = {}
    for number in range(count):
        tag, kind, values, value = struct.unpack_from(order + "HHII", block, offset + 2 + 12 * number)
        found[tag] = (kind, values, value)
    return found


def _time(written: bytes) -> datetime | None:
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    found = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]
    unset = (found.month, found.day) == (1, 1) and found.year in (2000,)
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR and not unset else None
