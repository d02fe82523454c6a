"""Which way up a card stands where the first pass does not tell."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cardscan.model.geometry import Box, Quad
from cardscan.model.page import Word
from cardscan.model.photo import CardImage
from cardscan.reading.imaging import find_cards, load_photos
from cardscan.reading.ocr import Engine, EngineTraits, OcrSettings, open_second_reader, quarter_turn, uprightness
from cardscan.reading.parsing import Hints
from cardscan.reading.readers import Readers
from cardscan.reading.recognition import recognise, stand_upright

SAMPLES = Path(__file__).parents[2] / "samples" / "cards"


class Blind:
    """A first reader to which the card's script is no writing, as swung or outlined letters are to Tesseract."""

    name = "blind"
    traits = EngineTraits()

    def __init__(self) -> None:
        self.asked = 0

    def describe(self) -> str:
        return self.name

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        del pixels, psm
        self.asked += 1
        return ()


@cache
def second_reader() -> Engine:
    """The real one."""
    found = open_second_reader(OcrSettings(second_reader="auto"))
    if found is None:
        pytest.skip("the second reader is not installed")
    return found


@cache
def upright_card() -> CardImage:
    """A sample's card, flat."""
    path = sorted(SAMPLES.glob("*.jpg"))[0]
    card = find_cards(next(iter(load_photos(path.read_bytes(), path.name))))[0]
    stood = stand_upright(card, Readers(Blind(), second_reader())).card
    return replace(stood, orientation=0)


def turned(card: CardImage, turn: int) -> CardImage:
    """As a photo would show it that was taken with the camera turned; `turn` degrees clockwise."""
    pixels = np.ascontiguousarray(np.rot90(card.pixels, -(turn // 90)))
    return CardImage(pixels, Quad.whole(pixels.shape[1], pixels.shape[0]), np.eye(3))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_second_reader_tells_which_way_up_a_card_stands(turn: int) -> None:
    """Whichever way it lies it ends as it is read, and nothing is read twice: two looks where it lay wrong."""
    stood = stand_upright(turned(upright_card(), turn), Readers(Blind(), second_reader()))
    assert stood.card.orientation == (360 - turn) % 360
    assert np.array_equal(stood.card.pixels, upright_card().pixels)
    assert uprightness(stood.made[1].words) > 0.9


def test_passes_that_told_the_way_up_are_not_made_again() -> None:
    """The reading starts from them."""
    blind, second = Blind(), second_reader()
    stood = stand_upright(turned(upright_card(), 180), Readers(blind, second))
    found = recognise(stood, Readers(blind, second), Hints())
    assert blind.asked == 2  # one for the judgement, one upright
    assert found.reading.details.emails


class Dim(Blind):
    """Reads so many words of the whole card, and of each strip that it is shown then; the rest it doubts."""

    def __init__(self, *words: int) -> None:
        super().__init__()
        self.words = words

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        super().read(pixels, psm=psm)
        known = self.words[self.asked - 1] if self.asked <= len(self.words) else 0
        box = Box(0, 0, 90, 20)
        return tuple(Word("example", box, 0.9 if number < known else 0.1) for number in range(14))


@pytest.mark.parametrize(("whole", "turn"), [(5, 0), (0, 180)])
def test_a_strip_without_print_does_not_turn_a_card_that_reads_better_as_it_stands(whole: int, turn: int) -> None:
    """The strip with the most blobs is a rose's; upside down it seems to hold a few words."""
    stood = stand_upright(upright_card(), Readers(Dim(whole, 0, 4), None))
    assert stood.card.orientation == turn


def row(*, confidence: float, high: bool) -> tuple[Word, ...]:
    """Words in one direction."""
    box = Box(0, 0, 20, 90) if high else Box(0, 0, 90, 20)
    return tuple(Word(text, box, confidence) for text in ("Example", "Works"))


@pytest.mark.parametrize(
    ("words", "turn"),
    [
        (row(confidence=0.98, high=False), 0),
        (row(confidence=0.98, high=True), 270),
        (row(confidence=0.65, high=False), 180),
        (row(confidence=0.65, high=True), 90),
        ((), 0),
        ((Word("Works", Box(0, 0, 20, 90), 0.5),), 0),
    ],
)
def test_direction_and_doubt_say_the_turn(words: tuple[Word, ...], turn: int) -> None:
    """A few letters say nothing."""
    assert quarter_turn(words) == turn


class FarSighted(Blind):
    """Reads a card shown whole with its dark corner at the top left, and no strip of it."""

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        del psm
        self.asked += 1
        height, width = pixels.shape[:2]
        whole = width == pytest.approx(1.6 * height, rel=0.02)
        if not whole or pixels[: height // 8, : width // 8].mean() > 100:
            return ()
        return tuple(Word("legible", Box(50, 50 + 40 * i, 200, 30), 0.95) for i in range(8))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_card_whose_strips_cannot_be_read_is_tried_whole_all_ways_up(turn: int) -> None:
    """Without a second reader; the pass that could read it is not made again."""
    pixels = np.full((500, 800, 3), 255, np.uint8)
    pixels[:80, :120] = 0
    card = CardImage(pixels, Quad.whole(800, 500), np.eye(3))

    stood = stand_upright(turned(card, turn), Readers(FarSighted(), None))

    assert np.array_equal(stood.card.pixels, pixels)
    assert stood.made[0].words[0].text == "legible"
