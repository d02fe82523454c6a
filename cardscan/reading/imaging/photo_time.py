"""Tell when a photo was taken by its camera's clock: read it from the file's header, without decoding a pixel."""

from __future__ import annotations

import re
import struct
from datetime import datetime
from pathlib import Path

from cardscan.reading.imaging.kinds import PictureKind, sniff

# Cameras write their EXIF block before the picture; even with a thumbnail it is at most 64 KB long.
HEAD_BYTES = 512 * 1024
_MOST_ENTRIES = 500
_EXIF_IFD = 0x8769
# ORIGINAL: when the shutter was released. DIGITIZED: when the picture was digitised; scanners write only that. EXIF's
# third time, DateTime, is that of the last change and says nothing about the encounter.
_ORIGINAL, _DIGITIZED = 0x9003, 0x9004
# In a PNG the block follows the chunk's name directly; in a WebP the chunk's length lies between.
_MARKED = re.compile(rb"(?:Exif\0\0|eXIf|EXIF.{4}(?:Exif\0\0)?)(?P<tiff>II\*\0|MM\0\*)", re.DOTALL)
_WRITTEN = re.compile(rb"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")
# A camera whose clock was never set says 1 January of 1970, 1980 or 2000.
_FIRST_YEAR, _LAST_YEAR = 1995, 2100


def taken_at(path: Path) -> datetime | None:
    """Return the camera's local time (without a zone) when a photo was taken, or None where its file does not say."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return taken_in(file.read(HEAD_BYTES))
    except (OSError, ValueError):
        return None


def taken_in(data: bytes) -> datetime | None:
    """Return that time from the first bytes of a JPEG, PNG, WebP, TIFF or HEIF file.

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
    """Return where the EXIF block's TIFF structure begins. The mark alone does not show it: HEIF files also list it."""
    match = _MARKED.search(data)
    return match.start("tiff") if match else None


def _from_tiff(block: bytes) -> datetime | None:
    order = "<" if block[:2] == b"II" else ">"
    first = _entries(block, struct.unpack_from(order + "I", block, 4)[0], order)
    kind, _, value = first.get(_EXIF_IFD, (0, 0, 0))
    if kind not in (4, 13):  # an offset, typed as a plain number or as that of a directory
        return None
    inner = _entries(block, value, order)
    for tag in (_ORIGINAL, _DIGITIZED):
        kind, count, place = inner.get(tag, (0, 0, 0))
        if kind == 2 and count >= 19 and (found := _time(block[place : place + 19])):
            return found
    return None


def _entries(block: bytes, offset: int, order: str) -> dict[int, tuple[int, int, int]]:
    """Return tag -> (type, count, value or its offset) of one directory."""
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
