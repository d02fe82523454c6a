"""How well a card can be read, in numbers, and why to take the photo again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardscan.model.photo import BLURRED, CUT_OFF, GLARE, TOO_SMALL, Quality
from cardscan.reading.imaging.cut_sides import SIDES, cut_sides, print_reaches
from cardscan.reading.imaging.glare import burnt_patches
from cardscan.reading.imaging.letters import measure_print, smeared
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Photo, Pixels
    from cardscan.reading.imaging.letters import Print
    from cardscan.reading.imaging.quads import Corners

# All limits were found on drawn cards that were spoilt by known amounts and read (docs/experiments-imaging.md). The
# first three are where readers begin to lose letters; if they did is said by the reading (`Quality.after_reading`).
# Letters that are so few widths of their blurred edges high begin to look alike.
LEAST_DETAIL = 8.0
# Letters lower than this hold few pixels however sharp they are, px of the photo.
TOO_SMALL_BELOW_PX = 7.5
# Ink that is less sharp than this is blurred whatever its size.
BLURRED_BELOW = 0.5
# Edges wider than this are out of focus; a photo in focus has 0.9 to 1.5, px of the photo.
BLURRED_ABOVE_PX = 1.7
# Of the letters, the share that is smaller than the smallest text: lines, not single letters.
SMALLEST = 0.15
# A patch of so many letters' squares hides a word.
GLARE_LETTERS = 6.0


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest print of a card.

    Attributes:
        height: Of its letters, px of the photo.
        blur: Sigma of the edges of print, px of the photo.
        detail: Height over blur, of the print in which it is least.
    """

    height: float
    blur: float
    detail: float


def measure(card: Pixels, corners: Corners, photo: Photo, card_per_photo: float) -> Quality:
    """Measure a card image.

    Args:
        card: uint8 BGR (H, W, 3).
        corners: Its quad, px of the undiminished photo, clockwise from the card's own top-left.
        photo: Where it was cut out.
        card_per_photo: Card px per px of the undiminished photo.
    """
    seen = measure_print(card)
    small = smallest_print(seen, card_per_photo)
    burnt = burnt_patches(card, seen)
    cut = cut_sides(corners, photo, seen)
    advice = []
    advice.extend(_illegible(seen, small))
    if _largest(burnt) > GLARE_LETTERS * _letter(seen) ** 2:
        advice.append(GLARE)
    advice.extend(f"{CUT_OFF}{side}" for side in cut if print_reaches(seen, side))
    glare = float((burnt > 0).mean())
    return Quality(seen.sharpness, glare, small.height if small else 0.0, cut, tuple(advice))


def _illegible(seen: Print, small: Smallest | None) -> list[str]:
    """What makes letters look alike: blur, or too few pixels."""
    unsharp = seen.sharpness < BLURRED_BELOW if seen.sharpness else smeared(seen.grey)
    if small is None:
        return [BLURRED] if unsharp else []
    if small.blur > BLURRED_ABOVE_PX:
        # Of a whole photo the sharp rows may be the card's, and the blurred ones the table's.
        return [BLURRED] if unsharp else []
    return [TOO_SMALL] if small.detail < LEAST_DETAIL or small.height < TOO_SMALL_BELOW_PX else []


def smallest_print(seen: Print, card_per_photo: float) -> Smallest | None:
    """Measures of the smallest print; None where no row of letters was found."""
    told = [row for row in seen.rows if row.blur > 0]
    if not told:
        return None
    letters = np.array([row.letters for row in told], np.float64)
    heights, blurs = np.array([row.height for row in told]), np.array([row.blur for row in told])
    to_photo = 1 / (seen.scale * card_per_photo)
    return Smallest(
        _quantile(heights, letters, SMALLEST) * to_photo,
        _quantile(blurs, letters, 0.5) * to_photo,
        _quantile(heights / blurs, letters, SMALLEST),
    )


def _quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][int(np.searchsorted(reached, share * reached[-1]))])


def _letter(seen: Print) -> float:
    return float(np.median([row.height for row in seen.rows])) if seen.rows else 0.0


def _largest(mask: NDArray[np.uint8]) -> float:
    """Area of the largest patch, px."""
    if not mask.any():
        return 0.0
    return float(cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_AREA].max())


def turned_quality(quality: Quality, turn: int) -> Quality:
    """The same of the card turned clockwise by 0, 90, 180 or 270 degrees: what was its left side is the top then."""
    onto = dict(zip(SIDES, SIDES[turn // 90 :] + SIDES[: turn // 90], strict=True))
    advice = tuple(
        f"{CUT_OFF}{onto[told.removeprefix(CUT_OFF)]}" if told.startswith(CUT_OFF) else told for told in quality.advice
    )
    return replace(quality, cut_edges=tuple(onto[side] for side in quality.cut_edges), advice=advice)
