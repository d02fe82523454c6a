"""Decode picture files: OpenCV for most kinds, libheif for HEIF, Pillow for AVIF, PDFium for PDF pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cardscan.errors import PhotoError
from cardscan.reading.imaging.headers import Header, HeaderError, exif_orientation, read_header
from cardscan.reading.imaging.kinds import PictureKind
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

    SizeCheck = Callable[[int, int], None]

# PDF pages are measured in points of 1/72 inch.
POINTS_PER_INCH = 72
# The longest side of a drawn PDF page, px. At 250 dpi a business card needs 900, an A4 page of cards 2,900.
MAX_PDF_SIDE_PX = 4000
# The first bytes of a HEIF file, which describe its pictures before their content.
_HEIF_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class FullJpeg:
    """Decodes a JPEG at full size when called; it is kept beside a reduced decoding."""

    data: bytes

    def __call__(self) -> Pixels:
        """Return uint8 BGR pixels of shape (H, W, 3), EXIF orientation applied."""
        return decode(self.data, read_header(self.data, PictureKind.JPEG))


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One decoded picture of a file.

    Attributes:
        pixels: uint8 BGR of shape (H, W, 3), upright; may be a reduced decoding.
        pictures_in_file: How many pictures the file holds.
        whole: Decodes it at full size, where `pixels` are reduced.
        full_size: (width, height) px of the full-size picture, upright.
    """

    pixels: Pixels
    pictures_in_file: int = 1
    whole: FullJpeg | None = None
    full_size: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if self.full_size == (0, 0):
            object.__setattr__(self, "full_size", (self.pixels.shape[1], self.pixels.shape[0]))


def decode(data: bytes, header: Header, *, reduced: bool = False) -> Pixels:
    """Decode a JPEG, PNG, WebP or BMP to upright BGR.

    Args:
        reduced: Whether to halve width and height, by libjpeg's scaling; JPEG only.
    Returns:
        uint8 pixels of shape (H, W, 3).
    Raises:
        HeaderError: The data behind the header cannot be decoded.
    """
    if header.kind is PictureKind.JPEG:
        flags = cv2.IMREAD_REDUCED_COLOR_2 if reduced else cv2.IMREAD_COLOR
        flags |= cv2.IMREAD_IGNORE_ORIENTATION
    else:
        flags = cv2.IMREAD_UNCHANGED
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        raise HeaderError(f"a broken {header.kind}") from error
    if pixels is None:
        raise HeaderError(f"a broken {header.kind}; save or copy it again")
    return upright(to_bgr(np.asarray(pixels)), header.orientation)


def fits(check: SizeCheck, size: tuple[int, int], *, first: bool) -> bool:
    """Whether to decode a picture of this size. The first must fit or it raises; a later one is left out, counted."""
    try:
        check(*size)
    except PhotoError:
        if first:
            raise
        return False
    return True


def tiff_pages(data: bytes, header: Header, check: SizeCheck) -> Iterator[Picture]:
    """Yield the pages of a TIFF. A later page that OpenCV cannot decode ends the file; a broken first page raises."""
    buffer = np.frombuffer(data, np.uint8)
    for page, number in enumerate(header.numbers):
        if not fits(check, header.pages[page], first=page == 0):
            continue
        decoded: list[Any] = []
        try:
            done, found = cv2.imdecodemulti(buffer, cv2.IMREAD_UNCHANGED, decoded, (number, number + 1))
        except cv2.error:
            done, found = False, ()
        if not done or not found:
            if page == 0:
                raise HeaderError("a broken TIFF, or one with a coding cardscan does not read; save it as PNG")
            return
        yield Picture(upright(to_bgr(np.asarray(found[0])), header.orientation), header.pictures)


def heif_pictures(data: bytes, max_pictures: int, check: SizeCheck) -> Iterator[Picture]:
    """Yield the pictures of a HEIC or HEIF file without depth maps and thumbnails; libheif applies their rotation."""
    count, first = _heif_pictures(data)
    for number in range(first, first + min(count, max_pictures)):
        try:
            image = _open_heif(data)[number]  # opened anew: it keeps the pixels of all it decoded
        except Exception as error:
            raise HeaderError("a broken HEIF picture; save it as JPEG") from error
        if not fits(check, image.size, first=number == first):
            continue
        try:
            yield Picture(to_bgr(np.asarray(image)), count)
        except Exception as error:
            if number > first:
                return  # the remaining ones are counted as left out
            if "unsupported" in str(error).lower():
                raise HeaderError("a HEIF picture with a coding cardscan does not read; save it as JPEG") from error
            raise HeaderError("a HEIF picture that is cut short or broken; copy it again") from error


