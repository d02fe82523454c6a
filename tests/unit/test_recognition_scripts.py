"""In which script a card is: chosen by reading it, stated with the reading, and never tried on a card that is Latin."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage
from cardscan.model.scan import PhotoFile
from cardscan.reading.explanation import explain_file
from cardscan.reading.ocr import EngineTraits, OcrSettings, Script, ScriptReader, open_engine
from cardscan.reading.ocr.neural_engine import NEURAL
from cardscan.reading.ocr.scripts import CYRILLIC, GREEK, JAPANESE, KOREAN, SIMPLIFIED
from cardscan.reading.parsing import Hints
from cardscan.reading.readers import Readers
from cardscan.reading.recognition import recognise, stand_upright
from cardscan.reading.script_choice import beside_script, choose_script, is_plainly_latin, worth_trying
from cardscan.reading.settings import ReadingSettings
from tests.drawn_scripts import drawn, reader_of

RUSSIAN = (
    "Анна Образцова",
    "Главный инженер",
    "ООО «Северный маяк»",
    "тел. +7 495 555-01-42",
    "anna@mayak.example.com",
    "ул. Примерная, д. 12, Казань",
)
ENGLISH = (
    "Ada Example",
    "Director of Research",
    "Lighthouse Works Ltd",
    "Phone 01632 960123",
    "ada@example.com",
    "12 Harbour Street, Norwich",
)


@dataclass
class Says:
    """An engine that reads the same words in one row each, and counts how often it was asked."""

    text: str
    confidence: float = 0.9
    asked: list[int] = field(default_factory=list)
    traits: EngineTraits = field(default_factory=EngineTraits)
    name = "says"

    def describe(self) -> str:
        return self.text[:4]

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        del pixels
        self.asked.append(psm)
        words = enumerate(self.text.split())
        return tuple(Word(word, Box(10, 40 * row, 30 * len(word), 30), self.confidence) for row, word in words)


def reader(script: Script, engine: Says) -> ScriptReader:
    return ScriptReader(script, lambda: engine)


@cache
def russian_card() -> CardImage:
    return drawn(RUSSIAN)


def english_page(text: str, confidence: float) -> Page:
    return Page("plain", Says(text, confidence).read(np.zeros((1, 1), np.uint8), psm=6), (1050, 600), "tesseract")


def test_a_russian_card_is_read_with_the_russian_data_and_says_so() -> None:
    """Its words come out in Cyrillic, its address on the net in Latin letters; Greek, tried too, is not taken."""
    english, russian = open_engine(OcrSettings()), reader_of(CYRILLIC)
    readers = Readers(english, scripts=(reader_of(GREEK), russian))
    found = recognise(stand_upright(russian_card(), readers), readers, Hints())
    details = found.reading.details
    assert details.name is not None
    assert details.name.full == "Анна Образцова"
    assert details.titles == ("Главный инженер",)
    assert details.organization == "ООО «Северный маяк»"
    assert details.emails == ("anna@mayak.example.com",)
    assert [phone.e164 for phone in details.phones] == ["+74955550142"]
    assert "Казань" in details.addresses[0].printed
    assert [name.split()[-1] for name in found.readers[:2]] == ["eng", "rus+eng"]


def test_an_explanation_states_the_data_that_read_the_card() -> None:
    """And shows that pass with the others."""
    photo = Image.new("RGB", (1500, 1000), (50, 54, 62))
    photo.paste(Image.fromarray(np.ascontiguousarray(russian_card().pixels[:, :, ::-1])), (225, 200))
    file = io.BytesIO()
    photo.save(file, "PNG")
    readers = Readers(open_engine(OcrSettings()), scripts=(reader_of(CYRILLIC),))
    settings = ReadingSettings()
    told = explain_file(PhotoFile("card.png", file.getvalue()), settings=settings, readers=readers)
    assert [part.split()[-1] for part in told.engine.split(" + ")] == ["eng", "rus+eng"]
    (card,) = told.pages[0].cards
    assert any("Образцова" in word.text for done in card.passes for word in done.words)


def test_a_card_that_english_reads_well_is_tried_in_no_other_script() -> None:
    """It costs nothing that other data is installed."""
    other = Says("Анна Образцова")
    readers = Readers(open_engine(OcrSettings()), scripts=(reader(CYRILLIC, other),))
    upright = stand_upright(drawn(ENGLISH), readers)
    assert (upright.script, other.asked) == (None, [])


@pytest.mark.parametrize(
    ("letters", "confidence", "chosen"),
    [
        ("Анна Образцова Инженер", 0.9, True),
        ("Анна Образцова Инженер", 0.5, False),  # not read surely
        ("Анна Ли", 0.9, False),  # too few letters
        ("Анна Образцова " + "Lighthouse Harbour Research " * 5, 0.9, False),  # too small a share
    ],
)
def test_a_script_has_to_prove_itself(letters: str, confidence: float, chosen: bool) -> None:
    """By enough of its own letters, read surely, among all."""
    english = english_page("Ahha O6pa3uoBa", 0.3)
    found = choose_script(russian_card(), english, (reader(CYRILLIC, Says(letters, confidence)),))
    assert (found is not None) == chosen


def test_a_script_that_reads_no_better_than_english_is_not_taken() -> None:
    """However many of its letters it believes to see."""
    english = english_page("Lighthouse Works Harbour", 0.9)
    assert choose_script(russian_card(), english, (reader(CYRILLIC, Says("Анна Образцова Инженер")),)) is None


@pytest.mark.parametrize(
    ("japanese", "chinese", "chosen"),
    [
        ("株式会社みどり工業 代表取締役社長 さくら通り", "株式会社工業代表取締役社長", JAPANESE),
        ("北京晨光科技有限公司", "北京晨光科技有限公司总经理销售总监", SIMPLIFIED),
    ],
)
def test_between_japanese_and_chinese_kana_decide(japanese: str, chinese: str, chosen: Script) -> None:
    """Without kana, what reads more of the card."""
    page = english_page("HF RY 7K", 0.2)
    readers = (reader(JAPANESE, Says(japanese)), reader(SIMPLIFIED, Says(chinese)))
    found = choose_script(russian_card(), page, readers)
    assert found is not None
    assert found.reader.script is chosen


LATIN = "Lighthouse Works Harbour Street Norwich "
HAN = "株式会社みどり工業代表取締役"


@pytest.mark.parametrize(
    ("seen", "confidence", "tried"),
    [
        (LATIN, 0.95, []),
        (LATIN, 0.8, ["Cyrillic", "Japanese"]),  # Greek, say, which it takes for Latin
        ("Works anna@mayak.example.com www.mayak.example.com", 0.95, ["Cyrillic", "Japanese"]),
        (HAN, 0.95, ["Japanese"]),
        ("", 0.9, ["Cyrillic", "Japanese"]),
    ],
)
def test_what_the_second_reader_sees_leaves_few_scripts_to_try(seen: str, confidence: float, tried: list[str]) -> None:
    """It knows Latin, Han letters and kana, and reads the card anyway."""
    readers = (reader(CYRILLIC, Says("")), reader(JAPANESE, Says("")))
    words = english_page(seen, confidence).words
    assert [each.script.name for each in worth_trying(words, readers, known=NEURAL.traits.scripts)] == tried


def test_a_latin_card_that_english_reads_badly_is_read_once_by_the_second_reader() -> None:
    """Its page is used again, and no script is tried."""
    second, other = Says(LATIN, 0.95, traits=NEURAL.traits), Says("Анна Образцова")
    english = Says("Lgth Wrks " * 12, 0.5)
    readers = Readers(english, second, scripts=(reader(CYRILLIC, other),))
    upright = stand_upright(drawn(ENGLISH), readers)
    recognise(upright, readers, Hints())
    assert (upright.script, other.asked, len(second.asked)) == (None, [], 1)


def test_chinese_is_not_tried_where_japanese_sees_no_han_letter() -> None:
    """Their readers take longest."""
    chinese = Says("北京晨光科技有限公司")
    readers = (reader(KOREAN, Says("abc")), reader(JAPANESE, Says("abc")), reader(SIMPLIFIED, chinese))
    assert choose_script(russian_card(), english_page("HF RY", 0.2), readers) is None
    assert chinese.asked == []


@pytest.mark.parametrize(
    ("text", "confidence", "latin"),
    [
        ("Lighthouse Works Harbour Street", 0.9, True),
        ("Aa O6pa3 uoBa www.mayak.example.com anna@mayak.example.com 5550142", 0.9, False),
        ("Lighthouse Works Harbour", 0.3, False),
    ],
)
def test_addresses_on_the_net_do_not_make_a_card_latin(text: str, confidence: float, latin: bool) -> None:
    """They are read on a card in any script, and so are numbers; its plain words are not."""
    shaky = tuple(Word("IIIa", Box(10, 400 + 40 * n, 80, 30), 0.2) for n in range(4))
    page = english_page(text, confidence)
    assert is_plainly_latin(Page("plain", page.words + shaky, page.size, "tesseract")) == latin


def test_what_another_reader_makes_of_the_scripts_rows_is_left_out() -> None:
    """Whole rows: the number behind a label in Cyrillic goes with it; an address in a row of its own stays."""
    own = Page("plain", (Word("тел.", Box(10, 100, 60, 30), 0.9),), (1050, 600), "tesseract")
    garbage, number, mail = (
        Word("Ten.", Box(12, 101, 58, 30), 0.8),
        Word("5550142", Box(90, 100, 150, 30), 0.9),
        Word("anna@mayak.example.com", Box(10, 160, 400, 30), 0.9),
    )
    page = Page("plain", (garbage, number, mail), (1050, 600), "neural")
    assert beside_script(page, own, reader(CYRILLIC, Says(""))).words == (mail,)
