"""A code that the card's picture does not show is found on the photo, and goes to the card it belongs to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp

from cardscan.model.photo import Photo
from cardscan.reading.imaging import find_cards, locate
from cardscan.reading.imaging.locating import LocateSettings

LEFT = [(60, 60), (560, 60), (560, 340), (60, 340)]
RIGHT = [(640, 60), (1140, 60), (1140, 340), (640, 340)]


def code(payload: str) -> np.ndarray:
    """A QR code on white."""
    drawn = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return np.asarray(zxingcpp.write_barcode_to_image(drawn, scale=5, add_quiet_zones=True))


def payloads(places: dict[str, tuple[int, int]], outlines: list[list[tuple[int, int]]]) -> list[list[str]]:
    """What each card gets, of codes whose top-left corners are at these places of a grey photo."""
    pixels = np.full((700, 1200, 3), 200, np.uint8)
    for payload, (x, y) in places.items():
        square = code(payload)
        pixels[y : y + square.shape[0], x : x + square.shape[1]] = square[:, :, None]
    photo = Photo("drawn.png", "", 0, pixels, (1200, 700))
    count = len(outlines)
    corners = tuple(np.array(outline, np.float64) for outline in outlines)
    located = replace(
        locate(pixels, LocateSettings(whole_photo=True)), corners=corners, scores=(0.9,) * count, reasons=((),) * count
    )
    return [[found.payload for found in card.codes] for card in find_cards(photo, located=located)]


def test_a_code_that_the_outline_cuts_is_read_on_the_photo() -> None:
    """Its middle lies on the card, a corner of it does not; beside it is a second card."""
    assert payloads({"ada": (440, 180)}, [LEFT, RIGHT]) == [["ada"], []]


def test_a_code_beside_the_only_card_is_that_card_s() -> None:
    """A sticker, or an outline that left a flap out."""
    assert payloads({"ada": (100, 450)}, [LEFT]) == [["ada"]]


def test_a_code_between_two_cards_is_nobody_s() -> None:
    """One person's code must never reach another's contact."""
    assert payloads({"ada": (100, 450)}, [LEFT, RIGHT]) == [[], []]


@pytest.mark.parametrize("reduced", [1, 2])
def test_places_hold_when_the_photo_was_decoded_at_half_its_size(reduced: int) -> None:
    """Outlines are given in px of the photo at full size."""
    pixels = np.full((700, 1200, 3), 200, np.uint8)
    square = code("ada")
    pixels[190 : 190 + square.shape[0], 440 : 440 + square.shape[1]] = square[:, :, None]
    photo = Photo("drawn.png", "", 0, pixels, (1200 * reduced, 700 * reduced))
    whole = locate(pixels, LocateSettings(whole_photo=True))
    corners = tuple(np.array(outline, np.float64) for outline in (LEFT, RIGHT))
    located = replace(whole, corners=corners, scores=(0.9, 0.9), reasons=((), ()))
    assert [len(card.codes) for card in find_cards(photo, located=located)] == [1, 0]
