"""Read what a picture file's header says before a pixel is decoded: size, pages, EXIF orientation."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cardscan.reading.imaging.kinds import PictureKind


class HeaderError(ValueError):
    """The header is broken. The message gives the reason, for people."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the header says about the picture.

    Attributes:
        width, height: px of the first page as stored, before the EXIF orientation is applied.
        orientation: EXIF tag 0x0112, 1 to 8.
        pages: Sizes (width, height) of all pages, up to the number asked for; one for most kinds.
        numbers: Positions of these pages among all pictures of the file; thumbnails and masks are not pages.
        pictures: How many pages the whole file holds, or how many pictures an animation has.
    """

    kind: PictureKind
    width: int
    height: int
    orientation: int = 1
    pages: tuple[tuple[int, int], ...] = ()
    numbers: tuple[int, ...] = ()
    pictures: int = 1


def read_header(data: bytes, kind: PictureKind, *, max_pages: int = 1) -> Header:
    """Read the size and orientation of a JPEG, PNG, WebP, TIFF or BMP without decoding it.

    Raises:
        HeaderError: The header is cut short or makes no sense.
    """
    readers = {
        PictureKind.JPEG: _jpeg_header,
        PictureKind.PNG: _png_header,
        PictureKind.WEBP: _webp_header,
        PictureKind.BMP: _bmp_header,
    }
    try:
        header = _tiff_header(data, max_pages) if kind is PictureKind.TIFF else readers[kind](data)
    except (struct.error, IndexError) as error:
        raise HeaderError("cut short inside its header") from error
    if header.width <= 0 or header.height <= 0:
        raise HeaderError("its header gives no size")
    return header


def _jpeg_header(data: bytes) -> Header:
    size: tuple[int, int] | None = None
    orientation = 1
    for marker, start, end in jpeg_segments(data):
        if marker == 0xE1 and data[start : start + 6] == b"Exif\0\0":
            orientation = exif_orientation(data[start + 6 : end])
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and size is None:
            height, width = struct.unpack_from(">HH", data, start + 1)
            size = (width, height)
        elif marker == 0xDA:
            # Entropy-coded data holds FF only before 00 or a restart marker, so the first FFD9 after the scan's
            # start is the real end. A thumbnail's FFD9 lies earlier, inside its APP1 segment.
            if data.find(b"\xff\xd9", start) < 0:
                raise HeaderError("cut short: the end of the JPEG is missing; copy the file again")
            break
    else:
        raise HeaderError("cut short: a JPEG without picture data")
    if size is None:
        raise HeaderError("a JPEG without a frame header")
    return Header(PictureKind.JPEG, *size, orientation)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of each segment's content, up to and including the first scan."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position += 1  # skip stray bytes between segments, as libjpeg does
            continue
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD9:
            position += 2
            continue
        length = struct.unpack_from(">H", data, position + 2)[0]
        yield marker, position + 4, position + 2 + length
        if marker == 0xDA:
            return
        position += 2 + max(2, length)


def _png_header(data: bytes) -> Header:
    width, height = struct.unpack_from(">II", data, 16)
    orientation, position, ended, pictures = 1, 8, False, 1
    while position + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        if name == b"eXIf":
            orientation = exif_orientation(data[position + 8 : position + 8 + length])
        if name == b"acTL":  # an animated PNG states how many pictures it has
            pictures = max(1, struct.unpack_from(">I", data, position + 8)[0])
        if name == b"IEND":
            ended = True
            break
        position += 12 + length
    if not ended:
        raise HeaderError("cut short: the end of the PNG is missing; copy the file again")
    return Header(PictureKind.PNG, width, height, orientation, pictures=pictures)


def _webp_header(data: bytes) -> Header:
    if struct.unpack_from("<I", data, 4)[0] + 8 > len(data) + 1:
        raise HeaderError("cut short: the end of the WebP is missing; copy the file again")
    size, orientation, position, pictures = (0, 0), 1, 12, 0
    while position + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, position)
        body = position + 8
        if name == b"VP8X":
            size = (_u24(data, body + 4) + 1, _u24(data, body + 7) + 1)
        elif name == b"VP8 " and size == (0, 0):
            width, height = struct.unpack_from("<HH", data, body + 6)
            size = (width & 0x3FFF, height & 0x3FFF)
        elif name == b"VP8L" and size == (0, 0):
            bits = struct.unpack_from("<I", data, body + 1)[0]
            size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        elif name == b"ANMF":
            pictures += 1
        elif name == b"EXIF":
            content = data[body : body + length]
            orientation = exif_orientation(content.removeprefix(b"Exif\0\0"))
        position = body + length + (length & 1)
    return Header(PictureKind.WEBP, *size, orientation, pictures=max(1, pictures))


def _u24(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 3], "little")


def _bmp_header(data: bytes) -> Header:
    if data[14] == 12:
        width, height = struct.unpack_from("<hh", data, 18)
    else:
        width, height = struct.unpack_from("<ii", data, 18)
    return Header(PictureKind.BMP, width, abs(height))  # a negative height: rows from the top


# Limits for one TIFF: more directories than any scanner chains, and more tags than any program writes.
_MOST_DIRECTORIES, _MOST_TAGS = 1_000, 500
_NEW_SUBFILE_TYPE, _COLOURS, _SUB_IFDS, _DNG_VERSION = 254, 262, 330, 50706
_SMALLER, _MASK = 1, 4
# Colours as a camera's sensor records them.
_SENSOR = (32803, 34892)


def _tiff_header(data: bytes, max_pages: int) -> Header:
    pages: list[tuple[int, int]] = []
    numbers: list[int] = []
    orientation, pictures = 1, 0
    for number, tags in enumerate(_tiff_directories(data, _MOST_DIRECTORIES)):
        if number == 0 and _is_raw(data, tags):
            raise HeaderError("a RAW photo, which cardscan does not read; save it as JPEG")
        if max(0, tags.get(_NEW_SUBFILE_TYPE, 0)) & (_SMALLER | _MASK):
            continue
        pictures += 1
        if len(pages) < max_pages:
            pages.append((tags.get(256, 0), tags.get(257, 0)))
            numbers.append(number)
        if pictures == 1:
            orientation = tags.get(274, 1)
    if not pages:
        raise HeaderError("a TIFF without pages")
    orientation = orientation if 1 <= orientation <= 8 else 1
    return Header(PictureKind.TIFF, *pages[0], orientation, tuple(pages), tuple(numbers), pictures)


def _is_raw(data: bytes, tags: dict[int, int]) -> bool:
    """Whether this is a camera's own format in a TIFF container: DNG, CR2, NEF, ARW and similar."""
    hidden = tags.get(_NEW_SUBFILE_TYPE, 0) == _SMALLER and _SUB_IFDS in tags
    return data[8:10] == b"CR" or _DNG_VERSION in tags or tags.get(_COLOURS) in _SENSOR or hidden


