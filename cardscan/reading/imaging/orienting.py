"""Tell which way up a card stands: quarter turns by the geometry of text lines, 0 against 180 by how well it reads."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.shrinking import shrunk
from cardscan.reading.imaging.text_regions import find_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.text_regions import TextBlobs

    Legibility = Callable[[Pixels], float]

WORK_SIDE = 800
# Long side of the card, px, at which a strip of it is read; measured.
READING_SIDE = 1100
# A strip read upright mostly scores above this (see ocr/legibility.py); read in any other orientation it hardly does.
SURE_LEGIBILITY = 0.6
# A line shows a slope if it has this many letters and is this many letters' heights wide; two lines show a skew.
LEAST_LETTERS = 6
LEAST_LINE_IN_HEIGHTS = 6.0
LEAST_LINES = 2
# Lines of one card differ in slope by less than this, degrees.
MOST_SPREAD_DEG = 0.6
# People hold cards and cameras upright far more often than not, so geometry and reader must clearly say otherwise.
SIDEWAYS = 1.1
UPRIGHT_BONUS = 0.12
# Letters of one row: how many times as tall one may be as the next, and how far their middles differ, in its height.
MOST_TALLER, MOST_OFF_MIDDLE = 1.9, 0.45
BAND_PX = 8
# Largest small rotation that deskewing corrects, degrees; more would be a wrong quarter turn.
MAX_SKEW_DEG = 8.0


@dataclass(frozen=True, slots=True)
class Stance:
    """The way a card lies.

    Attributes:
        turn: Degrees (0, 90, 180, 270) to turn it clockwise so that it stands upright.
        confidence: 0 to 1.
    """

    turn: int
    confidence: float


def find_turn(
    card: Pixels, legibility: Legibility | None, text: TextBlobs | None = None, *, as_it_stands: float = 0.0
) -> Stance:
    """Find by how many degrees to turn a card clockwise so that it stands upright.

    Args:
        card: uint8 BGR (H, W, 3), flat.
        legibility: Returns the reader's mean confidence on a picture, 0 to 1; None: use geometry alone.
        text: The result of `text_of`, if it was already computed.
        as_it_stands: How well the whole card reads unturned, if it was already read. A picture may have more blobs
            than its print has letters, and then the strip shows no print.
    """
    mask = (text or text_of(card)).mask
    lines = line_strength(mask)
    columns = line_strength(np.ascontiguousarray(np.rot90(mask)))
    sideways = columns > SIDEWAYS * lines
    certainty = abs(columns - lines) / max(columns + lines, 1e-9)
    turns = (90, 270) if sideways else (0, 180)
    if legibility is None:
        # People hold cards and cameras upright far more often than not, and only reading can tell otherwise.
        return Stance(turns[0], certainty / 2)
    readable: dict[int, float] = {}
    for turn in turns:
        readable[turn] = legibility(strip_of(card, mask, turn))
        if readable[turn] >= SURE_LEGIBILITY:
            return Stance(turn, readable[turn])
    if max(readable.values()) < SURE_LEGIBILITY:
        for turn in {0, 90, 180, 270} - set(turns):
            readable[turn] = legibility(strip_of(card, mask, turn))
    readable[0] = max(readable[0], as_it_stands)
    best = max(readable, key=lambda turn: readable[turn] + (UPRIGHT_BONUS if turn == 0 else 0.0))
    return Stance(best, readable[best])


def text_of(card: Pixels) -> TextBlobs:
    """Return the letters of a card, px of a copy with a long side of 800 px, enlarged threefold at most."""
    return find_text(_reduced(card))


def _reduced(card: Pixels) -> Pixels:
    grey = np.asarray(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), np.uint8)
    # Print of a small picture is also enlarged: below about 8 px, a line of text has too few rows to be recognised.
    factor = min(3.0, WORK_SIDE / max(grey.shape))
    if factor < 1.0:
        return shrunk(grey, factor)
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)


def line_strength(mask: Pixels) -> float:
    """Return how strongly ink gathers in horizontal lines with gaps between; to compare with that of the turned mask.

    Args:
        mask: uint8 (H, W), 255 on ink.
    """
    rows = mask.astype(np.float32).sum(axis=1) / 255.0
    if rows.sum() < 20:
        return 0.0
    change = np.diff(rows)
    return float((change * change).sum() / (rows.sum() * np.sqrt(mask.shape[1])))


def strip_of(card: Pixels, mask: Pixels, turn: int) -> Pixels:
    """Return the part of a turned card with the most letters, small enough to be read quickly.

    Args:
        card: uint8 BGR (H, W, 3).
        mask: The ink of a reduced copy of the card.
        turn: Degrees clockwise.
    """
    turned = np.rot90(card, -(turn // 90))
    ink = np.rot90(mask, -(turn // 90))
    rows = np.cumsum(np.concatenate([[0.0], (ink > 0).sum(axis=1).astype(np.float64)]))
    window = min(ink.shape[0], max(60, round(ink.shape[0] * 0.4)))
    gains = rows[window:] - rows[:-window]
    start = int(np.argmax(gains))
    factor = turned.shape[0] / ink.shape[0]
    strip = np.ascontiguousarray(turned[round(start * factor) : round((start + window) * factor)])
    scale = min(3.0, READING_SIDE / max(turned.shape))
    interpolation = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(strip, None, fx=scale, fy=scale, interpolation=interpolation), np.uint8)


def print_rows(card: Pixels, text: TextBlobs | None = None) -> tuple[list[NDArray[np.float64]], tuple[int, int]]:
    """Return the rows of print as letter boxes (left, top, width, height), and the size of the copy they lie on.

    Letters are chained into rows by nearest neighbours (as in the docstrum; O'Gorman, 1993).

    Args:
        card: uint8 BGR (H, W, 3), flat.
        text: The result of `text_of`, if it was already computed.
    """
    text = text or text_of(card)
    boxes = text.boxes.astype(np.float64)
    return [boxes[row] for row in chained_rows(boxes)], (text.mask.shape[1], text.mask.shape[0])


def find_skew(rows: list[NDArray[np.float64]]) -> float:
    """Return the small rotation left in an upright card, degrees, counter-clockwise positive; 0.0 if no rows tell.

    Each row's slope is the median slope between its letters' feet (Theil-Sen, which descenders do not disturb). The
    card's slope is the median of the rows' slopes, weighted by their widths.

    Args:
        rows: As `print_rows` returns them.
    """
    slopes: list[float] = []
    widths: list[float] = []
    for letters in rows:
        height = float(np.median(letters[:, 3]))
        x, feet = letters[:, 0] + letters[:, 2] / 2, letters[:, 1] + letters[:, 3]
        apart = np.subtract.outer(x, x)
        far = apart > 3 * height
        if np.ptp(x) < LEAST_LINE_IN_HEIGHTS * height or not far.any():
            continue
        slopes.append(float(np.median(np.subtract.outer(feet, feet)[far] / apart[far])))
        widths.append(float(np.ptp(x)))
    if len(slopes) < LEAST_LINES:
        return 0.0
    order = np.argsort(slopes)
    ranked, weights = np.asarray(slopes)[order], np.cumsum(np.asarray(widths)[order])
    slope = float(ranked[int(np.searchsorted(weights, weights[-1] / 2))])
    spread = float(np.median(np.abs(ranked - slope)))
    skew = -float(np.degrees(np.arctan(slope)))
    if abs(skew) > MAX_SKEW_DEG or np.degrees(spread) > max(MOST_SPREAD_DEG, abs(skew) / 2):
        return 0.0  # the lines do not agree: a slanted design, or no lines at all
    return skew


def chained_rows(boxes: NDArray[np.float64]) -> list[list[int]]:
    """Return the indices of letters that follow each other in one row, from left to right."""
    order = np.argsort(boxes[:, 0], kind="stable")
    lines: list[list[int]] = []
    # Line ends (right edge, middle and height of the last letter) by vertical bands, so that few are compared.
    ends: dict[int, dict[int, tuple[float, float, float]]] = {}
    for index, (left, top, width, height) in zip(order.tolist(), boxes[order].tolist(), strict=True):
        middle = top + height / 2
        reach = MOST_OFF_MIDDLE * MOST_TALLER * height
        best, best_gap, best_band = -1, math.inf, 0
        for band in range(int((middle - reach) // BAND_PX), int((middle + reach) // BAND_PX) + 1):
            for line, (right, other_middle, other_height) in ends.get(band, {}).items():
                low, high = (height, other_height) if height < other_height else (other_height, height)
                gap = left - right
                if (
                    -0.3 * low < gap < 1.8 * high
                    and high <= MOST_TALLER * low
                    and abs(middle - other_middle) < MOST_OFF_MIDDLE * high
                    and (gap < best_gap or (gap == best_gap and line < best))
                ):
                    best, best_gap, best_band = line, gap, band
        if best >= 0:
            lines[best].append(index)
            del ends[best_band][best]
        else:
            best = len(lines)
            lines.append([index])
        ends.setdefault(int(middle // BAND_PX), {})[best] = (left + width, middle, height)
    return [line for line in lines if len(line) >= LEAST_LETTERS]
