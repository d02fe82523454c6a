"""Process one photo around its reading: open it before, store the outcome after, and move its file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.app.watch import files
from cardscan.app.watch.files import DONE, QUARANTINE, ChangedError, Opened, RefusedError
from cardscan.app.watch.signs import Log, Told
from cardscan.config import Settings
from cardscan.errors import ConfigError, PhotoError
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.plaintext import visible_bytes
from cardscan.model.scan import PhotoFile, ScannedPhoto
from cardscan.reading.imaging.limits import MAX_BYTES
from cardscan.reading.imaging.photo_time import HEAD_BYTES, taken_in
from cardscan.store import Arrival, PhotoState, Place, Settled, Store, Transaction
from cardscan.workers import Job, Outcome
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.intake import Intake, stamp_of

# One crash may have another cause than the photo; three crashes do not.
MAX_ATTEMPTS = 3
# Attempts that ended because the whole program ended: it is the photo's fault only if it keeps happening.
MAX_LOST = 10
# How many photos get changed notes applied before the loop checks for other work.
NOTED_TOGETHER = 20
# Held photos that are retried at a time: a wrong event.toml may hold very many photos all day.
RELEASED_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class ClaimedPhoto:
    """A claimed photo on its way through a worker."""

    arrival: Arrival
    root: Path
    opened: Opened
    sha256: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How a photo ended."""

    arrival: Arrival
    state: PhotoState
    reason: str = ""
    cards: tuple[CardOutcome, ...] = ()
    sha256: str | None = None

    @property
    def read(self) -> int:
        """How many cards were on it."""
        return sum(not card.earlier for card in self.cards)


