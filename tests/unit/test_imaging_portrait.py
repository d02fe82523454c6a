"""Portrait cards, and cards with print in two directions, come back flat and as they are read."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardscan.model.photo import CardImage, Photo
from cardscan.reading.imaging import find_cards, quads

LINES = ("Ada Lovelace", "Head of Engines", "Example Ltd", "+1 614 555 0155", "ada@example.org", "12 Analytical Rd")
TURNED_LINE = "Example Engines since 1843"
PHOTO = (1300, 1100)
some = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def drawn_card(width: int, height: int, *, turned_line: bool, ink: int = 35) -> np.ndarray:
    """Lines from the top down, and one along the right side that is read with the head to the right."""
    card = np.full((height, width, 3), 240, np.uint8)
    step = (height - 120) // len(LINES)
    for number, line in enumerate(LINES):
        at = (40, 90 + step * number)
        cv2.putText(card, line, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (ink,) * 3, 2, cv2.LINE_AA)
    if turned_line:
        strip = np.full((50, height - 40, 3), 240, np.uint8)
        cv2.putText(strip, TURNED_LINE, (10, 35), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (ink,) * 3, 2, cv2.LINE_AA)
        card[20 : height - 20, width - 60 : width - 10] = np.rot90(strip, -1)
    return card


def photographed(card: np.ndarray, degrees: float, keystone: float, light: float) -> tuple[Photo, np.ndarray]:
    """The photo of a card that lies turned and leans back on a dark table, and its corners from its own top-left."""
    height, width = card.shape[:2]
    flat = quads.to_corners_of(width, height)
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centred = (flat - [width / 2, height / 2]) @ turn.T
    corners = centred * (1 + keystone * centred[:, 1:] / height) + [PHOTO[0] / 2, PHOTO[1] / 2]
    matrix = cv2.getPerspectiveTransform(flat.astype(np.float32), corners.astype(np.float32))
    table = np.full((PHOTO[1], PHOTO[0], 3), 80, np.uint8)
    cv2.warpPerspective(card, matrix, PHOTO, dst=table, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    shaded = cv2.GaussianBlur(table, (0, 0), 0.7) * np.linspace(1.0, light, PHOTO[0])[None, :, None]
    noise = np.random.default_rng(0).normal(0, 2.0, shaded.shape)
    pixels = np.clip(shaded + noise, 0, 255).astype(np.uint8)
    return Photo("drawn.png", "0" * 64, 0, pixels, PHOTO), corners


def alike(card: CardImage, drawn: np.ndarray) -> float:
    """Correlation of the card's grey picture with what was drawn, 1 for the same."""
    size = (drawn.shape[1] // 4, drawn.shape[0] // 4)
    one, other = (
        cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), size, interpolation=cv2.INTER_AREA).astype(np.float64)
        for pixels in (card.pixels, drawn)
    )
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@some
@given(
    degrees=st.floats(-25, 25),
    keystone=st.floats(-0.1, 0.1),
    light=st.floats(0.7, 1.0),
    turned_line=st.booleans(),
    portrait=st.booleans(),
)
def test_a_card_stands_by_most_of_its_print(
    degrees: float, keystone: float, light: float, turned_line: bool, portrait: bool
) -> None:
    """A line that runs down the side does not turn it, nor does a card that is higher than wide come out lying."""
    drawn = drawn_card(*((420, 720) if portrait else (720, 420)), turned_line=turned_line)
    photo, corners = photographed(drawn, degrees, keystone, light)
    (card,) = find_cards(photo)
    diagonal = np.linalg.norm(corners[0] - corners[2])
    assert np.linalg.norm(quads.to_corners(card.quad) - corners, axis=1).mean() < 0.01 * diagonal
    assert (card.pixels.shape[0] > card.pixels.shape[1]) is portrait
    assert alike(card, drawn) > 0.6


@some
@given(degrees=st.floats(-20, 20), portrait=st.booleans(), turned_line=st.booleans())
def test_a_card_that_lies_on_its_side_is_stood_up_by_its_lines(
    degrees: float, portrait: bool, turned_line: bool
) -> None:
    """By a quarter turn one way or the other: which of the two only a reader can tell."""
    drawn = drawn_card(*((420, 720) if portrait else (720, 420)), turned_line=turned_line)
    photo, _ = photographed(drawn, 90 + degrees, 0.0, 1.0)
    (card,) = find_cards(photo)
    assert (card.pixels.shape[0] > card.pixels.shape[1]) is portrait
    assert max(alike(card, drawn), alike(card, np.ascontiguousarray(np.rot90(drawn, 2)))) > 0.6
