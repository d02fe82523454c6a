"""Choosing an engine, and saying what is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from cardscan.errors import ConfigError, MissingComponentError, UsageError
from cardscan.reading.ocr.engine import ENGINES, Engine, EngineStatus, OcrSettings
from cardscan.reading.ocr.languages import languages_in, latin_data, tessdata_folders
from cardscan.reading.ocr.registry import OCR_ENGINES, EngineKind
from cardscan.reading.ocr.scripts import ScriptData, ScriptReader, installed_scripts

# What "auto" means for the first reader, the better first, and for the second one.
FIRST_READERS, SECOND = ("tesserocr", "pytesseract"), "rapidocr"


def open_engine(settings: OcrSettings) -> Engine:
    """The first reader that the settings ask for; `auto` takes the first Tesseract that loads.

    Raises:
        UsageError: No engine has that name.
        MissingComponentError: The engine or a language is not installed.
        ConfigError, PluginError: It is a plug-in that is not installed, or fails.
    """
    if settings.engine not in (*ENGINES, *settings.outside):
        known = (*ENGINES, *settings.outside)
        raise UsageError(f"there is no OCR engine {settings.engine!r}; choose one of {', '.join(known)}")
    if settings.engine != "auto":
        return OCR_ENGINES.load(settings.engine, settings.outside).open(settings)
    for name in FIRST_READERS[:-1]:
        try:
            return OCR_ENGINES.load(name).open(settings)
        except MissingComponentError:
            continue
    return OCR_ENGINES.load(FIRST_READERS[-1]).open(settings)


def runs_programs(settings: OcrSettings) -> bool:
    """An engine that may be opened starts a program for every picture, so it may not be forbidden to."""
    return any(kind.traits.runs_programs for kind in _kinds(settings))


def outside_folders(settings: OcrSettings) -> tuple[Path, ...]:
    """What the chosen plug-ins have to read: their own code, and what they declare."""
    return tuple(
        folder
        for name in (settings.engine, settings.second_reader)
        if name in settings.outside
        for folder in (
            *OCR_ENGINES.load(name, settings.outside).traits.readable,
            *OCR_ENGINES.origin(name).folders,
        )
    )


def _kinds(settings: OcrSettings) -> Iterator[EngineKind]:
    """All engines that the settings choose."""
    for name in (settings.engine, settings.second_reader):
        if name in settings.outside:
            yield OCR_ENGINES.load(name, settings.outside)
    tesseract = _tesseract(settings)
    if settings.engine in settings.outside and not (accents_installed(settings) or script_readers(settings)):
        return  # no Tesseract will be opened
    if tesseract == "auto":
        loads = (name for name in FIRST_READERS if OCR_ENGINES.load(name).installed(settings))
        tesseract = next(loads, FIRST_READERS[-1])
    yield OCR_ENGINES.load(tesseract)


def _tesseract(settings: OcrSettings) -> str:
    """Who reads other scripts and accents, which are Tesseract's data: the first reader, where it is a Tesseract."""
    return settings.engine if settings.engine in ENGINES else "auto"


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
    return open_engine(replace(settings, engine=_tesseract(settings), languages=(found[0],), tessdata=found[1]))


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
    return open_engine(replace(settings, engine=_tesseract(settings), languages=data.languages, tessdata=data.folder))


def open_second_reader(settings: OcrSettings) -> Engine | None:
    """The neural reader or the plug-in in its place; None where it is switched off, or is `auto` and not installed.

    Raises:
        MissingComponentError: It is a must (`always`), and not installed.
        ConfigError, PluginError: It is a plug-in that is not installed, or fails.
    """
    if settings.second_reader == "off":
        return None
    kind = _second_kind(settings)
    if settings.second_reader == "auto" and not kind.installed(settings):
        return None
    return kind.open(settings)


def _second_kind(settings: OcrSettings) -> EngineKind:
    if settings.second_reader in ("auto", "always"):
        return OCR_ENGINES.load(SECOND)
    return OCR_ENGINES.load(settings.second_reader, settings.outside)


def second_reader_says(settings: OcrSettings) -> tuple[bool | None, str]:
    """What the setting means on this machine: well (None: without it, False: nothing is read), and in words."""
    if settings.second_reader == "off":
        return None, "off: Tesseract alone reads the cards"
    if settings.second_reader in settings.outside:
        try:
            _second_kind(settings)
        except ConfigError as error:
            return False, f"{settings.second_reader}: {error}"
        return True, f"{settings.second_reader}: a plug-in, which reads every card after the first reader"
    if _second_kind(settings).installed(settings):
        return True, f"{settings.second_reader}: it is installed, and reads every card after Tesseract"
    if settings.second_reader == "auto":
        return None, "auto: it is not installed, so Tesseract alone reads the cards"
    return False, "always: it is not installed, so no card is read; install it, or set it to auto"


def load_second_reader(settings: OcrSettings) -> None:
    """Import what forked processes can share of our second reader, if it is to be used."""
    if settings.second_reader in ("auto", "always"):
        OCR_ENGINES.load(SECOND).share()


def probe(settings: OcrSettings) -> list[EngineStatus]:
    """What `doctor` shows: each engine of ours, whether it works, and the command that installs it."""
    return [OCR_ENGINES.load(name).status(settings) for name in OCR_ENGINES.own]


def installed_languages(settings: OcrSettings) -> dict[str, list[str]]:
    """Languages by folder."""
    return {str(folder): sorted(languages_in(folder)) for folder in tessdata_folders(settings.tessdata)}
