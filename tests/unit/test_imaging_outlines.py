"""Outlines: sides move onto their edges, a side can lie on another edge, and each judgement adds up to its reasons."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.judging import judge
from cardscan.reading.imaging.locating import LocateSettings, choose, why_whole
from cardscan.reading.imaging.outline_features import REASONS, outline_features
from cardscan.reading.imaging.outline_model import Forest, outline_forests
from cardscan.reading.imaging.proposals import Proposal, propose
from cardscan.reading.imaging.refining import refine
from cardscan.reading.imaging.scoring import ScoredQuad
from cardscan.reading.imaging.side_moves import moved_sides
from cardscan.reading.imaging.text_regions import TextBlobs, find_text

CARD = np.array([(120, 100), (500, 100), (500, 330), (120, 330)], np.float64)
NO_TEXT = TextBlobs(np.zeros((440, 640), np.uint8), np.zeros((0, 4), np.int32))


def turned(corners: np.ndarray, degrees: float) -> np.ndarray:
    """The corners turned about the picture's middle."""
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (corners - [320, 220]) @ matrix.T + [320, 220]


def table_with(*areas: tuple[np.ndarray, int]) -> np.ndarray:
    """A Lab picture of a grey table with plain areas on it."""
    picture = np.full((440, 640, 3), 90, np.uint8)
    for corners, grey in areas:
        cv2.fillConvexPoly(picture, np.round(corners * 16).astype(np.int32), (grey,) * 3, cv2.LINE_AA, 4)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2LAB))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    degrees=st.floats(-40, 40),
    offsets=st.lists(st.floats(-4, 4), min_size=8, max_size=8),
)
def test_a_quad_near_a_card_moves_onto_its_edges(degrees: float, offsets: list[float]) -> None:
    """Every corner ends within half a pixel, wherever within four pixels it began."""
    corners = turned(CARD, degrees)
    start = corners + np.array(offsets).reshape(4, 2)
    found = refine(table_with((corners, 230)), start[None], reach=8)[0]
    # The picture's pixel middles lie half a pixel beside its coordinates.
    assert np.abs(found - corners).max() < 1.0


def test_quads_are_refined_in_one_batch_as_they_are_alone() -> None:
    """The others, and their reach, cost a quad a fraction of a pixel at most (where it stops looking for the peak)."""
    picture = table_with((CARD, 230), (turned(CARD, 20) * 0.3 + [400, 20], 40))
    several = np.stack([CARD + 3, CARD - 2, turned(CARD, 2)])
    reach = np.array([4, 8, 6])
    together = refine(picture, several, reach=reach)
    for index in range(3):
        alone = refine(picture, several[index : index + 1], reach=reach[index : index + 1])
        assert np.abs(alone[0] - together[index]).max() < 0.3


def test_without_an_edge_nearby_a_quad_stays() -> None:
    """A blank table moves nothing."""
    assert np.allclose(refine(table_with(), CARD[None], reach=8)[0], CARD)


def test_no_quads_are_no_trouble() -> None:
    """An empty batch comes back empty."""
    assert refine(table_with(), np.zeros((0, 4, 2)), reach=8).shape == (0, 4, 2)
    assert judge(table_with(), [], NO_TEXT) == []


def test_a_side_on_a_coloured_band_is_tried_on_the_cards_own_edge() -> None:
    """The card has a dark band along its top; the quad found has the band's edge for its top side."""
    band = np.array([(120, 100), (500, 100), (500, 124), (120, 124)], np.float64)
    picture = table_with((CARD, 230), (band, 30))
    panel = CARD.copy()
    panel[:2, 1] = 124
    assert any(np.abs(moved - CARD).max() < 1.5 for moved in moved_sides(picture, panel[None])[1])


def test_a_tiny_quad_has_no_room_for_other_sides() -> None:
    """Nothing is tried where the sides would meet."""
    assert not len(moved_sides(table_with(), CARD[None] * 0.02)[1])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(corners=st.lists(st.floats(-50, 700), min_size=8, max_size=8))
