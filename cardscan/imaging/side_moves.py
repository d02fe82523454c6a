"""The same quad with one side moved to another edge beside it: a coloured band, a frame, a shadow, a plank's joint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.imaging import quads, side_profiles
from cardscan.imaging.opencv import np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cardscan.imaging.quads import Corners
    from cardscan.model.photo import Pixels

# How far a side is moved at most, as a share of the quad's shortest side.
FARTHEST = 0.2
# Edges nearer than this are the same edge, px.
NEAREST_PX = 2.5
# Weakest change of the side's mean colour, Lab units a px, that is worth a try.
WEAKEST = 1.2
MOST_A_SIDE = 3


def moved_sides(lab: Pixels, corners: Corners) -> Iterator[Corners]:
    """Quads that differ from this one in one side, which lies on another parallel edge.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        corners: (4, 2) clockwise.
    """
    reach = FARTHEST * float(quads.side_lengths(corners).min())
    if reach <= NEAREST_PX:
        return
    offsets = np.arange(-np.floor(reach), np.floor(reach) + 1)
    shares = np.linspace(side_profiles.END_SHARE, 1 - side_profiles.END_SHARE, 24)
    colours = side_profiles.sample_at(lab, corners[None], shares=shares, offsets=offsets[None])[0].mean(axis=1)
    change = np.linalg.norm(colours[:, 2:] - colours[:, :-2], axis=-1) / 2
    places = offsets[1:-1]
    for side in range(4):
        strength = change[side]
        peak = np.r_[False, (strength[1:-1] >= strength[:-2]) & (strength[1:-1] > strength[2:]), False]
        far = np.abs(places) >= NEAREST_PX
        candidates = np.flatnonzero(peak & far & (strength >= WEAKEST))
        for index in candidates[np.argsort(-strength[candidates])][:MOST_A_SIDE]:
            margins = np.zeros(4)
            margins[side] = places[index]
            moved = quads.grown(corners, margins)
            if quads.is_convex(moved):
                yield moved
