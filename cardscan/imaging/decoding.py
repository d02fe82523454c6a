"""The decoders: OpenCV for most pictures, libheif for HEIF, PDFium for PDF pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cardscan.imaging.headers import Header, HeaderError, PictureKind, read_header
from cardscan.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

    SizeCheck = Callable[[int, int], None]
    NumberedPixels = tuple[int, Pixels, tuple[int, int]]

# PDF pages are measured in points of 1/72 inch.
POINTS_PER_INCH = 72
# The longest side of a drawn PDF page, px: a business card at 250 dpi needs 900, an A4 page of cards 2,900.
MAX_PDF_SIDE_PX = 4000


@dataclass(frozen=True, slots=True)
class FullJpeg:
    """Decodes a JPEG at its full size when it is called; kept beside a reduced decoding."""

    data: bytes

    def __call__(self) -> Pixels:
        """uint8 BGR pixels of shape (H, W, 3), EXIF orientation applied."""
        return decode(self.data, read_header(self.data, PictureKind.JPEG))


def decode(data: bytes, header: Header, *, reduced: bool = False) -> Pixels:
    """Decode a JPEG, PNG, WebP or BMP to upright BGR.

    Args:
        reduced: Half the width and height, by libjpeg's scaling; JPEG only.
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


def tiff_pages(data: bytes, header: Header) -> Iterator[NumberedPixels]:
    """Yield the pages of a TIFF. A page OpenCV cannot decode ends the file."""
    buffer = np.frombuffer(data, np.uint8)
    for page in range(len(header.pages)):
        decoded: list[Any] = []
        try:
            done, found = cv2.imdecodemulti(buffer, cv2.IMREAD_UNCHANGED, decoded, (page, page + 1))
        except cv2.error:
            done, found = False, ()
        if not done or not found:
            if page == 0:
                raise HeaderError("a broken TIFF, or one with a coding cardscan does not read; save it as PNG")
            return
        pixels = upright(to_bgr(np.asarray(found[0])), header.orientation)
        yield page, pixels, (pixels.shape[1], pixels.shape[0])


def heif_pictures(data: bytes, check: SizeCheck) -> Iterator[NumberedPixels]:
    """Yield the primary picture of a HEIC, HEIF or AVIF file; libheif applies its rotation."""
    import pillow_heif

    try:
        file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True, bgr_mode=True)
        width, height = file.size
    except Exception as error:
        raise HeaderError("a broken HEIF picture; save it as JPEG") from error
    check(width, height)
    try:
        pixels = to_bgr(np.asarray(file))
    except Exception as error:
        raise HeaderError("a HEIF picture that is cut short or broken; copy it again") from error
    yield 0, pixels, (pixels.shape[1], pixels.shape[0])


def pdf_pages(data: bytes, max_pages: int, *, dpi: int, check: SizeCheck) -> Iterator[NumberedPixels]:
    """Draw the pages of a PDF."""
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
                check(round(width * scale), round(height * scale))
                pixels = to_bgr(np.asarray(page.render(scale=scale, rev_byteorder=False).to_numpy()))
                page.close()
            except pypdfium2.PdfiumError as error:
                raise HeaderError(f"page {number + 1} of the PDF is broken") from error
            yield number, pixels, (pixels.shape[1], pixels.shape[0])
    finally:
        document.close()


def to_bgr(pixels: Any) -> Pixels:
    """Any decoded array (grey, alpha, 16 bit, float, BGR) as uint8 BGR of shape (H, W, 3).

    Transparent parts become white: designs are drawn for white paper.
    """
    if pixels.dtype == np.uint16:
        # Many 16-bit scans use only their lower bits: stretch where the picture would come out black.
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
