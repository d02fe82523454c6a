"""Curl: a drawn card that is bent by a known amount comes out with straight rows, and a flat one as it was."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from cardscan.model.photo import Photo
from cardscan.reading.imaging import find_cards
from cardscan.reading.imaging.curl import find_bend, straightened
from cardscan.reading.imaging.orienting import print_rows

SIZE = (1050, 600)
LINES = (
    "Ada Lovelace Example, Head of Engines",
    "Analytical Department, second floor",
    "+1 614 555 0155    ada@example.org",
    "12 Analytical Road, Sampletown 43004",
    "www.example.org/engines/analytical",
)
few = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def drawn_card(angle_deg: float = 0.0) -> np.ndarray:
    """A flat card with five long rows, turned a little about its middle."""
    drawing = Image.new("RGB", SIZE, (228, 228, 228))
    for number, line in enumerate(LINES):
        ImageDraw.Draw(drawing).text((110, 90 + 95 * number), line, fill=(40, 40, 40), font=ImageFont.load_default(44))
    card = np.array(drawing)
    turn = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), angle_deg, 1.0)
    return cv2.warpAffine(card, turn, SIZE, borderValue=(228,) * 3)


def bent(card: np.ndarray, bow: float, slope: float = 0.0) -> np.ndarray:
    """Rows whose ends lie lower than their middle by `bow` of the card's width, and more or less so further down."""
    height, width = card.shape[:2]
    u = (np.arange(width) + 0.5) / width - 0.5
    v = (np.arange(height) + 0.5) / height - 0.5
    shift = np.outer((bow + slope * v) * width, 4 * u * u - 1 / 3)
    rows = (np.arange(height)[:, None] - shift).astype(np.float32)
    columns = np.ascontiguousarray(np.broadcast_to(np.arange(width, dtype=np.float32), rows.shape))
    return cv2.remap(card, columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def bow_of_rows(card: np.ndarray) -> float:
    """How much lower or higher the ends of rows lie than their middle, px over the whole width, by the median row."""
    rows, size = print_rows(card)
    bows = []
    for letters in rows:
        x, feet = letters[:, 0] / size[0], letters[:, 1] + letters[:, 3]
        if len(letters) >= 10 and np.ptp(x) > 0.25:
            bows.append(abs(np.polyfit(x, feet, 2)[0]) / 4)
    return float(np.median(bows)) * SIZE[0] / size[0]


@few
@given(bow=st.floats(0.034, 0.05), up=st.booleans(), slope=st.floats(-0.2, 0.2), angle_deg=st.floats(-1, 1))
def test_a_bend_of_a_known_amount_is_found_and_taken_back(bow: float, up: bool, slope: float, angle_deg: float) -> None:
    """To a third of it by one look."""
    bow = -bow if up else bow
    card = bent(drawn_card(angle_deg), bow, slope * bow)
    rows, size = print_rows(card)
    bend = find_bend(rows, size)
    assert bend is not None
    assert bend.middle == pytest.approx(bow, rel=0.3)
    pad = int(bend.farthest * SIZE[0]) + 2
    flat = straightened(cv2.copyMakeBorder(card, pad, pad, 0, 0, cv2.BORDER_REPLICATE), bend, pad)
    assert flat.shape == card.shape
    assert bow_of_rows(flat) < bow_of_rows(card) / 2


@few
@given(angle_deg=st.floats(-5, 5), blur=st.floats(0.3, 2.5), factor=st.floats(0.5, 1.5))
def test_a_flat_card_is_left_as_it_is(angle_deg: float, blur: float, factor: float) -> None:
    """Turned, blurred and of any size."""
    card = cv2.GaussianBlur(drawn_card(angle_deg), (0, 0), blur)
    assert find_bend(*print_rows(cv2.resize(card, None, fx=factor, fy=factor))) is None


def test_rows_that_do_not_agree_are_no_bend() -> None:
    """A slogan along an arc on a flat card."""
    card = drawn_card()
    card[:200] = bent(drawn_card(), 0.05)[:200]
    assert find_bend(*print_rows(card)) is None


def test_a_bent_card_in_a_photo_comes_out_straight() -> None:
    """Its four corners lie where a flat card's would."""
    table = np.full((900, 1500, 3), 80, np.uint8)
    table[150:750, 220:1270] = drawn_card()
    u = np.clip((np.arange(1500) - 220) / 1050, 0, 1) - 0.5
    v = np.clip(1 - np.maximum(150 - np.arange(900), np.arange(900) - 750) / 100, 0, 1)
    rows = (np.arange(900)[:, None] + np.outer(v, 30 * (1 - 4 * u * u))).astype(np.float32)
    columns = np.ascontiguousarray(np.broadcast_to(np.arange(1500, dtype=np.float32), rows.shape))
    photo = cv2.remap(table, columns, rows, cv2.INTER_CUBIC)
    (card,) = find_cards(Photo("bent.png", "0" * 64, 0, photo, (1500, 900)))
    assert bow_of_rows(photo[100:800, 220:1270]) > 15
    assert bow_of_rows(card.pixels) < 10
