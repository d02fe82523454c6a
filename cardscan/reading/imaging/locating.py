"""Locate the cards in a photo: score, refine and choose proposals, or take the whole photo when in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.considering import QUICK, consider, sides_at_border
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.proposals import Proposal, propose, propose_quickly
from cardscan.reading.imaging.scoring import ScoredQuad, text_margins
from cardscan.reading.imaging.shrinking import shrunk
from cardscan.reading.imaging.text_regions import TextBlobs, find_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.quads import Corners

# Share of the smaller quad that two cards may have in common, for cards that overlap on the table.
MOST_OVERLAP = 0.25
# From this intersection over union on, two quads mark the same card.
SAME_CARD = 0.72
# Among quads at least this likely, as a share of the likeliest, the one with the closest fit is preferred.
STILL_GOOD = 0.5
# Below NO_FIT (log odds) a quad follows no outline; from FITS on it follows one. NEARLY_AS_LIKELY is how likely such a
# quad must be at least, as a share of the likeliest.
NO_FIT, FITS, NEARLY_AS_LIKELY = 0.0, 0.5, 0.8
# Share of the text that may lie outside the chosen quads on a clean background.
MOST_TEXT_OUTSIDE = 0.45
# From this score on a card is believed although most of the text lies elsewhere, but not if nearly all of it does.
SURE, NEARLY_ALL_TEXT = 0.9, 0.75
# Below this score a card is not believed where most of the text lies elsewhere, whatever the background.
DOUBTFUL = 0.7
# A card below SURE that covers less than this share of the photo is not believed either: a logo is that small, but
# hardly a card that someone meant to photograph.
PART_SHARE = 0.18
# One card is certain if its outline fits this closely (log odds), cuts no more letters than this, leaves out no more of
# the text than this, and nothing beside it is this likely to be a card.
CLOSE_FIT, MOST_CUT, CERTAIN_TEXT_OUTSIDE, BESIDE = 1.0, 6, 0.12, 0.2
# A background with less ink than this is clean; newspaper has 10 % and more.
CLEAN_GROUND = 0.04
# From this share of the photo on, a quad along two of its borders is the photo with a part cut off.
NEARLY_ALL = 0.5
# A card below this share of the photo is so small that it is looked for again at twice the scale.
SMALL_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class LocateSettings:
    """How to look for cards.

    Attributes:
        whole_photo: Whether to take every photo as one card and look for nothing.
        most_cards: Most cards on one photo; the best-scored are kept.
        work_side: Long side, px, of the reduced copy that is searched.
        accept: Lowest score of a quad that is taken for a card.
        thorough: Whether to do the full search even where a first look is certain.
    """

    whole_photo: bool = False
    most_cards: int = 24
    work_side: int = 640
    accept: float = 0.45
    thorough: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class LocatedCards:
    """What was found in one photo.

    Attributes:
        corners: (4, 2) per card, px of the pixels given, clockwise from its corner nearest the top-left.
        scores: One score per card.
        reasons: One tuple per card.
        considered: All scored proposals, best first, px of the reduced copy; for the explain view.
        scale: Reduced copy px per px of the pixels given.
        text: The text of the reduced copy.
        margins: (4,) per card: how far to move the top, right, bottom and left side outward in the card's picture, so
            that no print is cut; px of the pixels given. Empty: not at all.
        whole: Why the whole photo is the only card; empty where outlines were found.
    """

    corners: tuple[Corners, ...]
    scores: tuple[float, ...]
    reasons: tuple[tuple[str, ...], ...]
    considered: tuple[ScoredQuad, ...]
    scale: float
    text: TextBlobs
    margins: tuple[NDArray[np.float64], ...] = ()
    whole: str = ""


def locate(pixels: Pixels, settings: LocateSettings) -> LocatedCards:
    """Find the cards in a photo.

    Args:
        pixels: uint8 BGR (H, W, 3).
    Returns:
        The quads, or the whole photo as the only quad when no outline is sure enough.
    """
    height, width = pixels.shape[:2]
    whole = quads.to_corners_of(width, height)
    lab, scale = _reduced_lab(pixels, settings.work_side)
    text = find_text(np.ascontiguousarray(lab[:, :, 0]))
    if settings.whole_photo:
        return _whole_photo(whole, 1.0, "the whole photo, as asked", (), scale, text)
    considered = [] if settings.thorough else consider(lab, text, propose_quickly(lab), effort=QUICK)
    if not certain(choose(considered, settings), considered, text):
        considered = consider(lab, text, propose(lab))
    chosen = choose(considered, settings)
    if len(chosen) > 1 or any(quads.area(q.corners) < SMALL_SHARE * lab[:, :, 0].size for q in chosen):
        # Several cards or small ones: look again, closer, part by part.
        lab, finer = _reduced_lab(pixels, 2 * settings.work_side)
        text = find_text(np.ascontiguousarray(lab[:, :, 0]))
        known = [Proposal(quad.corners * finer / scale, quad.source) for quad in considered[:30]]
        considered, scale = consider(lab, text, [*known, *_by_parts(lab)]), finer
    chosen = choose(considered, settings, text)
    doubt = "no outline is sure enough" if not chosen else why_whole(chosen, text)
    if doubt:
        return _whole_photo(whole, 0.5, f"the whole photo: {doubt}", tuple(considered), scale, text)
    chosen.sort(key=lambda quad: (round(quad.corners[:, 1].mean() / (0.15 * lab.shape[0])), quad.corners[:, 0].mean()))
    corners = tuple(quad.corners / scale for quad in chosen)
    reasons = tuple(tuple(f"{name} {value:+.2f}" for name, value in quad.reasons.items()) for quad in chosen)
    margins = tuple(text_margins(quad.corners, text) / scale for quad in chosen)
    return LocatedCards(corners, tuple(q.score for q in chosen), reasons, tuple(considered), scale, text, margins)


def _whole_photo(
    corners: Corners, score: float, why: str, considered: tuple[ScoredQuad, ...], scale: float, text: TextBlobs
) -> LocatedCards:
    return LocatedCards((corners,), (score,), ((why,),), considered, scale, text, whole=why)


def _reduced_lab(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    """Return a Lab copy with a long side of at most `side` px, and its px per px of the original."""
    scale = min(1.0, side / max(pixels.shape[:2]))
    return np.asarray(cv2.cvtColor(shrunk(pixels, scale), cv2.COLOR_BGR2LAB), np.uint8), scale


def _by_parts(lab: Pixels) -> list[Proposal]:
    """Return proposals from nine parts, each half the width and height, that overlap by half."""
    height, width = lab.shape[:2]
    part_height, part_width = height // 2, width // 2
    found: list[Proposal] = []
    for row in range(3):
        for column in range(3):
            top, left = row * (height - part_height) // 2, column * (width - part_width) // 2
            part = np.ascontiguousarray(lab[top : top + part_height, left : left + part_width])
            for proposal in propose(part):
                corners = proposal.corners
                # A card that the part's border cuts is whole in a neighbouring part.
                low, high = corners.min(axis=0), corners.max(axis=0)
                cut = (
                    (low[0] < 3 and column > 0)
                    or (low[1] < 3 and row > 0)
                    or (high[0] > part_width - 4 and column < 2)
                    or (high[1] > part_height - 4 and row < 2)
                )
                if not cut:
                    found.append(Proposal(corners + np.array([left, top]), proposal.source))
    return found


def certain(chosen: list[ScoredQuad], considered: list[ScoredQuad], text: TextBlobs) -> bool:
    """Whether a quick look found everything: one whole card with all the print, and nothing like a card beside it.

    Of 468 drawn and real photos, 229 need no further look after it, and each of these has the right card.
    """
    if len(chosen) != 1:
        return False
    card, whole = chosen[0], text.mask.size
    return (
        card.score >= SURE
        and card.fit >= CLOSE_FIT
        and card.sides_seen == 4
        and card.text_cut <= MOST_CUT
        and quads.area(card.corners) >= SMALL_SHARE * whole
        and left_out(chosen, text) <= CERTAIN_TEXT_OUTSIDE
        and not why_whole(chosen, text)
        and bool((_overlaps([quad for quad in considered if quad.score >= BESIDE], card) > MOST_OVERLAP).all())
    )


def choose(considered: list[ScoredQuad], settings: LocateSettings, text: TextBlobs | None = None) -> list[ScoredQuad]:
    """Return quads that are sure enough and do not overlap, each in the form that follows its outline most closely.

    In each place, the likeliest quad says how sure it is that there is a card, and why. The closest quad says exactly
    where its corners are.

    Args:
        text: The text of the whole picture, to leave out doubtful quads among much other print.
    """
    likely: list[ScoredQuad] = []
    free = np.ones(len(considered), bool)
    for index, quad in enumerate(considered):
        if quad.score < settings.accept or len(likely) >= settings.most_cards:
            break
        if free[index]:
            likely.append(quad)
            free &= _overlaps(considered, quad) <= MOST_OVERLAP
    if text and left_out(likely, text) > MOST_TEXT_OUTSIDE:
        # On a newspaper, paragraphs look like cards: a doubtful quad beside a likely card is not a card.
        likely = [quad for quad in likely if quad.score >= DOUBTFUL] or likely
    closest = [_closest(quad, [other for other in likely if other is not quad], considered) for quad in likely]
    return [replace(fit, score=quad.score, explain=quad.explain) for fit, quad in zip(closest, likely, strict=True)]


def _closest(chosen: ScoredQuad, others: list[ScoredQuad], considered: list[ScoredQuad]) -> ScoredQuad:
    """Return, of all quads that mark the same card, the one that follows its outline most closely.

    Sometimes none of them follows any outline, because sides of the card and lines of a checked cloth make a likely
    quad. Then a quad that follows one and is nearly as likely is the card, if it overlaps the chosen one and no other.
    """
    likely = [quad for quad in considered if quad.score >= STILL_GOOD * chosen.score]
    ratios = quads.overlap_ratios(_corners_of(likely), chosen.corners)
    same = [quad for quad, ratio in zip(likely, ratios, strict=True) if ratio > SAME_CARD]
    closest = max([chosen, *same], key=lambda quad: quad.fit)
    if closest.fit >= NO_FIT:
        return closest
    rivals = [quad for quad in likely if quad.score >= NEARLY_AS_LIKELY * chosen.score and quad.fit >= FITS]
    on_it = _overlaps(rivals, chosen) > MOST_OVERLAP
    for other in others:
        on_it &= _overlaps(rivals, other) <= MOST_OVERLAP
    return max([closest, *(rivals[index] for index in np.flatnonzero(on_it))], key=lambda quad: quad.fit)


def _corners_of(several: list[ScoredQuad]) -> NDArray[np.float64]:
    return np.array([quad.corners for quad in several]).reshape(-1, 4, 2)


def _overlaps(several: list[ScoredQuad], other: ScoredQuad) -> NDArray[np.float64]:
    """Return the area each quad shares with the other one, as a share of the smaller of the two."""
    corners = _corners_of(several)
    smaller = np.minimum(quads.areas(corners), quads.area(other.corners))
    return np.asarray(quads.shared_areas(corners, other.corners) / np.maximum(smaller, 1e-9))


def why_whole(chosen: list[ScoredQuad], text: TextBlobs) -> str:
    """Say why the whole photo is the safer choice; empty when the chosen quads are."""
    outside = left_out(chosen, text)
    height, width = text.mask.shape
    share = quads.area(chosen[0].corners) / text.mask.size
    at_border = sides_at_border(chosen[0].corners[None], (width, height))[0]
    fills = len(chosen) == 1 and share > NEARLY_ALL and at_border >= 2
    if fills and (outside > 0.005 or chosen[0].text_cut):
        return "the card fills it, and an outline would cut text off"
    # A card on a newspaper has print all around it; a logo or panel on a card stands on a clean background.
    best = max(quad.score for quad in chosen)
    sure = best >= SURE and outside <= NEARLY_ALL_TEXT
    clean = outside > MOST_TEXT_OUTSIDE and surrounding_ink(chosen, text) < CLEAN_GROUND
    covered = sum(quads.area(quad.corners) for quad in chosen) / text.mask.size
    doubtful = best < DOUBTFUL or (best < SURE and covered < PART_SHARE)
    if outside > MOST_TEXT_OUTSIDE and (doubtful or (clean and not sure)):
        return f"{outside:.0%} of the text would be left out"
    return ""


def left_out(chosen: list[ScoredQuad], text: TextBlobs) -> float:
    """Return the share of the text that lies in none of the chosen quads."""
    return 1 - sum(quad.text_inside for quad in chosen) / max(1, len(text.boxes))


def surrounding_ink(chosen: list[ScoredQuad], text: TextBlobs) -> float:
    """Return the share of ink in a ring around the chosen quads."""
    inner = np.zeros(text.mask.shape, np.uint8)
    outer = np.zeros(text.mask.shape, np.uint8)
    for quad in chosen:
        width = 0.12 * float(quads.side_lengths(quad.corners).min())
        cv2.fillConvexPoly(outer, np.round(quads.grown(quad.corners, width)).astype(np.int32), 255)
        cv2.fillConvexPoly(inner, np.round(quads.grown(quad.corners, 2.0)).astype(np.int32), 255)
    ring = (outer > 0) & (inner == 0)
    return float((text.mask[ring] > 0).mean()) if ring.any() else 0.0
