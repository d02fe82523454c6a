"""Choose the OCR engines that the settings ask for, and report what is installed."""

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

# What "auto" tries for the first reader, best first; and what it means for the second reader.
FIRST_READERS, SECOND = ("tesserocr", "pytesseract"), "rapidocr"


def open_engine(settings: OcrSettings) -> Engine:
    """Open the first reader that the settings ask for; `auto` takes the first Tesseract that loads.

    Raises:
        UsageError: No engine has that name.
        MissingComponentError: The engine or a language is not installed.
        ConfigError, PluginError: The engine is a plug-in that is not installed, or that fails.
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
    """Whether an engine that may be opened starts a program for every picture, so the sandbox must allow programs."""
    return any(kind.traits.runs_programs for kind in _kinds(settings))


def outside_folders(settings: OcrSettings) -> tuple[Path, ...]:
    """Return what the chosen plug-ins have to read: their own code, and the paths they declare."""
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
    """Yield every engine that the settings choose."""
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
    """Return the Tesseract that reads other scripts and accents: the first reader if it is one of ours, else "auto"."""
    return settings.engine if settings.engine in ENGINES else "auto"


def accents_installed(settings: OcrSettings) -> bool:
    """Whether the data for all languages in Latin letters is installed."""
    return latin_data(tessdata_folders(settings.tessdata)) is not None


def open_accent_reader(settings: OcrSettings) -> Engine | None:
    """Open Tesseract with the data for all languages in Latin letters.

    Returns None where the data is not installed, or where the settings name languages.

    This reader reads é, ø and ł where the English model writes e, o and t. It takes 1.5 times as long.
    """
    found = latin_data(tessdata_folders(settings.tessdata))
    if settings.languages or found is None:
        return None
    return open_engine(replace(settings, engine=_tesseract(settings), languages=(found[0],), tessdata=found[1]))


def script_readers(settings: OcrSettings) -> tuple[ScriptReader, ...]:
    """Return a reader for each installed script other than Latin; each loads its data when it is first asked to read.

    Returns none where the settings name languages: then the user knows what the cards are written in.
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
    """Open the neural reader or the plug-in in its place; None where it is off, or is `auto` and not installed.

    Raises:
        MissingComponentError: The setting demands it (`always`), and it is not installed.
        ConfigError, PluginError: The reader is a plug-in that is not installed, or that fails.
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
    """Return what the setting means here (True: works, None: read without it, False: nothing is read), and say it."""
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
    """Import what forked processes can share of our second reader, if the settings use it."""
    if settings.second_reader in ("auto", "always"):
        OCR_ENGINES.load(SECOND).share()


def probe(settings: OcrSettings) -> list[EngineStatus]:
    """Return what `doctor` shows for each of our engines: whether it works, and the command that installs it."""
    return [OCR_ENGINES.load(name).status(settings) for name in OCR_ENGINES.own]


def installed_languages(settings: OcrSettings) -> dict[str, list[str]]:
    """Return the installed languages by folder."""
    return {str(folder): sorted(languages_in(folder)) for folder in tessdata_folders(settings.tessdata)}
