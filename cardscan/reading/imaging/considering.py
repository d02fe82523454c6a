"""Refine a photo's proposals, try their sides elsewhere, and judge them with the closer measurements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads, refining, side_moves, side_profiles
from cardscan.reading.imaging.judging import judge
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.proposals import Proposal, distinct
from cardscan.reading.imaging.scoring import ScoredQuad, score_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.text_regions import TextBlobs

# With this many proposals, the photo shows several cards.
MANY = 120
# How many of those may have the same place and size.
MOST_ALIKE = 6
# A side closer to the photo's border than this, as a share of the long side, runs along it.
AT_BORDER = 0.03
# Corners that moved by less than this already lie on their edges, px of the reduced copy.
SETTLED_PX = 0.7
# Quads whose corners are closer than this are the same, px of the reduced copy.
SAME_PX = 2.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How many proposals are looked at, and how closely.

    Attributes:
        refined: Number of proposals that get a second, finer look.
        refined_of_many: The same number where there are so many proposals that the photo shows several cards.
        moved: Number of the likeliest quads whose sides are also tried elsewhere; 0 tries none.
        as_proposed: Whether to judge them also as they were before they were refined.
    """

    refined: int
    refined_of_many: int
    moved: int
    as_proposed: bool


THOROUGH = Effort(24, 96, 8, True)
QUICK = Effort(6, 6, 0, False)


def consider(lab: Pixels, text: TextBlobs, proposals: list[Proposal], *, effort: Effort = THOROUGH) -> list[ScoredQuad]:
    """Score proposals, move the better ones onto their edges, try their sides elsewhere, and judge; best first."""
    smooth = side_profiles.with_fourth(np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.8), np.uint8))
    if len(proposals) < MANY:
        rough = _spread(score_all(smooth, proposals, text), effort.refined)
    else:
        # Among many proposals, the cheap look ranks a faint card behind hundreds of panels and paragraphs.
        likeliest = sorted(judge(smooth, proposals, text), key=lambda quad: -quad.score)
        rough = _spread(likeliest, effort.refined_of_many)
    proposed = np.array([quad.corners for quad in rough]).reshape(-1, 4, 2)
    sources = [quad.source for quad in rough]
    refined = distinct([], _refined(smooth, proposed), sources, apart=SAME_PX)
    if effort.as_proposed:
        refined = distinct(refined, proposed, sources, apart=SETTLED_PX)
    judged = judge(smooth, refined, text)
    if effort.moved:
        most = max(effort.moved, len(rough) // 4)
        judged = [*judged, *judge(smooth, _moved_elsewhere(smooth, judged, most), text)]
    # A quad along three of the photo's borders is the whole photo, which is the fallback anyway.
    corners = np.array([quad.corners for quad in judged]).reshape(-1, 4, 2)
    at_border = sides_at_border(corners, (lab.shape[1], lab.shape[0]))
    usable = [quad for quad, sides in zip(judged, at_border, strict=True) if quad.sides_seen >= 2 and sides < 3]
    return sorted(usable, key=lambda quad: -quad.score)


def _moved_elsewhere(smooth: Pixels, judged: list[ScoredQuad], most: int) -> list[Proposal]:
    """Return the likeliest quads with one side moved to another edge, where that quad was not judged yet."""
    likeliest = sorted(judged, key=lambda quad: -quad.score)[:most]
    origins, elsewhere = side_moves.moved_sides(smooth, np.array([q.corners for q in likeliest]).reshape(-1, 4, 2))
    followed = refining.refine(smooth, elsewhere, reach=3)
    known = quads.Apart(SETTLED_PX, np.array([quad.corners for quad in judged]))
    fresh = [index for index, corners in enumerate(followed) if not known.seen(corners)]
    sources = [f"{likeliest[origins[index]].source}, one side moved" for index in fresh]
    return distinct([], followed[fresh], sources, apart=SAME_PX)


def _spread(rough: list[ScoredQuad], most: int) -> list[ScoredQuad]:
    """Return the best quads, but only a few per place, so that a card of many outlines does not crowd out others."""
    corners = np.array([quad.corners for quad in rough]).reshape(-1, 4, 2)
    middles = corners.mean(axis=1)
    sizes = np.sqrt(np.maximum(quads.areas(corners), 1.0))
    kept: list[int] = []
    for index in range(len(rough)):
        near = np.linalg.norm(middles[kept] - middles[index], axis=1) < 0.15 * sizes[index]
        alike = np.abs(np.log(sizes[kept] / sizes[index])) < 0.14
        if (near & alike).sum() < MOST_ALIKE:
            kept.append(index)
        if len(kept) >= most:
            break
    return [rough[index] for index in kept]


def _refined(smooth: Pixels, corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move quads of shape (N, 4, 2) onto their edges; those that moved get a second, finer look."""
    shortest = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2).min(axis=1)
    reach = np.clip(np.round(0.025 * shortest), 3, 10).astype(np.int64)
    moved = refining.refine(smooth, corners, reach=reach)
    unsettled = np.abs(moved - corners).max(axis=(1, 2)) > SETTLED_PX
    moved[unsettled] = refining.refine(smooth, moved[unsettled], reach=3)
    return moved


def sides_at_border(corners: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.int64]:
    """Return how many sides of each quad, of shape (N, 4, 2), run along the photo's border."""
    x, y = corners[..., 0], corners[..., 1]
    width, height = size
    distances = np.stack(
        [
            y[:, [0, 1]].max(axis=1),
            width - x[:, [1, 2]].min(axis=1),
            height - y[:, [2, 3]].min(axis=1),
            x[:, [3, 0]].max(axis=1),
        ]
    )
    return np.asarray((distances < AT_BORDER * max(size)).sum(axis=0))
