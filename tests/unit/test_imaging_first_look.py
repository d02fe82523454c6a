"""The first look: one sure card that holds all the print is enough, anything else is looked at thoroughly."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.reading.imaging import LocateSettings, locate, locating, quads

LINES = ("Ada Lovelace Example", "Head of Engines", "+1 614 555 0155", "ada@example.org", "12 Analytical Road")
FIRST, SECOND = (180, 260), (900, 300)
SIZE = (620, 360)
THOROUGH = LocateSettings(thorough=True)


def table_with(*cards: tuple[tuple[int, int], int], degrees: float = 0.0, ground: int = 90) -> np.ndarray:
    """A photo of white cards at these places, with so many lines of print, turned about its middle."""
    photo = np.full((900, 1600, 3), ground, np.uint8)
    for (left, top), lines in cards:
        cv2.rectangle(photo, (left, top), (left + SIZE[0], top + SIZE[1]), (238, 238, 238), cv2.FILLED)
        for number, line in enumerate(LINES[:lines]):
            at = (left + 50, top + 80 + 60 * number)
            cv2.putText(photo, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (40, 40, 40), 2, cv2.LINE_AA)
    matrix = cv2.getRotationMatrix2D((800, 450), degrees, 1.0)
    photo = cv2.warpAffine(photo, matrix, (1600, 900), borderValue=(ground,) * 3)
    noise = np.random.default_rng(0).normal(0, 2.0, photo.shape)
    return np.clip(cv2.GaussianBlur(photo, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)


def truth_of(place: tuple[int, int], degrees: float = 0.0) -> np.ndarray:
    """The corners of a card at this place of the turned photo."""
    matrix = cv2.getRotationMatrix2D((800, 450), degrees, 1.0)
    flat = quads.to_corners_of(*SIZE) + np.array(place, np.float64)
    return quads.clockwise(flat @ matrix[:, :2].T + matrix[:, 2])


@settings(max_examples=12, deadline=None, derandomize=True)
@given(degrees=st.floats(-12, 12), ground=st.sampled_from([30, 90, 150]))
def test_one_sure_card_with_all_the_print_ends_the_search(degrees: float, ground: int) -> None:
    """Straight lines, the dearest detector, are never looked for, and the outline is the card's."""
    place = (490, 270)
    photo = table_with((place, 5), degrees=degrees, ground=ground)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(locating, "propose")
        (found,) = locate(photo, LocateSettings()).corners
    assert quads.overlap_ratio(found, truth_of(place, degrees)) > 0.97


@pytest.mark.parametrize("lines", [5, 1])
@pytest.mark.parametrize("degrees", [0.0, 4.0, -7.0])
def test_a_second_card_is_not_overlooked(lines: int, degrees: float) -> None:
    """Nor is a back with a single line, although nearly all the print lies on the first."""
    photo = table_with((FIRST, 5), (SECOND, lines), degrees=degrees)
    found = locate(photo, LocateSettings()).corners
    assert len(found) == 2
    for place in (FIRST, SECOND):
        assert max(quads.overlap_ratio(one, truth_of(place, degrees)) for one in found) > 0.97


def test_a_first_look_can_be_left_out() -> None:
    """What teaches the trees must see all proposals: a thorough search considers more of them."""
    photo = table_with((FIRST, 5))
    first, thorough = locate(photo, LocateSettings()), locate(photo, THOROUGH)
    assert len(thorough.considered) > 2 * len(first.considered)
    assert quads.overlap_ratio(first.corners[0], thorough.corners[0]) > 0.98


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    corners=st.lists(st.lists(st.floats(-20, 20), min_size=8, max_size=8), max_size=12),
    apart=st.floats(0.5, 30.0),
)
def test_quads_kept_apart_are_all_that_lie_apart(corners: list[list[float]], apart: float) -> None:
    """As when each is compared with every one before it."""
    places, kept = quads.Apart(apart), []
    for quad in np.array(corners).reshape(-1, 4, 2):
        lonely = all(np.abs(quad - other).max() >= apart for other in kept)
        assert places.seen(quad) is not lonely
        assert places.add(quad) is lonely
        kept += [quad] * lonely
