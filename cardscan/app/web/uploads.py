"""Take photos from a browser or a phone into the store: keep them on disk first, then read them, then store them.

A received photo is never lost: it lies in `photos/` of the data folder before it is read. A photo that was not read
when the page ended is read when the page is opened again.
"""

from __future__ import annotations

import collections
import contextlib
import enum
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cardscan.app.web.gallery import Gallery
from cardscan.config import Settings
from cardscan.errors import CardscanError, OutputError, PhotoError, UsageError
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.plaintext import one_line
from cardscan.model.scan import PhotoFile, ScannedPhoto
from cardscan.reading.imaging import read_photo_file
from cardscan.reading.imaging.kinds import sniff
from cardscan.reading.imaging.limits import MAX_BYTES
from cardscan.store import Store
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.intake import Intake
from cardscan.workflows.intake.sources import PHOTO_SUFFIXES, list_photos

FOLDER = "photos"
# How many uploads a page shows.
MOST_LISTED = 200
# Limit for one run, including the local network: nobody has more cards, and outsiders cannot fill the disk.
MOST_RECEIVED = 2_000
_CHUNK = 1 << 20
_PART, _STALE_S = ".upload-", 3600.0
_NOT_IN_NAMES = re.compile(r"[^\w .()+-]+")
MAX_NAME_CHARS = 80


