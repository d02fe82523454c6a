"""Build quads from straight edges, to find a card whose outline a thumb, a neighbour or weak contrast breaks."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Segments shorter than this share of the long side are letters or texture.
MIN_SEGMENT_SHARE = 0.03
MOST_SEGMENTS = 240
MOST_LINES = 44
# Two segments are one line if they differ by less than this, degrees and px.
SAME_ANGLE_DEG = 2.5
SAME_OFFSET_PX = 1.8
# Opposite sides of a card in perspective converge by less than this, degrees; adjacent sides meet at more than this.
MOST_CONVERGENCE_DEG = 22.0
LEAST_CORNER_DEG = 58.0
# Quads whose corners are closer than this are the same, px.
APART_PX = 4.0


def line_quads(lab: Pixels, *, most: int = 60) -> NDArray[np.float64]:
    """Return the quads that straight edges enclose best.

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
    # The picture's border closes a card that is cut off. It counts as half covered, so that real edges come first.
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


# Faint edges are amplified until the noise reaches this level, grey levels: lightness at least threefold, every channel
# at most MOST_GAIN-fold.
NOISE_LEVEL = 3.0
LEAST_GAIN, MOST_GAIN = 3.0, 12.0
# Changes over a longer distance than this, px, are shading.
SHADING_PX = 20.0


def _faint(lab: Pixels, index: int) -> Pixels:
    """Amplify what stands out from its surroundings in one channel: white on white, cream on white, black on black.

    The noise limits the gain. It is the median of all detail that is finer than any edge of a card.
    """
    fine = cv2.GaussianBlur(np.ascontiguousarray(lab[:, :, index]).astype(np.float32), (0, 0), 1.0)
    noise = 1.48 * float(np.median(np.abs(fine - cv2.GaussianBlur(fine, (0, 0), 2.0))[::2, ::2])) + 0.05
    gain = float(np.clip(NOISE_LEVEL / noise, LEAST_GAIN if index == 0 else 1.0, MOST_GAIN))
    shading = cv2.GaussianBlur(fine, (0, 0), SHADING_PX)
    local = 128 + gain * (fine - shading)
    return np.asarray(np.clip(local, 0, 255), np.uint8)


def find_segments(grey: Pixels) -> NDArray[np.float64]:
    """Return straight edges, shape (N, 4): x0, y0, x1, y1."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD, scale=0.8).detect(grey)[0]
    if found is None:
        return np.zeros((0, 4))
    segments = np.asarray(found, np.float64).reshape(-1, 4)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return np.asarray(segments[lengths >= MIN_SEGMENT_SHARE * max(grey.shape)])


def merge_lines(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join collinear segments into lines.

    Returns:
        (M, 6): normal x, normal y, offset (normal . point), first and last place along the line
        (direction (-normal y, normal x)), and the covered length, px; most covered first.
    """
    if not len(segments):
        return np.zeros((0, 6))
    starts, ends = segments[:, :2], segments[:, 2:]
    lengths = np.maximum(np.linalg.norm(ends - starts, axis=1), 1e-9)
    directions = (ends - starts) / lengths[:, None]
    line_of = _line_of(starts, ends, directions, lengths)
    # The axis of each line's points, each point weighted by its segment's length.
    count = int(line_of.max()) + 1
    points, owner = np.concatenate([starts, ends]), np.concatenate([line_of, line_of])
    weights = np.concatenate([lengths, lengths])

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(owner, weights * values, count), np.float64)

    covered = summed(np.ones(len(points)))
    centres = np.stack([summed(points[:, 0]), summed(points[:, 1])], axis=1) / covered[:, None]
    x, y = (points - centres[owner]).T
    angles = np.arctan2(2 * summed(x * y), summed(x * x) - summed(y * y)) / 2
    along = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    first = np.full(count, np.inf)
    last = -first
    normals = np.stack([along[:, 1], -along[:, 0]], axis=1)
    places = (points * along[owner]).sum(axis=1)
    np.minimum.at(first, owner, places)
    np.maximum.at(last, owner, places)
    merged = np.column_stack([normals, (normals * centres).sum(axis=1), first, last, covered / 2])
    return np.asarray(merged[np.argsort(-merged[:, 5])][:MOST_LINES])


