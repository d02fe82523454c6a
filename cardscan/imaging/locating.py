"""Where the cards are in a photo: proposals scored, refined and chosen, or the whole photo when in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.imaging import quads, side_profiles
from cardscan.imaging.opencv import cv2, np
from cardscan.imaging.proposals import Proposal, propose
from cardscan.imaging.scoring import ScoredQuad, score_all
from cardscan.imaging.text_regions import TextBlobs, find_text

if TYPE_CHECKING:
    from cardscan.imaging.quads import Corners
    from cardscan.model.photo import Pixels

# Proposals worth a second, finer look.
MOST_REFINED = 40
# Share of the smaller quad that two cards may have in common: cards that overlap on the table.
MOST_OVERLAP = 0.25


@dataclass(frozen=True, slots=True)
class LocateSettings:
    """How cards are looked for.

    Attributes:
        whole_photo: Take every photo as one card and look for nothing.
        most_cards: Cards on one photo; the best-scored are kept.
        work_side: Long side, px, of the reduced copy that is searched.
        accept: Lowest score of a quad that is taken for a card.
    """

    whole_photo: bool = False
    most_cards: int = 24
    work_side: int = 640
    accept: float = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """What was found in one photo.

    Attributes:
        corners: (4, 2) a card, px of the pixels given, clockwise from its corner nearest the top-left.
        scores: One a card.
        reasons: One tuple a card.
        considered: All scored proposals, best first, px of the reduced copy; for the explain view.
        scale: Reduced copy px per px of the pixels given.
        text: Of the reduced copy.
    """

    corners: tuple[Corners, ...]
    scores: tuple[float, ...]
    reasons: tuple[tuple[str, ...], ...]
    considered: tuple[ScoredQuad, ...]
    scale: float
    text: TextBlobs


def locate(pixels: Pixels, settings: LocateSettings) -> Located:
    """Find the cards in a photo.

    Args:
        pixels: uint8 BGR (H, W, 3).
    Returns:
        The quads, or the whole photo as the only quad when no outline is sure enough.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, settings.work_side / max(height, width))
    reduced = pixels
    if scale < 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        reduced = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    scale = reduced.shape[1] / width
    lab = np.asarray(cv2.cvtColor(reduced, cv2.COLOR_BGR2LAB), np.uint8)
    text = find_text(np.ascontiguousarray(lab[:, :, 0]))
    whole = quads.to_corners_of(width, height)
    if settings.whole_photo:
        return Located((whole,), (1.0,), (("the whole photo, as asked",),), (), scale, text)
    considered = consider(lab, text)
    chosen = choose(considered, settings)
    doubt = "no outline is sure enough" if not chosen else why_whole(chosen, text)
    if doubt:
        return Located((whole,), (0.5,), ((f"the whole photo: {doubt}",),), tuple(considered), scale, text)
    chosen.sort(key=lambda quad: (round(quad.corners[:, 1].mean() / (0.15 * lab.shape[0])), quad.corners[:, 0].mean()))
    corners = tuple(quad.corners / scale for quad in chosen)
    reasons = tuple(tuple(f"{name} {value:+.2f}" for name, value in quad.reasons.items()) for quad in chosen)
    return Located(corners, tuple(q.score for q in chosen), reasons, tuple(considered), scale, text)


def consider(lab: Pixels, text: TextBlobs) -> list[ScoredQuad]:
    """Propose, move the better ones onto their edges, and score; best first."""
    smooth = np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.8), np.uint8)
    rough = score_all(smooth, propose(lab), text)
    refined: list[Proposal] = []
    for quad in rough[:MOST_REFINED]:
        reach = max(3, min(10, round(0.025 * float(quads.side_lengths(quad.corners).min()))))
        corners = side_profiles.refine(smooth, quad.corners, reach=reach)
        corners = side_profiles.refine(smooth, corners, reach=3)
        if not any(np.abs(corners - other.corners).max() < 2 for other in refined):
            refined.append(Proposal(corners, quad.source))
    scored = [quad for quad in score_all(smooth, refined, text) if quad.sides_seen >= 2]
    kept = rough[:MOST_REFINED]
    return sorted([*scored, *(q for q in kept if q.sides_seen >= 2)], key=lambda s: -s.score)


def choose(considered: list[ScoredQuad], settings: LocateSettings) -> list[ScoredQuad]:
    """Quads that are sure enough and do not overlap; of two nested ones the outer, unless it is much worse."""
    chosen: list[ScoredQuad] = []
    for quad in considered:
        if quad.score < settings.accept or len(chosen) >= settings.most_cards:
            break
        clash = [other for other in chosen if _overlap(quad, other) > MOST_OVERLAP]
        if not clash:
            chosen.append(quad)
        elif len(clash) == 1 and _completes(quad, clash[0]):
            chosen[chosen.index(clash[0])] = quad
    return chosen


def _overlap(first: ScoredQuad, second: ScoredQuad) -> float:
    """Shared area as a share of the smaller one."""
    smaller = min(quads.area(first.corners), quads.area(second.corners))
    return quads.shared_area(first.corners, second.corners) / max(smaller, 1e-9)


def _completes(outer: ScoredQuad, inner: ScoredQuad) -> bool:
    """Whether the outer quad is the card of which the inner, better-scored one is a panel or frame."""
    return (
        outer.sides_seen >= inner.sides_seen
        and quads.area(outer.corners) > 1.08 * quads.area(inner.corners)
        and _overlap(outer, inner) > 0.95
        and outer.text_inside > 1.1 * inner.text_inside
        and outer.score > inner.score - 0.15
    )


def why_whole(chosen: list[ScoredQuad], text: TextBlobs) -> str:
    """Why the whole photo is the safer choice; empty when the chosen quads are."""
    outside = 1 - sum(quad.text_inside for quad in chosen) / max(1, len(text.boxes))
    if outside > 0.2 and any(quad.sides_seen < 4 for quad in chosen):
        return "a part that reaches the border would leave text out"
    if outside > 0.5 and max(quad.score for quad in chosen) < 0.9:
        return "most of the text lies outside every outline"
    return ""
