"""Geometry of quads in numpy: ordering, overlap, side lengths, padding. Arrays of shape (4, 2), float64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cardscan.imaging.opencv import cv2, np
from cardscan.model.geometry import Quad

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Corners = NDArray[np.float64]


def to_corners(quad: Quad) -> Corners:
    """The four corners as an array of shape (4, 2)."""
    return np.array(quad.corners, np.float64)


def to_quad(corners: Any) -> Quad:
    """The quad of an array of shape (4, 2)."""
    points = [(float(x), float(y)) for x, y in corners]
    return Quad((points[0], points[1], points[2], points[3]))


def clockwise(corners: Corners) -> Corners:
    """The same corners clockwise on the screen, starting with the one nearest to the top-left."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ordered = corners[np.argsort(angles)]  # y grows downward, so rising angles run clockwise
    first = int(np.argmin(ordered.sum(axis=1)))
    return np.asarray(np.roll(ordered, -first, axis=0))


def area(corners: Corners) -> float:
    """Enclosed area, px²; positive when clockwise on the screen."""
    x, y = corners[:, 0], corners[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def side_lengths(corners: Corners) -> NDArray[np.float64]:
    """Lengths of the top, right, bottom and left side, px."""
    return np.asarray(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1))


def is_convex(corners: Corners) -> bool:
    """Whether it is convex and runs clockwise on the screen."""
    edges = np.roll(corners, -1, axis=0) - corners
    following = np.roll(edges, -1, axis=0)
    cross = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    return bool(np.all(cross > 0))


def shared_area(first: Corners, second: Corners) -> float:
    """Area of the intersection of two convex quads, px²."""
    shared, _ = cv2.intersectConvexConvex(first.astype(np.float32), second.astype(np.float32))
    return float(shared)


def overlap_ratio(first: Corners, second: Corners) -> float:
    """Intersection over union, 0 to 1."""
    shared = shared_area(first, second)
    return shared / max(abs(area(first)) + abs(area(second)) - shared, 1e-9)


def from_lines(lines: list[tuple[float, float, float]]) -> Corners | None:
    """Corners where four lines (a, b, c; ax + by = c), in order round the card, meet; None when parallel."""
    corners = []
    for (a1, b1, c1), (a2, b2, c2) in zip([lines[3], *lines[:3]], lines, strict=True):
        determinant = a1 * b2 - a2 * b1
        if abs(determinant) < 1e-6:
            return None
        corners.append(((c1 * b2 - c2 * b1) / determinant, (a1 * c2 - a2 * c1) / determinant))
    return np.array(corners, np.float64)


def grown(corners: Corners, margin: Any) -> Corners:
    """Each side (top, right, bottom, left) moved outward by `margin` px (a number or four)."""
    margins = np.broadcast_to(np.asarray(margin, np.float64), (4,))
    lines = []
    for index in range(4):
        start, end = corners[index], corners[(index + 1) % 4]
        direction = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
        normal = np.array([direction[1], -direction[0]])  # outward for clockwise corners
        lines.append((float(normal[0]), float(normal[1]), float(normal @ start + margins[index])))
    moved = from_lines(lines)
    return corners if moved is None else moved


def to_corners_of(width: int, height: int) -> Corners:
    """The corners of a whole picture of this size."""
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
