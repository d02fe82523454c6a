"""Compute the geometry of quads in numpy: order, overlap, sides, growing. Arrays of shape (4, 2), float64."""

from __future__ import annotations

import math
from operator import sub
from typing import TYPE_CHECKING, Any

from cardscan.model.geometry import Quad
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Corners = NDArray[np.float64]

# Borders closer than this are the same, px.
SAME_BORDER = 1e-6


def to_corners(quad: Quad) -> Corners:
    """Return the four corners as an array of shape (4, 2)."""
    return np.array(quad.corners, np.float64)


def to_quad(corners: Any) -> Quad:
    """Return the quad of an array of shape (4, 2)."""
    points = [(float(x), float(y)) for x, y in corners]
    return Quad((points[0], points[1], points[2], points[3]))


def clockwise(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners, of shape (..., 4, 2), clockwise on the screen, starting at the one nearest the top-left."""
    x, y = np.moveaxis(corners - corners.mean(axis=-2, keepdims=True), -1, 0)
    order = np.argsort(np.arctan2(y, x), axis=-1)  # y grows downward, so rising angles run clockwise
    ordered = np.take_along_axis(corners, order[..., None], axis=-2)
    first = ordered.sum(axis=-1).argmin(axis=-1)
    return np.take_along_axis(ordered, ((first[..., None] + np.arange(4)) % 4)[..., None], axis=-2)


def area(corners: Corners) -> float:
    """Return the enclosed area, px²; positive when clockwise on the screen."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners.tolist()
    return float((x2 - x0) * (y3 - y1) - (y2 - y0) * (x3 - x1)) / 2  # half the cross product of the diagonals


def areas(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the enclosed areas of many quads, of shape (N, 4, 2)."""
    first, second = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    return np.asarray((first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2)


def side_lengths(corners: Corners) -> NDArray[np.float64]:
    """Return the lengths of the top, right, bottom and left side, px."""
    return np.asarray(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1))


def is_convex(corners: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each quad, of shape (..., 4, 2), is convex and runs clockwise on the screen."""
    edges = np.roll(corners, -1, axis=-2) - corners
    after = np.roll(edges, -1, axis=-2)
    return np.asarray((edges[..., 0] * after[..., 1] - edges[..., 1] * after[..., 0] > 0).all(axis=-1))


def shared_areas(corners: NDArray[np.float64], other: Corners) -> NDArray[np.float64]:
    """Return the areas that convex quads of shape (N, 4, 2) share with another one, px²; all quads are clockwise.

    The border of the shared region consists of the parts of each quad's border that lie in the other. By Green's
    theorem, these pieces add up to the area. (OpenCV's intersectConvexConvex may err where quads share a corner.)
    """
    middle = other.mean(axis=0)
    one, two = corners - middle, np.broadcast_to(other - middle, corners.shape)
    # A piece of border that both share counts once: for the first quad, not for the second.
    return np.asarray((_border_within(one, two, SAME_BORDER) + _border_within(two, one, -SAME_BORDER)) / 2)


def _border_within(one: NDArray[np.float64], two: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Return twice the area swept from the origin along the parts of one's sides that lie within two, of shape (N,)."""
    along, sides = (np.roll(quad, -1, axis=1) - quad for quad in (one, two))
    sides = sides / np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-9)
    offset = sides[..., 0] * two[..., 1] - sides[..., 1] * two[..., 0]
    # How far inside each of two's sides (last axis) each of one's sides begins, and how that changes along it.
    begin = one[..., 1, None] * sides[:, None, :, 0] - one[..., 0, None] * sides[:, None, :, 1] - offset[:, None]
    change = along[..., 1, None] * sides[:, None, :, 0] - along[..., 0, None] * sides[:, None, :, 1]
    level = np.abs(change) < SAME_BORDER
    crossing = (-tolerance - begin) / np.where(level, 1.0, change)
    outside = level & (begin < -tolerance)
    first = np.where(~level & (change > 0), crossing, 0.0).max(axis=2)
    last = np.where(~level & (change < 0), crossing, 1.0).min(axis=2)
    first, last = np.maximum(first, 0.0), np.minimum(last, 1.0)
    last = np.where(outside.any(axis=2), first, np.maximum(first, last))
    start, end = one + along * first[..., None], one + along * last[..., None]
    return np.asarray((start[..., 0] * end[..., 1] - start[..., 1] * end[..., 0]).sum(axis=1))


def overlap_ratios(corners: NDArray[np.float64], other: Corners) -> NDArray[np.float64]:
    """Return the intersection over union of quads of shape (N, 4, 2) with another one, 0 to 1."""
    shared = shared_areas(corners, other)
    return np.asarray(shared / np.maximum(np.abs(areas(corners)) + abs(area(other)) - shared, 1e-9))


def overlap_ratio(first: Corners, second: Corners) -> float:
    """Return the intersection over union of two quads, 0 to 1."""
    return float(overlap_ratios(first[None], second)[0])


class Apart:
    """Collects quads that lie `px` or more apart: some pair of matching corners differs by that much along an axis.

    A grid holds the quads by their first corners, so that each new one is compared with only a few.
    """

    def __init__(self, px: float, known: NDArray[np.float64] | None = None) -> None:
        self._px = px
        self._cells: dict[tuple[int, int], list[list[float]]] = {}
        for quad in () if known is None else known.reshape(-1, 8).tolist():
            self._cells.setdefault(self._cell(quad), []).append(quad)

    def _cell(self, quad: list[float]) -> tuple[int, int]:
        return math.floor(quad[0] / self._px), math.floor(quad[1] / self._px)

    def seen(self, corners: Corners) -> bool:
        """Whether one of the quads so far lies closer than `px`."""
        return self._near(corners.ravel().tolist())

    def add(self, corners: Corners) -> bool:
        """Add a quad and return True, or return False if one of the quads so far lies closer than `px`."""
        quad = corners.ravel().tolist()
        if self._near(quad):
            return False
        self._cells.setdefault(self._cell(quad), []).append(quad)
        return True

    def _near(self, quad: list[float]) -> bool:
        x, y = self._cell(quad)
        return any(
            max(map(abs, map(sub, quad, other))) < self._px
            for column in (x - 1, x, x + 1)
            for row in (y - 1, y, y + 1)
            for other in self._cells.get((column, row), ())
        )


def grown(corners: NDArray[np.float64], margin: Any) -> NDArray[np.float64]:
    """Return quads with each side (top, right, bottom, left) moved outward.

    Args:
        corners: (..., 4, 2), clockwise.
        margin: px, broadcasts to (..., 4).
    Returns:
        Quads of the same shape; one whose neighbouring sides would be parallel stays unchanged.
    """
    along = np.roll(corners, -1, axis=-2) - corners
    along = along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-9)
    normal = np.stack([along[..., 1], -along[..., 0]], axis=-1)  # outward for clockwise corners
    offset = (normal * corners).sum(axis=-1) + margin
    before, offset_before = np.roll(normal, 1, axis=-2), np.roll(offset, 1, axis=-1)
    determinant = before[..., 0] * normal[..., 1] - normal[..., 0] * before[..., 1]
    parallel = np.abs(determinant) < 1e-6
    safe = np.where(parallel, 1.0, determinant)
    x = (offset_before * normal[..., 1] - offset * before[..., 1]) / safe
    y = (before[..., 0] * offset - normal[..., 0] * offset_before) / safe
    return np.where(parallel.any(axis=-1)[..., None, None], corners, np.stack([x, y], axis=-1))


def to_corners_of(width: int, height: int) -> Corners:
    """Return the corners of a whole picture of this size."""
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)


