"""The colours across the sides of a quad: what tells a card's edge from any other line, and where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.imaging.quads import Corners
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
    following = np.roll(corners, -1, axis=1)
    along = following - corners
    length = np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    direction = along / length
    outward = np.stack([direction[..., 1], -direction[..., 0]], axis=-1)
    offsets = np.arange(-reach, reach + 1)
    points = (
        corners[:, :, None, None, :]
        + along[:, :, None, None, :] * shares[None, None, :, None, None]
        + outward[:, :, None, None, :] * offsets[None, None, None, :, None]
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
    if smooth > 1:
        kernel = np.ones(smooth, np.float32) / smooth
        padded = np.pad(profiles, ((0, 0), (0, 0), (smooth // 2, smooth // 2), (0, 0), (0, 0)), mode="edge")
        count = profiles.shape[2]
        profiles = sum(kernel[i] * padded[:, :, i : i + count] for i in range(smooth))
    difference = profiles[..., 2:, :] - profiles[..., :-2, :]
    return np.asarray(np.sqrt((difference * difference).sum(axis=-1)), np.float32)


def inside_photo(corners: NDArray[np.float64], size: tuple[int, int], shares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which places along the sides lie well inside the photo, shape (N, 4, places)."""
    along = np.roll(corners, -1, axis=1) - corners
    points = corners[:, :, None, :] + along[:, :, None, :] * shares[None, None, :, None]
    x, y = points[..., 0], points[..., 1]
    return np.asarray((x > 2) & (y > 2) & (x < size[0] - 3) & (y < size[1] - 3))


def refine(lab: Pixels, corners: Corners, *, reach: int, samples: int = 40) -> Corners:
    """Move each side onto the strongest edge nearby, by a robust line through the steps.

    Args:
        corners: (4, 2), clockwise, px of `lab`.
        reach: How far, px, a side may move.
    Returns:
        The corners moved; a side without a clear edge stays where it was.
    """
    from cardscan.imaging import quads

    shares = np.linspace(END_SHARE, 1 - END_SHARE, samples)
    profiles = sample_profiles(lab, corners[None], shares=shares, reach=reach + 1)
    strength = steps(profiles, smooth=3)[0]
    inside = inside_photo(corners[None], (lab.shape[1], lab.shape[0]), shares)[0]
    lines: list[tuple[float, float, float]] = []
    # Nearer edges are likelier: an edge at the end of the reach needs to be twice as strong.
    offsets = np.arange(-reach, reach + 1)
    nearness = 1.0 - 0.5 * np.abs(offsets) / max(reach, 1)
    for index in range(4):
        start, end = corners[index], corners[(index + 1) % 4]
        along = end - start
        length = max(float(np.linalg.norm(along)), 1e-9)
        outward = np.array([along[1], -along[0]]) / length
        weighted = strength[index] * nearness
        best = weighted.argmax(axis=1)
        places = np.arange(samples)
        # Subpixel: parabola through the peak and its neighbours.
        middle = np.clip(best, 1, weighted.shape[1] - 2)
        left, peak, right = (strength[index][places, middle + d] for d in (-1, 0, 1))
        curvature = left - 2 * peak + right
        shift = np.where(np.abs(curvature) > 1e-6, 0.5 * (left - right) / np.where(curvature == 0, 1, curvature), 0.0)
        position = offsets[middle] + np.clip(shift, -1, 1)
        power = strength[index][places, best]
        usable = inside[index] & (power > 4.0)
        intercept, slope = 0.0, 0.0
        if usable.sum() >= max(5, samples // 5):
            intercept, slope = _robust_line(
                shares[usable], position[usable], power[usable], tolerance=max(1.0, reach / 8)
            )
        moved_start = start + outward * intercept
        moved_end = end + outward * (intercept + slope)
        direction = moved_end - moved_start
        normal = np.array([direction[1], -direction[0]]) / max(float(np.linalg.norm(direction)), 1e-9)
        lines.append((float(normal[0]), float(normal[1]), float(normal @ moved_start)))
    moved = quads.from_lines(lines)
    if moved is None or not quads.is_convex(moved) or np.abs(moved - corners).max() > 3.0 * reach + 2:
        return corners
    return moved


def _robust_line(
    at: NDArray[np.float64], value: NDArray[np.float64], weight: NDArray[np.float32], *, tolerance: float
) -> tuple[float, float]:
    """(intercept, slope) of value over at: the best line through two places, then least squares on what agrees."""
    count = len(at)
    weight = np.minimum(weight, np.percentile(weight, 75)).astype(np.float64)
    first, second = np.triu_indices(count, k=max(1, count // 4))
    if len(first) > 300:
        chosen = np.linspace(0, len(first) - 1, 300).astype(int)
        first, second = first[chosen], second[chosen]
    slope = (value[second] - value[first]) / (at[second] - at[first])
    intercept = value[first] - slope * at[first]
    distance = np.abs(intercept[:, None] + slope[:, None] * at[None] - value[None])
    support = (np.maximum(0, 1 - distance / (2 * tolerance)) * weight[None]).sum(axis=1)
    best = int(np.argmax(support))
    agree = distance[best] <= tolerance
    if agree.sum() < 3:
        return float(intercept[best]), float(slope[best])
    design = np.stack([np.ones(int(agree.sum())), at[agree]], axis=1)
    root = np.sqrt(weight[agree])[:, None]
    solution, *_ = np.linalg.lstsq(design * root, value[agree] * root[:, 0], rcond=None)
    return float(solution[0]), float(solution[1])
