"""Which passes are made over a card, with readers that say what they are told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from cardscan.model.geometry import Box, Quad
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage
from cardscan.model.reading import (
    CardReading,
    ContactDetails,
    Field,
    FieldKind,
    PersonName,
    Phone,
    PhoneType,
    Recommendation,
)
from cardscan.reading import recognition
from cardscan.reading.ocr import EngineTraits
from cardscan.reading.ocr.neural_engine import NEURAL
from cardscan.reading.parsing import Hints
from cardscan.reading.readers import Readers
from cardscan.reading.recognition import Upright

WIDTH, HEIGHT = 600, 340


@dataclass
class Told:
    """A reader that finds one word over the picture's lower right quarter, and notes how it was asked."""

    name: str
    traits: EngineTraits = field(default_factory=EngineTraits)
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


@pytest.mark.parametrize(("verdicts", "passes"), [((STRONG,), 1), ((LOW, STRONG, STRONG), 3), ((MEDIUM, LOW, LOW), 3)])
def test_tesseract_alone_reads_again_only_while_evidence_is_missing(
    monkeypatch: pytest.MonkeyPatch, card: CardImage, verdicts: tuple[Recommendation, ...], passes: int
) -> None:
    """Each pass under another segmentation mode; all pages so far are read together."""
    shown, engine = judged(monkeypatch, *verdicts), Told("tesserocr")
    found = recognition.recognise(Upright(card), Readers(engine), Hints())
    assert len(found.readers) == len(engine.asked) == passes
    assert [psm for _, psm in engine.asked] == [6, 11, 3][:passes]
    assert [len(pages) for pages in shown] == list(range(1, passes + 1))
    assert found.reading.recommendation is verdicts[-1]
    assert set(found.times) == {"ocr", "parse"}
    assert min(found.times.values()) >= 0


def test_the_second_reader_reads_every_card_once_in_colour(monkeypatch: pytest.MonkeyPatch, card: CardImage) -> None:
    """Also those that Tesseract is sure of: after one pass of it, and no other follows."""
    shown, engine, second = judged(monkeypatch, STRONG, LOW), Told("tesserocr"), Told("rapidocr", NEURAL.traits)
    found = recognition.recognise(Upright(card), Readers(engine, second), Hints())
    assert found.readers == ("tesserocr", "rapidocr")
    assert (len(engine.asked), len(second.asked)) == (1, 1)
    assert len(second.asked[0][0]) == 3
    assert [page.reader for page in shown[-1]] == ["tesseract", "neural"]


# As a camera sees a card that leans back: its far end is 1 % smaller.
LEANING = np.array([[1, 0, 0], [0, 1, 0], [0, 0.01 / HEIGHT, 1]])


@pytest.mark.parametrize(("homography", "passes"), [(np.diag([0.5, 0.5, 1.0]), 2), (LEANING, 3)], ids=["scan", "photo"])
def test_two_tesseract_passes_are_enough_where_somebody_can_be_reached(
    monkeypatch: pytest.MonkeyPatch, card: CardImage, homography: NDArray[np.float64], passes: int
) -> None:
    """A name and a number, however doubtful, of a scan; a photo's uneven light is taken out for a third pass."""
    details = ContactDetails(
        name=PersonName("Ada Example"), phones=(Phone(PhoneType.WORK, "01632 960123", "+441632960123", None),)
    )
    monkeypatch.setattr(recognition, "read", lambda *_, **__: CardReading(details, recommendation=LOW))
    card = replace(card, homography=homography)
    assert len(recognition.recognise(Upright(card), Readers(Told("tesserocr")), Hints()).readers) == passes


@pytest.mark.parametrize(("country", "readers"), [("PL", ["english", "latin"]), ("GB", ["english", "english"])])
def test_the_second_pass_reads_accents_where_the_cards_country_writes_them(
    monkeypatch: pytest.MonkeyPatch, card: CardImage, country: str, readers: list[str]
) -> None:
    """And only there: it takes longer. The reading states who read."""
    verdict = CardReading(ContactDetails(), country=country, recommendation=MEDIUM)
    monkeypatch.setattr(recognition, "read", lambda *_, **__: verdict)
    engine, latin = Told("english"), Told("latin")
    found = recognition.recognise(Upright(card), Readers(engine, accents=lambda: latin), Hints())
    assert list(found.readers[:2]) == readers


def test_without_the_data_for_accents_the_card_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, card: CardImage
) -> None:
    """The plain reader stands in."""
    verdict = CardReading(ContactDetails(), country="PL", recommendation=MEDIUM)
    monkeypatch.setattr(recognition, "read", lambda *_, **__: verdict)
    assert (
        recognition.recognise(Upright(card), Readers(Told("english"), accents=lambda: None), Hints()).readers
        == ("english",) * 3
    )


def test_boxes_come_back_in_pixels_of_the_card(monkeypatch: pytest.MonkeyPatch, card: CardImage) -> None:
    """Whatever the rendering's size, the word covers the card's lower right quarter."""
    shown = judged(monkeypatch, LOW, LOW, LOW)
    recognition.recognise(Upright(card), Readers(Told("tesserocr")), Hints())
    for page in shown[-1]:
        box = page.words[0].box
        expected = (WIDTH / 2, HEIGHT / 2, WIDTH / 2, HEIGHT / 2)
        assert (box.left, box.top, box.width, box.height) == pytest.approx(expected, abs=1.5)
        assert page.size == (WIDTH, HEIGHT)


def test_lines_that_may_have_lost_accents_are_read_once_more_alone(
    monkeypatch: pytest.MonkeyPatch, card: CardImage
) -> None:
    """By the reader of accents, after the second reader; its own page is then read again by parsing."""
    line = Box(WIDTH // 2, HEIGHT // 2, WIDTH // 2, HEIGHT // 2)
    name = Field(FieldKind.NAME, "Example", "Example", 0.9, line, ())
    verdict = CardReading(ContactDetails(), fields=(name,), country="PL", recommendation=MEDIUM)
    shown: list[list[Page]] = []

    def read(pages: list[Page], **_: object) -> CardReading:
        shown.append(list(pages))
        return verdict

    @dataclass
    class Latin(Told):
        def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
            self.asked.append((pixels.shape, psm))
            return (Word("Exämple", Box(0, 0, 10, 10), 0.9),)

    monkeypatch.setattr(recognition, "read", read)
    latin = Latin("latin")
    found = recognition.recognise(
        Upright(card), Readers(Told("english"), Told("rapidocr", NEURAL.traits), accents=lambda: latin), Hints()
    )
    assert found.readers == ("english", "rapidocr", "latin")
    assert [psm for _, psm in latin.asked] == [7]
    assert [[word.text for page in pages for word in page.words] for pages in shown[-1:]] == [["Example", "Exämple"]]
