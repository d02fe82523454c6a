"""Quality: drawn cards, spoilt by a known amount, are told by what is wrong with them, and good ones are left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardscan.model.photo import Photo, Quality
from cardscan.reading.imaging import quads, rectifying
from cardscan.reading.imaging.quality import measure, turned_quality

SIZE = (1050, 600)
LINES = (
    "Ada Lovelace Example",
    "Head of Engines, Analytical Department",
    "+1 614 555 0155   ada@example.org",
    "12 Analytical Road, Sampletown 43004",
    "www.example.org",
)
ORDER = ("left", "top", "right", "bottom")
few = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def drawn_card(ground: int = 225, ink: int = 40) -> np.ndarray:
    """A flat card with five lines; its letters are 18 to 22 px high."""
    card = np.full((SIZE[1], SIZE[0], 3), ground, np.uint8)
    for number, line in enumerate(LINES):
        cv2.putText(card, line, (90, 130 + 95 * number), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (ink,) * 3, 2, cv2.LINE_AA)
    noise = np.random.default_rng(0).normal(0, 1.5, card.shape)
    return np.clip(cv2.GaussianBlur(card, (0, 0), 0.8) + noise, 0, 255).astype(np.uint8)


def on_table(card: np.ndarray, at: tuple[int, int]) -> tuple[Photo, np.ndarray]:
    """The photo of a card whose top-left corner lies at this px of a table, and the card's true corners."""
    table = np.full((1000, 1600, 3), 70, np.uint8)
    height, width = card.shape[:2]
    shift = np.array([[1, 0, at[0]], [0, 1, at[1]]], np.float64)
    cv2.warpAffine(card, shift, (1600, 1000), dst=table, borderMode=cv2.BORDER_TRANSPARENT)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64) + np.array(at)
    return Photo("drawn.png", "0" * 64, 0, table, (1600, 1000)), corners


def quality_of(card: np.ndarray, *, per_photo: float = 1.0) -> Quality:
    """Of a card that lies well inside its photo."""
    photo, corners = on_table(card, (200, 150))
    return measure(card, corners, photo, per_photo)


