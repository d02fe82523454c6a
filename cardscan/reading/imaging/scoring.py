"""Score cheaply how much a quad looks like a card, as a sum of named reasons; judging.py then looks closely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads, side_profiles
from cardscan.reading.imaging.opencv import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.proposals import Proposal
    from cardscan.reading.imaging.quads import Corners
    from cardscan.reading.imaging.text_regions import TextBlobs

# Places along a side where it is measured, as shares of it, and how far to both sides of it, px.
SAMPLES = 32
PLACES = np.linspace(side_profiles.END_SHARE, 1 - side_profiles.END_SHARE, SAMPLES)
REACH = 8
# Weakest step at a card's border, Lab units: a white card's shadow line on white paper has about 4.
MIN_STEP = 3.0
# Where beyond a corner a continuing edge is looked for, as shares of the side.
BEYOND = (0.06, 0.22)

# Reason -> weight of its feature, fitted by logistic regression on drawn and real photos.
WEIGHTS: dict[str, float] = {
    "edges all round": 7.25,
    "weakest side": -0.12,
    "edge contrast": -0.53,
    "edges run on": -8.97,
    "sides outside the photo": -1.26,
    "corners not square": -1.50,
    "not a card's shape": -0.99,
    "size": 1.93,
    "text inside": -0.12,
    "no text": -0.42,
    "share of the text": -0.05,
    "border cuts text": 0.03,
}
BIAS = -2.66

# How many letters in a row a side must cut to be moved outward, and how far at most, as a share of the shortest side.
LEAST_CUT, MOST_MARGIN = 4, 0.06


@dataclass(frozen=True, slots=True, eq=False)
class ScoredQuad:
    """A proposal with its score and the reasons for it.

    Attributes:
        corners: (4, 2), clockwise, px of the reduced copy.
        score: 0 to 1.
        explain: Computes what `reasons` returns, only when asked, because few quads ever are.
        fit: How closely it follows the card's outline, log odds; compares quads of the same card only.
        sides_seen: How many sides lie inside the photo, 0 to 4.
        text_inside: Number of letters inside.
        text_cut: Number of letters that its border cuts.
    """

    corners: Corners
    source: str
    score: float
    explain: Callable[[], dict[str, float]]
    fit: float
    sides_seen: int
    text_inside: int
    text_cut: int

    @property
    def reasons(self) -> dict[str, float]:
        """Return name -> contribution to the score's log odds."""
        return self.explain()


def score_all(lab: Pixels, proposals: list[Proposal], text: TextBlobs) -> list[ScoredQuad]:
    """Score proposals on a reduced copy, best first.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        text: The text of the same copy.
    """
    if not proposals:
        return []
    corners = np.stack([p.corners for p in proposals])
    counted = text_counts(corners, text)
    measured = features(lab, corners, text, counted=counted)
    weighted = sum(WEIGHTS.get(name, 0.0) * values for name, values in measured.items())
    odds = np.clip(BIAS + weighted, -30.0, 30.0)
    scores = 1 / (1 + np.exp(-odds))
    seen, letters = 4 - measured["sides outside the photo"], counted[0]
    return [
        ScoredQuad(
            proposals[index].corners,
            proposals[index].source,
            float(scores[index]),
            partial(_reasons, measured, index),
            float(odds[index]),
            int(seen[index]),
            int(letters[index]),
            int(counted[1][index]),
        )
        for index in np.argsort(-scores, kind="stable").tolist()
    ]


def _reasons(measured: dict[str, NDArray[np.float64]], index: int) -> dict[str, float]:
    """Return what each reason adds to the log odds of one quad."""
    return {name: WEIGHTS.get(name, 0.0) * float(values[index]) for name, values in measured.items()}


