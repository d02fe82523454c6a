"""Measure how well a card can be read, and give reasons to take the photo again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardscan.model.photo import BLURRED, CUT_OFF, GLARE, TOO_SMALL, Quality
from cardscan.reading.imaging.cut_sides import SIDES, cut_sides, print_reaches
from cardscan.reading.imaging.glare import burnt_patches
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.print_size import measure_print, smeared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Photo, Pixels
    from cardscan.reading.imaging.print_size import Print
    from cardscan.reading.imaging.quads import Corners

# All limits were found on drawn cards that were spoilt by known amounts and then read (docs/experiments-imaging.md). At
# the first three, readers begin to lose letters; whether they did is left to the reading (`Quality.after_reading`).
# Letters whose height is fewer widths of their blurred edges than this begin to look alike.
LEAST_DETAIL = 8.0
# Letters lower than this hold too few pixels, however sharp they are; px of the photo.
TOO_SMALL_BELOW_PX = 7.5
# Ink less sharp than this is blurred, whatever its size.
BLURRED_BELOW = 0.5
# Edges wider than this are out of focus; a photo in focus has 0.9 to 1.5; px of the photo.
BLURRED_ABOVE_PX = 1.7
# Share of the letters that counts as the smallest text: it covers lines, not single letters.
SMALLEST = 0.15
# A patch as large as this many squares of a letter's height hides a word.
GLARE_LETTERS = 6.0


@dataclass(frozen=True, slots=True)
class Smallest:
    """The smallest print of a card.

    Attributes:
        height: Height of its letters, px of the photo.
        blur: Sigma of the edges of print, px of the photo.
        detail: Height divided by blur, of the print where this is least.
    """

    height: float
    blur: float
    detail: float


def measure(card: Pixels, corners: Corners, photo: Photo, card_per_photo: float) -> Quality:
    """Measure a card image.

    Args:
        card: uint8 BGR (H, W, 3).
        corners: The card's quad, px of the full-size photo, clockwise from the card's own top-left.
        photo: The photo it was cut out of.
        card_per_photo: Card px per px of the full-size photo.
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
    """Return the advice about what makes letters look alike: blur, or too few pixels."""
    unsharp = seen.sharpness < BLURRED_BELOW if seen.sharpness else smeared(seen.grey)
    if small is None:
        return [BLURRED] if unsharp else []
    if small.blur > BLURRED_ABOVE_PX:
        # If the whole photo was taken, the sharp rows may be the card's and the blurred ones the table's.
        return [BLURRED] if unsharp else []
    return [TOO_SMALL] if small.detail < LEAST_DETAIL or small.height < TOO_SMALL_BELOW_PX else []


def smallest_print(seen: Print, card_per_photo: float) -> Smallest | None:
    """Return the measures of the smallest print, or None where no row of letters could be measured."""
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
    """Return the area of the largest patch, px."""
    if not mask.any():
        return 0.0
    return float(cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_AREA].max())


def turned_quality(quality: Quality, turn: int) -> Quality:
    """Return the quality of the card turned clockwise by 0, 90, 180 or 270 degrees, with its sides renamed.

    At 90 degrees, for example, the former left side is the top.
    """
    onto = dict(zip(SIDES, SIDES[turn // 90 :] + SIDES[: turn // 90], strict=True))
    advice = tuple(
        f"{CUT_OFF}{onto[told.removeprefix(CUT_OFF)]}" if told.startswith(CUT_OFF) else told for told in quality.advice
    )
    return replace(quality, cut_edges=tuple(onto[side] for side in quality.cut_edges), advice=advice)
