"""Finding: drawn cards, warped, shaded, blurred and turned, come back flat, upright and not mirrored."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardscan.errors import CardNotFoundError
from cardscan.model.photo import CardImage, Photo, Rendering
from cardscan.reading.imaging import (
    LocateSettings,
    divided,
    find_cards,
    in_colour,
    plain,
    polarity_evened,
    quads,
    read_codes,
    rectifying,
)
from cardscan.reading.imaging.codes import kind_of
from cardscan.reading.imaging.orienting import find_skew, print_rows

CARD = (525, 300)
SIZE = (900, 700)
LINES = (
    "Ada Lovelace Example",
    "Head of Engines",
    "+1 614 555 0155",
    "ada@example.org",
    "12 Analytical Road, Sampletown",
)
slow_ok = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def drawn_card(ground: int = 245, ink: int = 30) -> np.ndarray:
    """A small card with five lines, red dots down its left side and green ones down its right."""
    card = np.full((CARD[1], CARD[0], 3), ground, np.uint8)
    for number, line in enumerate(LINES):
        cv2.putText(card, line, (60, 80 + 45 * number), cv2.FONT_HERSHEY_SIMPLEX, 0.75, (ink,) * 3, 2, cv2.LINE_AA)
    for y in range(25, CARD[1], 50):
        cv2.circle(card, (25, y), 8, (0, 0, 220), -1, cv2.LINE_AA)
        cv2.circle(card, (CARD[0] - 25, y), 8, (0, 180, 0), -1, cv2.LINE_AA)
    return card


def photographed(
    *,
    tilt_deg: float = 0.0,
    keystone: float = 0.0,
    shade: float = 1.0,
    blur: float = 0.0,
    ground: int = 245,
    table: int = 90,
) -> tuple[np.ndarray, np.ndarray]:
    """(photo pixels, true corners) of a card on a table, in perspective, half shaded, blurred."""
    width, height = CARD
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    angle = np.radians(tilt_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centred = (flat - [width / 2, height / 2]) @ turn.T
    depth = 1 + keystone * centred[:, 1] / height
    corners = centred * depth[:, None] + [SIZE[0] / 2, SIZE[1] / 2]
    matrix = cv2.getPerspectiveTransform(flat.astype(np.float32), corners.astype(np.float32))
    photo = np.full((SIZE[1], SIZE[0], 3), table, np.uint8)
    card = drawn_card(ground, 30 if ground > 128 else 225)
    warped = cv2.warpPerspective(card, matrix, SIZE, flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.full(card.shape[:2], 255, np.uint8), matrix, SIZE)
    photo[inside > 127] = warped[inside > 127]
    light = np.linspace(1.0, shade, SIZE[0])[None, :, None]
    photo = np.clip(photo * light, 0, 255).astype(np.uint8)
    if blur > 0:
        photo = cv2.GaussianBlur(photo, (0, 0), blur)
    noise = np.random.default_rng(0).normal(0, 2, photo.shape)
    return np.clip(photo + noise, 0, 255).astype(np.uint8), corners


def as_photo(pixels: np.ndarray) -> Photo:
    """Pixels as if loaded."""
    return Photo("drawn.png", "0" * 64, 0, pixels, (pixels.shape[1], pixels.shape[0]))


def corner_error(found: np.ndarray, truth: np.ndarray) -> float:
    """Mean corner distance over the diagonal, any starting corner."""
    diagonal = float(np.linalg.norm(truth[0] - truth[2]))
    return min(float(np.linalg.norm(np.roll(found, k, axis=0) - truth, axis=1).mean()) for k in range(4)) / diagonal


@slow_ok
@given(
    tilt_deg=st.floats(-35, 35),
    keystone=st.floats(-0.12, 0.12),
    shade=st.floats(0.6, 1.0),
    blur=st.floats(0, 1.2),
    ground=st.sampled_from([245, 200, 30]),
)
def test_a_warped_shaded_blurred_card_is_found(
    tilt_deg: float, keystone: float, shade: float, blur: float, ground: int
) -> None:
    """Corners within 1 % of the diagonal."""
    pixels, corners = photographed(tilt_deg=tilt_deg, keystone=keystone, shade=shade, blur=blur, ground=ground)
    (card,) = find_cards(as_photo(pixels))
    assert corner_error(quads.to_corners(card.quad), corners) < 0.01
    assert card.score > 0.5


@slow_ok
@given(tilt_deg=st.floats(-30, 30), quarter=st.sampled_from([0, 1, 2, 3]))
def test_a_card_comes_out_upright_and_not_mirrored(tilt_deg: float, quarter: int) -> None:
    """A judge that knows which way is up decides; then red is left and green is right."""
    pixels, _ = photographed(tilt_deg=tilt_deg)
    pixels = np.ascontiguousarray(np.rot90(pixels, quarter))

    def middle(pixels: np.ndarray, channel: int) -> np.ndarray:
        others = [c for c in range(3) if c != channel]
        strong = pixels[:, :, channel].astype(int) - pixels[:, :, others].astype(int).max(axis=2) > 60
        return np.argwhere(strong).mean(axis=0)

    def judge(strip: np.ndarray) -> float:
        down, right = middle(strip, 1) - middle(strip, 2)  # from red to green
        return 1.0 if right > abs(down) else 0.1

    (card,) = find_cards(as_photo(pixels), legibility=judge)
    height, width = card.pixels.shape[:2]
    assert middle(card.pixels, 2)[1] < 0.1 * width
    assert middle(card.pixels, 1)[1] > 0.9 * width
    assert abs(width / height - CARD[0] / CARD[1]) < 0.1


@slow_ok
@given(tilt_deg=st.floats(-25, 25), keystone=st.floats(-0.1, 0.1))
def test_the_homography_leads_from_the_photo_to_the_card(tilt_deg: float, keystone: float) -> None:
    """The quad's corners land on the card image's corners, within what levelling adds."""
    pixels, _ = photographed(tilt_deg=tilt_deg, keystone=keystone)
    (card,) = find_cards(as_photo(pixels))
    corners = cv2.perspectiveTransform(quads.to_corners(card.quad)[None], card.homography)[0]
    height, width = card.pixels.shape[:2]
    expected = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    assert np.abs(corners - expected).max() < 0.06 * width


def test_a_picture_without_border_is_read_whole() -> None:
    """A flatbed scan: the picture is the card."""
    (card,) = find_cards(as_photo(drawn_card()))
    assert card.pixels.shape == (CARD[1], CARD[0], 3)
    assert any("whole photo" in reason for reason in card.reasons)


def test_asked_for_the_whole_photo_nothing_is_cut() -> None:
    """Whatever the outline says."""
    pixels, _ = photographed()
    (card,) = find_cards(as_photo(pixels), settings=LocateSettings(whole_photo=True))
    assert quads.area(quads.to_corners(card.quad)) == pytest.approx(SIZE[0] * SIZE[1])


def test_a_blank_picture_has_no_card() -> None:
    """A lens cap."""
    with pytest.raises(CardNotFoundError, match="blank"):
        find_cards(as_photo(np.full((400, 600, 3), 12, np.uint8)))


def test_several_cards_are_found_each_once() -> None:
    """Four cards of two colours in a grid, no fifth."""
    photo = np.full((1000, 1400, 3), 95, np.uint8)
    for row in range(2):
        for column in range(2):
            top, left = 100 + 450 * row, 90 + 680 * column
            photo[top : top + CARD[1], left : left + CARD[0]] = drawn_card(245 if row == column else 225)
    photo = cv2.GaussianBlur(photo, (0, 0), 0.8)
    assert len(find_cards(as_photo(photo))) == 4


@pytest.mark.parametrize("change", ["brighter", "darker", "turned", "smaller"])
def test_the_same_card_is_found_in_a_changed_photo(change: str) -> None:
    """Metamorphic: brightness, 3 degrees, 0.8 scale."""
    pixels, corners = photographed(tilt_deg=5)
    if change == "brighter":
        pixels = np.clip(pixels * 1.15 + 8, 0, 255).astype(np.uint8)
    elif change == "darker":
        pixels = (pixels * 0.6).astype(np.uint8)
    elif change == "turned":
        pixels, corners = photographed(tilt_deg=8)
    else:
        pixels, corners = cv2.resize(pixels, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA), corners * 0.8
    (card,) = find_cards(as_photo(pixels))
    assert corner_error(quads.to_corners(card.quad), corners) < 0.01


@slow_ok
@given(aspect=st.floats(0.6, 2.2), lean=st.floats(-0.35, 0.35))
def test_the_true_aspect_ratio_is_recovered_from_perspective(aspect: float, lean: float) -> None:
    """A pinhole camera looks at a leaning rectangle; its sides alone would mislead."""
    width, height, focal = aspect, 1.0, 1500.0
    flat = np.array(
        [(-width / 2, -height / 2), (width / 2, -height / 2), (width / 2, height / 2), (-width / 2, height / 2)]
    )
    x, y, z = flat[:, 0], flat[:, 1] * np.cos(lean), 4.0 + flat[:, 1] * np.sin(lean)
    corners = np.stack([focal * x / z + 960, focal * y / z + 720], axis=1)
    assert rectifying.true_aspect(corners, (1920, 1440)) == pytest.approx(aspect, rel=0.05)


@slow_ok
@given(skew_deg=st.floats(-5, 5))
def test_a_small_rotation_is_measured_to_a_third_of_a_degree(skew_deg: float) -> None:
    """Counter-clockwise positive."""
    card = drawn_card()
    matrix = cv2.getRotationMatrix2D((CARD[0] / 2, CARD[1] / 2), skew_deg, 1.0)
    turned = cv2.warpAffine(card, matrix, CARD, borderValue=(245, 245, 245))
    assert abs(find_skew(print_rows(turned)[0]) - skew_deg) < 0.34


def card_of(pixels: np.ndarray) -> CardImage:
    """A card image that is its own photo."""
    return CardImage(pixels, quads.to_quad(quads.to_corners_of(pixels.shape[1], pixels.shape[0])), np.eye(3))


@pytest.mark.parametrize("render", [plain, in_colour, divided, polarity_evened])
def test_a_rendering_says_its_scale(render: Callable[[CardImage], Rendering]) -> None:
    """And is uint8: its boxes can be mapped back."""
    rendering = render(card_of(drawn_card()))
    assert rendering.pixels.dtype == np.uint8
    assert rendering.pixels.shape[1] == pytest.approx(CARD[0] * rendering.scale, abs=1)
    assert 0 <= rendering.psm <= 13


def test_light_print_on_a_dark_band_becomes_dark_on_white() -> None:
    """Both polarities in one card."""
    card = drawn_card()
    card[150:] = 255 - card[150:]
    evened = polarity_evened(card_of(card)).pixels
    half = evened.shape[0] // 2
    assert np.median(evened[: half - 40]) > 200
    assert np.median(evened[half + 40 :]) > 200
    assert evened[half + 60 :].min() < 60


def test_codes_are_read_and_named() -> None:
    """A vCard as QR, an address as Data Matrix."""
    for kind, payload in (("QRCode", "BEGIN:VCARD\nFN:Ada\nEND:VCARD"), ("DataMatrix", "https://example.org/a")):
        code = zxingcpp.create_barcode(payload, getattr(zxingcpp.BarcodeFormat, kind))
        drawn = np.asarray(zxingcpp.write_barcode_to_image(code, scale=6, add_quiet_zones=True))
        canvas = np.full((drawn.shape[0] + 80, drawn.shape[1] + 80), 255, np.uint8)
        canvas[40:-40, 40:-40] = drawn
        (found,) = read_codes(canvas)
        assert found.payload.replace("\r", "") == payload
        assert found.kind == ("vcard" if kind == "QRCode" else "url")


@pytest.mark.parametrize(
    ("payload", "kind"),
    [("MECARD:N:Ada;;", "mecard"), ("mailto:a@example.org", "email"), ("tel:+15550100", "phone"), ("hello", "text")],
)
def test_a_payload_is_named_by_its_form(payload: str, kind: str) -> None:
    """Untrusted text, looked at only."""
    assert kind_of(payload) == kind
