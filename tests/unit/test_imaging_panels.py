"""Two panels of one card are joined to the whole of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cardscan.reading.imaging import quads
from cardscan.reading.imaging.panels import joined_panels

UPPER = np.array([(100, 100), (400, 100), (400, 160), (100, 160)], np.float64)
LOWER = np.array([(101, 161), (400, 159), (400, 280), (100, 280)], np.float64)


def turned(corners: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """About the picture's middle."""
    angle = np.radians(degrees)
    rotation = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    return np.asarray((corners - 250) @ rotation.T + 250)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(degrees=st.floats(0, 360), first=st.integers(0, 3), swapped=st.booleans())
def test_a_band_and_the_rest_of_a_card_are_one_quad(degrees: float, first: int, swapped: bool) -> None:
    """Whichever way the card lies, and wherever its quads begin."""
    parts = [np.roll(turned(part, degrees), first, axis=0) for part in (UPPER, LOWER)]
    whole = turned(np.array([(100, 100), (400, 100), (400, 280), (100, 280)], np.float64), degrees)
    found = joined_panels(np.stack(parts[::-1] if swapped else parts))
    assert len(found) == 1
    assert quads.overlap_ratio(found[0], whole) > 0.98
    assert quads.is_convex(found[0])
    # A card stands as it lies in the photo until a reader says otherwise.
    assert np.array_equal(found[0], quads.clockwise(found[0]))


@pytest.mark.parametrize(
    "other",
    [
        LOWER + np.array([0, 40]),  # apart
        LOWER + np.array([90, 0]),  # shifted along the seam
        np.array([(100, 160), (400, 160), (330, 280), (170, 280)], np.float64),  # bent at the seam
        UPPER,  # the same
    ],
)
def test_what_does_not_fit_together_stays_apart(other: NDArray[np.float64]) -> None:
    """Neighbouring cards, and parts of other things."""
    assert not len(joined_panels(np.stack([UPPER, other])))


def test_few_quads_are_no_trouble() -> None:
    """None, or one."""
    assert not len(joined_panels(np.zeros((0, 4, 2))))
    assert not len(joined_panels(UPPER[None]))


def test_a_grid_of_a_thousand_cells_ends() -> None:
    """Texture makes many neighbours; only so many are joined."""
    cells = [UPPER * 0.1 + np.array([30 * x, 6 * y]) for x in range(25) for y in range(40)]
    assert len(joined_panels(np.stack(cells))) <= 400
