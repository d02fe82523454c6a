"""Quads that may be cards, from three complementary detectors. They propose; scoring.py decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cardscan.imaging import quads
from cardscan.imaging.lines import line_quads
from cardscan.imaging.opencv import cv2, np
from cardscan.imaging.panels import joined_panels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.imaging.quads import Corners
    from cardscan.model.photo import Pixels

# Smallest share of the photo a card may fill: a dozen cards on one photo, with room between them.
MIN_AREA_SHARE = 0.01
# Share of the enclosing quad that the outline's hull must fill; rounded corners and thumbs cost little.
MIN_FILL = 0.80

# Corners nearer to each other than this make the same proposal, px of the reduced copy.
APART_PX = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A quad that may be a card.

    Attributes:
        corners: (4, 2), clockwise, px of the reduced copy.
        source: The detector, for people.
    """

    corners: Corners
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The hull of a region or a loop of edges.

    Attributes:
        corners: (4, 2) of the smallest quad round it, in any order.
        area: px².
        source: As of a proposal.
    """

    corners: Corners
    area: float
    source: str


def propose(lab: Pixels, outlines: list[Proposal] | None = None) -> list[Proposal]:
    """All proposals for a reduced copy, uint8 Lab of shape (H, W, 3), long side about 640 px.

    Args:
        outlines: As from `by_outlines`, where it was called already.
    """
    half, double = _halved(lab)
    found = [Proposal(np.asarray(corners), "lines") for corners in line_quads(half) * double]
    outlines = by_outlines(lab) if outlines is None else outlines
    corners = np.array([proposal.corners for proposal in outlines]).reshape(-1, 4, 2)
    found = distinct(found, corners, [proposal.source for proposal in outlines], apart=APART_PX)
    together = joined_panels(np.array([proposal.corners for proposal in found]).reshape(-1, 4, 2))
    return distinct(found, together, ["two panels"] * len(together), apart=APART_PX)


def by_outlines(lab: Pixels) -> list[Proposal]:
    """Regions of one colour and loops of edges, found on half the copy: their corners are refined later anyway."""
    half, double = _halved(lab)
    outlines = [*_by_levels(half), *_by_edges(half)]
    corners = quads.clockwise(np.array([outline.corners for outline in outlines]).reshape(-1, 4, 2))
    filled = np.array([outline.area for outline in outlines]) >= MIN_FILL * quads.areas(corners)
    kept = np.flatnonzero(filled & quads.is_convex(corners))
    return distinct([], corners[kept] * double, [outlines[index].source for index in kept], apart=APART_PX)


def _halved(lab: Pixels) -> tuple[Pixels, NDArray[np.float64]]:
    """The copy at half its size, and by how much (across, down) it is smaller."""
    height, width = lab.shape[:2]
    half = np.asarray(cv2.resize(lab, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
    return half, np.array([width / half.shape[1], height / half.shape[0]])


def distinct(
    known: list[Proposal], corners: NDArray[np.float64], sources: list[str], *, apart: float
) -> list[Proposal]:
    """What is known, and of the quads of shape (N, 4, 2) those that lie `apart` px or more from all before them."""
    places = quads.Apart(apart, np.array([proposal.corners for proposal in known]))
    fresh = [Proposal(quad, source) for quad, source in zip(corners, sources, strict=True) if places.add(quad)]
    return [*known, *fresh]


def _by_levels(lab: Pixels) -> Iterator[Outline]:
    """Regions of one lightness or colour, cut at several levels: cards unlike their ground."""
    for index, name in enumerate(("lightness", "green-red", "blue-yellow")):
        channel = cv2.medianBlur(np.ascontiguousarray(lab[:, :, index]), 3)
        low, high = (float(v) for v in np.percentile(channel[::4, ::4], (1, 99)))
        if high - low < 6:
            continue
        for level in np.linspace(low, high, 9 if index == 0 else 6)[1:-1]:
            mask = np.asarray((channel > level) * np.uint8(255), np.uint8)
            yield from _from_outlines(mask, f"{name} {level:.0f}")


def _by_edges(lab: Pixels) -> Iterator[Outline]:
    """Closed loops of edges, at several sensitivities: white cards on white, framed cards."""
    smooth = cv2.GaussianBlur(lab, (0, 0), 0.8)
    lightness = np.ascontiguousarray(smooth[:, :, 0])
    for threshold in (12, 25, 50, 100):
        edges = cv2.Canny(lightness, threshold, threshold * 2, L2gradient=True)
        edges = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        yield from _from_outlines(np.asarray(edges, np.uint8), f"edges {threshold}")


def _from_outlines(mask: Pixels, source: str) -> Iterator[Outline]:
    height, width = mask.shape
    smallest = MIN_AREA_SHARE * height * width
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        if len(outline) < 4:
            continue
        _, _, w, h = cv2.boundingRect(outline)
        if w * h < smallest or min(w, h) < 8:
            continue
        hull = cv2.convexHull(outline)
        hull_area = cv2.contourArea(hull)
        if hull_area < smallest:
            continue
        corners = enclosing_quad(hull)
        if corners is not None:
            yield Outline(corners, hull_area, source)


def enclosing_quad(hull: NDArray[Any]) -> Corners | None:
    """The smallest quad round a convex outline, in any order; None when there is none."""
    perimeter = cv2.arcLength(hull, True)
    simple = cv2.approxPolyDP(hull, 0.004 * perimeter, True)
    if len(simple) > 4:
        try:
            _, simple = cv2.minEnclosingConvexPolygon(simple.astype(np.float32), 4)
        except cv2.error:
            return None
    return np.asarray(simple, np.float64).reshape(4, 2) if len(simple) == 4 else None