def test_every_quad_can_be_measured(corners: list[float]) -> None:
    """Each feature is a number, also for quads outside the photo or without an area."""
    quad = quads.clockwise(np.array(corners).reshape(4, 2))
    measured = outline_features(table_with((CARD, 230)), quad[None], NO_TEXT)
    assert all(np.isfinite(values).all() for values in measured.values())


def test_the_kept_trees_ask_for_features_that_are_measured() -> None:
    """And each feature has a reason that a person can read."""
    measured = outline_features(table_with((CARD, 230)), CARD[None], NO_TEXT)
    for forest in outline_forests():
        assert set(forest.names) <= set(measured)
        assert all(any(name.startswith(start) for start in REASONS) for name in forest.names)


def test_a_judgement_is_the_sum_of_its_reasons() -> None:
    """What the features add, on top of where the trees begin, are the log odds."""
    card, _ = outline_forests()
    picture = table_with((CARD, 230))
    measured = outline_features(picture, np.stack([CARD, CARD * 0.5]), find_text(picture[:, :, 0]))
    rows = np.stack([measured[name] for name in card.names], axis=1)
    roots = card.start + card.value[:, 0].sum()
    assert np.allclose(card.odds(rows), [roots + card.shares(row).sum() for row in rows])


def test_a_tree_is_followed_by_its_thresholds() -> None:
    """Up to the threshold goes left; the change is owed to the feature that was asked."""
    tree = Forest(
        ("width", "height"),
        start=0.5,
        feature=np.array([[1, -1, -1]], np.int16),
        threshold=np.array([[3.0, 0, 0]]),
        left=np.array([[1, 0, 0]], np.int16),
        right=np.array([[2, 0, 0]], np.int16),
        value=np.array([[0.25, -1.0, 2.0]]),
    )
    rows = np.array([[9.0, 3.0], [9.0, 3.1]])
    assert tree.odds(rows) == pytest.approx([-0.5, 2.5])
    assert [tree.shares(row).tolist() for row in rows] == [pytest.approx([0, -1.25]), pytest.approx([0, 1.75])]


