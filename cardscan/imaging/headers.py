"""What a picture file says of itself before a pixel is decoded: kind, size, pages, EXIF orientation."""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator
from dataclasses import dataclass


class PictureKind(enum.StrEnum):
    """File formats, told apart by their first bytes, never by the file's name."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    BMP = "BMP"
    HEIF = "HEIF"
    PDF = "PDF"


class HeaderError(ValueError):
    """The header is broken; the message is the reason, for people."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the header promises.

    Attributes:
        width, height: px as stored, before the EXIF orientation; of the first page.
        orientation: EXIF 0x0112, 1 to 8.
        pages: Sizes (width, height) of all pages, at most the asked number; one for most kinds.
    """

    kind: PictureKind
    width: int
    height: int
    orientation: int = 1
    pages: tuple[tuple[int, int], ...] = ()


HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
# Named in the message, so that a person knows what the file is although it is not read.
OTHER_KINDS = {
    b"GIF8": "a GIF",
    b"8BPS": "a Photoshop file",
    b"\x00\x00\x00\x0cjP  ": "a JPEG 2000 file",
    b"\xff\x4f\xff\x51": "a JPEG 2000 file",
    b"%!PS": "a PostScript file",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\x00\x00\x01\x00": "an icon",
    b"icns": "an icon",
}


def sniff(data: bytes) -> PictureKind | None:
    """The kind of picture by its magic bytes; None when it is none that cardscan reads."""
    if data.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureKind.WEBP
    if data[:4] in (b"II*\x00", b"MM\x00*"):
        return PictureKind.TIFF
    if (
        data[:2] == b"BM"
        and len(data) > 26
        and data[14:18] in (b"\x0c\0\0\0", b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    ):
        return PictureKind.BMP
    if data[4:8] == b"ftyp" and (
        data[8:12] in HEIF_BRANDS or any(data[i : i + 4] in HEIF_BRANDS for i in (16, 20, 24))
    ):
        return PictureKind.HEIF
    if b"%PDF-" in data[:1024]:  # ISO 32000 readers accept up to 1,024 bytes before the header
        return PictureKind.PDF
    return None


def describe_other(data: bytes) -> str:
    """What a file that is no picture seems to be, for people."""
    for magic, name in OTHER_KINDS.items():
        if data.startswith(magic):
            return f"{name}, which cardscan does not read"
    head = data[:512]
    if b"\0" not in head:
        if head.lstrip()[:5].lower() in (b"<!doc", b"<html"):
            return "not a picture but a web page"
        if head.lstrip()[:4] == b"<svg" or b"<svg" in head:
            return "an SVG drawing, which cardscan does not read"
        printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in head)
        if printable > 0.9 * len(head):
            return "not a picture but text"
    return "not a picture"


def read_header(data: bytes, kind: PictureKind, *, max_pages: int = 1) -> Header:
    """Read size and orientation of a JPEG, PNG, WebP, TIFF or BMP without decoding it.

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
    for marker, start, end in _jpeg_segments(data):
        if marker == 0xE1 and data[start : start + 6] == b"Exif\0\0":
            orientation = exif_orientation(data[start + 6 : end])
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and size is None:
            height, width = struct.unpack_from(">HH", data, start + 1)
            size = (width, height)
        elif marker == 0xDA:
            # Entropy-coded data holds FF only before 00 or a restart marker, so the first FFD9 after
            # the scan's start is the real end; a thumbnail's lies before, inside its APP1 segment.
            if data.find(b"\xff\xd9", start) < 0:
                raise HeaderError("cut short: the end of the JPEG is missing; copy the file again")
            break
    else:
        raise HeaderError("cut short: a JPEG without picture data")
    if size is None:
        raise HeaderError("a JPEG without a frame header")
    return Header(PictureKind.JPEG, *size, orientation)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of each segment's content, up to and including the first scan."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position += 1  # stray bytes between segments: libjpeg skips them too
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
    orientation, position, ended = 1, 8, False
    while position + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        if name == b"eXIf":
            orientation = exif_orientation(data[position + 8 : position + 8 + length])
        if name == b"IEND":
            ended = True
            break
        position += 12 + length
    if not ended:
        raise HeaderError("cut short: the end of the PNG is missing; copy the file again")
    return Header(PictureKind.PNG, width, height, orientation)


def _webp_header(data: bytes) -> Header:
    if struct.unpack_from("<I", data, 4)[0] + 8 > len(data) + 1:
        raise HeaderError("cut short: the end of the WebP is missing; copy the file again")
    size, orientation, position = (0, 0), 1, 12
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
        elif name == b"EXIF":
            content = data[body : body + length]
            orientation = exif_orientation(content.removeprefix(b"Exif\0\0"))
        position = body + length + (length & 1)
    return Header(PictureKind.WEBP, *size, orientation)


def _u24(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 3], "little")


def _bmp_header(data: bytes) -> Header:
    if data[14] == 12:
        width, height = struct.unpack_from("<hh", data, 18)
    else:
        width, height = struct.unpack_from("<ii", data, 18)
    return Header(PictureKind.BMP, width, abs(height))  # a negative height: rows from the top


def _tiff_header(data: bytes, max_pages: int) -> Header:
    pages: list[tuple[int, int]] = []
    orientation = 1
    for number, tags in enumerate(_tiff_directories(data, max_pages)):
        pages.append((tags.get(256, 0), tags.get(257, 0)))
        if number == 0:
            orientation = tags.get(274, 1)
    if not pages:
        raise HeaderError("a TIFF without pages")
    return Header(PictureKind.TIFF, *pages[0], orientation if 1 <= orientation <= 8 else 1, tuple(pages))


def _tiff_directories(data: bytes, most: int) -> Iterator[dict[int, int]]:
    """Yield the short and long single-valued tags of each directory; a loop in the chain ends it."""
    order = "<" if data[:2] == b"II" else ">"
    offset = struct.unpack_from(order + "I", data, 4)[0]
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < most and offset + 2 <= len(data):
        seen.add(offset)
        count = struct.unpack_from(order + "H", data, offset)[0]
        tags: dict[int, int] = {}
        for index in range(count):
            entry = offset + 2 + 12 * index
            if entry + 12 > len(data):
                break
            tag, kind, values = struct.unpack_from(order + "HHI", data, entry)
            if values == 1 and kind in (3, 4):
                tags[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, entry + 8)[0]
        yield tags
        link = offset + 2 + 12 * count
        offset = struct.unpack_from(order + "I", data, link)[0] if link + 4 <= len(data) else 0


def exif_orientation(exif: bytes) -> int:
    """EXIF's Orientation (1 to 8) from a TIFF-structured block; 1 when absent or broken."""
    if exif[:4] not in (b"II*\x00", b"MM\x00*"):
        return 1
    try:
        tags = next(_tiff_directories(exif, 1), {})
    except struct.error:
        return 1
    value = tags.get(274, 1)
    return value if 1 <= value <= 8 else 1
