"""Find the rows of print on a card, and measure how high each row's letters are and how blurred their edges are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.orienting import chained_rows
from cardscan.reading.imaging.text_regions import find_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Long side at which cards are measured, px. Small cards are enlarged; otherwise their letters could not be told apart.
WORK_SIDE = 1000
MOST_ENLARGED = 4.0
# Weakest contrast at a letter's edge, grey levels, at which the edge's width can be measured.
LEAST_CONTRAST = 18.0
# Number of edge points in a row that are enough to measure it.
LEAST_POINTS = 40
# STEEPEST: the steepest step of an ideal edge under Sobel's kernel (which itself smooths by one px), as a share of its
# contrast. After blur of sigma px, 0.4 / sigma of the contrast is left.
STEEPEST = 0.45
STEEPNESS_AT_ONE_PX = 0.4
# SMEAR: width of the trace that an out-of-focus line leaves, px of the working copy. LEAST_SMEARED: smallest share of
# the card it covers. SMEARED_BELOW: sharpness below which it counts as out of focus.
SMEAR = 61
LEAST_SMEARED = 0.01
SMEARED_BELOW = 0.3


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One line of print.

    Attributes:
        box: Left, top, right, bottom, px of the working copy.
        height: Median height of its letters, px of the working copy.
        blur: Sigma of the blur of its edges, px of the working copy; 0 where it could not be measured.
        letters: Number of blobs.
    """

    box: tuple[float, float, float, float]
    height: float
    blur: float
    letters: int


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """The print of a card.

    Attributes:
        grey: uint8 working copy.
        scale: Px of the working copy per px of the card image.
        ink: uint8 mask of letters, 255 on ink.
        sharpness: 0 (blurred) to 1 (crisp): the steepest step at letters' borders as a share of their contrast.
        rows: The rows from top to bottom.
    """

    grey: Pixels
    scale: float
    ink: Pixels
    sharpness: float
    rows: tuple[PrintRow, ...]


def measure_print(card: Pixels) -> Print:
    """Find the rows of print on a card image, and measure them.

    Args:
        card: uint8 BGR (H, W, 3), flat, and either upright or upside down.
    """
    grey = np.asarray(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), np.uint8)
    scale = min(MOST_ENLARGED, WORK_SIDE / max(grey.shape))
    interpolation = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)
    text = find_text(grey)
    boxes = text.boxes.astype(np.float64)
    steepness, usable = _steepness(grey, text.mask)
    rows = []
    for members in chained_rows(boxes):
        letters = boxes[members]
        low, high = letters[:, :2].min(axis=0), (letters[:, :2] + letters[:, 2:]).max(axis=0)
        window = np.s_[int(low[1]) : int(high[1]) + 1, int(low[0]) : int(high[0]) + 1]
        inside = steepness[window][usable[window]]
        blur = STEEPNESS_AT_ONE_PX / max(float(np.median(inside)), 0.02) if len(inside) >= LEAST_POINTS else 0.0
        height = float(np.median(letters[:, 3]))
        rows.append(
            PrintRow((float(low[0]), float(low[1]), float(high[0]), float(high[1])), height, blur, len(members))
        )
    sharpness = min(1.0, float(np.median(steepness[usable])) / STEEPEST) if usable.sum() >= LEAST_POINTS else 0.0
    return Print(grey, scale, text.mask, sharpness, tuple(sorted(rows, key=lambda row: row.box[1])))


def smeared(grey: Pixels) -> bool:
    """Whether the card holds marks as wide as whole lines without one steep edge, which is print out of focus.

    Args:
        grey: uint8 working copy.
    """
    kernel = np.ones((SMEAR, SMEAR), np.uint8)
    strokes = cv2.max(
        cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel), cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel)
    )
    marks = np.asarray(strokes) > LEAST_CONTRAST
    if marks.mean() < LEAST_SMEARED:
        return False
    gx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    gy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    slope = cv2.dilate(np.hypot(gx, gy), np.ones((SMEAR // 4, SMEAR // 4), np.uint8))
    return float(np.median(slope[marks] / strokes[marks])) < STEEPEST * SMEARED_BELOW


def _steepness(grey: Pixels, ink: Pixels) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return at each px the steepest nearby step as a share of the nearby contrast, and where that is meaningful."""
    near = cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0
    wide = np.ones((25, 25), np.uint8)  # must be wider than a blurred stroke, whose lost contrast would hide the blur
    contrast = cv2.dilate(grey, wide).astype(np.float32) - cv2.erode(grey, wide).astype(np.float32)
    gx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    gy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    slope = cv2.dilate(np.hypot(gx, gy), np.ones((5, 5), np.uint8))
    usable = np.asarray(near & (contrast > LEAST_CONTRAST))
    return np.asarray(slope / np.maximum(contrast, 1.0), np.float32), usable
