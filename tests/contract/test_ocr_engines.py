"""One contract for every OCR engine: what `cardscan.reading.ocr.Engine` promises, tried on the real readers.

The pictures are drawn here with the font inside Pillow, so that no font file is needed.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz import fuzz

from cardscan.errors import ExitCode, MissingComponentError, OutputError, UsageError
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr import (
    Engine,
    OcrSettings,
    installed_languages,
    legibility,
    open_accent_reader,
    open_engine,
    open_second_reader,
    probe,
    runs_programs,
)
from cardscan.reading.ocr.registry import OCR_ENGINES
from cardscan.reading.ocr.scripts import ARABIC, SCRIPTS
from tests.drawn_scripts import drawn, reader_of
from tests.example_plugins import site_folder

Pixels = NDArray[np.uint8]
TESSERACTS = ("tesserocr", "pytesseract")
EXAMPLES = ("large_print",)
SENTENCE = "Quiet garden paths"
CARD = (
    ("Ada Example", 60),
    ("Director of Research", 34),
    ("Lighthouse Works Ltd", 40),
    ("Phone 01632 960123", 34),
    ("ada@example.com", 34),
    ("12 Harbour Street, Norwich", 34),
)


@cache
def opened(name: str) -> Engine:
    """The real engine, loaded once."""
    try:
        return OCR_ENGINES.load(name, EXAMPLES).open(OcrSettings())
    except MissingComponentError as error:
        pytest.skip(f"{name}: {error}")


@pytest.fixture(params=[*OCR_ENGINES.own, *EXAMPLES])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Each engine in turn: ours, and the example of a plug-in's."""
    monkeypatch.syspath_prepend(site_folder())
    return opened(request.param)


@pytest.fixture(params=TESSERACTS)
def tesseract(request: pytest.FixtureRequest) -> Engine:
    """Each of the Tesseracts in turn."""
    return opened(request.param)


def draw(text: str, *, ink: int = 0, ground: int = 255, at: tuple[int, int] = (60, 50), size: int = 48) -> Pixels:
    """One line of print on a grey picture of 900 x 160 px."""
    picture = Image.new("L", (900, 160), ground)
    ImageDraw.Draw(picture).text(at, text, fill=ink, font=ImageFont.load_default(size=size))
    return np.asarray(picture, np.uint8)


