"""Tell which sides of a card the photo cuts off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Photo
    from cardscan.reading.imaging.print_size import Print
    from cardscan.reading.imaging.quads import Corners

# The card's sides, clockwise.
SIDES = ("left", "top", "right", "bottom")
# The quad's sides, from its first corner on.
QUAD_SIDES = ("top", "right", "bottom", "left")
# A side closer to the photo's border than this, as a share of the photo's longer side, lies along it.
AT_BORDER = 0.008
# A side as close as this may be an edge printed on a card that continues to the border.
NEAR_BORDER = 0.035
# The area beyond the side belongs to the card if its colour is as close to the card's as this, Lab units.
SAME_COLOUR = 12.0
# Print closer to a side than this share of the card's longer side continues beyond it. Printers ask for 3 mm of 85.
NO_MARGIN = 0.015
# A row of print runs into the picture's border if it ends closer to it than this, in heights of its letters.
TOUCHES = 0.15
# A single row may be a rule or an ornament.
LEAST_CUT_ROWS = 3


def cut_sides(corners: Corners, photo: Photo, seen: Print) -> tuple[str, ...]:
    """Return which sides of the card (its own left, top, right, bottom) lie beyond the photo's border.

    Args:
        corners: The card's quad, px of the full-size photo.
        seen: The card's print. Where the whole photo is taken for the card, only print that runs into the border tells.
    """
    size = np.array(photo.full_size, np.float64)
    distances, borders = _from_border(corners, size)
    longest = float(size.max())
    outside = distances < -AT_BORDER * longest
    near = ~outside & (distances < NEAR_BORDER * longest)
    if not outside.any() and near.sum() >= 3:  # the whole photo, or a picture that was cropped to the card
        return _running_out(seen)
    cut = {QUAD_SIDES[int(index)] for index in np.flatnonzero(outside)}
    if near.sum() < 3:
        for index in np.flatnonzero(near):
            at_border = distances[index] < AT_BORDER * longest
            if at_border or _goes_on(corners, int(index), int(borders[index]), photo):
                cut.add(QUAD_SIDES[int(index)])
    return tuple(side for side in SIDES if side in cut)


def print_reaches(seen: Print, side: str) -> bool:
    """Whether print stands so close to a side of the card that it must continue beyond it; margins are wider.

    A photo that the card just fills, or that lost only an empty strip, need not be taken again.
    """
    near = max(1, round(NO_MARGIN * max(seen.ink.shape)))
    strips = {
        "left": seen.ink[:, :near],
        "top": seen.ink[:near],
        "right": seen.ink[:, -near:],
        "bottom": seen.ink[-near:],
    }
    return bool(strips[side].any())


def _from_border(corners: Corners, size: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return how far each side's further end lies inside a border (negative: outside), and which border that is."""
    inside = np.concatenate([corners, size - corners], axis=1)  # of each corner from left, top, right, bottom
    further = np.maximum(inside, np.roll(inside, -1, axis=0))
    return further.min(axis=1), further.argmin(axis=1)


def _goes_on(corners: Corners, side: int, border: int, photo: Photo) -> bool:
    """Whether the area between the side and the border looks like the card on the other side of it."""
    start, end = corners[side] * photo.scale, corners[(side + 1) % 4] * photo.scale
    height, width = photo.pixels.shape[:2]
    outward = np.array([(-1, 0), (0, -1), (1, 0), (0, 1)], np.float64)[border]
    edge = (0.0, 0.0, float(width), float(height))[border]
    points = start + (end - start) * np.linspace(0.15, 0.85, 15)[:, None]
    gaps = np.abs(points[:, border % 2] - edge)
    if gaps.max() < 3:
        return True

    def colours(steps: NDArray[np.float64]) -> NDArray[np.float64]:
        at = np.round(points + outward * steps[:, None]).astype(np.int64).clip(0, [width - 1, height - 1])
        row = np.ascontiguousarray(photo.pixels[at[:, 1], at[:, 0]][None])
        return np.asarray(cv2.cvtColor(row, cv2.COLOR_BGR2LAB)[0], np.float64)

    outside, inside = colours(gaps * 0.6), colours(-np.maximum(gaps * 0.6, 3.0))
    return float(np.median(np.linalg.norm(outside - inside, axis=1))) < SAME_COLOUR


def _running_out(seen: Print) -> tuple[str, ...]:
    """Return the borders that rows of print run into. Rows cut lengthwise look like dirt on a scan's edge."""
    width = seen.grey.shape[1]
    left = sum(row.box[0] <= TOUCHES * row.height for row in seen.rows)
    right = sum(row.box[2] >= width - TOUCHES * row.height for row in seen.rows)
    # On a patterned background, rows of its figures end at both borders.
    if left >= LEAST_CUT_ROWS and right >= LEAST_CUT_ROWS:
        return ()
    return tuple(side for side, rows in (("left", left), ("right", right)) if rows >= LEAST_CUT_ROWS)
