"""Flatten a slightly bent card, going by how far its rows of print bow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# A row shows a bow if it has this many letters over this share of the card's width. Three rows show the card's bow.
LEAST_LETTERS = 8
LEAST_SPAN = 0.25
LEAST_ROWS = 3
# Feet of letters further from their row than this, in heights of a letter, are descenders or do not belong to it.
DESCENDER = 0.22
# Readers cope with a smaller bow than this, in heights of a letter over the whole width of the card.
WORTH_IT = 0.35
# A bow below this share of the width is not trusted either: four of 107 flat scans seemed bent, by up to 0.021.
LEAST_BOW = 0.022
# A larger bow is not a slight bend but a design: a round logo, rows along an arc. As a share of the card's width.
MOST_BOW = 0.09
# Rows agree when their bows differ by less than this share of the bow; the wobble of letters' feet sets a minimum.
MOST_SPREAD = 0.4
# How much of the print must agree: its share of all print; and letters times the squared share of the width their row
# covers.
LEAST_AGREEING = 0.6
LEAST_WEIGHT = 5.0
# A camera at an angle sees the near edge bow more than the far one, but both in the same direction.
MOST_SLOPE = 0.7


@dataclass(frozen=True, slots=True)
class Bend:
    """How far rows of print bow, as shares of the card's width.

    The ends of a row that crosses the whole card lie lower than its middle by `middle + slope * v` of the card's width.
    v is the row's height on the card, from -0.5 at the top to 0.5 at the bottom.
    """

    middle: float
    slope: float

    @property
    def farthest(self) -> float:
        """Return the largest distance that a point is moved."""
        return (abs(self.middle) + abs(self.slope) / 2) * 2 / 3

    def and_then(self, more: Bend) -> Bend:
        """Return both bends added together."""
        return Bend(self.middle + more.middle, self.slope + more.slope)

    def bow(self, v: NDArray[np.float64] | float) -> NDArray[np.float64] | float:
        """Return the bow at height v."""
        return self.middle + self.slope * v


def find_bend(rows: list[NDArray[np.float64]], size: tuple[int, int]) -> Bend | None:
    """Return how a card is bent, or None where it is flat or its rows do not agree.

    Args:
        rows: The letters' boxes of each row: left, top, width, height, px of a copy of the card.
        size: (width, height) of that copy.
    """
    width, height = size
    told = [found for letters in rows if (found := _bow_of(letters, width))]
    if len(told) < LEAST_ROWS:
        return None
    bows, places, weights, letter = (np.array(column) for column in zip(*told, strict=True))
    places = places / height - 0.5
    middle, slope = _fitted(bows, places, weights)
    size_of_letter = float(np.median(letter)) / width
    if not max(LEAST_BOW, WORTH_IT * size_of_letter) < abs(middle) < MOST_BOW or abs(slope) > MOST_SLOPE * abs(middle):
        return None
    tolerance = max(MOST_SPREAD * abs(middle), 0.1 * size_of_letter)
    agree = np.abs(bows - middle - slope * places) <= tolerance
    if agree.sum() < LEAST_ROWS or weights[agree].sum() < max(LEAST_WEIGHT, LEAST_AGREEING * weights.sum()):
        return None
    return Bend(middle, slope)


def _bow_of(letters: NDArray[np.float64], width: int) -> tuple[float, float, float, float] | None:
    """Return the row's bow as a share of the width, its place, its weight, and the height of its letters."""
    x = (letters[:, 0] + letters[:, 2] / 2) / width - 0.5
    if len(x) < LEAST_LETTERS or np.ptp(x) < LEAST_SPAN:
        return None
    feet = letters[:, 1] + letters[:, 3]
    high = float(np.median(letters[:, 3]))
    powers = np.stack([np.ones(len(x)), x, x * x], axis=1)
    kept = np.ones(len(letters), bool)
    for _ in range(3):
        if kept.sum() < LEAST_LETTERS or np.ptp(x[kept]) < LEAST_SPAN:
            return None
        line = np.linalg.lstsq(powers[kept], feet[kept])[0]
        away = feet - powers @ line
        kept = np.abs(away - np.median(away[kept])) < DESCENDER * high
    # Half the width is 0.5, so the ends of a row with this curvature lie 0.25 times it lower than its middle.
    return 0.25 * float(line[2]) / width, float(np.median(feet)), float(np.ptp(x[kept])) ** 2 * kept.sum(), high


def _fitted(
    bows: NDArray[np.float64], places: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Fit the bow at the card's middle and its change from top to bottom; outlying rows count less each round."""
    trust = weights.copy()
    middle, slope = 0.0, 0.0
    for _ in range(8):
        mean = float((trust * places).sum() / trust.sum())
        spread = float((trust * (places - mean) ** 2).sum()) + 0.02 * float(trust.sum())  # holds the slope near zero
        level = float((trust * bows).sum() / trust.sum())
        slope = float((trust * (places - mean) * (bows - level)).sum()) / spread
        middle = level - slope * mean
        left = np.abs(bows - middle - slope * places)
        trust = weights / (1 + (left / max(float(np.median(left)), 1e-6)) ** 2)
    return middle, slope


def straightened(padded: Pixels, bend: Bend, pad: int) -> Pixels:
    """Return the card with straight rows.

    Args:
        padded: uint8 BGR, the flat card with `pad` more px above and below it.
    """
    height, width = padded.shape[0] - 2 * pad, padded.shape[1]
    u = (np.arange(width) + 0.5) / width - 0.5
    v = (np.arange(height) + 0.5) / height - 0.5
    # The shift averages zero along a row: the middle rises and the ends sink, so that nothing leaves the sheet.
    shift = np.outer(np.asarray(bend.bow(v)) * width, 4 * u * u - 1 / 3)
    rows = (np.arange(height)[:, None] + pad + shift).astype(np.float32)
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), rows.shape)
    return np.asarray(
        cv2.remap(padded, np.ascontiguousarray(columns), rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
