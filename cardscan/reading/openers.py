"""How a worker opens the reader. Light: who hands it to the workers loads no model and no OpenCV for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cardscan.model.looks import CardAgain, PhotoLook, ShownPhoto
from cardscan.model.scan import PhotoFile, ScannedPhoto
from cardscan.reading.ocr.engine import OcrSettings
from cardscan.reading.settings import ReadingSettings

# The module that workers which read photos share from the start; see `cardscan.workers.pool`.
PRELOADED = ("cardscan.reading.pipeline",)


@dataclass(frozen=True, slots=True)
class ScannerOpener:
    """Opens the reader in a worker that is shut in: it says beforehand what reading needs.

    Attributes:
        settings: Of the run.
    """

    settings: ReadingSettings

    def __call__(self) -> Callable[[PhotoFile], ScannedPhoto]:
        """Load the models, where the process that this one was forked from has not."""
        from cardscan.reading.pipeline import open_scanner

        return open_scanner(self.settings)

    @property
    def preparation(self) -> ModelPreparation:
        """What the workers' common parent does before it forks them."""
        return ModelPreparation(self.settings.ocr)

    @property
    def readable(self) -> tuple[Path, ...]:
        """Folders outside the program that the models come from, and what plug-ins have to read."""
        from cardscan.reading.ocr import outside_folders

        tessdata = () if self.settings.ocr.tessdata is None else (self.settings.ocr.tessdata,)
        return (*tessdata, *outside_folders(self.settings.ocr))

    @property
    def runs_programs(self) -> bool:
        """An engine starts a program for every picture."""
        from cardscan.reading.ocr import runs_programs

        return runs_programs(self.settings.ocr)


@dataclass(frozen=True, slots=True)
class RereaderOpener(ScannerOpener):
    """Opens the reader that also reads single cards again."""

    def __call__(self) -> Callable[[PhotoFile | CardAgain], ScannedPhoto]:
        """Load the models, where the process that this one was forked from has not."""
        from cardscan.reading.rereading import open_rereader

        return open_rereader(self.settings)


@dataclass(frozen=True, slots=True)
class LookerOpener:
    """Opens what shows photos; it needs no models.

    Attributes:
        settings: Of the run.
    """

    settings: ReadingSettings

    def __call__(self) -> Callable[[PhotoLook], ShownPhoto]:
        """Nothing to load."""
        from cardscan.reading.rereading import show_photo

        return partial(show_photo, settings=self.settings)


@dataclass(frozen=True, slots=True)
class ModelPreparation:
    """Loads what forked processes can share."""

    ocr: OcrSettings

    def __call__(self) -> None:
        """See `cardscan.reading.readers.load_shared`."""
        import cardscan.reading.pipeline  # noqa: F401 - the modules are shared too
        from cardscan.reading.readers import load_shared

        load_shared(self.ocr)
