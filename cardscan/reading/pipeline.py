"""Run all stages for one photo file, in order, inside an isolated process.

    bytes -> Photo(s) -> CardImage(s) -> CardReading(s) -> ScannedPhoto

Nothing here touches the store, the wall clock or the network. A photo that cannot be read raises PhotoError. A photo
that was read and holds no card is not a failure: it gives a ScannedPhoto with a reason.
"""

from __future__ import annotations

import hashlib
import time
from functools import partial

from cardscan.errors import CardNotFoundError, PhotoError, PluginError
from cardscan.model.scan import PhotoFile, ScannedCard, ScannedPhoto
from cardscan.reading.imaging import LocateSettings, find_cards, load_photos, locate
from cardscan.reading.imaging.card_pictures import crop_jpeg
from cardscan.reading.imaging.colours import measure_colours
from cardscan.reading.imaging.photo_time import HEAD_BYTES, taken_in
from cardscan.reading.parsing import Hints
from cardscan.reading.readers import Readers, open_readers
from cardscan.reading.recognition import quality_after, recognise, stand_upright
from cardscan.reading.settings import ReadingSettings


def open_scanner(settings: ReadingSettings) -> partial[ScannedPhoto]:
    """Load the models, once per process, and return the function that reads one photo file.

    Raises:
        MissingComponentError: An engine or a language is not installed.
    """
    return partial(scan_file, settings=settings, readers=open_readers(settings.ocr))


def scan_file(file: PhotoFile, *, settings: ReadingSettings, readers: Readers) -> ScannedPhoto:
    """Read every card on every picture of one file.

    Raises:
        PhotoError: The file is not a readable picture, or exceeds the limits, or a plug-in failed on it.
    """
    try:
        return _scanned(file, settings, readers)
    except PluginError as error:  # only this photo is lost
        raise PhotoError(file.name, str(error)) from error


def _scanned(file: PhotoFile, settings: ReadingSettings, readers: Readers) -> ScannedPhoto:
    hints = Hints(country=settings.country or None, language=None)
    cards: list[ScannedCard] = []
    reason: str | None = None
    left_out = 0
    taken = taken_in(file.data[:HEAD_BYTES])
    started = time.perf_counter()
    for photo in load_photos(file.data, file.name, limits=settings.photos):
        loaded = time.perf_counter()
        left_out = max(0, photo.pictures_in_file - photo.page - 1)  # correct once this is the last page loaded
        outlines = locate(photo.pixels, LocateSettings())
        located = time.perf_counter()
        try:
            images = find_cards(photo, located=outlines)
        except CardNotFoundError as error:
            images, reason = (), reason or error.reason
        rectified = time.perf_counter()
        for found in images:
            stood_at = time.perf_counter()
            upright = stand_upright(found, readers)
            image = upright.card
            upright_at = time.perf_counter()
            found_out = recognise(upright, readers, hints)
            times = found_out.times
            times["ocr"] += 1000 * (upright_at - stood_at)
            share = len(images)  # loading, locating and rectifying serve all cards of the photo equally
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
                    quality=quality_after(image, found_out.reading),
                    passes=len(found_out.readers),
                    crop_jpeg=crop_jpeg(image) if file.crops else b"",
                    colours=measure_colours(image.pixels),
                    taken=taken,
                )
            )
        started = time.perf_counter()
    digest = hashlib.sha256(file.data).hexdigest()
    reason = None if cards else reason or "no card found"
    return ScannedPhoto(file.name, digest, tuple(cards), reason, left_out=left_out)
