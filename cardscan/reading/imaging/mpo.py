"""Find further pictures in a JPEG file by its multi-picture index; skip depth maps, gain maps and thumbnails.

Source: CIPA DC-007 (Multi-Picture Format), 5.2.3.
"""

from __future__ import annotations

import struct

from cardscan.reading.imaging.headers import jpeg_segments

_ENTRIES = 0xB002
# More than any camera writes. A broken index may claim millions.
_MOST = 200
# Kinds of pictures (the lower three bytes of an entry's attributes) that stand for themselves: unspecified, one of
# several views, a main one. Thumbnails, parts of a panorama and the other eye's view only repeat the first picture.
_OF_THEIR_OWN = frozenset({0x000000, 0x020003, 0x030000})
# Phones put maps with these marks beside a photo without stating their kind.
_MAPS = (b"hdrgm", b"HDRGainMap", b"GainMap", b"urn:iso:std:iso:ts:21496", b"GDepth", b"apdi:", b"depthmap")


def further_pictures(data: bytes) -> list[bytes]:
    """Return the pictures after the first, each a whole JPEG, that equal the first in size and number of colours."""
    first = _frame(data)
    return [part for part in _parts(data) if _frame(part) == first and first is not None and not _is_map(part)]


def _parts(data: bytes) -> list[bytes]:
    for marker, start, end in jpeg_segments(data):
        if marker == 0xE2 and data[start : start + 4] == b"MPF\0":
            try:
                return _indexed(data, start + 4, end)
            except struct.error:
                return []
    return []


def _indexed(data: bytes, base: int, end: int) -> list[bytes]:
    """Return the pictures that the index names; its offsets count from its own TIFF header."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[base : base + 4])
    if order is None:
        return []
    directory = base + struct.unpack_from(order + "I", data, base + 4)[0]
    found: list[bytes] = []
    for number in range(min(struct.unpack_from(order + "H", data, directory)[0], 20)):
        tag, _, size, place = struct.unpack_from(order + "HHII", data, directory + 2 + 12 * number)
        if tag != _ENTRIES:
            continue
        for entry in range(base + place, min(base + place + min(size, 16 * _MOST), end - 15), 16):
            kind, length, offset = struct.unpack_from(order + "III", data, entry)
            part = data[base + offset : base + offset + length]
            if offset and kind & 0xFFFFFF in _OF_THEIR_OWN and part.startswith(b"\xff\xd8\xff"):
                found.append(part)
    return found


def _frame(data: bytes) -> tuple[int, int, int] | None:
    """Return height, width and number of colours, or None where there is no header."""
    for marker, start, _ in jpeg_segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and start + 6 <= len(data):
            height, width, colours = struct.unpack_from(">HHB", data, start + 1)
            return height, width, colours
    return None


def _is_map(data: bytes) -> bool:
    return any(
        mark in data[start:end]
        for marker, start, end in jpeg_segments(data)
        if 0xE1 <= marker <= 0xEF
        for mark in _MAPS
    )
