"""Find the photos behind the cards, show them, and read a card on them again."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.app.web.background_processes import BackgroundProcesses
from cardscan.config import Settings
from cardscan.errors import CardscanError, PhotoError, UsageError
from cardscan.model.geometry import Quad
from cardscan.model.photo_requests import CardToReread, PhotoToShow, ShownPhoto
from cardscan.reading.imaging import read_photo_file
from cardscan.reading.openers import LookerOpener, RereaderOpener

if TYPE_CHECKING:
    from cardscan.model.scan import ScannedCard, ScannedPhoto
    from cardscan.store import Store, StoredCard

PHOTO_SIDE_PX = 1600
# A person waits for this; a slow machine first loads the models for some seconds.
LONGEST_WAIT_S = 180.0
# 300 KB each: with these, going back and forth between a few photos decodes each only once.
MOST_KEPT = 12


class Gallery:
    """Makes pictures of photos, and new readings, in isolated processes.

    Attributes:
        reads: The darkroom that reads photos; it reads uploads too.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        """Start nothing yet."""
        self._store = store
        one = dataclasses.replace(settings.workers, count=1)
        self._looks: BackgroundProcesses[ShownPhoto] = BackgroundProcesses(LookerOpener(settings.reading), one)
        self.reads: BackgroundProcesses[ScannedPhoto] = BackgroundProcesses(
            RereaderOpener(settings.reading), settings.workers
        )
        self._kept: collections.OrderedDict[tuple[str, int], ShownPhoto] = collections.OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End all processes."""
        self._looks.close()
        self.reads.close()

    def clear(self) -> None:
        """Drop all photos from memory, because somebody was forgotten."""
        with self._lock:
            self._kept.clear()

    def look(self, card: StoredCard) -> ShownPhoto | None:
        """Return the card's photo as it was taken; None if it is gone, changed, or cannot be shown."""
        key = card.sha256, card.page
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        data = self._photo(card)
        if data is None:
            return None
        try:
            shown = self._looks.ask(card.photo, PhotoToShow(card.photo, data, card.page, PHOTO_SIDE_PX)).result(
                LONGEST_WAIT_S
            )
        except (CardscanError, TimeoutError):
            return None
        with self._lock:
            self._kept[key] = shown
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return shown

    def read_again(self, card: StoredCard, turn: int | None, *, whole: bool = False) -> ScannedCard:
        """Read the card again: on the photo inside its outline, or on the stored picture if the photo is gone.

        Args:
            turn: Degrees clockwise from its old position; None chooses what reads best.
            whole: Whether the whole photo is the card.
        Raises:
            UsageError: There is nothing left to read, or the reading took too long.
            PhotoError: The photo cannot be read.
        """
        quad, data = _quad(card), self._photo(card)
        kept = self._store.cards.crop(card.id) if data is None else None
        if data is not None:
            asked = CardToReread(card.photo, data, card.page, card.index, None if whole else quad, turn)
        elif kept is not None:
            asked = CardToReread(card.photo, kept, 0, card.index, None, turn)
        else:
            raise UsageError("neither the photo nor a picture of the card is there any more; it cannot be read again")
        try:
            found = self.reads.ask(card.photo, asked).result(LONGEST_WAIT_S).cards[0]
        except TimeoutError:
            raise UsageError("reading it took too long, so the card stays as it was; try again") from None
        if data is None and quad is not None:  # keep the old outline, which still fits the photo
            found = dataclasses.replace(found, quad=_turned(quad, found), page=card.page)
        return found

    def _photo(self, card: StoredCard) -> bytes | None:
        """Return the photo's bytes if it still lies unchanged at one of its paths."""
        for place in self._store.photos.files(card.sha256):
            try:
                data = read_photo_file(Path(place))
            except PhotoError:
                continue
            if hashlib.sha256(data).hexdigest() == card.sha256:
                return data
        return None


def _quad(card: StoredCard) -> Quad | None:
    points = [(float(x), float(y)) for x, y in card.reading.get("quad") or ()]
    return Quad((points[0], points[1], points[2], points[3])) if len(points) == 4 else None


def _turned(quad: Quad, found: ScannedCard) -> Quad:
    """Return the old outline, starting at the corner that is now the top-left one."""
    first = found.quad.corners[0]
    right = max(x for x, _ in found.quad.corners)
    bottom = max(y for _, y in found.quad.corners)
    at = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)].index(first)
    corners = quad.corners[at:] + quad.corners[:at]
    return Quad((corners[0], corners[1], corners[2], corners[3]))
