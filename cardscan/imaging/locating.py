"""Where the cards are in a photo: proposals scored, refined and chosen, or the whole photo when in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardscan.imaging import quads, side_profiles
from cardscan.imaging.opencv import cv2, np
from cardscan.imaging.proposals import Proposal, propose
from cardscan.imaging.scoring import ScoredQuad, score_all
from cardscan.imaging.text_regions import TextBlobs, find_text

if TYPE_CHECKING:
    from cardscan.imaging.quads import Corners
    from cardscan.model.photo import Pixels


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
    accept: float = 0.75


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
    if not chosen:
        reason = "the whole photo: no outline is sure enough"
        return Located((whole,), (0.5,), ((reason,),), tuple(considered), scale, text)
    corners = tuple(quad.corners / scale for quad in chosen)
    reasons = tuple(tuple(f"{name} {value:+.2f}" for name, value in quad.reasons.items()) for quad in chosen)
    return Located(corners, tuple(q.score for q in chosen), reasons, tuple(considered), scale, text)


def consider(lab: Pixels, text: TextBlobs) -> list[ScoredQuad]:
    """Propose, score, refine the better half, score again; best first."""
    smooth = np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.8), np.uint8)
    first = score_all(smooth, propose(lab), text)
    refined: list[Proposal] = []
    for quad in first[:40]:
        reach = max(3, round(0.025 * float(quads.side_lengths(quad.corners).min())))
        corners = side_profiles.refine(smooth, quad.corners, reach=min(reach, 10))
        corners = side_profiles.refine(smooth, corners, reach=3)
        if not any(np.abs(corners - other.corners).max() < 2 for other in refined):
            refined.append(Proposal(corners, quad.source))
    again = score_all(smooth, refined, text)
    return sorted([*again, *(replace(q, score=q.score - 0.02) for q in first[:40])], key=lambda s: -s.score)


def choose(considered: list[ScoredQuad], settings: LocateSettings) -> list[ScoredQuad]:
    """Quads that are sure enough and do not overlap; of two nested ones the outer, unless it is much worse."""
    chosen: list[ScoredQuad] = []
    for quad in considered:
        if quad.score < settings.accept or len(chosen) >= settings.most_cards:
            break
        clash = [
            other
            for other in chosen
            if quads.shared_area(quad.corners, other.corners)
            > 0.15 * min(quads.area(quad.corners), quads.area(other.corners))
        ]
        if not clash:
            chosen.append(quad)
        elif (
            len(clash) == 1
            and quads.area(quad.corners) > 1.08 * quads.area(clash[0].corners)
            and quad.score > clash[0].score - 0.08
            and quad.text_inside > 1.05 * clash[0].text_inside
        ):
            chosen[chosen.index(clash[0])] = quad
    return chosen