def _tiff_directories(data: bytes, most: int) -> Iterator[dict[int, int]]:
    """Yield each directory's single-valued short and long tags, -1 for other tags; a loop in the chain ends it."""
    order = "<" if data[:2] == b"II" else ">"
    offset = struct.unpack_from(order + "I", data, 4)[0]
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < most and offset + 2 <= len(data):
        seen.add(offset)
        count = struct.unpack_from(order + "H", data, offset)[0]
        tags: dict[int, int] = {}
        for index in range(min(count, _MOST_TAGS)):
            entry = offset + 2 + 12 * index
            if entry + 12 > len(data):
                break
            tag, kind, values = struct.unpack_from(order + "HHI", data, entry)
            tags[tag] = -1
            if values == 1 and kind in (3, 4):
                tags[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, entry + 8)[0]
        yield tags
        link = offset + 2 + 12 * count
        offset = struct.unpack_from(order + "I", data, link)[0] if link + 4 <= len(data) else 0


def exif_orientation(exif: bytes) -> int:
    """Return EXIF's Orientation (1 to 8) from a TIFF-structured block; 1 when absent or broken."""
    if exif[:4] not in (b"II*\x00", b"MM\x00*"):
        return 1
    try:
        tags = next(_tiff_directories(exif, 1), {})
    except struct.error:
        return 1
    value = tags.get(274, 1)
    return value if 1 <= value <= 8 else 1
