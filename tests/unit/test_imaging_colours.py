"""The strong colours of a card: known again on its other side and under another light."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.matching.sides import colours_alike
from cardscan.reading.imaging.colours import measure_colours
from cardscan.reading.imaging.opencv import cv2

Bgr = tuple[int, int, int]
BRANDS = ((30, 30, 200), (190, 90, 20), (60, 150, 20), (160, 30, 140))


def card(ground: Bgr, mark: Bgr, light: tuple[float, float, float] = (1, 1, 1)) -> np.ndarray:
    """A card with a mark of a tenth of its width, in the light of a room."""
    pixels = np.full((300, 525, 3), ground, np.uint8)
    cv2.rectangle(pixels, (30, 30), (85, 85), mark, -1)
    cv2.putText(pixels, "a line of print", (30, 200), cv2.FONT_HERSHEY_SIMPLEX, 1, (40, 40, 40), 2)
    return np.asarray(np.clip(pixels * np.array(light), 0, 255), np.uint8)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(BRANDS), st.floats(0.75, 1), st.floats(0.85, 1))
def test_a_logo_is_known_on_the_ground_of_the_back(brand: Bgr, blue: float, red: float) -> None:
    """The front has it on white paper under a lamp, the back is printed in it and has a white mark."""
    front = measure_colours(card((250, 250, 250), brand, (blue, 0.95, red)))
    back = measure_colours(card(brand, (250, 250, 250), (blue, 0.95, red)))
    assert front.accents and back.accents
    assert colours_alike(front, back)


@pytest.mark.parametrize("light", [(1, 1, 1), (0.8, 0.95, 1), (1, 0.97, 0.85)])
def test_white_paper_has_no_strong_colour_in_any_light(light: tuple[float, float, float]) -> None:
    """Or every two cards under one lamp would be alike."""
    assert measure_colours(card((250, 250, 250), (120, 120, 120), light)).accents == ()


def test_two_brands_are_not_alike() -> None:
    """A red logo and a blue back."""
    assert not colours_alike(
        measure_colours(card((250, 250, 250), BRANDS[0])), measure_colours(card(BRANDS[1], BRANDS[1]))
    )


def test_any_picture_has_colours_or_none() -> None:
    """One px, noise, black."""
    for pixels in (
        np.zeros((1, 1, 3), np.uint8),
        np.random.default_rng(1).integers(0, 255, (40, 900, 3)).astype(np.uint8),
    ):
        assert all(0 <= hue <= 360 and 0 < share <= 1 for hue, share in measure_colours(pixels).accents)
