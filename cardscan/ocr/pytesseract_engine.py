"""The system's Tesseract, one process a picture, by pytesseract.

The only home of pytesseract. It writes a PNG of our own pixels and hands Tesseract only that.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.errors import MissingComponentError
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.ocr.languages import folder_with

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

MAX_WORDS = 2000  # as in the other engine


class PytesseractEngine:
    """The `tesseract` program on PATH."""

    name = "pytesseract"

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
            raise MissingComponentError(
                "the program tesseract is not on PATH; install it with `sudo apt-get install tesseract-ocr`"
            ) from error
        self._module = pytesseract
        self.languages = tuple(languages)
        self._folder = folder_with(self.languages, folders)
        self._timeout_s = timeout_s

    def describe(self) -> str:
        """Name, version and languages."""
        return f"{self.name} {self._version} {'+'.join(self.languages)}"

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """See `Engine.read`. A picture on which Tesseract fails or takes too long has no words."""
        height, width = pixels.shape[:2]
        if height < 4 or width < 4:
            return ()
        rgb = pixels if pixels.ndim == 2 else pixels[:, :, ::-1]
        try:
            table = self._module.image_to_data(
                rgb,
                lang="+".join(self.languages),
                config=f"--psm {int(psm)} --oem 1 --dpi 300 --tessdata-dir {self._folder}",
                output_type=self._module.Output.DICT,
                timeout=self._timeout_s,
            )
        except (self._module.TesseractError, RuntimeError):  # RuntimeError is pytesseract's time-out
            return ()
        words: list[Word] = []
        columns = (table[key] for key in ("text", "left", "top", "width", "height", "conf"))
        for text, left, top, box_width, box_height, confidence in zip(*columns, strict=True):
            # A word has a confidence of at least 0; blocks and lines have -1.
            if not str(text).strip() or float(confidence) < 0 or box_width <= 0 or box_height <= 0:
                continue
            box = Box(int(left), int(top), int(box_width), int(box_height))
            words.append(Word(str(text).strip(), box, min(1.0, float(confidence) / 100)))
        return tuple(words[:MAX_WORDS])
