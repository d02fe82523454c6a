"""Handle one photo again because a person asks: show it as taken, or reread one of its cards as they say.

Runs inside an isolated process like a scan, because the photo is no more trusted here.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from cardscan.errors import UnreadablePhotoError
from cardscan.model.photo import Photo
from cardscan.model.photo_requests import CardToReread, PhotoToShow, ShownPhoto
from cardscan.model.scan import PhotoFile, ScannedCard, ScannedPhoto
from cardscan.reading.imaging import cut_card, load_photos, photo_jpeg
from cardscan.reading.imaging.card_pictures import crop_jpeg
from cardscan.reading.imaging.colours import measure_colours
from cardscan.reading.imaging.photo_time import HEAD_BYTES, taken_in
from cardscan.reading.parsing import Hints
from cardscan.reading.pipeline import open_scanner
from cardscan.reading.readers import Readers
from cardscan.reading.recognition import Upright, quality_after, recognise, stand_upright
from cardscan.reading.settings import ReadingSettings


def open_rereader(settings: ReadingSettings) -> Callable[[PhotoFile | CardToReread], ScannedPhoto]:
    """Load the models, once per process, and return the function that scans whole files and rereads single cards.

    Raises:
        MissingComponentError: An engine or a language is not installed.
    """
    scan = open_scanner(settings)
    opened = scan.keywords  # the same readers, loaded once

    def read(asked: PhotoFile | CardToReread) -> ScannedPhoto:
        if isinstance(asked, CardToReread):
            return ScannedPhoto(asked.name, "", (read_again(asked, **opened),))
        return scan(asked)

    return read


def read_again(asked: CardToReread, *, settings: ReadingSettings, readers: Readers) -> ScannedCard:
    """Cut the card out where the person says, and read it.

    Raises:
        PhotoError: The file is not a readable picture, or has no such page.
    """
    started = time.perf_counter()
    photo = _page_of(asked.name, asked.data, asked.page, settings)
    loaded = time.perf_counter()
    image = cut_card(photo, asked.quad, turn=asked.turn or 0)
    cut = time.perf_counter()
    upright = Upright(image) if asked.turn is not None else stand_upright(image, readers)
    image = upright.card
    hints = Hints(country=settings.country or None, language=None)
    found = recognise(upright, readers, hints)
    height, width = image.pixels.shape[:2]
    return ScannedCard(
        index=asked.index,
        quad=image.quad,
        size=(width, height),
        reading=found.reading,
        timings_ms={"load": 1000 * (loaded - started), "locate": 0.0, "rectify": 1000 * (cut - loaded), **found.times},
        engine=" + ".join(dict.fromkeys(found.readers)),
        page=asked.page,
        quality=quality_after(image, found.reading),
        passes=len(found.readers),
        crop_jpeg=crop_jpeg(image),
        colours=measure_colours(image.pixels),
        taken=taken_in(asked.data[:HEAD_BYTES]),
    )


def show_photo(asked: PhotoToShow, *, settings: ReadingSettings) -> ShownPhoto:
    """Return the photo as it was taken, turned upright by its EXIF entry.

    Raises:
        PhotoError: The file is not a readable picture, or has no such page.
    """
    photo = _page_of(asked.name, asked.data, asked.page, settings)
    return ShownPhoto(photo_jpeg(photo, longest=asked.longest), photo.full_size)


def _page_of(name: str, data: bytes, page: int, settings: ReadingSettings) -> Photo:
    for photo in load_photos(data, name, limits=settings.photos):
        if photo.page == page:
            return photo
    raise UnreadablePhotoError(name, f"it has no page {page + 1} any more")
