"""How much a quad looks like a card: a sum of named reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.imaging import quads, side_profiles
from cardscan.imaging.opencv import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.imaging.proposals import Proposal
    from cardscan.imaging.quads import Corners
    from cardscan.imaging.text_regions import TextBlobs
    from cardscan.model.photo import Pixels

SAMPLES = 48
REACH = 9
# Weakest step at a card's border, Lab units: a white card's shadow line on white paper is about 5.
MIN_STEP = 3.5


@dataclass(frozen=True, slots=True, eq=False)
class ScoredQuad:
    """A proposal with its score and the reasons for it.

    Attributes:
        corners: (4, 2), clockwise, px of the reduced copy.
        score: 0 to 1.
        sides: Share of each side (top, right, bottom, left) that lies on an edge; -1 outside the photo.
        reasons: Name -> contribution.
        text_inside: Letters inside.
        text_crossing: Letters that the border would cut.
    """

    corners: Corners
    source: str
    score: float
    sides: tuple[float, float, float, float]
    reasons: dict[str, float]
    text_inside: int
    text_crossing: int


def score_all(lab: Pixels, proposals: list[Proposal], text: TextBlobs) -> list[ScoredQuad]:
    """Score proposals on a reduced copy, best first.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        text: Of the same copy.
    """
    if not proposals:
        return []
    corners = np.stack([p.corners for p in proposals])
    support = side_support(lab, corners)
    scored = [
        _score(proposal, support[index], (lab.shape[1], lab.shape[0]), text) for index, proposal in enumerate(proposals)
    ]
    return sorted(scored, key=lambda s: -s.score)


def side_support(lab: Pixels, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of each side that lies on an edge which stands out of its surroundings, shape (N, 4); -1: outside."""
    profiles = side_profiles.sample_profiles(lab, corners, samples=SAMPLES, reach=REACH)
    strength = side_profiles.steps(profiles)
    middle = strength.shape[-1] // 2
    at_border = strength[..., middle - 1 : middle + 2].max(axis=-1)
    around = np.concatenate([strength[..., : middle - 3], strength[..., middle + 4 :]], axis=-1).mean(axis=-1)
    # One noise level a side: printed matter beside a part of the border must not hide the rest of it.
    noise = np.median(around, axis=2, keepdims=True)
    edge = at_border > np.maximum(MIN_STEP, 1.6 * noise)
    inside = side_profiles.inside_photo(corners, (lab.shape[1], lab.shape[0]), SAMPLES)
    count = inside.sum(axis=2)
    share = (edge & inside).sum(axis=2) / np.maximum(count, 1)
    return np.asarray(np.where(count >= SAMPLES // 4, share, -1.0))


def _score(proposal: Proposal, support: NDArray[np.float64], size: tuple[int, int], text: TextBlobs) -> ScoredQuad:
    corners = proposal.corners
    seen = support[support >= 0]
    reasons: dict[str, float] = {}
    if len(seen):
        reasons["edges all round"] = 0.45 * float(seen.mean()) + 0.30 * float(seen.min())
    unseen = 4 - len(seen)
    if unseen:
        reasons["sides outside the photo"] = 0.75 * (0.45 if unseen == 1 else 0.2) - 0.15 * unseen
    angles = quads.corner_angles(corners)
    reasons["square corners"] = 0.10 * max(0.0, 1 - float(np.abs(angles - 90).max()) / 30)
    top, right, bottom, left = quads.side_lengths(corners)
    aspect = (top + bottom) / max(left + right, 1e-9)
    aspect = max(aspect, 1 / aspect)
    reasons["shape of a card"] = 0.10 if 1.3 <= aspect <= 2.1 else 0.04 if aspect <= 2.6 else -0.10
    inside, crossing = text_counts(corners, text)
    reasons["text inside"] = 0.05 if inside >= 4 else -0.15
    if crossing:
        reasons["border cuts text"] = -min(0.3, 0.5 * crossing / max(inside, 8))
    area_share = quads.area(corners) / (size[0] * size[1])
    if area_share < 0.03:
        reasons["small"] = -0.05
    score = float(min(1.0, max(0.0, sum(reasons.values()))))
    sides = tuple(float(v) for v in support)
    return ScoredQuad(
        corners, proposal.source, score, (sides[0], sides[1], sides[2], sides[3]), reasons, inside, crossing
    )


def text_counts(corners: Corners, text: TextBlobs) -> tuple[int, int]:
    """(letters inside the quad, letters its border cuts)."""
    if not len(text.boxes):
        return 0, 0
    boxes = text.boxes.astype(np.float64)
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    points = np.stack([(left, top), (right, top), (right, bottom), (left, bottom)]).transpose(2, 0, 1)  # (N, 4, 2)
    edges = np.roll(corners, -1, axis=0) - corners
    lengths = np.maximum(np.linalg.norm(edges, axis=1), 1e-9)
    relative = points[:, :, None, :] - corners[None, None]
    distance = (edges[:, 0] * relative[..., 1] - edges[:, 1] * relative[..., 0]) / lengths  # positive inside
    within = distance.min(axis=2)  # (N, 4 box corners): how far inside the nearest side
    # A blob that only touches the border is the border's own shadow line: ask for a real part on both sides.
    deep = np.minimum(boxes[:, 2], boxes[:, 3]) * 0.3 + 1
    inside = within.min(axis=1) > -1.0
    crossing = (within.max(axis=1) > deep) & (within.min(axis=1) < -deep)
    return int(inside.sum()), int(crossing.sum())
