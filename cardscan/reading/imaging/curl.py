"""A slightly bent card made flat: its rows of print say how far they bow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# A row tells a bow when it has this many letters over this share of the card's width; three rows tell the card's.
LEAST_LETTERS = 8
LEAST_SPAN = 0.25
LEAST_ROWS = 3
# Feet further from their row than this are descenders or strangers, in letters' heights.
DESCENDER = 0.22
# Less than this, in heights of a letter over the whole width of the card, readers do not mind.
WORTH_IT = 0.35
# Nor is a smaller one than this share of the width believed: of 107 flat scans four seemed bent by up to 0.021.
LEAST_BOW = 0.022
# More is no slight bend but a design: a round logo, rows along an arc. As a share of the card's width.
MOST_BOW = 0.09
# Rows bow alike when they differ by less than this share of the bow, and at least by what letters' feet wobble.
MOST_SPREAD = 0.4
# So much of the print agrees: of all of it, and in letters times the square of their row's share of the card's width.
LEAST_AGREEING = 0.6
LEAST_WEIGHT = 5.0
# A camera from the side sees the near edge bow more than the far one, but both the same way.
MOST_SLOPE = 0.7


@dataclass(frozen=True, slots=True)
class Bend:
    """How far rows of print bow, as shares of the card's width.

    A row's ends lie lower than its middle by `middle + slope * v` of the card's width, if it went from side to side;
    v is its height on the card, from -0.5 at the top to 0.5 at the bottom.
    """

    middle: float
    slope: float

    @property
    def farthest(self) -> float:
        """How far a point is moved at most."""
        return (abs(self.middle) + abs(self.slope) / 2) * 2 / 3

    def and_then(self, more: Bend) -> Bend:
        """Both together."""
        return Bend(self.middle + more.middle, self.slope + more.slope)

    def bow(self, v: NDArray[np.float64] | float) -> NDArray[np.float64] | float:
        """At height v."""
        return self.middle + self.slope * v


def find_bend(rows: list[NDArray[np.float64]], size: tuple[int, int]) -> Bend | None:
    """How a card is bent; None where it is flat, or its rows do not agree.

    Args:
        rows: Of each row its letters' boxes: left, top, width, height, px of a copy of the card.
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
    """Bow as a share of the width, place of the row, weight, and height of its letters."""
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
    # Half the width is 0.5: the ends of a row of this curvature lie so much lower than its middle.
    return 0.25 * float(line[2]) / width, float(np.median(feet)), float(np.ptp(x[kept])) ** 2 * kept.sum(), high


def _fitted(
    bows: NDArray[np.float64], places: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Bow in the middle of the card and its change from top to bottom; rows that disagree count less each time."""
    trust = weights.copy()
    middle, slope = 0.0, 0.0
    for _ in range(8):
        mean = float((trust * places).sum() / trust.sum())
        spread = float((trust * (places - mean) ** 2).sum()) + 0.02 * float(trust.sum())  # a slope needs a reason
        level = float((trust * bows).sum() / trust.sum())
        slope = float((trust * (places - mean) * (bows - level)).sum()) / spread
        middle = level - slope * mean
        left = np.abs(bows - middle - slope * places)
        trust = weights / (1 + (left / max(float(np.median(left)), 1e-6)) ** 2)
    return middle, slope


def straightened(padded: Pixels, bend: Bend, pad: int) -> Pixels:
    """The card with straight rows.

    Args:
        padded: uint8 BGR, the flat card with `pad` px more above and below it.
    """
    height, width = padded.shape[0] - 2 * pad, padded.shape[1]
    u = (np.arange(width) + 0.5) / width - 0.5
    v = (np.arange(height) + 0.5) / height - 0.5
    # As much above as below: what the middle rises, the ends sink, so that nothing leaves the sheet.
    shift = np.outer(np.asarray(bend.bow(v)) * width, 4 * u * u - 1 / 3)
    rows = (np.arange(height)[:, None] + pad + shift).astype(np.float32)
    columns = np.broadcast_to(np.arange(width, dtype=np.float32), rows.shape)
    return np.asarray(
        cv2.remap(padded, np.ascontiguousarray(columns), rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
