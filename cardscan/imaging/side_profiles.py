"""The colours across the sides of a quad: what tells a card's edge from any other line, and where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Share of a side left out at each end: rounded corners and neighbours' edges live there.
END_SHARE = 0.08


def sample_profiles(
    lab: Pixels, corners: NDArray[np.float64], *, shares: NDArray[np.float64], reach: int
) -> NDArray[np.float32]:
    """Colours along lines across each side.

    Args:
        lab: uint8 (H, W, 3).
        corners: (N, 4, 2) clockwise quads, px of `lab`.
        shares: Places along each side, 0 its start, 1 its end; beyond both is allowed.
        reach: px to each side of the border.
    Returns:
        float32 of shape (N, 4, places, 2 * reach + 1, 3); the last-but-one axis runs from inside
        the card to outside, the middle is the border itself.
    """
    offsets = np.broadcast_to(np.arange(-reach, reach + 1, dtype=np.float64), (len(corners), 2 * reach + 1))
    return sample_at(lab, corners, shares=shares, offsets=offsets)


def sample_at(
    lab: Pixels, corners: NDArray[np.float64], *, shares: NDArray[np.float64], offsets: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Colours at chosen distances from each side.

    Args:
        lab, corners, shares: As for `sample_profiles`.
        offsets: (N, K) px outward from the sides, for each quad its own.
    Returns:
        float32 of shape (N, 4, places, K, 3).
    """
    following = np.roll(corners, -1, axis=1)
    along = following - corners
    length = np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    direction = along / length
    outward = np.stack([direction[..., 1], -direction[..., 0]], axis=-1)
    points = (
        corners[:, :, None, None, :]
        + along[:, :, None, None, :] * shares[None, None, :, None, None]
        + outward[:, :, None, None, :] * offsets[:, None, None, :, None]
    ).astype(np.float32)
    shape = points.shape[:-1]
    # remap takes maps of at most 32,767 rows; one row a side keeps below that.
    flat = points.reshape(shape[0] * 4, -1, 2)
    sampled = cv2.remap(
        lab,
        np.ascontiguousarray(flat[..., 0]),
        np.ascontiguousarray(flat[..., 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(sampled, np.float32).reshape(*shape, 3)


def steps(profiles: NDArray[np.float32], *, smooth: int = 5) -> NDArray[np.float32]:
    """Size of the colour step at each place across the border, averaged along the side.

    Args:
        profiles: As from `sample_profiles`.
        smooth: Places along the side that are averaged; a real edge survives, texture does not.
    Returns:
        float32 of shape (N, 4, samples, offsets - 2), Lab units over two steps.
    """
    difference = profiles[..., 2:, :] - profiles[..., :-2, :]
    if smooth > 1:
        count = difference.shape[2]
        padded = np.pad(difference, ((0, 0), (0, 0), (smooth // 2, smooth // 2), (0, 0), (0, 0)), mode="edge")
        difference = padded[:, :, :count].copy()
        for shift in range(1, smooth):
            difference += padded[:, :, shift : shift + count]
        difference /= smooth
    return np.asarray(np.sqrt(np.einsum("...c,...c->...", difference, difference)), np.float32)


def inside_photo(corners: NDArray[np.float64], size: tuple[int, int], shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which places along the sides lie well inside the photo, shape (N, 4, places)."""
    along = np.roll(corners, -1, axis=1) - corners
    points = corners[:, :, None, :] + along[:, :, None, :] * shares[None, None, :, None]
    x, y = points[..., 0], points[..., 1]
    return np.asarray((x > 2) & (y > 2) & (x < size[0] - 3) & (y < size[1] - 3))
