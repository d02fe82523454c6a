"""Small pictures whose camera wrote a time."""

from __future__ import annotations

import io

from PIL import Image


def photo(kind: str, written: str | None = "2026:11:24 19:42:07", *, tag: int = 0x9003) -> bytes:
    """A small picture of this kind whose camera wrote this time."""
    picture, stream = Image.new("RGB", (64, 64), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0132] = "2031:01:01 00:00:00"  # of the last change, which is another matter
    if written is not None:
        exif.get_ifd(0x8769)[tag] = written
    if kind == "TIFF":  # the same structure, and Pillow leaves the inner directory out of its own
        return exif.tobytes().removeprefix(b"Exif\0\0")
    picture.save(stream, kind, exif=exif.tobytes())
    return stream.getvalue()
