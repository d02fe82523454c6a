"""What is said of the second reader's setting is what happens (tests/unit/test_recognition_passes.py shows that)."""

from __future__ import annotations

import click
import pytest

from cardscan.app.cli import doctor
from cardscan.app.cli.scan import scan
from cardscan.config import load_settings
from cardscan.errors import ExitCode, MissingComponentError
from cardscan.reading.ocr import OcrSettings, open_second_reader, second_reader_says


@pytest.mark.parametrize(
    ("setting", "installed", "works", "says"),
    [
        ("auto", True, True, "auto: it is installed, and reads every card after Tesseract"),
        ("always", True, True, "always: it is installed, and reads every card after Tesseract"),
        ("off", True, None, "off: Tesseract alone reads the cards"),
        ("auto", False, None, "auto: it is not installed, so Tesseract alone reads the cards"),
        ("always", False, False, "always: it is not installed, so no card is read; install it, or set it to auto"),
        ("off", False, None, "off: Tesseract alone reads the cards"),
    ],
)
def test_the_setting_is_explained_by_what_it_does_here(
    monkeypatch: pytest.MonkeyPatch, setting: str, installed: bool, works: bool | None, says: str
) -> None:
    """Whether it is opened is just as it is said."""
    monkeypatch.setattr("cardscan.reading.ocr.neural_engine.neural_installed", lambda: installed)
    monkeypatch.setattr("cardscan.reading.ocr.neural_engine.NeuralEngine", _opened)
    settings = OcrSettings(second_reader=setting)
    assert second_reader_says(settings) == (works, says)
    if works is False:
        with pytest.raises(MissingComponentError):
            monkeypatch.undo()
            monkeypatch.setattr("cardscan.reading.ocr.neural_engine.neural_installed", lambda: False)
            open_second_reader(settings)
    else:
        assert (open_second_reader(settings) == "reader") is (works is True)


def _opened() -> str:
    return "reader"


def test_the_help_says_that_every_card_is_read_by_it() -> None:
    """And nothing of doubt, which it never asked about."""
    (option,) = [item for item in scan.params if item.name == "second_reader"]
    assert isinstance(option, click.Option)
    assert "on every card: if it is installed (auto), never, or as a must (always)" in str(option.help)


def test_doctor_misses_a_second_reader_that_is_a_must(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scan would read nothing, so doctor does not end with "cards can be read"."""
    monkeypatch.setattr("cardscan.reading.ocr.neural_engine.neural_installed", lambda: False)
    for setting, code in (("always", ExitCode.MISSING), ("auto", ExitCode.OK)):
        settings = load_settings(files=[], environment={"CARDSCAN_OCR_SECOND_READER": setting})
        assert doctor._readers(settings) is code
        assert f"and with     {setting}: it is not installed" in capsys.readouterr().out
