"""The order of the stages for one photo file, as it runs inside an isolated process.

    bytes -> Photo(s) -> CardImage(s) -> CardReading(s) -> ScannedPhoto

Nothing here touches the store, the clock of the day or the network. A photo that cannot be read raises PhotoError;
a photo that was read and holds no card is no failure: it is a ScannedPhoto with a reason.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from cardscan.config import Settings
from cardscan.errors import CardNotFoundError
from cardscan.imaging import LocateSettings, find_cards, load_photos, locate
from cardscan.imaging.crops import crop_jpeg
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.ocr import Engine, open_accent_reader, open_engine, open_second_reader, runs_programs
from cardscan.parsing import Hints
from cardscan.recognition import recognise, stand_upright


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """One file as it is handed to a worker.

    Attributes:
        data: The whole file, read once by the caller.
        crops: Keep a JPEG of each card, for the store and the review page.
    """

    name: str
    data: bytes
    crops: bool = True


def open_scanner(settings: Settings) -> Callable[[PhotoFile], ScannedPhoto]:
    """Load the models once; returns the function that reads one photo file.

    Raises:
        MissingComponentError: An engine or a language is not installed.
    """
    engine = open_engine(settings.ocr)
    accents = cache(partial(open_accent_reader, settings.ocr))  # its data takes half a second to load: once, when asked
    second = open_second_reader(settings.ocr)
    return partial(scan_file, settings=settings, engine=engine, second=second, accents=accents)


@dataclass(frozen=True, slots=True)
class ScannerOpener:
    """`open_scanner` for a worker that is shut in: it says beforehand what reading needs.

    Attributes:
        settings: Of the run.
    """

    settings: Settings

    def __call__(self) -> Callable[[PhotoFile], ScannedPhoto]:
        """Load the models."""
        return open_scanner(self.settings)

    @property
    def readable(self) -> tuple[Path, ...]:
        """Folders outside the program that the models come from."""
        return () if self.settings.ocr.tessdata is None else (self.settings.ocr.tessdata,)

    @property
    def runs_programs(self) -> bool:
        """Tesseract is a program of its own, started for every picture."""
        return runs_programs(self.settings.ocr)


def scan_file(
    file: PhotoFile,
    *,
    settings: Settings,
    engine: Engine,
    second: Engine | None,
    accents: Callable[[], Engine | None] | None = None,
) -> ScannedPhoto:
    """Read every card on every picture of one file.

    Args:
        accents: See `recognise`.

    Raises:
        PhotoError: The file is no readable picture, or larger than the limits.
    """
    hints = Hints(country=settings.country or None, language=None)
    cards: list[ScannedCard] = []
    reason: str | None = None
    started = time.perf_counter()
    for photo in load_photos(file.data, file.name, limits=settings.photos):
        loaded = time.perf_counter()
        outlines = locate(photo.pixels, LocateSettings())
        located = time.perf_counter()
        try:
            images = find_cards(photo, located=outlines)
        except CardNotFoundError as error:
            images, reason = (), reason or error.reason
        rectified = time.perf_counter()
        for found in images:
            stood_at = time.perf_counter()
            image, first = stand_upright(found, engine)
            upright_at = time.perf_counter()
            found_out = recognise(image, engine, second, hints, first=first, accents=accents)
            times = found_out.times
            times["ocr"] += 1000 * (upright_at - stood_at)
            share = len(images)  # loading, locating and rectifying serve all cards of the photo alike
            timings = {
                "load": 1000 * (loaded - started) / share,
                "locate": 1000 * (located - loaded) / share,
                "rectify": 1000 * (rectified - located) / share,
                **times,
            }
            height, width = image.pixels.shape[:2]
            cards.append(
                ScannedCard(
                    index=len(cards),
                    quad=image.quad,
                    size=(width, height),
                    reading=found_out.reading,
                    timings_ms=timings,
                    engine=" + ".join(dict.fromkeys(found_out.readers)),
                    page=photo.page,
                    quality=image.quality,
                    passes=len(found_out.readers),
                    crop_jpeg=crop_jpeg(image) if file.crops else b"",
                )
            )
        started = time.perf_counter()
    digest = hashlib.sha256(file.data).hexdigest()
    return ScannedPhoto(file.name, digest, tuple(cards), None if cards else reason or "no card found")
