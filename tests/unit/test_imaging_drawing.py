"""Outlines and boxes are drawn where they are, on copies."""

from __future__ import annotations

import numpy as np

from cardscan.model.geometry import Box, Quad
from cardscan.reading.imaging.drawing import CHOSEN, DOUBTFUL, draw_boxes, draw_quads, picture
from cardscan.reading.imaging.opencv import cv2

GREY = np.full((400, 600, 3), 128, np.uint8)


def test_an_outline_lies_on_its_corners_also_when_the_picture_is_scaled_down() -> None:
    """A large photo is drawn at the size of a screen; the outline moves with it."""
    large = np.full((2000, 3200, 3), 128, np.uint8)
    quad = Quad(((400.0, 300.0), (2800.0, 300.0), (2800.0, 1700.0), (400.0, 1700.0)))
    drawn = draw_quads(large, [(quad, "1: 0.90", CHOSEN)])
    assert drawn.shape[:2] == (1000, 1600)
    assert tuple(drawn[500, 200]) == CHOSEN  # the left side, half way down
    assert tuple(drawn[500, 800]) == (128, 128, 128)
    assert (large == 128).all()


def test_a_doubtful_word_is_marked_in_its_own_colour() -> None:
    """And the card image it is drawn on stays as it was."""
    drawn = draw_boxes(GREY, [(Box(100, 100, 200, 50), 0.2, ""), (Box(100, 300, 200, 50), 0.95, "1")])
    assert tuple(drawn[125, 100]) == DOUBTFUL
    assert tuple(drawn[325, 100]) == CHOSEN
    assert (GREY == 128).all()


def test_grey_and_colour_pictures_are_encoded() -> None:
    """As PNG without loss, and as JPEG."""
    for pixels in (GREY, GREY[:, :, 0]):
        drawn = picture(pixels)
        assert (cv2.imdecode(np.frombuffer(drawn.png, np.uint8), cv2.IMREAD_UNCHANGED) == pixels).all()
        assert drawn.jpeg.startswith(b"\xff\xd8")
