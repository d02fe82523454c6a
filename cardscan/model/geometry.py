"""Define boxes and quads: where things are on a photo or a card image."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle in px; origin top-left, y grows downward."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"a box needs a positive width and height: {self!r}")

    @property
    def right(self) -> int:
        """First px column to the right of the box."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """First px row below the box."""
        return self.top + self.height

    @property
    def center(self) -> Point:
        """Middle of the box, px."""
        return (self.left + self.width / 2, self.top + self.height / 2)

    def overlap(self, other: Box) -> int:
        """Return the shared area in px²."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0, width) * max(0, height)

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that contains all boxes; ValueError if there are none."""
        boxes = list(boxes)
        if not boxes:
            raise ValueError("no boxes to hold")
        left, top = min(b.left for b in boxes), min(b.top for b in boxes)
        return Box(left, top, max(b.right for b in boxes) - left, max(b.bottom for b in boxes) - top)


@dataclass(frozen=True, slots=True)
class Quad:
    """The four corners of a card in photo px, clockwise from the card's own top-left."""

    corners: tuple[Point, Point, Point, Point]

    def __post_init__(self) -> None:
        if len(self.corners) != 4 or not all(math.isfinite(v) for p in self.corners for v in p):
            raise ValueError(f"a quad needs four finite corners: {self!r}")

    @property
    def area(self) -> float:
        """The enclosed area in px² (shoelace formula); positive if clockwise on the screen."""
        pairs = zip(self.corners, self.corners[1:] + self.corners[:1], strict=True)
        return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2

    @staticmethod
    def whole(width: int, height: int) -> Quad:
        """Return the quad that covers a picture of this size in px."""
        return Quad(((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height))))