def test_a_card_on_a_table_is_likelier_than_half_of_it() -> None:
    """And the weightiest reason stands first."""
    picture = table_with((CARD, 235))
    half = CARD.copy()
    half[1:3, 0] = 310
    whole, part = judge(picture, [Proposal(CARD, "whole"), Proposal(half, "half")], NO_TEXT)
    assert whole.score > part.score and whole.fit > part.fit
    weights = [abs(value) for value in whole.reasons.values()]
    assert weights == sorted(weights, reverse=True)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    degrees=st.floats(-40, 40),
    ground=st.sampled_from([(238, 238, 238), (20, 20, 20), (200, 215, 222)]),
    step=st.sampled_from([(4, 4, 4), (-4, -4, -4), (5, 0, -5)]),
    noise=st.floats(0.0, 1.0),
    seed=st.integers(0, 999),
)
def test_a_card_that_hardly_differs_from_its_ground_is_proposed(
    degrees: float, ground: tuple[int, int, int], step: tuple[int, int, int], noise: float, seed: int
) -> None:
    """White on white, black on black, cream on white: four grey levels apart, or only in colour."""
    corners = turned(CARD, degrees)
    picture = np.full((440, 640, 3), ground, np.float64)
    card = np.zeros((440, 640), np.float64)
    cv2.fillConvexPoly(card, np.round(corners * 16).astype(np.int32), 1.0, cv2.LINE_AA, 4)
    picture += card[:, :, None] * np.array(step)
    picture += np.random.default_rng(seed).normal(0, noise, picture.shape)
    lab = np.asarray(cv2.cvtColor(np.clip(np.round(picture), 0, 255).astype(np.uint8), cv2.COLOR_BGR2LAB))
    assert max(quads.overlap_ratio(proposal.corners, corners) for proposal in propose(lab)) > 0.93


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    degrees=st.floats(-180, 180),
    moved=st.lists(st.floats(-25, 25), min_size=8, max_size=8),
    cut=st.lists(st.floats(0.0, 0.08), min_size=4, max_size=4),
)
def test_the_quad_round_an_outline_with_broken_corners_is_the_card(
    degrees: float, moved: list[float], cut: list[float]
) -> None:
    """Corners that are rounded, worn or under something leave more than four sides; the long ones are the card's."""
    corners = turned(CARD + np.array(moved).reshape(4, 2), degrees)
    before, after = np.roll(corners, 1, axis=0) - corners, np.roll(corners, -1, axis=0) - corners
    share = np.array(cut)[:, None]
    outline = np.stack([corners + before * share, corners + after * share], axis=1).reshape(-1, 1, 2)
    found = quads.enclosing(cv2.convexHull(outline.astype(np.float32)))
    assert found is not None
    assert quads.overlap_ratio(quads.clockwise(found), quads.clockwise(corners)) > 0.95


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    degrees=st.floats(-40, 40),
    stripes=st.floats(-20, 20),
    period=st.integers(14, 26),
    dark=st.sampled_from([(40, 70, 40), (60, 30, 90)]),
    seed=st.integers(0, 999),
)
def test_a_card_of_the_colour_of_the_stripes_it_lies_on_is_proposed(
    degrees: float, stripes: float, period: int, dark: tuple[int, int, int], seed: int
) -> None:
    """Its edges are broken where a bright stripe meets it, and each stripe has edges of its own."""
    rows, columns = np.mgrid[:440, :640]
    along = columns * np.cos(np.radians(stripes)) + rows * np.sin(np.radians(stripes))
    bright = np.array([130, 170, 190])
    picture = np.where(((along % period) < period / 3)[..., None], bright, np.array(dark)).astype(np.uint8)
    corners = turned(CARD, degrees)
    cv2.fillConvexPoly(picture, np.round(corners * 16).astype(np.int32), bright.tolist(), cv2.LINE_AA, 4)
    noisy = picture + np.random.default_rng(seed).normal(0, 4, picture.shape)
    lab = np.asarray(cv2.cvtColor(np.clip(noisy, 0, 255).astype(np.uint8), cv2.COLOR_BGR2LAB))
    assert max(quads.overlap_ratio(proposal.corners, corners) for proposal in propose(lab)) > 0.85


@pytest.mark.parametrize(
    ("score", "inside", "ground", "whole"),
    [
        (0.95, 40, "clean", False),  # sure, and the rest is another card's
        (0.95, 15, "clean", True),  # a panel of a card that fills the picture
        (0.8, 40, "clean", True),
        (0.8, 15, "newspaper", False),  # a card on a newspaper
        (0.6, 40, "newspaper", True),  # a photo of a brochure, perhaps
        (0.6, 70, "clean", False),
    ],
)
def test_the_whole_photo_is_read_rather_than_a_doubtful_part(
    score: float, inside: int, ground: str, whole: bool
) -> None:
    """By how sure the outline is, how much of a hundred letters it holds, and whether there is print right round it."""
    mask = np.zeros((440, 640), np.uint8)
    if ground == "newspaper":
        mask[::4] = 255
    quad = ScoredQuad(CARD, "drawn", score, {}, 0.5, 4, inside, 0)
    reason = why_whole([quad], TextBlobs(mask, np.zeros((100, 4), np.int32)))
    assert bool(reason) is whole


def scored(corners: np.ndarray, score: float, *, fit: float = 1.0, letters: int = 0) -> ScoredQuad:
    """A quad that was judged like this."""
    return ScoredQuad(corners, "drawn", score, dict, fit, 4, letters, 0)