def _line_of(
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    directions: NDArray[np.float64],
    lengths: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Return the line that each segment belongs to: that of the first earlier segment along the same line."""
    normals = np.stack([directions[:, 1], -directions[:, 0]], axis=1)
    offsets = (normals * starts).sum(axis=1)[:, None]
    middles = (starts + ends) / 2
    # A longer seed fixes its direction better, so the tolerance grows with the distance from its ends.
    away = np.abs(directions @ middles.T - (directions * middles).sum(axis=1)[:, None])
    allowed = SAME_OFFSET_PX + 0.006 * np.maximum(0, away - lengths[:, None])
    near = np.maximum(np.abs(normals @ starts.T - offsets), np.abs(normals @ ends.T - offsets)) < allowed
    same = near & (np.abs(normals @ directions.T) < np.sin(np.radians(SAME_ANGLE_DEG + 2)))
    line_of = np.full(len(starts), -1)
    count = 0
    for seed in range(len(starts)):
        if line_of[seed] < 0:
            line_of[same[seed] & (line_of < 0)] = count
            line_of[seed] = count
            count += 1
    return line_of


def quads_from_lines(lines: NDArray[np.float64], size: tuple[int, int], *, most: int) -> NDArray[np.float64]:
    """Return the quads that four lines enclose and cover best.

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
    # Distance between nearly parallel lines: from the middle of one line to the other.
    middles = (lines[:, 3] + lines[:, 4]) / 2
    points = lines[:, :2] * lines[:, 2:3] + np.stack([-lines[:, 1], lines[:, 0]], axis=1) * middles[:, None]
    distance = np.abs((points[second] * lines[first, :2]).sum(axis=1) - lines[first, 2])
    pairs = (difference < MOST_CONVERGENCE_DEG) & (distance > smallest_side)
    pair_a, pair_b = first[pairs], second[pairs]
    if not len(pair_a):
        return np.zeros((0, 4, 2))
    mean_angle = (angles[pair_a] + _signed_angle(angles[pair_b] - angles[pair_a]) / 2) % 180.0
    one, two = np.triu_indices(len(pair_a), k=1)
    # Angles near 0 and near 180 degrees are treated alike.
    crossing = np.abs(np.abs(mean_angle[one] - mean_angle[two]) - 90.0) < 90.0 - LEAST_CORNER_DEG
    one, two = one[crossing], two[crossing]
    if len(one) > 60_000:  # keep the best covered pairs; the long tail comes from texture
        cover = lines[pair_a, 5] + lines[pair_b, 5]
        chosen = np.argsort(-(cover[one] + cover[two]))[:60_000]
        one, two = one[chosen], two[chosen]
    sides = np.stack([pair_a[one], pair_a[two], pair_b[one], pair_b[two]], axis=1)  # round the quad
    return _best_covered(lines, sides, size, most)


def _angle_between(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.abs(_signed_angle(first - second)))


def _signed_angle(difference: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((difference + 90.0) % 180.0 - 90.0)


def _best_covered(
    lines: NDArray[np.float64], sides: NDArray[Any], size: tuple[int, int], most: int
) -> NDArray[np.float64]:
    """Return the corners of convex quads of a plausible size whose sides lie on their lines' segments.

    Args:
        sides: (M, 4): which lines the sides of a quad lie on, in order around it.
    """
    # Quads share their lines, so where two lines meet, and at which place of each, is computed once.
    along = np.stack([-lines[:, 1], lines[:, 0]], axis=1)
    turn = along[:, None, 0] * along[None, :, 1] - along[:, None, 1] * along[None, :, 0]
    steep = np.where(np.abs(turn) < 1e-9, 1e-9, turn)  # parallel lines meet far away
    offset = lines[:, 2:3]
    meeting = (offset[None] * along[:, None] - offset[:, None] * along[None]) / steep[..., None]
    place = (meeting * along[:, None]).sum(axis=2)
    margin = 0.06 * max(size)
    inside = np.logical_and(meeting > -margin, meeting < np.array(size) + margin).all(axis=2)
    # Side i begins where its line meets that of side i - 1, and ends where it meets that of side i + 1.
    at_begin, at_end = (sides * len(lines) + np.roll(sides, shift, axis=1) for shift in (1, -1))
    within = inside.take(at_begin).all(axis=1)
    sides, at_begin, at_end = sides[within], at_begin[within], at_end[within]
    begin, end = place.take(at_begin), place.take(at_end)
    runs = end - begin
    turns = turn.take(at_end) * runs * np.roll(runs, -1, axis=1)
    convex = (turns > 0).all(axis=1) | (turns < 0).all(axis=1)
    lengths = np.abs(runs)
    one, other = lengths[:, 0] + lengths[:, 2], lengths[:, 1] + lengths[:, 3]
    share = np.abs(turns[:, 0] + turns[:, 2]) / 2 / (size[0] * size[1])
    usable = convex & (share > 0.01) & (np.maximum(one, other) < 3.2 * np.minimum(one, other))
    sides, begin, end, lengths = (each[usable] for each in (sides, begin, end, lengths))
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    first, last = lines[sides, 3], lines[sides, 4]
    density = np.minimum(1.0, lines[:, 5] / np.maximum(lines[:, 4] - lines[:, 3], 1e-9))
    cover = np.maximum(np.minimum(high, last) - np.maximum(low, first), 0) * density[sides] / np.maximum(lengths, 1e-9)
    # A card's edge ends at its corners; a table's edge continues.
    beyond = np.maximum(low - first, 0) + np.maximum(last - high, 0)
    overshoot = np.minimum(1.0, beyond / np.maximum(lengths, 1e-9))
    merit = cover.mean(axis=1) + 0.6 * cover.min(axis=1) - 0.25 * overshoot.mean(axis=1)
    order = np.argsort(-merit)[: most * 4]
    order = order[merit[order] > 0.55]
    corners = quads.clockwise(meeting[sides[order], np.roll(sides[order], 1, axis=1)])
    places = quads.Apart(APART_PX)
    chosen = list(islice((quad for quad in corners if places.add(quad)), most))
    return np.array(chosen).reshape(-1, 4, 2)
