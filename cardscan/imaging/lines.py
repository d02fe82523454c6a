"""Quads from straight edges: finds a card whose outline is broken by a thumb, a neighbour or weak contrast."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from cardscan.imaging import quads
from cardscan.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Segments shorter than this share of the long side are letters and texture.
MIN_SEGMENT_SHARE = 0.03
MOST_SEGMENTS = 240
MOST_LINES = 44
# Two segments are one line when they differ by less than this, degrees and px.
SAME_ANGLE_DEG = 2.5
SAME_OFFSET_PX = 1.8
# Opposite sides of a card in perspective converge by less than this, degrees; neighbours stay this far from parallel.
MOST_CONVERGENCE_DEG = 22.0
LEAST_CORNER_DEG = 58.0
# Quads whose corners are nearer to each other than this are the same, px.
APART_PX = 4.0


def line_quads(lab: Pixels, *, most: int = 60) -> NDArray[np.float64]:
    """The quads that straight edges enclose best.

    Args:
        lab: uint8 Lab (H, W, 3), long side about 320 px.
    Returns:
        (N, 4, 2) clockwise corners, best covered first. Up to two sides may be the picture's own border.
    """
    height, width = lab.shape[:2]
    segments = np.concatenate(
        [find_segments(np.ascontiguousarray(lab[:, :, 0])), *(find_segments(_faint(lab, index)) for index in range(3))]
    )
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    lines = merge_lines(segments[np.argsort(-lengths)[:MOST_SEGMENTS]])
    # The picture's border closes a card that is cut off; half covered, so that real edges come first.
    border = np.array(
        [
            (0, -1, 0, 0, width, width / 2),
            (0, 1, height, -width, 0, width / 2),
            (-1, 0, 0, -height, 0, height / 2),
            (1, 0, width, 0, height, height / 2),
        ],
        np.float64,
    )
    return quads_from_lines(np.concatenate([lines, border]), (width, height), most=most)


# Faint edges are strengthened until the noise is so strong, grey levels; lightness at least threefold, all at most so.
NOISE_LEVEL = 3.0
LEAST_GAIN, MOST_GAIN = 3.0, 12.0
# What is slower than this, px, is shading.
SHADING_PX = 20.0


def _faint(lab: Pixels, index: int) -> Pixels:
    """What stands out of the wider surroundings in one channel: white on white, cream on white, black on black.

    How far it can be strengthened is said by the noise: the median of what is finer than any edge of a card.
    """
    fine = cv2.GaussianBlur(np.ascontiguousarray(lab[:, :, index]).astype(np.float32), (0, 0), 1.0)
    noise = 1.48 * float(np.median(np.abs(fine - cv2.GaussianBlur(fine, (0, 0), 2.0))[::2, ::2])) + 0.05
    gain = float(np.clip(NOISE_LEVEL / noise, LEAST_GAIN if index == 0 else 1.0, MOST_GAIN))
    shading = cv2.GaussianBlur(fine, (0, 0), SHADING_PX)
    local = 128 + gain * (fine - shading)
    return np.asarray(np.clip(local, 0, 255), np.uint8)


def find_segments(grey: Pixels) -> NDArray[np.float64]:
    """Straight edges, shape (N, 4): x0, y0, x1, y1."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, scale=0.8).detect(grey)[0]
    if found is None:
        return np.zeros((0, 4))
    segments = np.asarray(found, np.float64).reshape(-1, 4)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return np.asarray(segments[lengths >= MIN_SEGMENT_SHARE * max(grey.shape)])


