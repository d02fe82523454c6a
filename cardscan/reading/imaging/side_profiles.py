"""Sample the colours across the sides of a quad, which show whether a side is a card's edge and where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Share of a side left out at each end, where rounded corners and neighbours' edges disturb.
END_SHARE = 0.08


def with_fourth(lab: Pixels) -> Pixels:
    """Return the picture with a fourth, unused channel, because four are sampled in under half the time of three."""
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_BGR2BGRA), np.uint8)


def sample_profiles(lab: Pixels, corners: NDArray[np.float64], *, shares: NDArray[np.float64], reach: int) -> Pixels:
    """Sample the colours along lines across each side.

    Args:
        lab: uint8 (H, W, 3), or as from `with_fourth`.
        corners: (N, 4, 2) clockwise quads, px of `lab`.
        shares: Places along each side, from 0 at its start to 1 at its end; values beyond both are allowed.
        reach: px to each side of the border.
    Returns:
        uint8 of shape (N, 4, places, 2 * reach + 1, 3); the last-but-one axis runs from inside
        the card to outside, the middle is the border itself.
    """
    offsets = np.broadcast_to(np.arange(-reach, reach + 1, dtype=np.float64), (len(corners), 2 * reach + 1))
    return sample_at(lab, corners, shares=shares, offsets=offsets)


def sample_at(
    lab: Pixels, corners: NDArray[np.float64], *, shares: NDArray[np.float64], offsets: NDArray[np.float64]
) -> Pixels:
    """Sample the colours at chosen distances from each side.

    Args:
        lab, corners, shares: As for `sample_profiles`.
        offsets: (N, K) px outward from the sides; each quad has its own.
    Returns:
        uint8 of shape (N, 4, places, K, 3).
    """
    along = np.roll(corners, -1, axis=1) - corners
    outward = along[..., ::-1] * (1, -1) / np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    on_side = corners[:, :, None] + along[:, :, None] * shares[:, None]
    # One row per side, because remap takes maps of at most 32,767 rows.
    maps = [
        (on_side[..., axis, None] + (outward[..., axis, None] * offsets[:, None])[:, :, None])
        .astype(np.float32)
        .reshape(len(corners) * 4, -1)
        for axis in (0, 1)
    ]
    sampled = cv2.remap(lab, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled[..., :3], np.uint8).reshape(len(corners), 4, len(shares), -1, 3)


def steps(profiles: Pixels, *, smooth: int = 5) -> NDArray[np.float32]:
    """Return the size of the colour step at each place across the border, averaged along the side.

    Args:
        profiles: As `sample_profiles` returns them.
        smooth: Number of places along the side to average; a real edge survives it, texture does not.
    Returns:
        float32 of shape (N, 4, samples, offsets - 2), Lab units over two steps.
    """
    # Integers until the root. Beyond a side's ends, its last place is repeated.
    colours = profiles.reshape(*profiles.shape[:3], -1).astype(np.int16)
    total = colours.copy()
    for shift in range(1, smooth // 2 + 1):
        total[:, :, shift:] += colours[:, :, :-shift]
        total[:, :, :shift] += colours[:, :, :1]
        total[:, :, :-shift] += colours[:, :, shift:]
        total[:, :, -shift:] += colours[:, :, -1:]
    channels = profiles.shape[-1]
    squares = (total[..., 2 * channels :] - total[..., : -2 * channels]).astype(np.float32)
    squares *= squares
    summed = squares[..., ::channels] + squares[..., 1::channels] + squares[..., 2::channels]
    return np.asarray(np.sqrt(summed) / smooth, np.float32)


def inside_photo(corners: NDArray[np.float64], size: tuple[int, int], shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which places along the sides lie well inside the photo, shape (N, 4, places)."""
    along = np.roll(corners, -1, axis=1) - corners
    points = corners[:, :, None, :] + along[:, :, None, :] * shares[None, None, :, None]
    x, y = points[..., 0], points[..., 1]
    return np.asarray((x > 2) & (y > 2) & (x < size[0] - 3) & (y < size[1] - 3))
