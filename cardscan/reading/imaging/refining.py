"""Move the sides of quads onto the edges beside them, all quads in one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads, side_profiles
from cardscan.reading.imaging.opencv import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

SAMPLES = 40
# Weakest step that counts, Lab units.
WEAKEST = 4.0
# How many lines through two places of a side are tried; the two are at least a quarter of the side apart.
TRIED = 120


def refine(lab: Pixels, corners: NDArray[np.float64], *, reach: NDArray[np.int64] | int) -> NDArray[np.float64]:
    """Move each side onto the strongest edge nearby, with a robust line through the steps.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        corners: (N, 4, 2), clockwise, px of `lab`.
        reach: How far, px, a side may move; one number for all, or one per quad.
    Returns:
        The moved corners, of the same shape. A side without a clear edge stays where it was, and so does a quad that
        would lose its shape.
    """
    if not len(corners):
        return corners
    reaches = np.broadcast_to(np.asarray(reach, np.int64), (len(corners),))
    farthest = int(reaches.max())
    shares = np.linspace(side_profiles.END_SHARE, 1 - side_profiles.END_SHARE, SAMPLES)
    profiles = side_profiles.sample_profiles(lab, corners, shares=shares, reach=farthest + 1)
    strength = side_profiles.steps(profiles, smooth=3)
    inside = side_profiles.inside_photo(corners, (lab.shape[1], lab.shape[0]), shares)
    offsets = np.arange(-farthest, farthest + 1)
    # Nearer edges are more likely: an edge at the end of the reach must be twice as strong.
    nearness = 1.0 - 0.5 * np.abs(offsets)[None] / np.maximum(reaches, 1)[:, None]
    nearness = np.where(np.abs(offsets)[None] <= reaches[:, None], nearness, 0.0).astype(np.float32)
    best = (strength * nearness[:, None, None]).argmax(axis=-1)
    power = np.take_along_axis(strength, best[..., None], axis=-1)[..., 0]
    middle = np.clip(best, 1, strength.shape[-1] - 2)
    # Subpixel: a parabola through the peak and its neighbours.
    left, peak, right = (np.take_along_axis(strength, middle[..., None] + d, axis=-1)[..., 0] for d in (-1, 0, 1))
    curvature = left - 2 * peak + right
    shift = np.where(np.abs(curvature) > 1e-6, 0.5 * (left - right) / np.where(curvature == 0, 1, curvature), 0.0)
    position = offsets[middle] + np.clip(shift, -1, 1)
    tolerance = np.maximum(1.0, reaches / 8)[:, None]
    intercept, slope = _robust_lines(shares, position, np.where(inside & (power > WEAKEST), power, 0.0), tolerance)
    return _moved(corners, intercept, slope, np.asarray(3.0 * reaches + 2, np.float64))


def _robust_lines(
    at: NDArray[np.float64], value: NDArray[np.float64], weight: NDArray[np.float64], tolerance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit (intercept, slope), each (N, 4), of value over at: the best line through two places, then least squares.

    Args:
        at: (S,) places, the same for every side.
        value, weight: (N, 4, S); a place of weight 0 does not count.
        tolerance: How far a place may lie from its line; broadcasts to (N, 4).
    """
    usable = weight > 0
    count = usable.sum(axis=-1)
    # The strongest quarter weighs no more than the others: one bright spot must not bend a side.
    order = np.sort(np.where(usable, weight, np.inf), axis=-1)
    cap = np.take_along_axis(order, np.maximum((count - 1) * 3 // 4, 0)[..., None], axis=-1)
    weight = np.where(usable, np.minimum(weight, cap), 0.0).astype(np.float32)
    first, second = np.triu_indices(len(at), k=len(at) // 4)
    chosen = np.linspace(0, len(first) - 1, TRIED).astype(int)
    first, second = first[chosen], second[chosen]
    slopes = (value[..., second] - value[..., first]) / (at[second] - at[first])
    intercepts = value[..., first] - slopes * at[first]
    # Single precision and in place, because this is the largest array of all.
    distance = slopes[..., None].astype(np.float32) * at.astype(np.float32)
    distance += intercepts[..., None].astype(np.float32)
    distance -= value[..., None, :].astype(np.float32)
    np.abs(distance, out=distance)
    distance *= (-0.5 / tolerance[..., None, None]).astype(np.float32)
    distance += 1
    agreement = np.maximum(0, distance, out=distance)
    support = np.einsum("ncts,ncs->nct", agreement, weight)
    support = np.where(usable[..., first] & usable[..., second], support, -1.0)
    best = support.argmax(axis=-1)[..., None]
    intercept, slope = (np.take_along_axis(values, best, axis=-1)[..., 0] for values in (intercepts, slopes))
    off = np.abs(intercept[..., None] + slope[..., None] * at - value)
    agreeing = np.where(off <= tolerance[..., None], weight, 0.0).astype(np.float64)
    total = np.maximum(agreeing.sum(axis=-1), 1e-9)
    mean_at, mean_value = (agreeing * at).sum(axis=-1) / total, (agreeing * value).sum(axis=-1) / total
    spread = (agreeing * (at - mean_at[..., None]) ** 2).sum(axis=-1)
    together = (agreeing * (at - mean_at[..., None]) * (value - mean_value[..., None])).sum(axis=-1)
    enough = ((agreeing > 0).sum(axis=-1) >= 3) & (spread > 1e-9)
    slope = np.where(enough, together / np.maximum(spread, 1e-9), slope)
    intercept = np.where(enough, mean_value - slope * mean_at, intercept)
    # Where too few places have an edge, the side stays.
    clear = count >= max(5, len(at) // 5)
    return np.where(clear, intercept, 0.0), np.where(clear, slope, 0.0)


def _moved(
    corners: NDArray[np.float64], intercept: NDArray[np.float64], slope: NDArray[np.float64], most: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return quads whose sides moved outward by intercept at their start and intercept + slope at their end."""
    following = np.roll(corners, -1, axis=1)
    along = following - corners
    length = np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    outward = np.stack([along[..., 1], -along[..., 0]], axis=-1) / length
    start = corners + outward * intercept[..., None]
    direction = following + outward * (intercept + slope)[..., None] - start
    normal = np.stack([direction[..., 1], -direction[..., 0]], axis=-1)
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-9)
    offset = (normal * start).sum(axis=2)
    before, offset_before = np.roll(normal, 1, axis=1), np.roll(offset, 1, axis=1)
    determinant = before[..., 0] * normal[..., 1] - normal[..., 0] * before[..., 1]
    safe = np.where(np.abs(determinant) < 1e-6, 1.0, determinant)
    moved = np.stack(
        [
            (offset_before * normal[..., 1] - offset * before[..., 1]) / safe,
            (before[..., 0] * offset - normal[..., 0] * offset_before) / safe,
        ],
        axis=-1,
    )
    near = np.abs(moved - corners).max(axis=(1, 2)) <= most
    good = quads.is_convex(moved) & near & (np.abs(determinant) >= 1e-6).all(axis=1)
    return np.where(good[:, None, None], moved, corners)
