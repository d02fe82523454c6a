"""Tell what a file is by its bytes: a picture that cardscan reads, another kind of picture, or neither."""

from __future__ import annotations

import enum
import re
import struct


class PictureKind(enum.StrEnum):
    """File formats, told apart by their first bytes and never by the file's name."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    BMP = "BMP"
    HEIF = "HEIF"
    AVIF = "AVIF"
    PDF = "PDF"


# Brands of the file type box (ISO 23008-12, AV1 Image File Format): the first says what the file is, the others what it
# can also be read as.
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEVC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs"})
_PICTURE_BRANDS = _AVIF_BRANDS | _HEVC_BRANDS | {b"mif1", b"mif2", b"msf1", b"miaf"}

_SAVE = "which cardscan does not read; save it as JPEG"
_RAW = f"a RAW photo, {_SAVE}"
_FILM = "a film, not a photo; the photo of a live photo lies beside it"
_OFFICE = "an office document, not a photo; save it as PDF"
_ARCHIVE = "an archive; take the photos out of it"
# Kinds by their first bytes, named so that a person learns what the file is although cardscan does not read it.
_BEGINNINGS = {
    b"GIF8": f"a GIF, {_SAVE}",
    b"8BPS": f"a Photoshop file, {_SAVE}",
    b"\xff\x0a": f"a JPEG XL picture, {_SAVE}",
    b"\x00\x00\x00\x0cJXL ": f"a JPEG XL picture, {_SAVE}",
    b"\x00\x00\x00\x0cjP  ": f"a JPEG 2000 picture, {_SAVE}",
    b"\xff\x4f\xff\x51": f"a JPEG 2000 picture, {_SAVE}",
    b"II\xbc": f"a JPEG XR picture, {_SAVE}",
    b"II+\x00": f"a BigTIFF, {_SAVE}",
    b"MM\x00+": f"a BigTIFF, {_SAVE}",
    b"gimp xcf": f"a GIMP file, {_SAVE}",
    b"AT&TFORM": f"a DjVu document, {_SAVE}",
    b"v/1\x01": f"an OpenEXR picture, {_SAVE}",
    b"%!PS": "a PostScript file, which cardscan does not read; save it as PDF",
    b"\xc5\xd0\xd3\xc6": "a PostScript file, which cardscan does not read; save it as PDF",
    b"\x00\x00\x01\x00": f"an icon, {_SAVE}",
    b"icns": f"an icon, {_SAVE}",
    b"FUJIFILMCCD-RAW": _RAW,
    b"IIU\x00": _RAW,
    b"IIRO": _RAW,
    b"IIRS": _RAW,
    b"MMOR": _RAW,
    b"FOVb": _RAW,
    b"\x1a\x45\xdf\xa3": _FILM,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": _OFFICE,
    b"{\\rtf": _OFFICE,
    b"Rar!": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"\x1f\x8b": _ARCHIVE,
    b"bplist00": "what iCloud leaves in place of a photo that is not on this machine; download the photo",
    b"version https://git-lfs": "a pointer of Git LFS, not the photo; fetch it with: git lfs pull",
    b"\x00\x05\x16\x07": "what macOS keeps beside a file (AppleDouble); take the photo of the same name without ._",
    b"\x00\x05\x16\x00": "what macOS keeps beside a file (AppleSingle); copy the photo again",
    b"L\x00\x00\x00\x01\x14\x02\x00": "a Windows shortcut; copy the photo itself",
    b"book\x00\x00\x00\x00mark": "an alias of macOS; copy the photo itself",
    b"[InternetShortcut]": "a link to a web page; save the photo itself",
    b"BEGIN:VCARD": "a vCard; read it with: cardscan contacts import",
}
_OFFICE_PARTS = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis", b"Index/Document")
# Atoms that can begin a QuickTime file that does not state its type.
_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip")


def sniff(data: bytes) -> PictureKind | None:
    """Return the kind of picture by its magic bytes, or None if cardscan does not read it."""
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
    brands = _brands(data)
    if brands and (brands[0] in _PICTURE_BRANDS or (_HEVC_BRANDS | _AVIF_BRANDS).intersection(brands)):
        is_avif = brands[0] in _AVIF_BRANDS or (not _AVIF_BRANDS.isdisjoint(brands) and _HEVC_BRANDS.isdisjoint(brands))
        return PictureKind.AVIF if is_avif else PictureKind.HEIF
    if b"%PDF-" in data[:1024]:  # ISO 32000 readers accept up to 1,024 bytes before the header
        return PictureKind.PDF
    return None


def _brands(data: bytes) -> list[bytes]:
    """Return the brands of a file that begins with a file type box: its own, then those it is compatible with."""
    if data[4:8] != b"ftyp":
        return []
    end = min(struct.unpack(">I", data[:4])[0], len(data), 256)
    return [data[8:12], *(data[place : place + 4] for place in range(16, end - 3, 4))]


def describe_other(data: bytes) -> str:
    """Say, for people, what a file that is not a readable picture seems to be, and what to do."""
    for beginning, name in _BEGINNINGS.items():
        if data.startswith(beginning):
            return name
    if data.startswith(b"PK\x03\x04"):
        office = any(part in data[:4096] for part in _OFFICE_PARTS)
        return _OFFICE if office else "a ZIP archive; take the photos out of it"
    if (brands := _brands(data)) or data[4:8] in _QUICKTIME or (data[:4] == b"RIFF" and data[8:12] == b"AVI "):
        return _RAW if brands and brands[0] == b"crx " else _FILM
    if not data.strip(b"\0"):
        return "nothing but zeros: its content was never written; copy it again"
    return _describe_text(data[:2048])


def _describe_text(head: bytes) -> str:
    text = head.decode("utf-16", "replace") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head.decode("latin-1")
    text = text.removeprefix("\xef\xbb\xbf").lstrip()
    if re.match(r"<(!doctype html|html|head|body)\b", text, re.IGNORECASE):
        return "not a picture but a web page; save the picture itself"
    if re.match(r"(<\?xml.*?)?(<!--.*?-->\s*)?(<!DOCTYPE svg.*?)?<svg\b", text, re.IGNORECASE | re.DOTALL):
        return f"an SVG drawing, {_SAVE}"
    printable = sum(char.isprintable() or char in "\t\r\n" for char in text)
    if "\0" not in text and printable > 0.9 * len(text):
        return "not a picture but text"
    return "not a picture"