def enclosing(hull: NDArray[Any]) -> Corners | None:
    """Return a small quad around a convex outline, in the outline's own order; None when there is none.

    While there are more than four sides, it removes the side whose neighbours, extended until they meet, add the least
    area. (OpenCV's minEnclosingConvexPolygon gives quads of twice the area for one rectangle in five.)

    Args:
        hull: As cv2.convexHull returns it.
    """
    simple = cv2.approxPolyDP(hull, 0.004 * cv2.arcLength(hull, True), True)
    points: list[list[float]] = np.asarray(simple, np.float64).reshape(-1, 2).tolist()
    while len(points) > 4:
        least, chosen, meeting = math.inf, -1, [0.0, 0.0]
        for index in range(len(points)):
            (x0, y0), (x1, y1) = points[index - 1], points[index]
            (x2, y2), (x3, y3) = points[(index + 1) % len(points)], points[(index + 2) % len(points)]
            # From 0 to 1 and from 3 to 2, the neighbours run toward their meeting point, beyond the side from 1 to 2.
            ux, uy, vx, vy, wx, wy = x1 - x0, y1 - y0, x2 - x3, y2 - y3, x2 - x1, y2 - y1
            turn = ux * vy - uy * vx
            if abs(turn) < 1e-9:
                continue
            on, back = (wx * vy - wy * vx) / turn, (wx * uy - wy * ux) / turn
            added = on * abs(wx * uy - wy * ux) / 2
            if on > 0 and back > 0 and added < least:
                least, chosen, meeting = added, index, [x1 + on * ux, y1 + on * uy]
        if chosen < 0:
            return None
        points[chosen] = meeting
        del points[(chosen + 1) % len(points)]
    return np.array(points) if len(points) == 4 else None