def where_ink_is(pixels: Pixels) -> Box:
    """The box around everything dark."""
    rows, columns = np.nonzero(pixels < 128)
    return Box(int(columns.min()), int(rows.min()), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


def text_of(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def grown(box: Box, by: int) -> tuple[int, int, int, int]:
    return box.left - by, box.top - by, box.right + by, box.bottom + by


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_drawn_line_is_read_word_by_word(engine: Engine) -> None:
    """Every engine returns single words, each with a confidence from 0 to 1, and is sure of clean print."""
    words = engine.read(draw(SENTENCE), psm=6)
    assert [word.text for word in words] == SENTENCE.split()
    assert all(0.7 < word.confidence <= 1.0 for word in words)


def test_boxes_stand_around_the_drawn_words(engine: Engine) -> None:
    """All words together cover the ink, none goes far beyond it, and they stand from left to right."""
    pixels = draw(SENTENCE, at=(200, 70))
    ink = where_ink_is(pixels)
    boxes = [word.box for word in engine.read(pixels, psm=6)]
    left, top, right, bottom = grown(ink, 24)
    assert all(left <= b.left and top <= b.top and b.right <= right and b.bottom <= bottom for b in boxes)
    around = Box.around(boxes)
    assert around.overlap(ink) > 0.9 * ink.width * ink.height
    assert [b.left for b in boxes] == sorted(b.left for b in boxes)


def test_grey_and_colour_pictures_say_the_same(engine: Engine) -> None:
    """A grey picture and the same picture as BGR have the same words in the same places."""
    grey = draw(SENTENCE)
    colour = np.repeat(grey[:, :, None], 3, axis=2)
    assert [(w.text, w.box) for w in engine.read(grey, psm=6)] == [(w.text, w.box) for w in engine.read(colour, psm=6)]


def test_light_print_on_a_dark_ground_is_read(engine: Engine) -> None:
    """White on near-black reads like black on white."""
    assert text_of(engine.read(draw(SENTENCE, ink=250, ground=25), psm=6)) == SENTENCE


def test_colours_are_taken_as_blue_green_red(engine: Engine) -> None:
    """Less red and more blue is darker in grey (Leptonica weighs red 0.3, blue 0.2), and the other way round it is not.

    With the two channels swapped, print and ground would be of one grey and nothing were read.
    """
    ink = (255 - draw(SENTENCE).astype(np.float64))[:, :, None] / 255
    pixels = (np.array([100, 128, 220]) + ink * np.array([100, 0, -150])).astype(np.uint8)
    assert text_of(engine.read(pixels, psm=6)) == SENTENCE


def test_a_view_into_a_larger_picture_is_read_like_a_copy(engine: Engine) -> None:
    """Strided, mirrored and Fortran-ordered arrays, which cropping makes, give the same words as plain ones."""
    plain = draw(SENTENCE)
    large = np.full((400, 1200, 3), 255, np.uint8)
    large[100:260, 150:1050] = plain[:, :, None]
    crop = large[100:260, 150:1050]
    mirrored = np.ascontiguousarray(plain[:, ::-1])[:, ::-1]
    expected = [(w.text, w.box) for w in engine.read(plain, psm=6)]
    for pixels in (crop, mirrored, np.asfortranarray(plain)):
        assert not pixels.flags.c_contiguous
        assert [(w.text, w.box) for w in engine.read(pixels, psm=6)] == expected


def test_reading_does_not_change_the_picture(engine: Engine) -> None:
    """The same pixels go to several passes."""
    pixels = np.repeat(draw(SENTENCE)[:, :, None], 3, axis=2)
    before = pixels.copy()
    engine.read(pixels, psm=6)
    assert np.array_equal(pixels, before)


def test_a_reading_does_not_depend_on_the_one_before(tesseract: Engine) -> None:
    """A warm engine keeps nothing of the last card."""
    first = tesseract.read(draw(SENTENCE), psm=6)
    tesseract.read(draw("Seven other words", size=30), psm=11)
    assert tesseract.read(draw(SENTENCE), psm=6) == first


# --- pictures without text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, 255])
def test_a_blank_picture_has_no_words(engine: Engine, value: int) -> None:
    """Neither white nor black paper says anything."""
    assert engine.read(np.full((200, 300), value, np.uint8), psm=6) == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3, 3), (4, 4), (8, 8, 3), (0, 10), (10, 0, 3)])
def test_a_tiny_or_empty_picture_has_no_words(engine: Engine, shape: tuple[int, ...]) -> None:
    """A sliver of a card is no reason to stop."""
    assert engine.read(np.zeros(shape, np.uint8), psm=6) == ()


@pytest.mark.parametrize("shape", [(6, 700), (700, 6), (150, 260, 3)])
def test_noise_is_read_without_a_crash_and_stays_within_the_picture(engine: Engine, shape: tuple[int, ...]) -> None:
    """Whatever is seen in noise, its boxes lie inside and its confidences are confidences."""
    pixels = np.random.default_rng(7).integers(0, 256, shape, dtype=np.uint8)
    for word in engine.read(pixels, psm=6):
        assert 0 <= word.box.left < word.box.right <= shape[1]
        assert 0 <= word.box.top < word.box.bottom <= shape[0]
        assert 0.0 <= word.confidence <= 1.0


def test_a_picture_longer_than_tesseract_takes_has_no_words(tesseract: Engine) -> None:
    """Tesseract refuses more than 32,767 px a side."""
    assert tesseract.read(np.full((10, 33_000), 255, np.uint8), psm=6) == ()


# --- page segmentation ------------------------------------------------------------------------------------------------


