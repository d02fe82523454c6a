"""Propose quads that may be cards, from three complementary detectors. scoring.py decides between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.panels import joined_panels
from cardscan.reading.imaging.shrinking import shrunk
from cardscan.reading.imaging.straight_edges import line_quads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.quads import Corners

# Smallest share of the photo that a card may fill: a dozen cards on one photo, with room between them.
MIN_AREA_SHARE = 0.01
# Share of the enclosing quad that the outline's hull must fill. Rounded corners and thumbs cost little of it.
MIN_FILL = 0.85

# Corners closer than this make the same proposal, px of the reduced copy.
APART_PX = 4.0
# Stripes and weave up to this width are smoothed away, px of the half-size copy.
WEAVE_PX = 15


@dataclass(frozen=True, slots=True)
class Cuts:
    """At how many levels a picture is cut into regions and loops.

    Attributes:
        lightness, colour: Number of levels of lightness, and of each of the two colour channels.
        edges: Strengths from which an edge counts.
    """

    lightness: int
    colour: int
    edges: tuple[int, ...]


ALL_CUTS = Cuts(7, 4, (12, 25, 50, 100))
# Half as many cuts, in half the time. Of 87 photos that a first look is certain of with ALL_CUTS, 86 stay certain.
FEW_CUTS = Cuts(3, 2, (25, 50))
EVENED_CUTS = Cuts(3, 3, ())


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A quad that may be a card.

    Attributes:
        corners: (4, 2), clockwise, px of the reduced copy.
        source: The detector's name, for people.
    """

    corners: Corners
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The hull of a region or a loop of edges.

    Attributes:
        corners: (4, 2) of the smallest quad around it, in any order.
        area: px².
        source: As in `Proposal`.
    """

    corners: Corners
    area: float
    source: str


def propose(lab: Pixels) -> list[Proposal]:
    """Return all proposals for a reduced copy, uint8 Lab of shape (H, W, 3), long side about 640 px."""
    half = shrunk(lab, 0.5)
    found = [Proposal(np.asarray(corners), "lines") for corners in line_quads(half) * 2]
    outlines = [*_by_levels(_despeckled(half), ALL_CUTS), *_by_edges(half, ALL_CUTS)]
    for evened in _weave_evened(half):
        outlines += _by_levels(evened, EVENED_CUTS, "weave evened, ")
    found = _quads_of(outlines, found)
    together = joined_panels(np.array([proposal.corners for proposal in found]).reshape(-1, 4, 2))
    return distinct(found, together, ["two panels"] * len(together), apart=APART_PX)


def propose_quickly(lab: Pixels) -> list[Proposal]:
    """Return regions of one colour and loops of edges, which are enough to show one card that lies by itself."""
    half = shrunk(lab, 0.5)
    return _quads_of([*_by_levels(_despeckled(half), FEW_CUTS), *_by_edges(half, FEW_CUTS)], [])


def _quads_of(outlines: list[Outline], known: list[Proposal]) -> list[Proposal]:
    """Return the known proposals and the outlines that nearly fill their quad, scaled up from the half-size copy."""
    corners = quads.clockwise(np.array([outline.corners for outline in outlines]).reshape(-1, 4, 2))
    filled = np.array([outline.area for outline in outlines]) >= MIN_FILL * quads.areas(corners)
    kept = np.flatnonzero(filled & quads.is_convex(corners))
    return distinct(known, corners[kept] * 2, [outlines[index].source for index in kept], apart=APART_PX)


def distinct(
    known: list[Proposal], corners: NDArray[np.float64], sources: list[str], *, apart: float
) -> list[Proposal]:
    """Return the known proposals, and each quad of shape (N, 4, 2) that lies at least `apart` px from all before it."""
    places = quads.Apart(apart, np.array([proposal.corners for proposal in known]))
    fresh = [Proposal(quad, source) for quad, source in zip(corners, sources, strict=True) if places.add(quad)]
    return [*known, *fresh]


def _despeckled(lab: Pixels) -> Pixels:
    return np.asarray(cv2.medianBlur(lab, 3), np.uint8)


def _by_levels(lab: Pixels, cuts: Cuts, after: str = "") -> Iterator[Outline]:
    """Yield regions of one lightness or colour, cut at several levels, for cards unlike their background."""
    for index, name in enumerate(("lightness", "green-red", "blue-yellow")):
        channel = np.ascontiguousarray(lab[:, :, index])
        low, high = (float(v) for v in np.percentile(channel[::4, ::4], (1, 99)))
        if high - low < 6:
            continue
        count = cuts.colour if index else cuts.lightness
        for level in np.linspace(low, high, count + 2)[1:-1]:
            mask = np.asarray((channel > level) * np.uint8(255), np.uint8)
            yield from _from_outlines(mask, f"{after}{name} {level:.0f}")


def _weave_evened(lab: Pixels) -> Iterator[Pixels]:
    """Yield the picture with narrow bright things removed and then dark ones, and the other way round.

    A striped or woven cloth becomes one colour, that of its dark or of its light threads, and a card on it keeps its
    own colour. Lines of the card's print vanish too.
    """
    square = np.ones((WEAVE_PX, WEAVE_PX), np.uint8)
    for first, second in ((cv2.MORPH_OPEN, cv2.MORPH_CLOSE), (cv2.MORPH_CLOSE, cv2.MORPH_OPEN)):
        yield np.asarray(cv2.morphologyEx(cv2.morphologyEx(lab, first, square), second, square), np.uint8)


def _by_edges(lab: Pixels, cuts: Cuts) -> Iterator[Outline]:
    """Yield closed loops of edges at several sensitivities, for white cards on white and for framed cards."""
    smooth = cv2.GaussianBlur(lab, (0, 0), 0.8)
    lightness = np.ascontiguousarray(smooth[:, :, 0])
    for threshold in cuts.edges:
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
        corners = quads.enclosing(hull)
        if corners is not None:
            yield Outline(corners, hull_area, source)
