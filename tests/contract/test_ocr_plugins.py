"""OCR engines of others: chosen by the settings, checked word by word, and named when they fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cardscan.config import load_settings
from cardscan.errors import ConfigError, MissingComponentError, PhotoError, PluginError, UsageError
from cardscan.model.geometry import Box
from cardscan.model.page import ReaderKind
from cardscan.model.scan import PhotoFile
from cardscan.reading.ocr import (
    OcrSettings,
    open_accent_reader,
    open_engine,
    open_second_reader,
    outside_folders,
    runs_programs,
    second_reader_says,
)
from cardscan.reading.openers import ScannerOpener
from cardscan.reading.pipeline import open_scanner
from cardscan.reading.settings import ReadingSettings
from tests.example_plugins import site_folder, write_plugin

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "cards" / "us-classic.jpg"
WHITE = np.full((100, 200), 255, np.uint8)
CODE = """
from cardscan.errors import MissingComponentError
from cardscan.model.geometry import Box
from cardscan.model.page import ReaderKind, Word
from cardscan.reading.ocr.engine import EngineTraits
class Plugin:
    api, name, traits = 1, "x", EngineTraits({traits})
    def open(self, settings): {open}
    def describe(self): return "{name} 7\\x1b[31m"
    def read(self, pixels, *, psm): {read}
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., OcrSettings]:
    """Install an engine, and get the settings that choose it."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name: str, read: str, *, traits: str = "", opens: str = "return self") -> OcrSettings:
        code = CODE.format(name=name, read=read, traits=traits, open=opens)
        write_plugin(tmp_path, name, "cardscan.ocr_engines", code)
        return OcrSettings(engine=name, second_reader="off", outside=(name,))

    return install


def test_words_come_as_it_gives_them_with_boxes_inside_the_picture(plugin: Callable[..., OcrSettings]) -> None:
    """Its own name of itself is one plain line; the pixels cannot be written to."""
    engine = open_engine(
        plugin("plain_one", "return (Word(f'Ada{pixels.flags.writeable}', Box(-5, 90, 50, 50), 0.9),)")
    )
    assert (engine.name, engine.describe()) == ("plain_one", "plain_one 7[31m")
    (word,) = engine.read(WHITE, psm=6)
    assert (word.text, word.box, word.confidence) == ("AdaFalse", Box(0, 90, 45, 10), 0.9)
    assert WHITE.flags.writeable


def test_an_engine_that_gives_lines_has_them_cut_into_words(plugin: Callable[..., OcrSettings]) -> None:
    """Each as wide as its share of the letters."""
    read = "return [Word('Ada  Example', Box(10, 10, 110, 20), 0.8)]"
    words = open_engine(plugin("lines", read, traits="ReaderKind.LINES, word_boxes=False")).read(WHITE, psm=6)
    assert [(word.text, word.box) for word in words] == [
        ("Ada", Box(10, 10, 30, 20)),
        ("Example", Box(50, 10, 70, 20)),
    ]


@pytest.mark.parametrize(
    ("name", "read", "says"),
    [
        ("raising_engine", "raise KeyError('x')", "failed on a picture (KeyError: 'x'); the other photos are read"),
        ("wordless", "return ['Ada']", "(TypeError: str in place of a Word)"),
        ("glued", "return [Word('Ada Example', Box(0, 0, 9, 9), 1.0)]", "(ValueError: a word with a blank in it)"),
        ("far_off", "return [Word('Ada', Box(90_000, 0, 9, 9), 1.0)]", "(ValueError: a word outside the picture)"),
        ("too_sure", "return [Word('Ada', Box(0, 0, 9, 9), 7)]", "(ValueError: blank text, or confidence outside"),
        ("writing", "pixels[0] = 0", "(ValueError: assignment destination is read-only)"),
        ("silent", "return None", "(TypeError: "),
    ],
)
def test_one_that_fails_on_a_picture_is_named_and_costs_the_photo_alone(
    plugin: Callable[..., OcrSettings], name: str, read: str, says: str
) -> None:
    """The photo is listed with the reason, as one that cannot be decoded is."""
    settings = plugin(name, read)
    with pytest.raises(PluginError) as caught:
        open_engine(settings).read(WHITE, psm=6)
    assert str(caught.value).startswith(f"the OCR engine `{name}` of {name} 2.1 failed on a picture (")
    assert says in str(caught.value)
    scan = open_scanner(ReadingSettings(ocr=settings))
    with pytest.raises(PhotoError, match=f"^card.jpg: the OCR engine `{name}` of {name} 2.1 failed on a picture"):
        scan(PhotoFile("card.jpg", SAMPLE.read_bytes()))


def test_one_that_does_not_open_reads_nothing_and_is_named(plugin: Callable[..., OcrSettings]) -> None:
    """What it misses, it says itself."""
    with pytest.raises(PluginError, match=r"`shut_one` of shut_one 2.1 failed when it was opened \(ZeroDivisionError"):
        open_engine(plugin("shut_one", "return ()", opens="1 / 0"))
    missing = plugin("modelless", "return ()", opens="raise MissingComponentError('get the model with: x')")
    with pytest.raises(MissingComponentError, match="get the model with: x"):
        open_engine(missing)
    with pytest.raises(ConfigError, match=r"`traitless` of traitless 2.1 does not fit \(TypeError: its traits are no"):
        open_engine(plugin("traitless", "return ()", traits=") and (0"))


def test_it_says_beforehand_what_the_sandbox_has_to_allow(plugin: Callable[..., OcrSettings], tmp_path: Path) -> None:
    """Its own code, and what it declares; programs only where it needs them."""
    modest = plugin("modest", "return ()", traits="readable=(__import__('pathlib').Path('/models'),)")
    assert set(outside_folders(modest)) == {Path("/models"), tmp_path}
    assert set(ScannerOpener(ReadingSettings(ocr=modest)).readable) == {Path("/models"), tmp_path}
    assert not runs_programs(modest)
    assert runs_programs(plugin("greedy", "return ()", traits="runs_programs=True"))
    assert outside_folders(OcrSettings(outside=("never_chosen",))) == ()


def test_it_can_be_the_second_reader_and_says_what_its_lines_are_worth(plugin: Callable[..., OcrSettings]) -> None:
    """The parser treats its pages by what it declares."""
    plugin("second_one", "return ()", traits="ReaderKind.LINES")
    settings = OcrSettings(second_reader="second_one", outside=("second_one",))
    second = open_second_reader(settings)
    assert second is not None
    assert second.traits.reads is ReaderKind.LINES
    assert second_reader_says(settings) == (
        True,
        "second_one: a plug-in, which reads every card after the first reader",
    )


def test_accents_and_scripts_stay_tesseracts(plugin: Callable[..., OcrSettings]) -> None:
    """Their data is Tesseract's; the plug-in is not asked to load them."""
    wide = open_accent_reader(plugin("latin_only", "return ()"))
    assert wide is None or "Latin" in wide.describe()