def _heif_pictures(data: bytes) -> tuple[int, int]:
    """Return how many pictures there are, and the number of the first."""
    try:
        file = _open_heif(data)
        count, first = len(file), file.primary_index
    except Exception as error:
        raise HeaderError("a broken HEIF picture; save it as JPEG") from error
    # Two views of one scene, one per eye (ISO 23008-12, entity group "ster"), count as one picture.
    if b"grpl" in data[:_HEIF_HEAD] and b"ster" in data[:_HEIF_HEAD]:
        return 1, first
    return count, 0


def _open_heif(data: bytes) -> Any:
    import pillow_heif

    return pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True, bgr_mode=True)


def avif_pictures(data: bytes, check: SizeCheck) -> Iterator[Picture]:
    """Yield the picture of an AVIF file; the first one of an animation."""
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # parallelism comes only from processes
    if not AvifImagePlugin.SUPPORTED:
        raise HeaderError("an AVIF, which cardscan does not read with this Pillow; save it as JPEG")
    try:
        image = AvifImagePlugin.AvifImageFile(io.BytesIO(data))
    except Exception as error:
        raise HeaderError("a broken AVIF; save it as JPEG") from error
    check(*image.size)
    try:
        orientation = exif_orientation(image.info.get("exif", b"").removeprefix(b"Exif\0\0"))
        pixels = np.asarray(image)
    except Exception as error:
        raise HeaderError("an AVIF that is cut short or broken; copy it again") from error
    order = [2, 1, 0, 3][: pixels.shape[2]] if pixels.ndim == 3 else slice(None)
    yield Picture(upright(to_bgr(pixels[..., order]), orientation), image.n_frames)


def pdf_pages(data: bytes, max_pages: int, *, dpi: int, check: SizeCheck) -> Iterator[Picture]:
    """Yield the pages of a PDF, drawn as pictures."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "a PDF with a password" if "password" in str(error).lower() else "a broken PDF"
        raise HeaderError(f"{reason}; save its pages as pictures") from error
    try:
        if not len(document):
            raise HeaderError("a PDF without pages")
        for number in range(min(len(document), max_pages)):
            try:
                page = document[number]
                width, height = page.get_size()
                longest = max(width, height, 1.0)
                scale = min(dpi / POINTS_PER_INCH, MAX_PDF_SIDE_PX / longest)
                if not fits(check, (round(width * scale), round(height * scale)), first=number == 0):
                    continue
                pixels = to_bgr(np.asarray(page.render(scale=scale, rev_byteorder=False).to_numpy()))
                page.close()
            except pypdfium2.PdfiumError as error:
                if number:
                    continue
                raise HeaderError("its first page is broken; save its pages as pictures") from error
            yield Picture(pixels, len(document))
    finally:
        document.close()


def to_bgr(pixels: Any) -> Pixels:
    """Convert any decoded array (grey, alpha, 16 bit, float, BGR) to uint8 BGR of shape (H, W, 3).

    Transparent parts become white, because designs are drawn for white paper.
    """
    if pixels.dtype == np.uint16:
        # Many 16-bit scans use only their lower bits. Stretch them where the picture would come out black.
        top = int(pixels[..., :3].max() if pixels.ndim == 3 else pixels.max())
        pixels = (pixels >> 8).astype(np.uint8) if top >= 4096 else (pixels * (255.0 / max(top, 1))).astype(np.uint8)
    elif pixels.dtype != np.uint8:
        finite = np.nan_to_num(pixels.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        low, high = float(finite.min()), float(finite.max())
        pixels = ((finite - low) * (255.0 / max(high - low, 1e-9))).astype(np.uint8)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    channels = pixels.shape[2]
    if channels in (2, 4):
        alpha = pixels[:, :, channels - 1 :]
        colour = pixels[:, :, : channels - 1]
        if alpha.min() < 255:
            weight = alpha.astype(np.uint16)
            colour = ((colour * weight + 255 * (255 - weight)) // 255).astype(np.uint8)
        pixels = colour
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, :3], np.uint8)


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation (1 to 8) to stored pixels."""
    if orientation in (2, 5, 7):
        pixels = pixels[:, ::-1]
    if orientation == 4:
        pixels = pixels[::-1]
    turns = {3: 2, 5: 1, 6: 3, 7: 3, 8: 1}.get(orientation, 0)  # quarter turns counter-clockwise
    return np.ascontiguousarray(np.rot90(pixels, turns) if turns else pixels)