class UploadState(enum.StrEnum):
    """How far a photo got."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    KNOWN = "known"
    FAILED = "failed"


@dataclass(slots=True)
class Upload:
    """One photo that was received.

    Attributes:
        people: (contact's number, name) for the cards on it.
        reason: Why it gave no contact.
    """

    number: int
    name: str
    path: Path
    state: UploadState = UploadState.WAITING
    people: tuple[tuple[int, str], ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Asked:
    """A photo that is being read."""

    upload: Upload
    sha256: str
    answer: Future[ScannedPhoto]


@dataclass(slots=True)
class Uploads:
    """Takes in photos, and stores them one at a time.

    Attributes:
        clock: Returns the time now, in the user's time zone.
    """

    store: Store
    settings: Settings
    gallery: Gallery
    clock: Callable[[], datetime]
    _listed: collections.deque[Upload] = field(default_factory=lambda: collections.deque(maxlen=MOST_LISTED))
    _queue: collections.deque[Upload] = field(default_factory=collections.deque)
    _received: int = 0
    _ready: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None
    _closed: bool = False

    @property
    def root(self) -> Path:
        """The folder of received photos; each folder in it is an event."""
        return self.settings.home / FOLDER

    @property
    def waiting(self) -> int:
        """The number of photos that are not finished yet."""
        with self._ready:
            return sum(item.state in (UploadState.WAITING, UploadState.READING) for item in self._listed)

    @property
    def listed(self) -> list[Upload]:
        """What was received since the page was opened, newest first."""
        with self._ready:
            return list(reversed(self._listed))

    def resume(self) -> int:
        """Queue photos that an earlier run received but did not read; return their number."""
        if not self.root.is_dir():
            return 0
        for part in self.root.rglob(f"{_PART}*"):
            with contextlib.suppress(OSError):
                if time.time() - part.stat().st_mtime > _STALE_S:
                    part.unlink()
        paths = [source.path for source in list_photos([self.root]).sources]
        intake = Intake(self.store, self.settings, Encounters(()), paths, now=self.clock())
        left = [path for path in paths if not intake.known_file(path) and not self._failed_before(path)]
        for path in left:
            self._put(path.name, path)
        return len(left)

    def receive(self, stream: BinaryIO, name: str, event: str = "") -> Upload:
        """Keep one photo and queue it.

        Args:
            name: The browser's name for it; only its letters, digits and suffix are used.
            event: Where the people on it were met; empty if that is not said.
        Raises:
            UsageError: It is not a photo, is too large, or there are too many.
            OutputError: It cannot be kept, because the disk is full or the folder is not writable.
        """
        shown = one_line(Path(name.replace("\\", "/")).name, MAX_NAME_CHARS) or "photo"
        suffix = Path(shown).suffix.lower()
        head = stream.read(64)
        if suffix not in PHOTO_SUFFIXES or sniff(head) is None:
            raise UsageError(
                f"{shown}: is no photo that is read here; JPEG, PNG, HEIC, AVIF, WebP, TIFF, BMP or PDF is"
            )
        with self._ready:
            self._received += 1
            if self._received > MOST_RECEIVED:
                raise UsageError(f"{MOST_RECEIVED:,} photos were received; start `cardscan review` again for more")
        path = self._keep(stream, head, _safe(Path(shown).stem, "photo") + suffix, _safe(event, ""))
        return self._put(shown, path)

    def close(self) -> None:
        """Stop after the photo that is being stored."""
        with self._ready:
            self._closed, thread = True, self._thread
            self._ready.notify_all()
        if thread is not None:
            thread.join(10.0)

    def _failed_before(self, path: Path) -> bool:
        try:
            return self.store.photos.has(hashlib.sha256(read_photo_file(path)).hexdigest())
        except PhotoError:
            return True

    def _keep(self, stream: BinaryIO, head: bytes, name: str, event: str) -> Path:
        folder = self.root / event if event else self.root
        part = folder / f"{_PART}{secrets.token_hex(8)}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            size = len(head)
            with part.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(head)
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > MAX_BYTES:
                        raise UsageError(f"{name}: has more than {MAX_BYTES:,} bytes; save it smaller")
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            return _placed(part, folder, name)
        except OSError as error:
            raise OutputError(
                f"{folder}: the photo cannot be kept ({error.strerror or error}); free some space, then send it again"
            ) from error
        finally:
            part.unlink(missing_ok=True)

    def _put(self, name: str, path: Path) -> Upload:
        with self._ready:
            upload = Upload(len(self._listed) + 1, name, path)
            self._listed.append(upload)
            self._queue.append(upload)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="uploads", daemon=True)
                self._thread.start()
            self._ready.notify_all()
        return upload

    def _work(self) -> None:
        """Read as many photos at once as there are processes; store them in the order in which they came."""
        asked: collections.deque[_Asked] = collections.deque()
        while True:
            with self._ready:
                while not (self._queue or asked or self._closed):
                    self._ready.wait()
                if self._closed:
                    return
                upload = None
                if self._queue and len(asked) < self.settings.workers.processes:
                    upload = self._queue.popleft()
            if upload is not None:
                self._guarded(upload, lambda each: asked.extend(self._ask(each)))
            elif asked:
                first = asked.popleft()
                self._guarded(first.upload, lambda _, first=first: self._store(first))  # type: ignore[misc]

    def _guarded(self, upload: Upload, step: Callable[[Upload], None]) -> None:
        """Run a step so that no failure of one photo stops the next."""
        try:
            step(upload)
        except CardscanError as error:
            upload.state, upload.reason = UploadState.FAILED, str(error)
        except Exception as error:  # noqa: BLE001 - said on the page; the photo is still there
            upload.state, upload.reason = UploadState.FAILED, f"it could not be taken in ({type(error).__name__})"

    def _ask(self, upload: Upload) -> list[_Asked]:
        data = read_photo_file(upload.path)
        digest = hashlib.sha256(data).hexdigest()
        intake = Intake(self.store, self.settings, Encounters(()), (), now=self.clock())
        if intake.known_bytes(digest):
            upload.state, upload.reason = UploadState.KNOWN, "this photo was read before"
            upload.people = self._people(digest)
            if any(Path(place).exists() and Path(place) != upload.path for place in self.store.photos.files(digest)):
                upload.path.unlink(missing_ok=True)
            else:
                intake.seen_again(digest, upload.path)
            return []
        upload.state = UploadState.READING
        return [_Asked(upload, digest, self.gallery.reads.ask(upload.name, PhotoFile(upload.name, data)))]

    def _store(self, asked: _Asked) -> None:
        upload = asked.upload
        try:
            photo = asked.answer.result()
        except PhotoError as error:
            photo = ScannedPhoto(upload.name, asked.sha256, reason=error.reason, failed=True)
        encounters = Encounters([(upload.path, self.root)], watched=True)
        intake = Intake(self.store, self.settings, encounters, (), now=self.clock())
        stored: list[CardOutcome] = intake.take(photo, upload.path)
        upload.people = self._people(asked.sha256)
        upload.reason = photo.reason or next((card.review for card in stored if card.review), "")
        upload.state = UploadState.DONE if photo.cards else UploadState.FAILED

    def _people(self, sha256: str) -> tuple[tuple[int, str], ...]:
        owners = dict.fromkeys(card.contact_id for card in self.store.cards.all(sha256=sha256) if card.contact_id)
        return tuple((number, self.store.people.get(number).display_name) for number in owners)


def _safe(text: str, otherwise: str) -> str:
    """Return a file name without special meaning: letters, digits, blanks and a few signs."""
    name = _NOT_IN_NAMES.sub("_", one_line(text, MAX_NAME_CHARS)).strip(" ._")
    return name.encode()[:200].decode(errors="ignore") or otherwise


def _placed(part: Path, folder: Path, name: str) -> Path:
    """Give the finished file its name, or the next free one; never replace another file."""
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in range(1, 10_000):
        place = folder / (name if number == 1 else f"{stem} {number}{suffix}")
        try:
            os.link(part, place)
        except FileExistsError:
            continue
        return place
    raise OutputError(f"{folder}: 9,999 photos have the name {name} there; clear it up")