def test_a_card_is_read_with_the_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the photo to the e-mail address; the reading says who read it."""
    monkeypatch.syspath_prepend(site_folder())
    settings = OcrSettings(engine="large_print", second_reader="off", outside=("large_print",))
    (card,) = open_scanner(ReadingSettings(ocr=settings))(PhotoFile(SAMPLE.name, SAMPLE.read_bytes())).cards
    assert card.reading.details.emails
    assert card.engine.startswith("large_print 1.0 on tesserocr ")


def test_the_settings_choose_it_only_where_it_is_named(tmp_path: Path) -> None:
    """And nothing that is not named is looked for."""
    file = tmp_path / "cardscan.toml"
    file.write_text('[ocr]\nengine = "toy"\nsecond_reader = "toy"\n[plugins]\nocr_engines = ["toy"]\n', "utf-8")
    chosen = load_settings(files=[file], environment={}).ocr
    assert (chosen.engine, chosen.second_reader, chosen.outside) == ("toy", "toy", ("toy",))
    file.write_text('[ocr]\nengine = "toy"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"`ocr\.engine` is 'toy'; it is auto, tesserocr or pytesseract"):
        load_settings(files=[file], environment={})
    with pytest.raises(UsageError, match="there is no OCR engine 'toy'; choose one of auto, tesserocr, pytesseract"):
        open_engine(OcrSettings(engine="toy"))
