"""Turn photo files into pixels: open once, type by the bytes, and check limits before decoding."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.errors import PhotoTooLargeError, UnreadablePhotoError
from cardscan.model.photo import Photo
from cardscan.reading.imaging import decoding
from cardscan.reading.imaging.headers import HeaderError, read_header
from cardscan.reading.imaging.kinds import PictureKind, describe_other, sniff
from cardscan.reading.imaging.limits import MAX_BYTES, LoadLimits
from cardscan.reading.imaging.mpo import further_pictures

if TYPE_CHECKING:
    from cardscan.reading.imaging.decoding import Picture, SizeCheck

# A picture whose shorter side is below this cannot hold one legible line of text.
MIN_SIDE_PX = 16


def read_photo_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the bytes of one regular file, opened once.

    Raises:
        UnreadablePhotoError: The file is missing, empty, a folder, a pipe or device, or not permitted.
        PhotoTooLargeError: The file has more than `max_bytes`.
    """
    name = path.name or str(path)
    try:
        # Without O_NONBLOCK, opening a named pipe would wait forever for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        raise UnreadablePhotoError(name, _open_reason(error)) from error
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):  # os.fdopen cannot make a file object of it
        os.close(descriptor)
        raise UnreadablePhotoError(name, "a folder, not a photo; pass the files inside it")
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePhotoError(name, "not a regular file (a pipe, socket or device)")
        if status.st_size > max_bytes:
            raise PhotoTooLargeError(name, f"{status.st_size:,} bytes, the limit is {max_bytes:,}")
        try:
            data = file.read(max_bytes + 1)
        except OSError as error:
            raise UnreadablePhotoError(name, f"cannot be read ({error.strerror})") from error
    if not data:
        raise UnreadablePhotoError(name, "the file is empty; copy it again")
    if len(data) > max_bytes:
        raise PhotoTooLargeError(name, f"more than {max_bytes:,} bytes, which is the limit")
    return data


def _open_reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return "no such file"
    if number in (errno.EACCES, errno.EPERM):
        return "no permission to read it; check the file's rights"
    if number == errno.ELOOP:
        return "a symbolic link that leads round in a circle"
    return f"cannot be opened ({getattr(error, 'strerror', None) or error})"


def load_photos(data: bytes, name: str, *, limits: LoadLimits | None = None) -> Iterator[Photo]:
    """Decode one file's pictures: all it holds, up to the limit; of an animation, the first.

    Args:
        data: The whole file.
        name: For messages and for Photo.name. Its extension decides nothing.
        limits: Checked against the header before anything is decoded.
    Raises:
        UnreadablePhotoError: The file is not a picture, is cut short or broken, or cardscan does not read its kind.
        PhotoTooLargeError: The picture has more pixels than the limits allow.
    """
    limits = limits or LoadLimits()
    if not data:
        raise UnreadablePhotoError(name, "the file is empty; copy it again")
    kind = sniff(data)
    if kind is None:
        raise UnreadablePhotoError(name, describe_other(data))
    digest = hashlib.sha256(data).hexdigest()
    for page, found in enumerate(_pictures(data, name, kind, limits)):
        yield Photo(name, digest, page, found.pixels, found.full_size, found.whole, found.pictures_in_file)


def _pictures(data: bytes, name: str, kind: PictureKind, limits: LoadLimits) -> Iterator[Picture]:
    """Yield the pictures, after checking the limits."""

    def check(width: int, height: int) -> None:
        if width * height > limits.max_pixels:
            raise PhotoTooLargeError(
                name, f"{width} x {height} px, the limit is {limits.max_pixels / 1e6:.0f} megapixels; save it smaller"
            )
        if min(width, height) < MIN_SIDE_PX:
            raise UnreadablePhotoError(name, f"only {width} x {height} px: too small for a card")

    try:
        if kind is PictureKind.PDF:
            yield from decoding.pdf_pages(data, limits.max_pages, dpi=limits.pdf_dpi, check=check)
        elif kind is PictureKind.HEIF:
            yield from decoding.heif_pictures(data, limits.max_pages, check)
        elif kind is PictureKind.AVIF:
            yield from decoding.avif_pictures(data, check)
        elif kind is PictureKind.JPEG:
            yield from _jpegs(data, limits, check)
        else:
            header = read_header(data, kind, max_pages=limits.max_pages)
            if kind is PictureKind.TIFF:
                yield from decoding.tiff_pages(data, header, check)
            else:
                check(header.width, header.height)
                yield decoding.Picture(decoding.decode(data, header), header.pictures)
    except HeaderError as error:
        raise UnreadablePhotoError(name, str(error)) from error


def _jpegs(data: bytes, limits: LoadLimits, check: SizeCheck) -> Iterator[Picture]:
    parts = [data, *further_pictures(data)]
    for number, part in enumerate(parts[: limits.max_pages]):
        try:
            header = read_header(part, PictureKind.JPEG)
            check(header.width, header.height)
            reduced = 0 < limits.reduce_above < header.width * header.height
            pixels = decoding.decode(part, header, reduced=reduced)
        except HeaderError:
            if number == 0:
                raise
            return  # the remaining ones are counted as left out
        size = (header.width, header.height)
        full_size = size if header.orientation < 5 else size[::-1]
        whole = decoding.FullJpeg(part) if pixels.shape[1] != full_size[0] else None
        yield decoding.Picture(pixels, len(parts), whole, full_size)
