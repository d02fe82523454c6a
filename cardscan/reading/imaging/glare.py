"""Find where a lamp's reflection has burnt print away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.print_size import Print

# All three colours reach this value where the sensor was blinded; JPEG adds a few levels of noise.
BURNT = 250
# If more of the card is this bright, the paper itself is: a scan, a drawing, a design on white.
MOST_BURNT = 0.35
# A white patch that covers more of the card was printed, or the whole photo is overexposed.
LARGEST_PATCH = 0.15
# A reflection fades out; printed white ends at once. This is the least share of the extra brightness that must remain
# beside a burnt patch, compared with paper further away. Printed white leaves 0.0 to 0.2 of it.
LEAST_HALO = 0.35
# If paper further away is nearly as bright as white, within this many grey levels, no halo can be seen.
LEAST_STEP = 6.0
# Number of patches looked at. Patches smaller than a letter's square hide no letter.
MOST_PATCHES = 8


def burnt_patches(card: Pixels, seen: Print) -> NDArray[np.uint8]:
    """Return a mask of the working copy: 255 where print was probably burnt away.

    Args:
        card: uint8 BGR (H, W, 3).
        seen: What `measure_print` returned for it.
    """
    height, width = seen.grey.shape
    none = np.zeros((height, width), np.uint8)
    if not seen.rows or int(seen.grey.max()) < BURNT - 2:  # grey is rounded twice
        return none
    blue, green, red = cv2.split(cv2.resize(card, (width, height), interpolation=cv2.INTER_AREA))
    darkest = np.asarray(cv2.min(cv2.min(blue, green), red), np.uint8)
    burnt = np.asarray((darkest >= BURNT) * np.uint8(255), np.uint8)
    if not burnt.any() or (burnt > 0).mean() > MOST_BURNT:
        return none
    letter = float(np.median([row.height for row in seen.rows]))
    # Where ink is still visible nothing is lost, so an area broken up by a letter's strokes is not a patch.
    side = max(7, round(0.8 * letter)) | 1
    patches = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    printed = _printed_area(seen, round(letter))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(patches)
    largest = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:MOST_PATCHES] + 1
    areas = stats[largest, cv2.CC_STAT_AREA]
    for label in largest[(areas >= letter * letter) & (areas <= LARGEST_PATCH * patches.size)]:
        patch = np.asarray((labels == label) * np.uint8(255), np.uint8)
        if _fades(seen.grey, patch, letter, enlarged=max(1.0, seen.scale)):
            none[(patch > 0) & (printed > 0)] = 255
    return none


def _printed_area(seen: Print, margin: int) -> Pixels:
    """Return the hull of all rows of print, grown by one letter's height."""
    area = np.zeros(seen.grey.shape, np.uint8)
    boxes = np.array([row.box for row in seen.rows])
    corners = np.concatenate([boxes[:, [0, 1]], boxes[:, [2, 1]], boxes[:, [2, 3]], boxes[:, [0, 3]]])
    cv2.fillConvexPoly(area, cv2.convexHull(corners.astype(np.int32)), 255)
    return np.asarray(cv2.dilate(area, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)), np.uint8)


def _fades(grey: Pixels, patch: Pixels, letter: float, *, enlarged: float) -> bool:
    """Whether the brightness beside the patch falls off slowly. In an enlarged picture, every edge spans a few px."""
    distance = cv2.distanceTransform(255 - patch, cv2.DIST_L2, 3)

    def paper(near: float, far: float) -> float | None:
        ring = grey[(distance > near) & (distance <= far)]
        return float(np.percentile(ring, 70)) if ring.size > 50 else None

    beside = paper(3.0 * enlarged, 7.0 * enlarged)
    away = paper(max(3.0 * letter, 9.0 * enlarged), max(5.0 * letter, 14.0 * enlarged))
    if beside is None or away is None or 255 - away < LEAST_STEP:
        return False
    return (beside - away) / (255 - away) > LEAST_HALO
