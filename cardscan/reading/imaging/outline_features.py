"""Measure a quad, to tell a card's outline from a panel, a shadow, a plank or a neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads, rectifying, side_profiles
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.scoring import MIN_STEP, PLACES, REACH, features, text_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.text_regions import TextBlobs

# Distances beside a side within which parallel edges are looked for, as shares of the quad's shortest side.
BESIDE = (0.03, 0.25)
# Distances beyond a corner at which a continuing edge is looked for, as shares of the side.
BEYOND = np.linspace(0.04, 0.22, 6)
# Offsets of a profile that lie just inside and just outside the side.
INSIDE, OUTSIDE = slice(3, 6), slice(11, 14)
# Width of the ring in which print around the quad is measured, as a share of its shortest side.
RING = 0.15

# Start of a feature's name -> the reason shown when a person asks why; the first match counts.
REASONS = {
    "on edge": "edges all round",
    "edge distance": "edges all round",
    "edges all round": "edges all round",
    "weakest side": "edges all round",
    "edge contrast": "edge contrast",
    "step": "edge contrast",
    "stronger edge": "a stronger edge beside it",
    "edges run on": "edges run on",
    "runs on": "edges run on",
    "colour inside": "one card's colour",
    "colour outside": "one ground's colour",
    "ink": "print around it",
    "sides outside": "sides outside the photo",
    "corners": "the shape of a card",
    "not a card": "the shape of a card",
    "aspect": "the shape of a card",
    "perspective": "the shape of a card",
    "size": "size",
    "shortest": "size",
    "text": "text inside",
    "no text": "text inside",
    "share of": "text inside",
    "border cuts": "border cuts text",
}


def outline_features(
    lab: Pixels,
    corners: NDArray[np.float64],
    text: TextBlobs,
    *,
    counted: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Measure quads closely; each feature is an array of length N without NaN.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        corners: (N, 4, 2) clockwise.
        text: The text of the same picture.
        counted: The result of `text_counts`, if it was already computed.
    """
    size = (lab.shape[1], lab.shape[0])
    lengths = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    inside = side_profiles.inside_photo(corners, size, PLACES)
    seen = inside.sum(axis=2) >= len(PLACES) // 4
    profiles = side_profiles.sample_profiles(lab, corners, shares=PLACES, reach=REACH)
    by_side, inner, outer = _sides(lab, corners, profiles, inside, lengths.min(axis=1))
    found = features(lab, corners, text, counted=counted or text_counts(corners, text), profiles=profiles)
    for name, values in by_side.items():
        # A side outside the photo says nothing. Where no side is seen, nothing speaks for or against the quad.
        for end, chosen in (("mean", _mean), ("most", _most), ("least", _least)):
            found[f"{name}, {end}"] = chosen(values, seen)
    for name, colours in (("colour inside", inner), ("colour outside", outer)):
        apart = np.linalg.norm(colours[:, :, None] - colours[:, None], axis=-1)
        both = seen[:, :, None] & seen[:, None]
        apart = np.where(both, apart, 0.0)
        found[f"{name}, apart"] = np.log1p(apart.sum(axis=(1, 2)) / np.maximum(both.sum(axis=(1, 2)), 1))
        found[f"{name}, most apart"] = np.log1p(apart.max(axis=(1, 2)))
    found |= _ink(corners, lengths.min(axis=1), text)
    aspects = rectifying.true_aspects(corners, size)
    found["aspect"] = np.minimum(np.maximum(aspects, 1 / np.maximum(aspects, 1e-6)), 3.0)
    found["shortest side"] = np.log(np.maximum(lengths.min(axis=1), 1.0))
    ratios = np.abs(np.log(np.maximum(lengths[:, :2], 1e-6) / np.maximum(lengths[:, 2:], 1e-6)))
    found["perspective"] = ratios.max(axis=1)
    return found