def test_the_page_segmentation_mode_is_honoured(tesseract: Engine) -> None:
    """Mode 7 takes the whole picture for one line, mode 6 for a block of lines."""
    two = np.vstack([draw("Upper garden"), draw("Lower garden")])
    assert text_of(tesseract.read(two, psm=6)) == "Upper garden Lower garden"
    assert text_of(tesseract.read(two, psm=7)) != "Upper garden Lower garden"


@pytest.mark.parametrize("psm", [0, 2])
def test_a_mode_that_recognises_nothing_gives_no_words_or_all(tesseract: Engine, psm: int) -> None:
    """Modes 0 and 2 only look at the layout; libtesseract may recognise all the same, and nobody fails."""
    assert text_of(tesseract.read(draw(SENTENCE), psm=psm)) in ("", SENTENCE)


# --- two readers of one card ------------------------------------------------------------------------------------------


def drawn_card() -> Pixels:
    """A business card of an invented person, 1000 x 560 px."""
    picture = Image.new("RGB", (1000, 560), (250, 248, 240))
    pen, top = ImageDraw.Draw(picture), 50
    for text, size in CARD:
        pen.text((70, top), text, fill=(30, 34, 60), font=ImageFont.load_default(size=size))
        top += size + 42
    return cv2.cvtColor(np.asarray(picture, np.uint8), cv2.COLOR_RGB2BGR).astype(np.uint8)


def test_all_readers_agree_on_a_clean_card() -> None:
    """The two Tesseracts say the same, and the second reader nearly the same."""
    card = drawn_card()
    truth = " ".join(text for text, _ in CARD)
    for name in (*TESSERACTS, "rapidocr"):
        words = sorted(opened(name).read(card, psm=6), key=lambda w: (round(w.box.center[1] / 40), w.box.left))
        assert fuzz.ratio(text_of(tuple(words)), truth) > 97, name


def test_upright_text_is_more_legible_than_turned_text(tesseract: Engine) -> None:
    """What orientation is judged by."""
    strip = drawn_card()[:215]
    upright, turned = legibility(tesseract, strip), legibility(tesseract, np.ascontiguousarray(strip[::-1, ::-1]))
    # The bound that orientation takes as sure (imaging.orienting.SURE_LEGIBILITY).
    assert upright > 0.6 > turned + 0.2


def test_nothing_is_not_legible(tesseract: Engine) -> None:
    """No words, no legibility, no division by zero."""
    assert legibility(tesseract, np.full((60, 60), 255, np.uint8)) == 0.0


# --- what is installed ------------------------------------------------------------------------------------------------


def test_an_engine_names_itself_its_version_and_its_languages(tesseract: Engine) -> None:
    """What stands in every reading's `engine` field."""
    name, version, languages = tesseract.describe().split()
    assert (name, languages) == (tesseract.name, "eng")
    assert version[0].isdigit()
    assert "." in version


def test_an_engine_declares_what_it_is(engine: Engine) -> None:
    """Opened as before; every script that it says it reads is one that there is."""
    kind = OCR_ENGINES.load(engine.name, EXAMPLES)
    assert (kind.api, kind.traits) == (1, engine.traits)
    assert set(engine.traits.scripts) <= {"Latin", *(script.name for script in SCRIPTS)}
    assert kind.installed(OcrSettings())
    assert kind.status(OcrSettings()).usable


def test_only_an_engine_that_starts_programs_says_so() -> None:
    """The process of any other is kept from starting one; a plug-in's reading folder is its own."""
    declared = {name: OCR_ENGINES.load(name).traits.runs_programs for name in OCR_ENGINES.own}
    assert declared == {"tesserocr": False, "pytesseract": True, "rapidocr": False}
    assert [runs_programs(OcrSettings(engine=name)) for name in TESSERACTS] == [False, True]


def test_the_second_reader_names_itself() -> None:
    """Its models have no languages to choose."""
    assert opened("rapidocr").describe().startswith("rapidocr ")


