"""Join quads that share a side into one card, because a card in two colours looks like two panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.opencv import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The ends of a common side lie this close to each other, as a share of its length.
NEAR_SHARE = 0.12
# The outer sides continue straight from one part to the other: the sine of the bend at the seam is at most this.
MOST_BEND = 0.10
# Number of pairs that are looked at; texture makes thousands.
MOST_PAIRS = 400


def joined_panels(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quads that pairs of neighbouring quads form together.

    A coloured band along a card's edge is a quad of its own, and so is the rest of the card. On a background that is
    busy or looks like one of the two, no detector sees the whole card.

    Args:
        corners: (N, 4, 2), clockwise.
    Returns:
        (M, 4, 2), clockwise from the corner nearest to the top-left, as `quads.clockwise` orders them; pairs whose
        common sides match better come first.
    """
    count = len(corners)
    if count < 2:
        return np.zeros((0, 4, 2))
    starts, ends = corners.reshape(-1, 2), np.roll(corners, -1, axis=1).reshape(-1, 2)
    lengths = np.linalg.norm(ends - starts, axis=1)
    # Clockwise neighbours run along their common side in opposite directions: one's start lies near the other's end.
    across, down = (np.subtract.outer(starts[:, axis], ends[:, axis]) for axis in (0, 1))
    apart = np.sqrt(across * across + down * down)
    near = np.maximum(apart, apart.T) <= NEAR_SHARE * np.minimum.outer(lengths, lengths)
    one, two = np.nonzero(np.triu(near, k=1))
    different = one // 4 != two // 4
    one, two = one[different], two[different]
    gaps = np.maximum(apart[one, two], apart[two, one]) / np.maximum(np.minimum(lengths[one], lengths[two]), 1e-9)
    order = np.argsort(gaps, kind="stable")[:MOST_PAIRS]
    one, two = one[order], two[order]
    # From the seam's end around the first quad to the seam's start, then around the second.
    first, second = corners[one // 4], corners[two // 4]
    rows = np.arange(len(one))
    around = [first[rows, (one % 4 + step) % 4] for step in (1, 2, 3, 0)]
    beyond = [second[rows, (two % 4 + step) % 4] for step in (1, 2, 3, 0)]
    straight = np.ones(len(one), bool)
    for before, seam, after in (
        (around[2], (around[3] + beyond[0]) / 2, beyond[1]),
        (beyond[2], (beyond[3] + around[0]) / 2, around[1]),
    ):
        straight &= np.abs(_sine(seam - before, after - seam)) <= MOST_BEND
    whole = np.stack([around[1], around[2], beyond[1], beyond[2]], axis=1)
    return quads.clockwise(whole[straight & quads.is_convex(whole)])


def _sine(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sine of the angle between vectors of shape (N, 2); 1 where they point in opposite directions."""
    lengths = np.maximum(np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1), 1e-9)
    cross = (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / lengths
    return np.asarray(np.where((one * two).sum(axis=1) > 0, cross, 1.0))