def test_the_likeliest_quad_says_whether_there_is_a_card_and_the_closest_where() -> None:
    """A card on print is outlined to the pixel by a quad that is half as likely as one a little off."""
    near, exact = scored(CARD + 4, 0.9, fit=-3.0), scored(CARD, 0.5, fit=2.0)
    (chosen,) = choose([near, exact], LocateSettings())
    assert (chosen.corners == CARD).all()
    assert chosen.score == 0.9
    assert chosen.explain is near.explain


@pytest.mark.parametrize(("share", "score", "whole"), [(0.11, 0.8, True), (0.11, 0.92, False), (0.31, 0.8, False)])
def test_a_small_part_with_most_of_the_print_elsewhere_is_a_logo_unless_it_is_sure(
    share: float, score: float, whole: bool
) -> None:
    """There is print all round it, as on a newspaper and as on a card full of text."""
    mask = np.zeros((440, 640), np.uint8)
    mask[::4] = 255
    middle = CARD.mean(axis=0)
    corners = middle + (CARD - middle) * np.sqrt(share / 0.31)
    quad = ScoredQuad(corners, "drawn", score, dict, 0.5, 4, 20, 0)
    assert bool(why_whole([quad], TextBlobs(mask, np.zeros((100, 4), np.int32)))) is whole


HUNDRED = TextBlobs(np.zeros((440, 640), np.uint8), np.zeros((100, 4), np.int32))


@pytest.mark.parametrize(
    ("first", "second", "inside", "kept"),
    [
        (0.95, 0.6, 30, 1),  # a card on a newspaper, and a paragraph of it
        (0.95, 0.75, 30, 2),  # two cards on a newspaper
        (0.95, 0.6, 80, 2),  # two cards on a table
        (0.6, 0.5, 30, 2),  # neither is likely: why_whole is asked
    ],
)
def test_a_doubtful_quad_beside_a_likely_card_is_none_among_much_other_print(
    first: float, second: float, inside: int, kept: int
) -> None:
    """Of a hundred letters so many lie on the first quad, and two on the second."""
    card, other = CARD * 0.5, CARD * 0.5 + [300, 200]
    considered = [scored(card, first, letters=inside), scored(other, second, letters=2)]
    assert len(choose(considered, LocateSettings(), HUNDRED)) == kept
    assert len(choose(considered, LocateSettings())) == 2


@pytest.mark.parametrize(
    ("fit", "rival_score", "rival_fit", "rival_wins"),
    [(-3.0, 0.7, 0.8, True), (-3.0, 0.5, 0.8, False), (-3.0, 0.7, -0.2, False), (0.5, 0.7, 2.0, False)],
)
def test_where_the_likeliest_quad_follows_no_outline_a_likely_one_that_does_is_the_card(
    fit: float, rival_score: float, rival_fit: float, rival_wins: bool
) -> None:
    """Sides of a card and lines of a checked cloth make a quad that looks like a larger card."""
    larger = CARD.copy()
    larger[[0, 3], 0] -= 110
    larger[:2, 1] -= 60
    considered = [scored(larger, 0.78, fit=fit), scored(CARD, rival_score, fit=rival_fit)]
    (chosen,) = choose(considered, LocateSettings())
    assert np.array_equal(chosen.corners, CARD if rival_wins else larger)


def test_a_rival_that_reaches_into_another_card_is_none() -> None:
    """Of two cards side by side each keeps its own."""
    beside = CARD + np.array([385, 0])
    both = np.array([(120, 100), (885, 100), (885, 330), (120, 330)], np.float64)
    considered = [scored(CARD, 0.9, fit=-1.0), scored(beside, 0.88, fit=-1.0), scored(both, 0.8, fit=2.0)]
    assert len(choose(considered, LocateSettings())) == 2
    assert not any(np.array_equal(quad.corners, both) for quad in choose(considered, LocateSettings()))
