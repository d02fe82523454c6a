"""How well a card can be read, in numbers, and why to take the photo again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cardscan.imaging.opencv import cv2, np
from cardscan.imaging.text_regions import find_text
from cardscan.model.photo import Quality

if TYPE_CHECKING:
    from cardscan.imaging.quads import Corners
    from cardscan.model.photo import Pixels

# Below these a reader loses letters; found by blurring and shrinking readable cards.
BLURRED_BELOW = 0.22
TOO_SMALL_BELOW_PX = 9.0
GLARE_ABOVE = 0.02
# How far, as a share of the card's longer side, a corner may lie outside the photo unnoticed.
CUT_TOLERANCE = 0.015
# Clockwise, and what is said of one that is cut.
SIDES = ("left", "top", "right", "bottom")
CUT_OFF = "cut off at the "


def measure(card: Pixels, corners: Corners, full_size: tuple[int, int], card_per_photo: float) -> Quality:
    """Measure a card image.

    Args:
        card: uint8 BGR (H, W, 3).
        corners: Its quad, px of the undiminished photo.
        full_size: (width, height) of that photo.
        card_per_photo: Card px per px of that photo.
    """
    grey = np.asarray(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), np.uint8)
    factor = min(1.0, 1000 / max(grey.shape))
    if factor < 1.0:
        grey = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    text = find_text(grey)
    sharp = sharpness(grey, text.mask)
    glare = glare_share(grey, text.mask)
    heights = text.boxes[:, 3]
    letters = heights[heights >= 4]
    small = float(np.percentile(letters, 20)) / factor / card_per_photo if len(letters) >= 8 else 0.0
    cut = cut_edges(corners, full_size)
    advice = []
    if len(letters) >= 8 and sharp < BLURRED_BELOW:
        advice.append("blurred")
    if 0 < small < TOO_SMALL_BELOW_PX:
        advice.append("too small")
    if glare > GLARE_ABOVE:
        advice.append("glare over text")
    advice.extend(f"{CUT_OFF}{edge}" for edge in cut)
    return Quality(sharp, glare, small, cut, tuple(advice))


def sharpness(grey: Pixels, ink: Pixels) -> float:
    """0 (blurred) to 1 (crisp): the steepest step at letters' borders as a share of the letters' contrast."""
    if not ink.any():
        return 0.0
    near = cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0
    wide = np.ones((25, 25), np.uint8)  # wider than a blurred stroke, or its lost contrast would hide the blur
    high = cv2.dilate(grey, wide).astype(np.float32)
    low = cv2.erode(grey, wide).astype(np.float32)
    contrast = (high - low)[near]
    gx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    gy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    slope = cv2.dilate(np.hypot(gx, gy), np.ones((5, 5), np.uint8))[near]
    usable = contrast > 20
    if usable.sum() < 50:
        return 0.0
    # An ideal step of Sobel/8 has slope 0.5 of its contrast; blur by sigma px brings it to 0.4 / sigma.
    return float(min(1.0, np.median(slope[usable] / contrast[usable]) / 0.45))


def glare_share(grey: Pixels, ink: Pixels) -> float:
    """Share of the card that is burnt out, in blobs that touch text on a ground that is not itself white."""
    burnt = np.asarray((grey >= 253) * np.uint8(255), np.uint8)
    if burnt.mean() > 255 * 0.35 or float(np.median(grey)) > 235:
        return 0.0  # white paper, not glare
    burnt = np.asarray(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)), np.uint8)
    if not burnt.any():
        return 0.0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(burnt)
    near_text = cv2.dilate(ink, np.ones((25, 25), np.uint8)) > 0
    touching = np.unique(labels[near_text & (burnt > 0)])
    total = sum(int(stats[label, cv2.CC_STAT_AREA]) for label in touching if 0 < label < count)
    return float(total / grey.size)


def cut_edges(corners: Corners, full_size: tuple[int, int]) -> tuple[str, ...]:
    """Which sides of the card (its own left, top, right, bottom) reach outside the photo."""
    tolerance = CUT_TOLERANCE * float(np.linalg.norm(corners[2] - corners[0]))
    outside = (
        (corners[:, 0] < -tolerance)
        | (corners[:, 1] < -tolerance)
        | (corners[:, 0] > full_size[0] + tolerance)
        | (corners[:, 1] > full_size[1] + tolerance)
    )
    sides = {"top": (0, 1), "right": (1, 2), "bottom": (2, 3), "left": (3, 0)}
    return tuple(name for name in SIDES if outside[sides[name][0]] and outside[sides[name][1]])


def turned_quality(quality: Quality, turn: int) -> Quality:
    """The same of the card turned clockwise by 0, 90, 180 or 270 degrees: what was its left side is the top then."""
    onto = dict(zip(SIDES, SIDES[turn // 90 :] + SIDES[: turn // 90], strict=True))
    advice = tuple(
        f"{CUT_OFF}{onto[told.removeprefix(CUT_OFF)]}" if told.startswith(CUT_OFF) else told for told in quality.advice
    )
    return replace(quality, cut_edges=tuple(onto[side] for side in quality.cut_edges), advice=advice)
