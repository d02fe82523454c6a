"""Run the system's Tesseract through pytesseract, in one process per picture.

The only home of pytesseract. It writes a PNG of pixels that cardscan decoded, and gives Tesseract nothing else.
"""

from __future__ import annotations

import math
import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.errors import MissingComponentError, OutputError
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import Engine, EngineStatus, EngineTraits, OcrSettings
from cardscan.reading.ocr.languages import damaged_data, folder_with, languages_of, tessdata_folders
from cardscan.reading.ocr.right_to_left import as_read, without_marks

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

MAX_WORDS = 2000  # as in the other engine
NOT_ON_PATH = "the program tesseract is not on PATH; install it with `sudo apt-get install tesseract-ocr`"
COLUMNS = ("text", "left", "top", "width", "height", "conf")


class PytesseractEngine:
    """The `tesseract` program on PATH."""

    name = "pytesseract"
    traits = EngineTraits(runs_programs=True)

    def __init__(self, languages: Sequence[str], folders: Sequence[Path], *, timeout_s: float = 20.0) -> None:
        """Check that the program runs. Raises MissingComponentError when it or a language is missing."""
        try:
            import pytesseract

            self._version = str(pytesseract.get_tesseract_version())
        except ImportError as error:
            raise MissingComponentError(
                f"the Python package pytesseract does not load ({error}); install it with `pip install pytesseract`"
            ) from error
        except (pytesseract.TesseractNotFoundError, SystemExit) as error:
            raise MissingComponentError(NOT_ON_PATH) from error
        self._module = pytesseract
        self.languages = tuple(languages)
        self._folder = folder_with(self.languages, folders)
        self._timeout_s = timeout_s

    def describe(self) -> str:
        """Return name, version and languages."""
        return f"{self.name} {self._version} {'+'.join(self.languages)}"

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """See `Engine.read`. A picture on which Tesseract fails or times out has no words.

        Raises:
            MissingComponentError: The program is no longer there, or cannot load the language data.
            OutputError: The disk is full.
        """
        height, width = pixels.shape[:2]
        if height < 4 or width < 4:
            return ()
        rgb = pixels if pixels.ndim == 2 else pixels[:, :, ::-1]
        try:
            table = self._module.image_to_data(
                rgb,
                lang="+".join(self.languages),
                config=f"--psm {int(psm)} --oem 1 --dpi 300 --tessdata-dir {shlex.quote(str(self._folder))}",
                output_type=self._module.Output.DICT,
                timeout=self._timeout_s,
            )
        except self._module.TesseractNotFoundError as error:
            raise MissingComponentError(NOT_ON_PATH) from error
        except (RuntimeError, FileNotFoundError, ValueError, KeyError) as error:
            # RuntimeError: a failure or the timeout. The others: no table, or a malformed one.
            if "Could not initialize tesseract" in str(error):
                raise MissingComponentError(damaged_data(self.languages, self._folder)) from error
            return ()
        except OSError as error:
            raise OutputError(f"Tesseract's temporary files cannot be written ({error}); free some space") from error
        words: list[Word] = []
        for text, left, top, box_width, box_height, confidence in zip(
            *(table.get(key, ()) for key in COLUMNS), strict=False
        ):
            try:
                numbers = [int(left), int(top), int(box_width), int(box_height)]
                sure = float(confidence)
            except ValueError:  # not a number: the row was cut short
                continue
            # A word has a confidence of at least 0; blocks and lines have -1.
            bare = without_marks(str(text)).strip()
            if not bare or not math.isfinite(sure) or sure < 0 or min(numbers[2:]) <= 0:
                continue
            words.append(Word(bare, Box(*numbers), min(1.0, sure / 100)))
        return as_read(words[:MAX_WORDS], from_print=False)


class PytesseractKind:
    """Opens the pytesseract engine."""

    api = 1
    traits = PytesseractEngine.traits

    def open(self, settings: OcrSettings) -> Engine:
        """See `EngineKind.open`."""
        folders = tessdata_folders(settings.tessdata)
        return PytesseractEngine(languages_of(settings), folders, timeout_s=settings.timeout_s)

    def installed(self, settings: OcrSettings) -> bool:  # noqa: ARG002 - the interface's argument
        """Whether the program is installed."""
        return shutil.which("tesseract") is not None

    def status(self, settings: OcrSettings) -> EngineStatus:
        """See `EngineKind.status`."""
        try:
            return EngineStatus("pytesseract", True, self.open(settings).describe())
        except MissingComponentError as error:
            return EngineStatus("pytesseract", False, str(error), "sudo apt-get install tesseract-ocr")

    def share(self) -> None:
        """Import nothing more: a process may be forked with the engine itself loaded."""


PYTESSERACT = PytesseractKind()