def glared(card: np.ndarray, at: tuple[int, int], reach: float) -> np.ndarray:
    """A lamp's reflection: burnt out in the middle, fading at its edge."""
    y, x = np.mgrid[0 : card.shape[0], 0 : card.shape[1]]
    spot = np.exp(-((((x - at[0]) ** 2 + (y - at[1]) ** 2) / reach**2) ** 2)) * 350
    return np.clip(card + spot[..., None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("ground", "ink"), [(225, 40), (245, 90), (30, 220), (150, 40)])
def test_a_good_card_is_not_to_be_taken_again(ground: int, ink: int) -> None:
    """Whatever its colours."""
    assert quality_of(drawn_card(ground, ink)).advice == ()


@few
@given(blur=st.floats(5, 12), ground=st.sampled_from([225, 245, 150]))
def test_a_card_without_letters_to_tell_apart_is_blurred(blur: float, ground: int) -> None:
    """Blur of a third of a letter's height and more."""
    quality = quality_of(cv2.GaussianBlur(drawn_card(ground), (0, 0), blur))
    assert quality.advice == ("blurred",)
    assert quality.sharpness < quality_of(drawn_card(ground)).sharpness / 2


@few
@given(factor=st.floats(0.14, 0.22))
def test_letters_of_a_few_pixels_are_too_small(factor: float) -> None:
    """Sharp, but 3 to 5 px high on the photo."""
    small = cv2.resize(drawn_card(), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert quality_of(small).advice == ("too small",)


@few
@given(factor=st.floats(0.5, 1.0))
def test_the_height_of_the_smallest_print_is_that_on_the_photo(factor: float) -> None:
    """However far the card image was enlarged."""
    whole = quality_of(drawn_card()).text_height_px
    small = cv2.resize(drawn_card(), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    assert quality_of(small).text_height_px == pytest.approx(whole * factor, rel=0.15)
    assert quality_of(drawn_card(), per_photo=1 / factor).text_height_px == pytest.approx(whole * factor, rel=0.01)


@few
@given(x=st.integers(150, 400), line=st.integers(0, 3), reach=st.floats(50, 110), ground=st.sampled_from([225, 180]))
def test_a_reflection_over_text_is_told(x: int, line: int, reach: float, ground: int) -> None:
    """On white cards too."""
    quality = quality_of(glared(drawn_card(ground), (x, 120 + 95 * line), reach))
    assert quality.advice == ("glare over text",)
    assert quality.glare_share > 0.002


def test_white_that_was_printed_is_no_reflection() -> None:
    """A white sign between the lines of a grey card, and a scan whose paper is all white."""
    card = drawn_card(190)
    cv2.rectangle(card, (700, 30), (900, 150), (255, 255, 255), -1)
    assert quality_of(card).advice == ()
    assert quality_of(np.maximum(drawn_card(255), drawn_card(255))).advice == ()


def seen_on(photo: Photo, corners: np.ndarray) -> np.ndarray:
    """What the photo shows inside these corners."""
    size = (round(corners[1, 0] - corners[0, 0]), round(corners[2, 1] - corners[1, 1]))
    return rectifying.warp(photo.pixels, rectifying.homography_to(corners, size), size)


@few
@given(side=st.sampled_from(ORDER), further=st.integers(0, 8))
def test_the_side_that_lies_beyond_the_photo_is_told(side: str, further: int) -> None:
    """Where print is cut: by the corners where they are known, and by the border where the outline ends there."""
    x = {"left": -200 - further, "right": 1600 - 480 + further}.get(side, 250)
    y = {"top": -118 - further, "bottom": 1000 - 506 + further}.get(side, 180)
    photo, corners = on_table(drawn_card(), (x, y))
    assert measure(seen_on(photo, corners), corners, photo, 1.0).cut_edges == (side,)
    seen = corners.clip(0, [1600, 1000])
    quality = measure(seen_on(photo, seen), seen, photo, 1.0)
    assert quality.cut_edges == (side,)
    assert f"cut off at the {side}" in quality.advice


def test_a_card_that_has_lost_an_empty_strip_need_not_be_taken_again() -> None:
    """It fills the photo to a hair."""
    photo, corners = on_table(drawn_card(), (-30, 180))
    seen = corners.clip(0, [1600, 1000])
    quality = measure(seen_on(photo, seen), seen, photo, 1.0)
    assert (quality.cut_edges, quality.advice) == (("left",), ())


def test_an_outline_that_ends_just_before_the_border_is_cut_when_the_card_goes_on() -> None:
    """And not when there is table between."""
    photo, corners = on_table(drawn_card(), (-200, 180))
    seen = corners.clip([25, 0], [1600, 1000])
    assert measure(seen_on(photo, seen), seen, photo, 1.0).cut_edges == ("left",)
    photo, corners = on_table(drawn_card(), (25, 180))
    assert measure(seen_on(photo, corners), corners, photo, 1.0).cut_edges == ()


def test_on_a_photo_read_whole_lines_that_run_into_the_border_are_cut() -> None:
    """A scan of a whole card has a margin."""
    card = drawn_card()
    whole = Photo("drawn.png", "0" * 64, 0, card, SIZE)
    assert measure(card, quads.to_corners_of(*SIZE), whole, 1.0).cut_edges == ()
    part = np.ascontiguousarray(card[:, 140:])
    cut = Photo("drawn.png", "0" * 64, 0, part, (SIZE[0] - 140, SIZE[1]))
    assert measure(part, quads.to_corners_of(*cut.full_size), cut, 1.0).cut_edges == ("left",)


@pytest.mark.parametrize(("turn", "side"), [(0, "left"), (90, "top"), (180, "right"), (270, "bottom")])
def test_what_is_cut_off_turns_with_the_card(turn: int, side: str) -> None:
    """A card turned clockwise has its left side at the top."""
    turned = turned_quality(Quality(0.5, 0.0, 20.0, ("left",), ("blurred", "cut off at the left")), turn)
    assert turned.cut_edges == (side,)
    assert turned.advice == ("blurred", f"cut off at the {side}")


@pytest.mark.parametrize(
    ("sure", "doubtful", "left"),
    [
        (True, False, ("glare over text", "cut off at the left")),
        (False, False, ("glare over text", "cut off at the left")),
        (False, True, ("too small", "glare over text", "cut off at the left")),
    ],
)
def test_a_card_that_could_be_read_was_not_too_small(sure: bool, doubtful: bool, left: tuple[str, ...]) -> None:
    """But what a reflection hides, or the photo's border, no reader misses."""
    quality = Quality(0.8, 0.01, 8.0, ("left",), ("too small", "glare over text", "cut off at the left"))
    assert quality.after_reading(sure=sure, doubtful=doubtful).advice == left
    assert quality.after_reading(sure=sure, doubtful=doubtful).retake.startswith("retake the photo: ")


def test_a_hardly_legible_card_is_to_be_taken_again_unless_all_was_read_surely() -> None:
    """Its readings lack values that nobody knows of."""
    quality = Quality(0.2, 0.0, 12.0, (), ("blurred",))
    assert quality.after_reading(sure=False, doubtful=False).retake == "retake the photo: blurred"
    assert quality.after_reading(sure=True, doubtful=False).retake == ""