def test_doctor_is_told_what_works() -> None:
    """Every engine is listed; a usable one has no remedy, a missing one has."""
    found = {status.name: status for status in probe(OcrSettings())}
    assert set(found) == {"tesserocr", "pytesseract", "rapidocr"}
    assert all(bool(status.remedy) != status.usable and status.detail for status in found.values())
    broken = {status.name: status for status in probe(OcrSettings(languages=("xyz",)))}
    assert not broken["tesserocr"].usable
    assert "xyz" in broken["tesserocr"].detail


def test_english_is_always_there() -> None:
    """The package that holds it is a dependency."""
    assert any("eng" in languages for languages in installed_languages(OcrSettings()).values())


def test_the_reader_of_accents_is_one_more_language_and_no_language_that_was_not_asked_for(tmp_path: Path) -> None:
    """None where the data is missing, and none where the user named the languages."""
    assert open_accent_reader(OcrSettings(tessdata=tmp_path, languages=("eng",))) is None
    reader = open_accent_reader(OcrSettings())
    if reader is not None:  # the data of all Latin languages is installed here
        assert "Latin" in reader.describe()


def test_an_unknown_engine_is_a_usage_error() -> None:
    """The message lists the engines there are."""
    with pytest.raises(UsageError, match="auto, tesserocr, pytesseract"):
        open_engine(OcrSettings(engine="magic"))


@pytest.mark.parametrize("name", TESSERACTS)
def test_a_missing_language_comes_with_the_installing_command(name: str) -> None:
    """One sentence: which language is missing, which there are, how to get it; exit code 4."""
    opened(name)
    with pytest.raises(MissingComponentError) as caught:
        open_engine(OcrSettings(engine=name, languages=("eng", "chi_sim_vert")))
    assert "the language chi_sim_vert is not installed" in str(caught.value)
    assert "apt-get install tesseract-ocr-chi-sim-vert" in str(caught.value)
    assert caught.value.exit_code == ExitCode.MISSING == 4


@pytest.mark.parametrize("name", TESSERACTS)
@pytest.mark.parametrize("code", ["../../etc/passwd", "eng; rm", "eng+deu", "-l", "", "eng\n", "/etc/hosts", "a" * 99])
def test_a_hostile_language_code_reaches_neither_a_path_nor_a_command(name: str, code: str) -> None:
    """What is no language code is refused as such."""
    opened(name)
    with pytest.raises(MissingComponentError, match="is no Tesseract language code"):
        open_engine(OcrSettings(engine=name, languages=(code,)))


def language_data() -> Path:
    """The English data that the tests run with."""
    return next(
        Path(f) / "eng.traineddata" for f, known in installed_languages(OcrSettings()).items() if "eng" in known
    )


@pytest.mark.parametrize("name", TESSERACTS)
def test_language_data_may_lie_in_a_folder_with_spaces_and_quotes(name: str, tmp_path: Path) -> None:
    """Home folders are called like people."""
    opened(name)
    folder = tmp_path / "Ada's own data -l"
    folder.mkdir()
    (folder / "own.traineddata").symlink_to(language_data())
    engine = open_engine(OcrSettings(engine=name, tessdata=folder, languages=("own",)))
    assert text_of(engine.read(draw(SENTENCE), psm=6)) == SENTENCE


@pytest.mark.parametrize("name", TESSERACTS)
def test_damaged_language_data_is_a_missing_component(name: str, tmp_path: Path) -> None:
    """A download that was cut short must not make every card look empty."""
    opened(name)
    (tmp_path / "eng.traineddata").write_bytes(language_data().read_bytes()[:1000])
    with pytest.raises(MissingComponentError) as caught:
        open_engine(OcrSettings(engine=name, tessdata=tmp_path)).read(draw(SENTENCE), psm=6)
    assert str(tmp_path) in str(caught.value)


def test_a_second_reader_that_is_switched_off_is_none() -> None:
    """`off` is no error."""
    assert open_second_reader(OcrSettings(second_reader="off")) is None


# --- a tesseract program that misbehaves ------------------------------------------------------------------------------


