"""Make cleaned renderings of a card for the reader; each makes a different assumption about the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.model.photo import Rendering
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.geometry import Box
    from cardscan.model.photo import CardImage, Pixels

# Measured: 1,200 px wide with psm 6 reads most cards; 1,600 px reads small print.
STANDARD_SIDE = 1200
LARGE_SIDE = 1600
# 6: a uniform block of lines. 11: sparse text in no order. 3: automatic. 7: a single line.
PSM_BLOCK, PSM_SPARSE, PSM_AUTO, PSM_LINE = 6, 11, 3, 7
# Height of a line including its ascenders, px; its letters are then 25 to 30 px high.
LINE_HEIGHT = 52


def plain(card: CardImage, long_side: int = STANDARD_SIDE, *, psm: int = PSM_BLOCK) -> Rendering:
    """Return the card in grey, scaled; nothing else is changed."""
    grey, scale = _scaled(_grey(card.pixels), long_side)
    return Rendering(f"plain {long_side}", grey, scale, psm)


def in_colour(card: CardImage, long_side: int = STANDARD_SIDE, *, psm: int = PSM_AUTO) -> Rendering:
    """Return the card in colour, scaled, for a reader that was trained on colour pictures."""
    pixels, scale = _scaled(card.pixels, long_side)
    return Rendering(f"in colour {long_side}", pixels, scale, psm)


def divided(card: CardImage, long_side: int = LARGE_SIDE, *, psm: int = PSM_SPARSE) -> Rendering:
    """Divide out the background's brightness: shadows, gradients and soft glare vanish, and print stays."""
    grey, scale = _scaled(_grey(card.pixels), long_side)
    ground = _ground(grey)
    even = np.clip(grey.astype(np.float32) * (235.0 / np.maximum(ground.astype(np.float32), 8.0)), 0, 255)
    return Rendering(f"background divided out {long_side}", np.asarray(even, np.uint8), scale, psm)


def polarity_evened(card: CardImage, long_side: int = LARGE_SIDE, *, psm: int = PSM_SPARSE) -> Rendering:
    """Make print dark on white everywhere, by how far each pixel's colour is from its local background.

    Light print on dark bands comes out dark, and so does coloured print on an equally light background.
    """
    pixels, scale = _scaled(card.pixels, long_side)
    lab = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB), np.uint8)
    apart = cv2.absdiff(lab, _ground(lab))
    squares = cv2.multiply(apart, apart, dtype=cv2.CV_32F)
    distance = np.asarray(cv2.sqrt(cv2.transform(squares, np.ones((1, 3), np.float32))), np.float32)
    # The strength of ink varies from region to region, so scale by the strongest ink nearby.
    ink = np.minimum(distance / np.maximum(_strongest_nearby(distance), 24.0), 1)
    return Rendering(f"polarity evened {long_side}", np.asarray(255 - 255 * ink, np.uint8), scale, psm)


def line_alone(card: CardImage, line: Box, *, psm: int = PSM_LINE) -> Rendering:
    """Cut out one line of print and enlarge it to the size Tesseract reads best, dark on white whatever its colours.

    Args:
        line: The line's box, px of the card.
    """
    height, width = card.pixels.shape[:2]
    margin = max(3, round(0.3 * line.height))
    top, bottom = max(0, line.top - margin), min(height, line.bottom + margin)
    left, right = max(0, line.left - margin), min(width, line.right + margin)
    cut = card.pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    factor = min(LINE_HEIGHT / max(1, line.height), LARGE_SIDE / max(1, cut.shape[1]))
    size = (max(1, round(cut.shape[1] * factor)), max(1, round(cut.shape[0] * factor)))
    cut = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA), np.uint8)
    lab = cv2.cvtColor(cut, cv2.COLOR_BGR2LAB).astype(np.float32)
    distance = np.sqrt(((lab - np.median(lab.reshape(-1, 3), axis=0)) ** 2).sum(axis=2))
    strongest = max(24.0, float(np.percentile(distance, 98)))
    ink = np.clip(distance / strongest, 0, 1)
    return Rendering("line alone", np.asarray(255 - 255 * ink, np.uint8), factor, psm)


def _grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _scaled(pixels: Pixels, long_side: int) -> tuple[Pixels, float]:
    """Scale to a long side; return the picture and the factor (its px per px before)."""
    factor = long_side / max(pixels.shape[:2])
    if abs(factor - 1) < 0.02:
        return pixels, 1.0
    width = max(1, round(pixels.shape[1] * factor))
    height = max(1, round(pixels.shape[0] * factor))
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=interpolation), np.uint8), factor


def _ground(pixels: Pixels) -> Pixels:
    """Return the background behind the print, channel by channel: a wide median, computed on a small copy."""
    height, width = pixels.shape[:2]
    factor = min(1.0, 300 / max(height, width))
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    median = cv2.medianBlur(small, 31)
    return np.asarray(cv2.resize(median, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _strongest_nearby(distance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the strongest ink around each pixel. It changes so slowly that a quarter of the size is enough."""
    height, width = distance.shape
    reach = max(15, max(distance.shape) // 24) | 1
    strongest = cv2.dilate(cv2.GaussianBlur(distance, (0, 0), 1.0), np.ones((reach, reach), np.uint8))
    quarter = (max(1, width // 4), max(1, height // 4))
    small = cv2.GaussianBlur(cv2.resize(strongest, quarter, interpolation=cv2.INTER_AREA), (0, 0), reach / 12)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