def features(
    lab: Pixels,
    corners: NDArray[np.float64],
    text: TextBlobs,
    *,
    counted: tuple[NDArray[np.float64], NDArray[np.float64]],
    profiles: Pixels | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Measure quads; each feature is an array of length N.

    Args:
        corners: (N, 4, 2) clockwise.
        counted: As `text_counts` returns it.
        profiles: As `sample_profiles` returns them at PLACES and REACH, if already sampled.
    """
    size = (lab.shape[1], lab.shape[0])
    shares = PLACES
    run_on = np.concatenate([-np.linspace(*BEYOND, 4)[::-1], 1 + np.linspace(*BEYOND, 4)])
    if profiles is None:
        profiles = side_profiles.sample_profiles(lab, corners, shares=shares, reach=REACH)
    beyond = side_profiles.sample_profiles(lab, corners, shares=run_on, reach=2)
    inside = side_profiles.inside_photo(corners, size, shares)
    seen = inside.sum(axis=2) >= SAMPLES // 4
    support, contrast = _support(profiles, inside, seen)
    beyond_strength = side_profiles.steps(beyond, smooth=1).max(axis=-1)
    beyond_inside = side_profiles.inside_photo(corners, size, run_on)
    runs = (beyond_strength > np.maximum(MIN_STEP, 0.5 * contrast[..., None])) & beyond_inside
    run_share = runs.sum(axis=(1, 2)) / np.maximum(beyond_inside.sum(axis=(1, 2)), 1)
    count = np.maximum(seen.sum(axis=1), 1)
    edges = np.roll(corners, -1, axis=1) - corners
    lengths = np.maximum(np.linalg.norm(edges, axis=2), 1e-9)
    cosines = (edges * np.roll(edges, 1, axis=1)).sum(axis=2) / (lengths * np.roll(lengths, 1, axis=1))
    deviation = np.degrees(np.abs(np.arcsin(np.clip(cosines, -1, 1)))).max(axis=1)
    aspect = (lengths[:, 0] + lengths[:, 2]) / (lengths[:, 1] + lengths[:, 3])
    aspect = np.maximum(aspect, 1 / aspect)
    off_aspect = np.maximum(0, np.maximum(1.4 - aspect, (aspect - 2.0) * 0.7))
    following = np.roll(corners, -1, axis=1)
    area = ((corners[..., 0] * following[..., 1] - following[..., 0] * corners[..., 1]).sum(axis=1)) / 2
    letters, cut = counted
    all_letters = max(1, len(text.boxes))
    return {
        "edges all round": np.where(seen, support, 0).sum(axis=1) / count,
        "weakest side": np.where(seen, support, 1.0).min(axis=1),
        "edge contrast": np.log1p(np.where(seen, contrast, 0).sum(axis=1) / count),
        "edges run on": run_share,
        "sides outside the photo": 4.0 - seen.sum(axis=1),
        "corners not square": deviation / 30.0,
        "not a card's shape": off_aspect,
        "size": np.sqrt(area / (size[0] * size[1])),
        "text inside": np.log1p(letters),
        "no text": (letters < 4).astype(np.float64),
        "share of the text": letters / all_letters,
        "border cuts text": cut / np.maximum(letters + cut, 8.0),
    }


def _support(
    profiles: Pixels, inside: NDArray[np.bool_], seen: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of each side on an edge that stands out, and the mean step there, each of shape (N, 4)."""
    strength = side_profiles.steps(profiles)
    middle = strength.shape[-1] // 2
    at_border = strength[..., middle - 1 : middle + 2].max(axis=-1)
    around = np.concatenate([strength[..., : middle - 3], strength[..., middle + 4 :]], axis=-1).mean(axis=-1)
    # One noise level per side: print beside a part of the border must not hide the rest of it.
    noise = np.median(around, axis=2, keepdims=True)
    edge = (at_border > np.maximum(MIN_STEP, 1.6 * noise)) & inside
    count = np.maximum(inside.sum(axis=2), 1)
    share = np.where(seen, edge.sum(axis=2) / count, 0.0)
    contrast = np.where(seen, (at_border * inside).sum(axis=2) / count, 0.0)
    return np.asarray(share, np.float64), np.asarray(contrast, np.float64)


def text_counts(corners: NDArray[np.float64], text: TextBlobs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (letters inside, letters the border cuts) for quads of shape (N, 4, 2)."""
    if not len(text.boxes):
        return np.zeros(len(corners)), np.zeros(len(corners))
    inside, cut = _letters(corners, text)
    return inside.sum(axis=1).astype(np.float64), cut.any(axis=1).sum(axis=1).astype(np.float64)


def text_margins(corners: Corners, text: TextBlobs) -> NDArray[np.float64]:
    """Return how far each side must move outward so that it cuts no line of print, px, of shape (4,).

    A blob or two on a side belong to the background; a row of letters belongs to the card.
    """
    if not len(text.boxes):
        return np.zeros(4)
    _, cut = _letters(corners[None], text)
    most = MOST_MARGIN * float(quads.side_lengths(corners).min())
    heights = np.minimum(text.boxes[:, 2], text.boxes[:, 3])
    return np.array(
        [min(most, 1.5 * float(np.median(heights[side]))) if side.sum() >= LEAST_CUT else 0.0 for side in cut[0]]
    )


def _letters(corners: NDArray[np.float64], text: TextBlobs) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return (letter inside the quad (N, M), letter cut by its side (N, 4, M))."""
    boxes = text.boxes.astype(np.float64)
    middle = boxes[:, :2] + boxes[:, 2:] / 2
    edges = np.roll(corners, -1, axis=1) - corners
    edges = edges / np.maximum(np.linalg.norm(edges, axis=2, keepdims=True), 1e-9)
    offset = edges[..., 0] * corners[..., 1] - edges[..., 1] * corners[..., 0]
    # Signed distance of each letter's middle from each side, positive inside: (N, 4, M).
    distance = edges[..., 0:1] * middle[:, 1] - edges[..., 1:2] * middle[:, 0] - offset[..., None]
    # Half the box's extent across the side.
    extent = np.abs(edges[..., 0:1]) * boxes[:, 3] / 2 + np.abs(edges[..., 1:2]) * boxes[:, 2] / 2
    # A blob that only touches the border may be the border's own shadow line, so a real part must lie on both sides.
    depth = np.minimum(extent, np.minimum(boxes[:, 2], boxes[:, 3]) / 2 * 1.5)
    across = np.abs(distance) < depth * 0.4
    near = (distance > -extent).all(axis=1)
    return (distance > 0).all(axis=1), across & near[:, None]
