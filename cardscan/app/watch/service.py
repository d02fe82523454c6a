"""The loop: look, queue, claim, read, store, move; and show that it lives. One thread does all of it."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cardscan import __version__
from cardscan.app.watch import files, orphans, roll
from cardscan.app.watch.desk import Desk, Ended, Task, reason_note
from cardscan.app.watch.hints import Hints, needs_polling
from cardscan.app.watch.hooks import Hooks
from cardscan.app.watch.listing import Seen, look_into
from cardscan.app.watch.signs import Gate, Log, Systemd
from cardscan.app.watch.stability import StabilityTracker, unfinished
from cardscan.config import Settings
from cardscan.errors import CardscanError, LeaseLostError, OutputError, StoreError
from cardscan.model.scan import ScannedPhoto
from cardscan.pipeline import PhotoFile
from cardscan.store import Arrival, FileStamp, PhotoState, Place, Store, Watcher
from cardscan.workers import Crew, Job, Outcome

Opener = Callable[[Settings], Callable[[], Callable[[PhotoFile], ScannedPhoto]]]

# A file without its end marker gets so much longer before a reader has to judge it: a pause in an upload.
PATIENCE_S = 60.0
# What waits for something (a fixed event.toml, a disk with errors) is tried again so often.
HELD_AGAIN_S = 15.0
# A step that failed (disk full, store locked, folder gone) is tried again so often.
PAUSE_S = 3.0
# Photos looked at between two beats when very many come at once.
BATCH = 500
# Looks are at least so far apart, and take at most a fifth of the time.
SHORTEST_S, LOOK_SHARE = 0.25, 5
ENDS = frozenset({PhotoState.DONE, PhotoState.DUPLICATE, PhotoState.QUARANTINED})


class Helper(Protocol):
    """A thread beside the loop."""

    error: BaseException | None

    @property
    def alive(self) -> bool:
        """False once it has ended."""
        ...


class HelperDiedError(CardscanError):
    """A thread of the program has ended; it stops rather than look alive."""


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What the command line asked for.

    Attributes:
        folders: Absolute.
        keep: Leave the photos where they are.
        once: End when nothing is left to do.
        delay_s: How long a file has to be unchanged.
        rescan_s: The longest time between two looks.
        poll: Do without events.
    """

    folders: tuple[Path, ...]
    keep: bool = False
    once: bool = False
    delay_s: float = 2.0
    rescan_s: float = 10.0
    poll: bool = False
    on_new: tuple[str, ...] = ()
    notify: bool = False


@dataclass(slots=True)
class Tally:
    """What this program has done since it started."""

    ended: collections.Counter[PhotoState] = field(default_factory=collections.Counter)
    cards: int = 0
    looks: int = 0
    retries: int = 0
    waiting: int = 0


@dataclass(slots=True)
class Signals:
    """What others asked for: set by signal handlers, read by the loop.

    Attributes:
        wake: Descriptor that can be read when one of them was set, or when a folder changed.
    """

    wake: int
    wake_write: int
    stop: bool = False
    reload: bool = False