@pytest.fixture
def fake_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Engine]:
    """An engine that is opened on the real program, and then runs a script in its place."""
    opened("pytesseract")

    def build(script: str) -> Engine:
        engine = open_engine(OcrSettings(engine="pytesseract", timeout_s=1.0))
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
        return engine

    return build


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("exit 1", id="fails"),
        pytest.param("kill -SEGV $$", id="crashes"),
        pytest.param("exit 0", id="writes-nothing"),
        pytest.param(': > "$2.tsv"', id="writes-an-empty-table"),
        pytest.param('printf "not\\ta\\ttable\\n\\377\\376\\n" > "$2.tsv"', id="writes-bytes"),
        pytest.param(
            'printf "level\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n5\\tx\\ty\\tz\\t1\\tnan\\tword\\n" > "$2.tsv"',
            id="writes-words-for-numbers",
        ),
        pytest.param(
            'printf "level\\tleft\\ttop\\twidth\\theight\\tconf\\ttext\\n5\\t1\\t2\\n5\\t1\\t2\\t9\\t9\\t50\\tword\\n" '
            '> "$2.tsv"',
            id="leaves-columns-out",
        ),
    ],
)
def test_a_tesseract_that_fails_on_a_picture_reads_no_words(
    fake_tesseract: Callable[[str], Engine], script: str
) -> None:
    """One card's failure is that card's: no exception, no words made up."""
    words = fake_tesseract(script).read(draw(SENTENCE), psm=6)
    assert [word.text for word in words] in ([], ["word"])


def test_a_tesseract_that_hangs_is_stopped(fake_tesseract: Callable[[str], Engine]) -> None:
    """After the time limit, a picture without words."""
    engine = fake_tesseract("exec sleep 3600")
    assert engine.read(draw(SENTENCE), psm=6) == ()


def test_a_missing_program_is_a_missing_component(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Exit code 4, with the command that installs it, also when the program was there a moment ago."""
    engine = opened("pytesseract")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingComponentError, match="apt-get install tesseract-ocr") as caught:
        open_engine(OcrSettings(engine="pytesseract"))
    assert caught.value.exit_code == ExitCode.MISSING
    with pytest.raises(MissingComponentError, match="apt-get install tesseract-ocr"):
        engine.read(draw(SENTENCE), psm=6)


def test_a_full_disk_does_not_make_cards_look_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program reads a file: where that cannot be written, it is said, and no card counts as read."""
    engine = opened("pytesseract")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("PIL.Image.Image.save", full)
    with pytest.raises(OutputError, match="No space left"):
        engine.read(draw(SENTENCE), psm=6)


def test_auto_takes_the_second_engine_where_the_first_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the tesserocr package the system's program reads; asked for by name, it is missed."""
    opened("pytesseract")
    monkeypatch.setitem(sys.modules, "tesserocr", None)
    assert open_engine(OcrSettings()).name == "pytesseract"
    with pytest.raises(MissingComponentError, match="pip install tesserocr"):
        open_engine(OcrSettings(engine="tesserocr"))


def test_a_second_reader_that_is_not_installed_is_missed_only_when_always_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`auto` goes on without it."""
    monkeypatch.setattr("cardscan.reading.ocr.neural_engine.neural_installed", lambda: False)
    assert open_second_reader(OcrSettings()) is None
    with pytest.raises(MissingComponentError, match="pip install"):
        open_second_reader(OcrSettings(second_reader="always"))


# --- lines that run from right to left --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TESSERACTS)
def test_words_of_arabic_come_as_a_person_reads_them_from_every_engine(name: str) -> None:
    """The right one first, its letters in order, and a number from its first digit on."""
    reader = reader_of(ARABIC, OcrSettings(engine=name))
    card = drawn(["", "شارع الياسمين 42"], leftwards=True)
    words = reader.read(card.pixels[:, :, ::-1], psm=6)
    assert [word.text for word in words] == ["شارع", "الياسمين", "42"]
    assert words[0].box.left > words[1].box.left > words[2].box.left
