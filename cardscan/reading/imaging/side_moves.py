"""Move one side of a quad to another edge beside it: a coloured band, a frame, a shadow, a plank's joint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads, side_profiles
from cardscan.reading.imaging.opencv import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Farthest that a side is moved, as a share of the quad's shortest side.
FARTHEST = 0.2
# Edges closer than this are the same edge, px.
NEAREST_PX = 2.5
# Weakest change of the side's mean colour that is worth a try, Lab units per px.
WEAKEST = 1.2
MOST_A_SIDE = 3


def moved_sides(lab: Pixels, corners: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return quads that differ from a given one in one side, which lies on another parallel edge.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        corners: (N, 4, 2) clockwise.
    Returns:
        Which of the quads each was made from, of shape (M,), and its corners, of shape (M, 4, 2).
    """
    sides = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    reach = np.floor(FARTHEST * sides.min(axis=1, initial=np.inf))
    large = np.flatnonzero(reach > NEAREST_PX)
    if not len(large):
        return np.zeros(0, np.intp), np.zeros((0, 4, 2))
    farthest = reach[large].max()
    offsets = np.arange(-farthest, farthest + 1)
    shares = np.linspace(side_profiles.END_SHARE, 1 - side_profiles.END_SHARE, 24)
    everywhere = np.broadcast_to(offsets, (len(large), len(offsets)))
    sampled = side_profiles.sample_at(lab, corners[large], shares=shares, offsets=everywhere)
    colours = sampled.mean(axis=2, dtype=np.float32)
    change = np.linalg.norm(colours[:, :, 2:] - colours[:, :, :-2], axis=-1) / 2
    places = offsets[1:-1]
    allowed = (np.abs(places) >= NEAREST_PX) & (np.abs(places) < reach[large, None] - 1)
    peak = np.zeros(change.shape, bool)
    peak[..., 1:-1] = (change[..., 1:-1] >= change[..., :-2]) & (change[..., 1:-1] > change[..., 2:])
    strength = np.where(peak & allowed[:, None] & (change >= WEAKEST), change, 0.0)
    order = np.argsort(-strength, axis=-1, kind="stable")[..., :MOST_A_SIDE]
    quad, side, rank = np.nonzero(np.take_along_axis(strength, order, axis=-1))
    margins = np.zeros((len(quad), 4))
    margins[np.arange(len(quad)), side] = places[order[quad, side, rank]]
    moved = quads.grown(corners[large[quad]], margins)
    convex = quads.is_convex(moved)
    return large[quad][convex], moved[convex]
