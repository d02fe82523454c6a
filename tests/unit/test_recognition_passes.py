"""Which passes are made over a card, with readers that say what they are told to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from cardscan import recognition
from cardscan.model.geometry import Box, Quad
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage
from cardscan.model.reading import CardReading, ContactDetails, Recommendation
from cardscan.parsing import Hints

WIDTH, HEIGHT = 600, 340


@dataclass
class Told:
    """A reader that finds one word over the picture's lower right quarter, and notes how it was asked."""

    name: str
    asked: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def describe(self) -> str:
        return self.name

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        self.asked.append((pixels.shape, psm))
        height, width = pixels.shape[:2]
        return (Word("Example", Box(width // 2, height // 2, width // 2, height // 2), 0.9),)


@pytest.fixture
def card() -> CardImage:
    """A blank card half as wide as the first rendering."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    return CardImage(pixels, Quad.whole(WIDTH, HEIGHT), np.eye(3))


def judged(monkeypatch: pytest.MonkeyPatch, *verdicts: Recommendation) -> list[list[Page]]:
    """Parsing that gives these verdicts in turn; returns the pages that it was shown each time."""
    shown: list[list[Page]] = []

    def read(pages: list[Page], **_: object) -> CardReading:
        shown.append(list(pages))
        return CardReading(ContactDetails(), recommendation=verdicts[len(shown) - 1])

    monkeypatch.setattr(recognition, "read", read)
    return shown


STRONG, MEDIUM, LOW = Recommendation.STRONG, Recommendation.MEDIUM, Recommendation.LOW


@pytest.mark.parametrize(("verdicts", "passes"), [((STRONG,), 1), ((LOW, STRONG), 2), ((LOW, MEDIUM, MEDIUM), 3)])
def test_tesseract_alone_stops_when_sure_and_after_three_passes(
    monkeypatch: pytest.MonkeyPatch, card: CardImage, verdicts: tuple[Recommendation, ...], passes: int
) -> None:
    """Each pass under another segmentation mode; all pages so far are read together."""
    shown, engine = judged(monkeypatch, *verdicts), Told("tesserocr")
    reading, times, count = recognition.recognise(card, engine, None, Hints())
    assert count == len(engine.asked) == passes
    assert [psm for _, psm in engine.asked] == [6, 11, 3][:passes]
    assert [len(pages) for pages in shown] == list(range(1, passes + 1))
    assert reading.recommendation is verdicts[-1]
    assert set(times) == {"ocr", "parse"}
    assert min(times.values()) >= 0


def test_the_second_reader_reads_every_card_once_in_colour(monkeypatch: pytest.MonkeyPatch, card: CardImage) -> None:
    """Also those that Tesseract is sure of: after one pass of it, and no other follows."""
    shown, engine, second = judged(monkeypatch, STRONG, LOW), Told("tesserocr"), Told("rapidocr")
    _, _, count = recognition.recognise(card, engine, second, Hints())
    assert (count, len(engine.asked), len(second.asked)) == (2, 1, 1)
    assert len(second.asked[0][0]) == 3
    assert [page.reader for page in shown[-1]] == ["tesseract", "neural"]


def test_boxes_come_back_in_pixels_of_the_card(monkeypatch: pytest.MonkeyPatch, card: CardImage) -> None:
    """Whatever the rendering's size, the word covers the card's lower right quarter."""
    shown = judged(monkeypatch, LOW, LOW, LOW)
    recognition.recognise(card, Told("tesserocr"), None, Hints())
    for page in shown[-1]:
        box = page.words[0].box
        expected = (WIDTH / 2, HEIGHT / 2, WIDTH / 2, HEIGHT / 2)
        assert (box.left, box.top, box.width, box.height) == pytest.approx(expected, abs=1.5)
        assert page.size == (WIDTH, HEIGHT)