def _sides(
    lab: Pixels,
    corners: NDArray[np.float64],
    profiles: Pixels,
    inside: NDArray[np.bool_],
    shortest: NDArray[np.float64],
) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float32], NDArray[np.float32]]:
    """Return measures of shape (N, 4), and the median colours just inside and outside, of shape (N, 4, 3)."""
    places = np.maximum(inside.sum(axis=2), 1)

    def averaged(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((values * inside).sum(axis=2) / places)

    strength = side_profiles.steps(profiles, smooth=3)
    middle = strength.shape[-1] // 2
    near = strength[..., middle - 4 : middle + 5]
    distance = np.abs(near.argmax(axis=-1) - 4)
    edge = (near.max(axis=-1) > MIN_STEP) & inside
    at_border = strength[..., middle - 1 : middle + 2].max(axis=-1)
    step = averaged(at_border)
    colours_in, colours_out = (profiles[..., part, :].mean(axis=-2, dtype=np.float32) for part in (INSIDE, OUTSIDE))
    inner, outer = np.median(colours_in, axis=2), np.median(colours_out, axis=2)
    apart = np.linalg.norm(inner - outer, axis=-1)
    runs = _run_on(lab, corners, step)
    return (
        {
            "on edge": ((distance <= 1) & edge).sum(axis=2) / places,
            "edge distance": averaged(np.where(edge, distance, 4.0)),
            "step": np.log1p(step),
            "step, middle": np.log1p(np.median(np.where(inside, at_border, 0.0), axis=2)),
            "step of colours": np.log1p(apart),
            "stronger edge just outside": np.log((averaged(strength[..., middle + 4 :].max(axis=-1)) + 2) / (step + 2)),
            "stronger edge just inside": np.log((averaged(strength[..., : middle - 3].max(axis=-1)) + 2) / (step + 2)),
            "stronger edge outside": np.log((_beside(lab, corners, shortest, 1.0) + 2) / (apart + 2)),
            "stronger edge inside": np.log((_beside(lab, corners, shortest, -1.0) + 2) / (apart + 2)),
            "colour inside": np.log1p(np.median(np.linalg.norm(colours_in - inner[:, :, None], axis=-1), axis=2)),
            "colour outside": np.log1p(np.median(np.linalg.norm(colours_out - outer[:, :, None], axis=-1), axis=2)),
            "runs on": runs.mean(axis=-1),
            "runs on at one end": runs.max(axis=-1),
        },
        inner,
        outer,
    )


def _beside(
    lab: Pixels,
    corners: NDArray[np.float64],
    shortest: NDArray[np.float64],
    direction: float,
) -> NDArray[np.float64]:
    """Return the largest change of a side's mean colour as it moves out (1) or in (-1), shape (N, 4), Lab units."""
    offsets = direction * shortest[:, None] * np.linspace(*BESIDE, 16)[None]
    colours = side_profiles.sample_at(lab, corners, shares=PLACES[::2], offsets=offsets).mean(axis=2, dtype=np.float32)
    return np.asarray(np.abs(np.diff(colours, axis=2)).sum(axis=-1).max(axis=-1), np.float64)


def _run_on(lab: Pixels, corners: NDArray[np.float64], step: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of a side's line beyond each of its two ends is also an edge, shape (N, 4, 2)."""
    shares = np.concatenate([-BEYOND[::-1], 1 + BEYOND])
    profiles = side_profiles.sample_profiles(lab, corners, shares=shares, reach=2)
    strength = side_profiles.steps(profiles, smooth=1).max(axis=-1)
    inside = side_profiles.inside_photo(corners, (lab.shape[1], lab.shape[0]), shares)
    runs = (strength > np.maximum(MIN_STEP, 0.5 * step[..., None])) & inside
    half = len(BEYOND)
    ends = [runs[..., part].sum(axis=2) / np.maximum(inside[..., part].sum(axis=2), 1) for part in
            (slice(None, half), slice(half, None))]  # fmt: skip
    return np.stack(ends, axis=-1)


def _ink(
    corners: NDArray[np.float64], shortest: NDArray[np.float64], text: TextBlobs
) -> dict[str, NDArray[np.float64]]:
    """Measure ink inside the quads and in a ring around them; newspaper has ink all around, a desk has none."""
    ink = np.asarray(cv2.resize(text.mask, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    limit = np.array([ink.shape[1], ink.shape[0]])
    around, within = np.zeros(len(corners)), np.zeros(len(corners))
    # The ring's outer border, and two outlines slightly outside and inside the quad's own.
    outlines = [quads.grown(corners, margin) / 2 for margin in (RING * shortest[:, None], 3.0, -3.0)]
    lows = np.clip(np.floor(outlines[0].min(axis=1)), 0, limit).astype(int)
    highs = np.clip(np.ceil(outlines[0].max(axis=1)), 0, limit).astype(int)
    drawn = np.round(np.stack(outlines, axis=1) - lows[:, None, None]).astype(np.int32)
    for index in np.flatnonzero((highs - lows).min(axis=1) >= 3):
        (left, top), (right, bottom) = lows[index].tolist(), highs[index].tolist()
        parts = np.zeros((bottom - top, right - left), np.uint8)
        # 1 in the ring, 2 along the border (counts as neither), 3 inside.
        for value, outline in enumerate(drawn[index], start=1):
            cv2.fillConvexPoly(parts, outline, value)
        seen = ink[top:bottom, left:right]
        around[index], within[index] = _share(seen, parts == 1), _share(seen, parts == 3)
    return {"ink inside": within, "ink around": around, "ink ratio": np.log((around + 0.01) / (within + 0.01))}


def _share(ink: Pixels, where: NDArray[np.bool_]) -> float:
    """Return the mean of a mask of 0 and 255. Its sum comes from a norm, in a fortieth of the time of `cv2.mean`."""
    mask = where.view(np.uint8)
    return cv2.norm(ink, cv2.NORM_L1, mask) / 255 / max(1, cv2.countNonZero(mask))


def _mean(values: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(np.where(seen, values, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1))


def _most(values: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(np.where(seen.any(axis=1), np.where(seen, values, -np.inf).max(axis=1), 0.0))


def _least(values: NDArray[np.float64], seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.asarray(np.where(seen.any(axis=1), np.where(seen, values, np.inf).min(axis=1), 0.0))