class Service:
    """Watches until it is told to stop."""

    def __init__(
        self,
        request: WatchRequest,
        store: Store,
        settings: Settings,
        *,
        opener: Opener,
        reload: Callable[[], Settings],
        signals: Signals,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        log: Log,
        systemd: Systemd,
    ) -> None:
        """Raises ConfigError when templates are wrong. Nothing runs before `run`."""
        self._request, self._store, self._ledger = request, store, store.ledger
        self._opener, self._reload, self._signals = opener, reload, signals
        self._clock, self._monotonic, self._log, self._systemd = clock, monotonic, log, systemd
        self._owner = roll.own_name()
        self._roll = roll.Roll(self._owner)
        self._gate = Gate(log, PAUSE_S, (StoreError, OutputError, OSError))
        self._hooks = Hooks(request.on_new, desktop=request.notify, log=log)
        self._trackers = {root: StabilityTracker(request.delay_s) for root in request.folders}
        self._notes: dict[Path, dict[str, tuple[int, int, int]]] = {root: {} for root in request.folders}
        self._ready: collections.deque[tuple[Path, str]] = collections.deque()
        self._outcomes: collections.deque[Outcome[ScannedPhoto]] = collections.deque()
        self._moves: collections.deque[tuple[Ended, Path]] = collections.deque()
        self._claimed: dict[int, Arrival] = {}
        self.helpers: list[Helper] = []
        self._look_at_s = self._beat_at_s = self._held_at_s = -math.inf
        self._looked_s, self._beat, self._started = 0.0, 0, clock()
        self.tally = Tally()
        self._set_up(settings)

    def _set_up(self, settings: Settings) -> None:
        self._desk = Desk(self._store, settings, self._owner, keep=self._request.keep, clock=self._clock, log=self._log)
        self._crew: Crew[ScannedPhoto] = Crew(
            self._opener(settings), settings.workers, preload=("cardscan.pipeline",), quiet=True
        )

    @property
    def troubles(self) -> int:
        """How many steps wait for a disk, the store or a folder."""
        return len(self._gate.troubles)

    def run(self) -> None:
        """Watch until the signal to stop (or, with `once`, until all is done).

        Raises:
            StoreError, MissingComponentError, ConfigError: It cannot begin, or no reader can be started.
            HelperDiedError: A thread has ended.
        """
        orphans.adopt()
        polling = self._choose_hints()
        self._show_beat(self._monotonic())  # a store that cannot be written is said now, not waited for
        self._log(
            "watching",
            version=__version__,
            folders=len(self._request.folders),
            events="no" if polling else "yes",
            because=polling or "inotify",
            look_every_s=self._request.rescan_s,
        )
        self._systemd.tell(READY=1, STATUS="watching")
        try:
            while not self._signals.stop:
                self.turn()
                if self._request.once and self._idle():
                    break
        finally:
            self._leave()

    def _choose_hints(self) -> str:
        """Listen for events where there are some; otherwise the reason why looks alone have to do."""
        polling = "asked for" if self._request.poll else ""
        for root in self._request.folders:
            polling = polling or needs_polling(root)
        if not polling:
            self.helpers.append(Hints(self._request.folders, wake=self._signals.wake_write))
        return polling

    def turn(self) -> None:
        """One round; takes at most a second when there is nothing to do."""
        now_s = self._monotonic()
        if now_s >= self._beat_at_s:
            self._gate.attempt("store", lambda: self._show_beat(now_s), now_s)
        if self._signals.reload and not self._crew.load:
            self._reconfigure()
        if now_s >= self._look_at_s:
            self._look(now_s)
        for step in (self._queue_ready, self._store_outcomes, self._move_files, self._claim):
            self._gate.attempt("store" if step is not self._move_files else "files", step, now_s)
        self._wait()
        self._check_helpers()
        self._hooks.look_after(self._monotonic())
        orphans.sweep(self._hooks.pids)
        self._systemd.progress(self._monotonic())

    def _show_beat(self, now_s: float) -> None:
        self._beat += 1
        now = self._clock()
        trouble = "; ".join(self._gate.troubles.values())
        watcher = Watcher(self._owner, self._beat, self._started, now, tuple(map(str, self._request.folders)), trouble)
        beats = self._ledger.beat(watcher)
        self._beat_at_s = now_s + roll.BEAT_S
        dead = self._roll.observe(beats, now_s)
        gone = [(name, beat) for name, beat in beats.items() if name != self._owner and roll.ended_here(name)]
        for name, beat in {*dead, *gone}:
            taken = self._ledger.take_over(name, beat=beat, now=now)
            self._log("took-over", photos=taken)
        if now_s >= self._held_at_s:
            self._desk.release_held(self._request.folders)
            self._held_at_s = now_s + HELD_AGAIN_S

    def _reconfigure(self) -> None:
        self._signals.reload = False
        try:
            settings = self._reload()
            crew, desk = self._crew, self._desk
            try:
                self._set_up(settings)
            except CardscanError:
                self._crew, self._desk = crew, desk
                raise
            crew.close()
        except CardscanError as error:
            self._log("reload-refused", reason=error)
            return
        self._log("reloaded")

    def _look(self, now_s: float) -> None:
        """List every folder; what is stable goes into the queue of what is to be looked at."""
        started = self._monotonic()
        for number, root in enumerate(self._request.folders):
            self._gate.attempt(f"folder-{number}", lambda root=root: self._look_at(root), now_s)  # type: ignore[misc]
        ended = self._monotonic()
        self._looked_s = ended - started
        self.tally.looks += 1
        due = min((tracker.next_due_s() for tracker in self._trackers.values()), default=math.inf)
        self._look_at_s = min(ended + self._request.rescan_s, max(due, ended + self._shortest()))

    def _shortest(self) -> float:
        return max(SHORTEST_S, LOOK_SHARE * self._looked_s)

    def _look_at(self, root: Path) -> None:
        seen = look_into(root)
        now_s = self._monotonic()
        tracker = self._trackers[root]
        self._ready.extend((root, path) for path in tracker.observe(seen.photos, now_s))
        self.tally.waiting = sum(len(tracker) for tracker in self._trackers.values())
        self._honour_notes(root, seen)

    def _honour_notes(self, root: Path, seen: Seen) -> None:
        """Where notes came or changed, apply them to what is through already."""
        known = self._notes[root]
        for folder, state in seen.notes.items():
            if known.get(folder) == state:
                continue
            # At the first look only what is older than the notes; later on a change is a change, whatever the clocks.
            before = datetime.fromtimestamp(state[0] / 1e9, UTC) if folder not in known and not self._ran() else None
            drafts = self._desk.renote(Path(folder), root, before=before)
            known[folder] = state
            if drafts:
                self._log("notes-honoured", drafts=drafts)
        for folder in [folder for folder in known if folder not in seen.notes]:
            del known[folder]

    def _ran(self) -> bool:
        return self.tally.looks > 0

    def _queue_ready(self) -> None:
        """Put stable files into the ledger, or refuse them; finish what an earlier program left half done."""
        if not self._ready:
            return
        batch = [self._ready.popleft() for _ in range(min(BATCH, len(self._ready)))]
        try:
            by_root: dict[Path, list[FileStamp]] = {}
            for root, path in batch:
                stamp = self._checked(root, path)
                if stamp is not None:
                    by_root.setdefault(root, []).append(stamp)
            for root, stamps in by_root.items():
                self._sort_known(root, self._ledger.enqueue(stamps, root=root, now=self._clock()))
        except BaseException:
            self._ready.extend(batch)
            raise

    def _checked(self, root: Path, path: str) -> FileStamp | None:
        """The stamp of a file that is whole; others are put off or refused."""
        tracker, now_s = self._trackers[root], self._monotonic()
        fingerprint = tracker.fingerprint(path)
        if fingerprint is None:
            return None
        reason = fingerprint.kind
        if not reason:
            try:
                lacks = unfinished(*files.look(Path(path), fingerprint), fingerprint.size)
            except files.ChangedError:
                tracker.forget(path)
                return None
            except files.RefusedError as error:
                reason = str(error)
            except OSError as error:
                lacks = reason = f"it cannot be opened ({error.strerror})"
            if not reason and not lacks:
                return FileStamp(Path(path), fingerprint.size, fingerprint.mtime_ns)
            if tracker.age_s(path, now_s) < PATIENCE_S:
                tracker.put_off(path, now_s)
                return None
            if not reason:  # it has had its time: a reader says what is wrong with it
                return FileStamp(Path(path), fingerprint.size, fingerprint.mtime_ns)
        stamp = FileStamp(Path(path), fingerprint.size, fingerprint.mtime_ns)
        self._refuse(root, stamp, f"{reason}; put the photo itself here")
        return None

    def _refuse(self, root: Path, stamp: FileStamp, reason: str) -> None:
        self._ledger.refuse(stamp, root=root, reason=reason, now=self._clock())
        self.tally.ended[PhotoState.QUARANTINED] += 1
        self._log("refused", reason=reason)
        if not self._request.keep:
            target = root / files.QUARANTINE / stamp.path.parent.relative_to(root)
            files.write_reason(target, stamp.path.name, reason_note(stamp.path.name, f"Left where it is: {reason}."))

    def _sort_known(self, root: Path, rows: list[Arrival]) -> None:
        """What the ledger says of files that are there."""
        again = []
        for row in rows:
            if row.state not in ENDS:
                continue
            if row.place in (Place.MOVED, Place.REFUSED):
                again.append(row.id)  # somebody put it back
            elif row.place is Place.INBOX or not self._request.keep:
                self._moves.append((Ended(row, row.state, row.reason or ""), root))
        if again:
            there = {row.id for row in rows if row.id in again and row.stamp.path.exists()}
            self._ledger.requeue(sorted(there), now=self._clock())

    def _claim(self) -> None:
        if (
            self._outcomes
            or self._signals.reload
            or self._signals.stop
            or self._gate.closed("files", self._monotonic())
        ):
            return
        free = self._crew.free
        if not free:
            return
        roots = {str(root): root for root in self._request.folders}
        for arrival in self._ledger.claim(self._owner, roots=self._request.folders, limit=free, now=self._clock()):
            self._claimed[arrival.id] = arrival
            root = roots.get(arrival.root, self._request.folders[0])
            prepared = self._desk.prepare(arrival, root)
            if isinstance(prepared, Job):
                self._crew.submit(arrival.id, prepared)
                continue
            del self._claimed[arrival.id]
            if prepared is None:
                self._trackers[root].forget(str(arrival.stamp.path))
            else:
                self._ended(prepared, root)

    def _wait(self) -> None:
        """Until a photo is read, something happens, or the next beat or look is due."""
        now_s = self._monotonic()
        busy = self._ready or self._outcomes or self._moves
        pause = 0.0 if busy and not self._gate.troubles else min(self._beat_at_s, self._look_at_s) - now_s
        pause = max(0.0 if not self._gate.troubles else 0.2, min(pause, roll.BEAT_S))
        for _, outcome in self._crew.collect(pause, also=(self._signals.wake,)):
            self._outcomes.append(outcome)
        if drain(self._signals.wake):
            self._look_at_s = min(self._look_at_s, self._monotonic() + self._shortest())

    def _store_outcomes(self) -> None:
        while self._outcomes:
            task: Task = self._outcomes[0].tag
            try:
                ended = self._desk.take(self._outcomes[0])
            except LeaseLostError:
                self._log("given-up", photo=task.arrival.id, reason="taken over by another cardscan")
                ended = None
            self._outcomes.popleft()
            self._claimed.pop(task.arrival.id, None)
            if ended is None:
                self.tally.retries += 1
            else:
                self._ended(ended, task.root)

    def _ended(self, ended: Ended, root: Path) -> None:
        self.tally.ended[ended.state] += 1
        self.tally.cards += len(ended.cards)
        self._log(
            "ended",
            photo=ended.arrival.id,
            state=ended.state,
            cards=len(ended.cards),
            drafts=sum(bool(card.draft) for card in ended.cards),
        )
        self._hooks.tell(ended, self._monotonic())
        if ended.state in ENDS:
            self._moves.append((ended, root))

    def _move_files(self) -> None:
        while self._moves:
            ended, root = self._moves[0]
            try:
                self._desk.settle(ended, root)
            except (files.ChangedError, FileNotFoundError):
                self._trackers[root].forget(str(ended.arrival.stamp.path))  # another file, or moved by another program
            self._moves.popleft()

    def _check_helpers(self) -> None:
        for helper in self.helpers:
            if not helper.alive and not self._signals.stop:
                name = type(helper).__name__.lower()
                raise HelperDiedError(f"a part of cardscan has ended ({name}: {helper.error}); start it again")

    def _idle(self) -> bool:
        """Nothing is left to do: all is through or held, and no file is still growing."""
        if self._ready or self._outcomes or self._moves or self._claimed or self._crew.load or self._gate.troubles:
            return False
        if any(math.isfinite(tracker.next_due_s()) for tracker in self._trackers.values()):
            return False
        return not any(
            self._ledger.under(root, [PhotoState.QUEUED, PhotoState.WORKING], limit=1) for root in self._request.folders
        )

    def _leave(self) -> None:
        """Hand back what is not done, and say goodbye; the store may be gone, then the others take over."""
        self._systemd.tell(STOPPING=1)
        self._crew.close()
        try:
            self._store_outcomes()
            self._ledger.give_back(list(self._claimed.values()), self._owner, now=self._clock())
            self._ledger.take_over(self._owner, beat=None, now=self._clock())
        except (CardscanError, OSError) as error:
            self._log("left-behind", photos=len(self._claimed), reason=type(error).__name__)
        for helper in self.helpers:
            if isinstance(helper, Hints):
                helper.close()
        self._hooks.close()
        self._log("stopped", **{state.value: count for state, count in self.tally.ended.items()})


def drain(descriptor: int) -> bool:
    """Empty the pipe that wakes the loop; True when there was something in it."""
    import os

    try:
        return bool(os.read(descriptor, 4096))
    except BlockingIOError:
        return False
