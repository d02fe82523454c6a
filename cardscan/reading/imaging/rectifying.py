"""Turn a quad in a photo into a flat card image with its true aspect ratio."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Homography, Pixels
    from cardscan.reading.imaging.quads import Corners

# Long side of a card image, px. 1,600 px over 3.5 in is 457 dpi: 6-point print then has an x-height of 19 px.
MAX_LONG_SIDE = 1600
# A card with at least this long side, px, is drawn linearly. Cubic interpolation takes four times as long, and readers
# see the card smaller anyway. A smaller card would lose letters by it (docs/experiments-imaging.md).
LARGE_SIDE = 1500


def true_aspect(corners: Corners, full_size: tuple[int, int]) -> float:
    """Return width over height of the flat card behind a quad seen in perspective; see `true_aspects`."""
    return float(true_aspects(corners[None], full_size)[0])


def true_aspects(corners: NDArray[np.float64], full_size: tuple[int, int]) -> NDArray[np.float64]:
    """Return width over height of the flat cards behind quads seen in perspective, of shape (N,).

    Args:
        corners: (N, 4, 2), clockwise from the card's top-left, px of the full-size photo.
        full_size: (width, height) of that photo; its middle is taken as the optical axis.

    Source: Zhang & He, Whiteboard scanning and image enhancement, 2007, section 3.2. Where the quad
    is nearly a parallelogram, their focal length is undefined, and the side lengths suffice.
    """
    lengths = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    top, right, bottom, left = lengths.T
    by_sides = (top + bottom) / np.maximum(right + left, 1e-9)
    skew = np.maximum(
        np.abs(top - bottom) / np.maximum(np.maximum(top, bottom), 1e-9),
        np.abs(left - right) / np.maximum(np.maximum(left, right), 1e-9),
    )
    flat = corners - np.array([full_size[0] / 2, full_size[1] / 2])
    points = np.concatenate([flat, np.ones((*flat.shape[:2], 1))], axis=2)
    m1, m2, m4, m3 = (points[:, index] for index in range(4))  # the paper's order: tl, tr, bl, br
    across_14, across_24, across_34 = np.cross(m1, m4), np.cross(m2, m4), np.cross(m3, m4)
    k2 = (across_14 * m3).sum(axis=1) / _nonzero((across_24 * m3).sum(axis=1))
    k3 = (across_14 * m2).sum(axis=1) / _nonzero((across_34 * m2).sum(axis=1))
    n2, n3 = k2[:, None] * m2 - m1, k3[:, None] * m3 - m1
    longest = float(max(full_size))
    focal_squared = -(n2[:, 0] * n3[:, 0] + n2[:, 1] * n3[:, 1]) / _nonzero(n2[:, 2] * n3[:, 2])
    # Where only one pair of sides converges (the usual keystone), the focal length is undefined and the result is
    # noise. Phones' main cameras have 24-28 mm on 36 mm film, 0.67 to 0.78 of the long side.
    believable = ((0.5 * longest) ** 2 < focal_squared) & (focal_squared < (3 * longest) ** 2)
    focal_squared = np.where(believable, focal_squared, (0.75 * longest) ** 2)

    def squared(n: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((n[:, 0] ** 2 + n[:, 1] ** 2) / focal_squared + n[:, 2] ** 2)

    aspect = np.sqrt(squared(n2) / _nonzero(squared(n3)))
    # A wild estimate of the perspective must not stretch the text, so stay close to what the sides say.
    aspect = np.minimum(np.maximum(aspect, by_sides / 1.35), by_sides * 1.35)
    return np.asarray(np.where(skew < 0.02, by_sides, aspect))


def _nonzero(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.where(np.abs(values) > 1e-12, values, 1e-12))


def card_size(corners: Corners, aspect: float, *, longest: int = MAX_LONG_SIDE) -> tuple[int, int]:
    """Return the (width, height) px that keeps the photo's resolution, up to a long side of `longest`."""
    top, right, bottom, left = quads.side_lengths(corners)
    width, height = max(top, bottom), max(left, right)
    # Keep the larger resolution of the two directions.
    width = max(width, height * aspect)
    height = width / aspect
    factor = min(1.0, longest / max(width, height))
    return max(16, round(width * factor)), max(16, round(height * factor))


def homography_to(corners: Corners, size: tuple[int, int]) -> Homography:
    """Return the 3x3 map from the photo to a card image of `size`, corner to corner."""
    width, height = size
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), np.float64)


def warp(pixels: Pixels, homography: Homography, size: tuple[int, int]) -> Pixels:
    """Draw the card image, and average where the photo has more pixels than the card image.

    Args:
        homography: Pixels given -> card image, mapped edge to edge (a pixel's centre lies at .5).
    """
    # warpPerspective puts pixel centres at whole numbers; our maps run from edge to edge.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)
    matrix = np.linalg.inv(half) @ homography @ half
    centre = np.linalg.inv(homography) @ np.array([size[0] / 2, size[1] / 2, 1.0])
    x, y = centre[:2] / centre[2]
    reduction = local_scale(homography, float(x), float(y))
    source = pixels
    if reduction < 0.6:  # linear sampling would skip photo pixels and alias small print
        factor = max(reduction * 1.2, 0.05)
        source = np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        fx, fy = source.shape[1] / pixels.shape[1], source.shape[0] / pixels.shape[0]
        matrix = np.linalg.inv(half) @ homography @ np.diag([1 / fx, 1 / fy, 1.0]) @ half
    if reduction >= 1.0 and max(size) < LARGE_SIDE:
        card = cv2.warpPerspective(source, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(card, np.uint8)
    # OpenCV interpolates four channels linearly in less time than three.
    four = cv2.cvtColor(source, cv2.COLOR_BGR2BGRA)
    card = cv2.warpPerspective(four, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(card, cv2.COLOR_BGRA2BGR), np.uint8)


def local_scale(homography: Homography, x: float, y: float) -> float:
    """Return by how much the homography enlarges at a point: the square root of its Jacobian determinant."""
    denominator = homography[2, 0] * x + homography[2, 1] * y + homography[2, 2]
    determinant = float(np.linalg.det(homography))
    return math.sqrt(abs(determinant / denominator**3))