class PhotoProcessor:
    """Works for one program; everything may raise StoreError, OutputError or OSError, and can then be repeated."""

    def __init__(
        self, store: Store, settings: Settings, owner: str, *, keep: bool, clock: Callable[[], datetime], log: Log
    ) -> None:
        """Prepare all of it. Raises ConfigError if templates or the sender's address are wrong."""
        self._store, self._ledger, self._owner, self._keep = store, store.ledger, owner, keep
        self._clock, self._log = clock, log
        self._intake = Intake(store, settings, Encounters(()), (), now=clock())

    def prepare(self, arrival: Arrival, root: Path) -> Job | Ended | None:
        """Open a claimed photo; return a job, or its end if it needs no reading, or None if it is gone."""
        path = arrival.stamp.path
        if arrival.attempts - arrival.lost > MAX_ATTEMPTS or arrival.lost >= MAX_LOST:
            tried = f"cardscan ended {arrival.attempts - 1} times while it was being read"
            return self._end(arrival, PhotoState.QUARANTINED, arrival.reason or tried)
        try:
            self._encounters(path, root)  # report a wrong event.toml before the costly reading
            found = files.fingerprint_of(path.lstat())
            if (found.size, found.mtime_ns) != (arrival.stamp.size, arrival.stamp.mtime_ns):
                raise ChangedError
            opened = files.read(path, found, max_bytes=MAX_BYTES)
        except (ChangedError, FileNotFoundError, NotADirectoryError):
            self._ledger.forget(arrival, self._owner)
            return None
        except RefusedError as error:
            return self._end(arrival, PhotoState.QUARANTINED, f"{error}; it is not read")
        except ConfigError as error:
            return self._end(arrival, PhotoState.HELD, str(error))
        except OSError as error:
            return self._end(arrival, PhotoState.HELD, f"cannot be read ({error.strerror}); it is tried again")
        if not opened.data:
            return self._end(arrival, PhotoState.QUARANTINED, "the file is empty; copy it again")
        digest = hashlib.sha256(opened.data).hexdigest()
        if self._intake.known_bytes(digest):
            return self._end(arrival, PhotoState.DUPLICATE, "a photo with the same bytes was read before", digest)
        return Job(path.name, PhotoFile(path.name, opened.data), tag=ClaimedPhoto(arrival, root, opened, digest))

    def take(self, outcome: Outcome[ScannedPhoto], *, also: Callable[[Transaction], None]) -> Ended | None:
        """Store the readings and the photo's end in one transaction; return None if it is to be tried again.

        Args:
            also: Called at the end of that transaction, if a transaction takes place.
        """
        task: ClaimedPhoto = outcome.tag
        arrival, path = task.arrival, task.arrival.stamp.path
        if outcome.died and arrival.attempts - arrival.lost < MAX_ATTEMPTS:
            self._ledger.give_back([arrival], self._owner, now=self._clock(), reason=_reason(outcome), forgive=False)
            self._log("retry", Told(path.name), photo=arrival.id, attempt=arrival.attempts - arrival.lost)
            return None
        photo, state = outcome.value, PhotoState.DONE
        if photo is None:
            photo = ScannedPhoto(path.name, task.sha256, reason=_reason(outcome), failed=True)
        if not photo.cards:
            state = PhotoState.QUARANTINED
        reason = photo.reason or ("" if photo.cards else "no card found")
        ended: list[PhotoState] = []
        encounters = Encounters(())

        def settle(tx: Transaction, known: bool) -> None:
            ended[:] = [PhotoState.DUPLICATE if known else state]
            why = "a photo with the same bytes was read before" if known else reason or _said(encounters)
            tx.arrivals.finish(
                arrival, self._owner, ended[0], now=self._clock(), sha256=task.sha256, reason=why or None
            )
            also(tx)

        try:
            taken = taken_in(task.opened.data[:HEAD_BYTES])  # from the bytes that were read, not a newer file
            encounters = self._encounters(path, task.root, taken={path: taken})
            intake = self._intake.with_notes(encounters, now=self._clock())
            cards = intake.take(photo, path, settle=settle)
        except ConfigError as error:  # a note or a template was changed meanwhile and is wrong
            return self._end(arrival, PhotoState.HELD, str(error))
        told = reason or "; ".join(filter(None, (_said(encounters), photo.rest)))
        return Ended(arrival, ended[0], told, tuple(cards), task.sha256)

    def _end(self, arrival: Arrival, state: PhotoState, reason: str, sha256: str | None = None) -> Ended:
        self._ledger.finish(arrival, self._owner, state, now=self._clock(), reason=reason, sha256=sha256)
        return Ended(arrival, state, reason, sha256=sha256)

    def settle(self, ended: Ended, root: Path) -> Settled:
        """Move an ended photo's file to its place; raises ChangedError if another file has its name by now."""
        arrival = ended.arrival
        if self._keep:
            return Settled(arrival.id, Place.KEPT)
        path = arrival.stamp.path
        found = files.fingerprint_of(path.lstat())
        if (found.size, found.mtime_ns) != (arrival.stamp.size, arrival.stamp.mtime_ns):
            raise ChangedError
        bad = ended.state is PhotoState.QUARANTINED
        target = root / (QUARANTINE if bad else DONE) / path.parent.relative_to(root)
        note = reason_note(path.name, ended.reason) if bad else None
        place = files.move(path, found, target, reason=note)
        return Settled(arrival.id, Place.MOVED, ended.sha256 or arrival.sha256, stamp_of(place))

    def renote(self, folder: Path, root: Path, *, before: datetime | None, after: int) -> tuple[int, int | None]:
        """Apply changed notes of this folder to photos that have ended, a few at a time.

        Args:
            before: Only photos that have not changed since this time.
            after: Number of the last photo that was done; 0 at the start.
        Returns:
            How many drafts were made, and the number to continue after; None if all is done.
        """
        if not after:
            self._ledger.release(folder, now=self._clock())
        drafts = 0
        done = self._ledger.under(folder, [PhotoState.DONE], before=before, after=after, limit=NOTED_TOGETHER)
        unread: dict[int, str] = {}
        for arrival in done:
            path = arrival.stamp.path
            try:
                encounters = self._encounters(path, root)
                intake = self._intake.with_notes(encounters, now=self._clock())
                again = intake.note_again(arrival.sha256, path) if arrival.sha256 else []
                drafts += sum(bool(stored.draft) for stored in again)
            except ConfigError as error:
                self._log("note-refused", folder_of=arrival.id, reason=type(error).__name__)
                return drafts, None
            if encounters.problems:
                unread[arrival.id] = _said(encounters)
        if taken_in := [arrival.id for arrival in done if arrival.id not in unread]:
            self._ledger.looked_at(taken_in, now=self._clock())
        for number, reason in unread.items():
            self._ledger.looked_at([number], now=self._clock(), reason=reason)
        return drafts, done[-1].id if len(done) == NOTED_TOGETHER else None

    def release_held(self, roots: tuple[Path, ...]) -> None:
        """Retry some of the photos that wait for something other than the photo itself."""
        for root in roots:
            self._ledger.release(root, now=self._clock(), limit=RELEASED_TOGETHER)

    @staticmethod
    def _encounters(path: Path, root: Path, *, taken: dict[Path, datetime | None] | None = None) -> Encounters:
        return Encounters([(path, root)], watched=True, taken=taken)


def reason_note(name: str, reason: str) -> str:
    """Return the text of the file beside a photo in quarantine."""
    return (
        f"{visible_bytes(name)}\n\n{visible_bytes(reason)}\n\n"
        "No card of this photo is in the store. To have it read again, put it, or a better one, back into the watched\n"
        "folder. This note can be deleted.\n"
    )


def _said(encounters: Encounters) -> str:
    """Return why notes were left out; they are read again when they change."""
    return "; ".join(map(str, encounters.problems.values()))


def _reason(outcome: Outcome[ScannedPhoto]) -> str:
    error = outcome.error
    return error.reason if isinstance(error, PhotoError) else str(error or "no answer")