def merge_lines(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Collinear segments joined.

    Returns:
        (M, 6): normal x, normal y, offset (normal . point), first and last place along the line
        (direction (-normal y, normal x)), and the covered length, px; most covered first.
    """
    lines = []
    free = np.ones(len(segments), bool)
    starts, ends = segments[:, :2], segments[:, 2:]
    lengths = np.linalg.norm(ends - starts, axis=1)
    for index in range(len(segments)):
        if not free[index]:
            continue
        direction = (ends[index] - starts[index]) / max(lengths[index], 1e-9)
        normal = np.array([direction[1], -direction[0]])
        offset = float(normal @ starts[index])
        # A longer seed fixes its direction better: tolerance grows with the distance from it.
        from_start, from_end = starts @ normal - offset, ends @ normal - offset
        middle = (starts + ends) / 2 @ direction - (starts[index] + ends[index]) / 2 @ direction
        allowed = SAME_OFFSET_PX + 0.006 * np.maximum(0, np.abs(middle) - lengths[index])
        close = free & (np.abs(from_start) < allowed) & (np.abs(from_end) < allowed)
        sines = np.abs((ends - starts) @ normal) / np.maximum(lengths, 1e-9)
        close &= sines < np.sin(np.radians(SAME_ANGLE_DEG + 2))
        close[index] = True
        members = np.flatnonzero(close)
        free[members] = False
        points = np.concatenate([starts[members], ends[members]])
        if len(members) > 1:
            weights = np.concatenate([lengths[members], lengths[members]])
            centre = (points * weights[:, None]).sum(axis=0) / weights.sum()
            _, _, axes = np.linalg.svd((points - centre) * np.sqrt(weights)[:, None], full_matrices=False)
            direction = axes[0] if axes[0] @ direction >= 0 else -axes[0]
            normal = np.array([direction[1], -direction[0]])
            offset = float(normal @ centre)
        along = points @ np.array([-normal[1], normal[0]])
        lines.append((normal[0], normal[1], offset, along.min(), along.max(), lengths[members].sum()))
    if not lines:
        return np.zeros((0, 6))
    merged = np.array(lines)
    return np.asarray(merged[np.argsort(-merged[:, 5])][:MOST_LINES])


def quads_from_lines(lines: NDArray[np.float64], size: tuple[int, int], *, most: int) -> NDArray[np.float64]:
    """The quads that four lines enclose and cover best.

    Args:
        lines: As from `merge_lines`.
        size: (width, height) of the picture.
    Returns:
        (N, 4, 2) clockwise corners, best covered first, at most `most`.
    """
    if len(lines) < 4:
        return np.zeros((0, 4, 2))
    angles = np.degrees(np.arctan2(lines[:, 0], -lines[:, 1])) % 180.0
    first, second = np.triu_indices(len(lines), k=1)
    difference = _angle_between(angles[first], angles[second])
    smallest_side = 0.06 * min(size)
    # Distance between nearly parallel lines: of one line's middle from the other.
    middles = (lines[:, 3] + lines[:, 4]) / 2
    points = lines[:, :2] * lines[:, 2:3] + np.stack([-lines[:, 1], lines[:, 0]], axis=1) * middles[:, None]
    distance = np.abs((points[second] * lines[first, :2]).sum(axis=1) - lines[first, 2])
    pairs = (difference < MOST_CONVERGENCE_DEG) & (distance > smallest_side)
    pair_a, pair_b = first[pairs], second[pairs]
    if not len(pair_a):
        return np.zeros((0, 4, 2))
    mean_angle = angles[pair_a] + _signed_angle(angles[pair_b] - angles[pair_a]) / 2
    one, two = np.triu_indices(len(pair_a), k=1)
    crossing = _angle_between(mean_angle[one], mean_angle[two]) > LEAST_CORNER_DEG
    one, two = one[crossing], two[crossing]
    if len(one) > 60_000:  # the best covered pairs first; texture makes the long tail
        cover = lines[pair_a, 5] + lines[pair_b, 5]
        chosen = np.argsort(-(cover[one] + cover[two]))[:60_000]
        one, two = one[chosen], two[chosen]
    sides = np.stack([pair_a[one], pair_a[two], pair_b[one], pair_b[two]], axis=1)  # round the quad
    corners = _meet(lines, sides, np.roll(sides, 1, axis=1))
    return _best_covered(lines, sides, corners, size, most)


def _angle_between(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(_signed_angle(first - second)))


def _signed_angle(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((difference + 90.0) % 180.0 - 90.0)


def _meet(lines: NDArray[np.float64], first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    """Where lines meet; parallel ones meet far away."""
    a1, b1, c1 = (lines[first, i] for i in range(3))
    a2, b2, c2 = (lines[second, i] for i in range(3))
    determinant = a1 * b2 - a2 * b1
    determinant = np.where(np.abs(determinant) < 1e-9, 1e-9, determinant)
    return np.stack([(c1 * b2 - c2 * b1) / determinant, (a1 * c2 - a2 * c1) / determinant], axis=-1)


def _best_covered(
    lines: NDArray[np.float64], sides: NDArray[Any], corners: NDArray[np.float64], size: tuple[int, int], most: int
) -> NDArray[np.float64]:
    """Keep convex quads of a believable size whose sides lie on their lines' segments."""
    following = np.roll(corners, -1, axis=1)
    area = ((corners[..., 0] * following[..., 1] - following[..., 0] * corners[..., 1]).sum(axis=1)) / 2
    counter = area < 0
    margin = 0.06 * max(size)
    inside = (
        (corners[..., 0] > -margin)
        & (corners[..., 0] < size[0] + margin)
        & (corners[..., 1] > -margin)
        & (corners[..., 1] < size[1] + margin)
    ).all(axis=1)
    edges = following - corners
    lengths = np.linalg.norm(edges, axis=2)
    turns = edges[..., 0] * np.roll(edges, -1, axis=1)[..., 1] - edges[..., 1] * np.roll(edges, -1, axis=1)[..., 0]
    convex = (turns > 0).all(axis=1) | (turns < 0).all(axis=1)
    longest = np.maximum(lengths[:, 0] + lengths[:, 2], lengths[:, 1] + lengths[:, 3])
    shortest = np.minimum(lengths[:, 0] + lengths[:, 2], lengths[:, 1] + lengths[:, 3])
    share = np.abs(area) / (size[0] * size[1])
    usable = inside & convex & (share > 0.01) & (longest < 3.2 * shortest)
    sides, corners, lengths, counter = sides[usable], corners[usable], lengths[usable], counter[usable]
    if not len(sides):
        return np.zeros((0, 4, 2))
    direction = np.stack([-lines[:, 1], lines[:, 0]], axis=1)
    # Side i runs from corner i to corner i + 1 along line sides[i].
    begin = (corners * direction[sides]).sum(axis=2)
    end = (np.roll(corners, -1, axis=1) * direction[sides]).sum(axis=2)
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    first, last, covered = lines[sides, 3], lines[sides, 4], lines[sides, 5]
    shared = np.clip(np.minimum(high, last) - np.maximum(low, first), 0, None)
    density = np.minimum(1.0, covered / np.maximum(last - first, 1e-9))
    cover = shared * density / np.maximum(lengths, 1e-9)
    # A card's edge ends at its corners; a table's edge runs on.
    beyond = np.clip(low - first, 0, None) + np.clip(last - high, 0, None)
    overshoot = np.minimum(1.0, beyond / np.maximum(lengths, 1e-9))
    merit = cover.mean(axis=1) + 0.6 * cover.min(axis=1) - 0.25 * overshoot.mean(axis=1)
    order = np.argsort(-merit)[: most * 4]
    order = order[merit[order] > 0.55]
    clockwise = np.where(counter[order, None, None], corners[order, ::-1], corners[order])
    first = clockwise.sum(axis=2).argmin(axis=1)
    clockwise = clockwise[np.arange(len(order))[:, None], (first[:, None] + np.arange(4)) % 4]
    places = quads.Apart(APART_PX)
    chosen = list(islice((quad for quad in clockwise if places.add(quad)), most))
    return np.array(chosen).reshape(-1, 4, 2)
