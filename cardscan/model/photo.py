"""Define pictures on their way to the reader: photo, card image, rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cardscan.model.geometry import Quad

if TYPE_CHECKING:  # numpy is heavy, and `cardscan --help` must not load it
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Homography = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Code:
    """A machine-readable code found on a card. The payload is untrusted text.

    Attributes:
        payload: Decoded text, at most 4,000 characters.
        kind: "vcard", "mecard", "url", "email", "phone" or "text".
    """

    payload: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One picture as taken (or one page of a PDF, one of several pictures in a TIFF, HEIC or JPEG file).

    Attributes:
        name: File name, for people.
        sha256: SHA-256 of the file's bytes, hexadecimal.
        page: 0-based page.
        pixels: uint8 BGR of shape (H, W, 3), EXIF rotation applied; may be decoded at reduced size.
        full_size: (width, height) px of the picture at full size, EXIF rotation applied.
        decode_full_size: Decodes the picture at full size; None if `pixels` already are that.
        pictures_in_file: How many pictures the file holds; some of them may not be read.
    """

    name: str
    sha256: str
    page: int
    pixels: Pixels
    full_size: tuple[int, int]
    decode_full_size: Callable[[], Pixels] | None = field(default=None, repr=False)
    pictures_in_file: int = 1

    @property
    def scale(self) -> float:
        """Pixels here per pixel of the picture at full size; at most 1."""
        return float(self.pixels.shape[1]) / self.full_size[0]


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a card that help to recognise its other side.

    Attributes:
        accents: (hue in degrees 0 to 360, share of the card 0 to 1) of its strong colours, the largest first.
    """

    accents: tuple[tuple[float, float], ...] = ()


# Reasons to retake a photo, in words; the last one is followed by the side.
BLURRED, TOO_SMALL, GLARE, CUT_OFF = "blurred", "too small", "glare over text", "cut off at the "
# Below these values both readers together lost letters on every card that was tried; above them, most cards lost none.
ILLEGIBLE_SHARPNESS = 0.3
ILLEGIBLE_HEIGHT_PX = 6.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a card can be read, in numbers.

    Attributes:
        sharpness: 0 (blurred) to 1 (crisp edges).
        glare_share: Share of the card's area where glare has burnt out text.
        text_height_px: Height of the letters of the smallest text on the photo in px; 0 if no row of text was seen.
        cut_edges: Which of "left", "top", "right", "bottom" lie outside the photo.
        advice: Why to retake the photo, in words ("blurred", "too small", ...); empty if it is good. Before the card is
            read: what may hinder reading; afterwards: what did.
    """

    sharpness: float
    glare_share: float
    text_height_px: float
    cut_edges: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def hardly_legible(self) -> bool:
        """Whether the card is so blurred or so small that letters are lost whatever the reader does."""
        return self.sharpness < ILLEGIBLE_SHARPNESS or 0 < self.text_height_px < ILLEGIBLE_HEIGHT_PX

    def after_reading(self, *, sure: bool, doubtful: bool) -> Quality:
        """Return the same with only the advice that remains after the card was read.

        What was read well was sharp and large enough. But a reader cannot miss what glare or the photo's border hides.

        Args:
            sure: Everything that was read is almost beyond doubt.
            doubtful: Hardly anything was read, or little of it is likely to be right.
        """
        stands = doubtful or (self.hardly_legible and not sure)
        return replace(self, advice=tuple(told for told in self.advice if stands or told not in (BLURRED, TOO_SMALL)))

    @property
    def retake(self) -> str:
        """The advice as one phrase: "retake the photo: blurred, cut off at the left"; empty if there is none."""
        return f"retake the photo: {', '.join(self.advice)}" if self.advice else ""


# A card counts as seen at an angle if its nearer print is larger than its farther print by at least this share.
LEAST_PERSPECTIVE = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class CardImage:
    """The card alone, flat and upright.

    Attributes:
        pixels: uint8 BGR of shape (H, W, 3).
        quad: Corners in px of the photo at full size.
        homography: 3x3, px of the photo at full size -> px of the card image.
        orientation: Degrees (0, 90, 180, 270) by which the card was turned clockwise to be upright.
        codes: QR and other codes found on it.
        quality: How well it can be read.
        score: 0 to 1; how certain it is that this is a card, by its outline.
    """

    pixels: Pixels
    quad: Quad
    homography: Homography
    orientation: int = 0
    codes: tuple[Code, ...] = ()
    quality: Quality | None = None
    score: float = 1.0
    reasons: tuple[str, ...] = field(default=())

    @property
    def in_perspective(self) -> bool:
        """Whether a camera saw the card at an angle; a scanner only moves, turns and scales it."""
        right, down, whole = (float(value) for value in self.homography[2])
        far = max(max(abs(x), abs(y)) for x, y in self.quad.corners)
        return max(abs(right), abs(down)) * far > LEAST_PERSPECTIVE * abs(whole)


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """One cleaned version of a card image, offered to the reader.

    Attributes:
        name: What was assumed, for people ("plain 1200", "background divided out", ...).
        pixels: uint8, grey of shape (H, W) or BGR of shape (H, W, 3).
        scale: Pixels here per pixel of the card image.
        psm: The page segmentation mode that suits it (Tesseract's 0-13).
    """

    name: str
    pixels: Pixels
    scale: float
    psm: int
