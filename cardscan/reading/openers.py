"""Describe how a worker opens the reader. Imports no models and no OpenCV, so callers that only dispatch start fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cardscan.model.photo_requests import CardToReread, PhotoToShow, ShownPhoto
from cardscan.model.scan import PhotoFile, ScannedPhoto
from cardscan.reading.ocr.engine import OcrSettings
from cardscan.reading.settings import ReadingSettings

# The module that workers which read photos share from the start. See `cardscan.workers.pool`.
PRELOADED = ("cardscan.reading.pipeline",)


@dataclass(frozen=True, slots=True)
class ScannerOpener:
    """Opens the reader in a sandboxed worker, and states beforehand what reading needs.

    Attributes:
        settings: The settings of this run.
    """

    settings: ReadingSettings

    def __call__(self) -> Callable[[PhotoFile], ScannedPhoto]:
        """Load the models, unless the process that this one was forked from has loaded them."""
        from cardscan.reading.pipeline import open_scanner

        return open_scanner(self.settings)

    @property
    def preparation(self) -> ModelPreparation:
        """Return what the workers' common parent does before it forks them."""
        return ModelPreparation(self.settings.ocr)

    @property
    def readable(self) -> tuple[Path, ...]:
        """Return the folders outside the program that hold the models, and the paths that plug-ins have to read."""
        from cardscan.reading.ocr import outside_folders

        tessdata = () if self.settings.ocr.tessdata is None else (self.settings.ocr.tessdata,)
        return (*tessdata, *outside_folders(self.settings.ocr))

    @property
    def runs_programs(self) -> bool:
        """Whether an engine starts a program for every picture."""
        from cardscan.reading.ocr import runs_programs

        return runs_programs(self.settings.ocr)


@dataclass(frozen=True, slots=True)
class RereaderOpener(ScannerOpener):
    """Opens the reader that scans whole photos and also rereads single cards."""

    def __call__(self) -> Callable[[PhotoFile | CardToReread], ScannedPhoto]:
        """Load the models, unless the process that this one was forked from has loaded them."""
        from cardscan.reading.rereading import open_rereader

        return open_rereader(self.settings)


@dataclass(frozen=True, slots=True)
class LookerOpener:
    """Opens the function that shows photos. It needs no models.

    Attributes:
        settings: The settings of this run.
    """

    settings: ReadingSettings

    def __call__(self) -> Callable[[PhotoToShow], ShownPhoto]:
        """Return the function that shows one photo; there is nothing to load."""
        from cardscan.reading.rereading import show_photo

        return partial(show_photo, settings=self.settings)


@dataclass(frozen=True, slots=True)
class ModelPreparation:
    """Loads what forked processes can share."""

    ocr: OcrSettings

    def __call__(self) -> None:
        """Import the modules and load the models. See `cardscan.reading.readers.load_shared`."""
        import cardscan.reading.pipeline  # noqa: F401 - the modules are shared too
        from cardscan.reading.readers import load_shared

        load_shared(self.ocr)
