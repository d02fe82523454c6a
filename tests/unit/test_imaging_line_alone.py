"""One line cut out of a card: dark print on white, of one height, whatever it was."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from cardscan.model.geometry import Box, Quad
from cardscan.model.photo import CardImage
from cardscan.reading.imaging import line_alone

WHITE, BLACK, RED, TEAL = (255, 255, 255), (10, 10, 10), (40, 40, 200), (130, 130, 30)


def card(ground: tuple[int, int, int], ink: tuple[int, int, int], scale: float) -> tuple[CardImage, Box]:
    """A card with one word, and the word's box."""
    pixels = np.full((300, 700, 3), ground, np.uint8)
    (width, height), below = cv2.getTextSize("Example", cv2.FONT_HERSHEY_SIMPLEX, scale, 2)
    cv2.putText(pixels, "Example", (60, 150), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, 2, cv2.LINE_AA)
    return CardImage(pixels, Quad.whole(700, 300), np.eye(3)), Box(60, 150 - height, width, height + below)


@pytest.mark.parametrize(("ground", "ink"), [(WHITE, BLACK), (BLACK, WHITE), (TEAL, WHITE), (TEAL, RED), (WHITE, RED)])
@pytest.mark.parametrize("scale", [0.6, 1.5, 3.0])
def test_print_is_dark_on_white_and_of_one_height(
    ground: tuple[int, int, int], ink: tuple[int, int, int], scale: float
) -> None:
    """Also where ink and ground are equally light."""
    image, box = card(ground, ink, scale)
    alone = line_alone(image, box)
    assert np.median(alone.pixels) > 240
    rows = np.flatnonzero((alone.pixels < 100).any(axis=1))
    assert 30 <= rows.max() - rows.min() <= 60
    assert (alone.pixels < 100).mean() > 0.02


@pytest.mark.parametrize("box", [Box(0, 0, 1, 1), Box(690, 290, 40, 40), Box(0, 0, 700, 300), Box(699, 299, 1, 1)])
def test_a_box_at_the_border_gives_a_picture(box: Box) -> None:
    """Boxes come from readers, which may reach over the card."""
    image, _ = card(WHITE, BLACK, 1.0)
    assert min(line_alone(image, box).pixels.shape) >= 1
