"""One photo once more, because a person asks: shown as it was taken, or one of its cards read again as they say.

Runs inside an isolated process like a scan: the photo is as little to be trusted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial

from cardscan.config import Settings
from cardscan.errors import UnreadablePhotoError
from cardscan.imaging import cut_card, load_photos, photo_jpeg
from cardscan.imaging.crops import crop_jpeg
from cardscan.model.geometry import Quad
from cardscan.model.photo import Photo
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.ocr import Engine, open_accent_reader, open_engine, open_second_reader
from cardscan.parsing import Hints
from cardscan.pipeline import PhotoFile, ScannerOpener, scan_file
from cardscan.recognition import recognise, stand_upright


@dataclass(frozen=True, slots=True)
class CardAgain:
    """One card of a photo, to be read again.

    Attributes:
        page: 0-based page of a PDF or TIFF.
        index: Of the card in its file; it keeps it.
        quad: Where it is, px of the undiminished photo; None: the whole photo.
        turn: Degrees clockwise from how it stood; None: as it reads best.
    """

    name: str
    data: bytes = field(repr=False)
    page: int
    index: int
    quad: Quad | None
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoLook:
    """A photo that is to be shown, at most `longest` px."""

    name: str
    data: bytes = field(repr=False)
    page: int
    longest: int


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as it was taken.

    Attributes:
        jpeg: Encoded here, whatever the file was.
        full_size: (width, height) px of the undiminished photo, in which outlines are given.
    """

    jpeg: bytes = field(repr=False)
    full_size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RereaderOpener(ScannerOpener):
    """Loads the models in a worker; the function then scans whole files, and reads single cards again."""

    def __call__(self) -> Callable[[PhotoFile | CardAgain], ScannedPhoto]:
        """Load the models."""
        engine = open_engine(self.settings.ocr)
        accents = cache(partial(open_accent_reader, self.settings.ocr))
        second = open_second_reader(self.settings.ocr)

        def read(asked: PhotoFile | CardAgain) -> ScannedPhoto:
            if isinstance(asked, CardAgain):
                card = read_again(asked, settings=self.settings, engine=engine, second=second, accents=accents)
                return ScannedPhoto(asked.name, "", (card,))
            return scan_file(asked, settings=self.settings, engine=engine, second=second, accents=accents)

        return read


@dataclass(frozen=True, slots=True)
class LookerOpener:
    """Shows photos; needs no models, so that its process starts at once.

    Attributes:
        settings: Of the run.
    """

    settings: Settings

    def __call__(self) -> Callable[[PhotoLook], ShownPhoto]:
        """Nothing to load."""
        return partial(show_photo, settings=self.settings)


def read_again(
    asked: CardAgain,
    *,
    settings: Settings,
    engine: Engine,
    second: Engine | None,
    accents: Callable[[], Engine | None] | None = None,
) -> ScannedCard:
    """Cut the card out where the person says, and read it.

    Raises:
        PhotoError: The file is no readable picture, or has no such page.
    """
    started = time.perf_counter()
    photo = _page_of(asked.name, asked.data, asked.page, settings)
    loaded = time.perf_counter()
    image = cut_card(photo, asked.quad, turn=asked.turn or 0)
    cut = time.perf_counter()
    first = None
    if asked.turn is None:
        image, first = stand_upright(image, engine)
    hints = Hints(country=settings.country or None, language=None)
    found = recognise(image, engine, second, hints, first=first, accents=accents)
    height, width = image.pixels.shape[:2]
    return ScannedCard(
        index=asked.index,
        quad=image.quad,
        size=(width, height),
        reading=found.reading,
        timings_ms={"load": 1000 * (loaded - started), "locate": 0.0, "rectify": 1000 * (cut - loaded), **found.times},
        engine=" + ".join(dict.fromkeys(found.readers)),
        page=asked.page,
        quality=image.quality,
        passes=len(found.readers),
        crop_jpeg=crop_jpeg(image),
    )


def show_photo(asked: PhotoLook, *, settings: Settings) -> ShownPhoto:
    """The photo as it was taken, upright by its EXIF entry.

    Raises:
        PhotoError: The file is no readable picture, or has no such page.
    """
    photo = _page_of(asked.name, asked.data, asked.page, settings)
    return ShownPhoto(photo_jpeg(photo, longest=asked.longest), photo.full_size)


def _page_of(name: str, data: bytes, page: int, settings: Settings) -> Photo:
    for photo in load_photos(data, name, limits=settings.photos):
        if photo.page == page:
            return photo
    raise UnreadablePhotoError(name, f"it has no page {page + 1} any more")
