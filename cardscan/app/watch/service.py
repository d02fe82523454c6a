"""The loop: look, queue, claim, read, store, move; and show that it lives. One thread does all of it."""

from __future__ import annotations

import collections
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cardscan import __version__
from cardscan.app.watch import files, orphans, roll
from cardscan.app.watch.desk import Desk, Ended, Task
from cardscan.app.watch.hints import Hints, needs_polling
from cardscan.app.watch.hooks import Hooks
from cardscan.app.watch.lookout import ENDS, Lookout, Tally
from cardscan.app.watch.signs import Gate, Log, Systemd
from cardscan.config import Settings
from cardscan.errors import CardscanError, LeaseLostError, OutputError, StoreError
from cardscan.model.scan import ScannedPhoto
from cardscan.pipeline import PhotoFile
from cardscan.store import Arrival, PhotoState, Store, Watcher
from cardscan.workers import Crew, Job, Outcome

Opener = Callable[[Settings], Callable[[], Callable[[PhotoFile], ScannedPhoto]]]

# What waits for something (a fixed event.toml, a disk with errors) is tried again so often.
HELD_AGAIN_S = 15.0
# A step that failed (disk full, store locked, folder gone) is tried again so often.
PAUSE_S = 3.0


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
        self._outcomes: collections.deque[Outcome[ScannedPhoto]] = collections.deque()
        self._claimed: dict[int, Arrival] = {}
        self._unprepared: collections.deque[Arrival] = collections.deque()
        self.helpers: list[Helper] = []
        self._beat_at_s = self._held_at_s = -math.inf
        self._beat, self._started = 0, clock()
        self.tally = Tally()
        self._lookout = Lookout(
            request.folders,
            self._ledger,
            keep=request.keep,
            delay_s=request.delay_s,
            rescan_s=request.rescan_s,
            clock=clock,
            monotonic=monotonic,
            gate=self._gate,
            log=log,
            tally=self.tally,
        )
        self._moves = self._lookout.moves
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
        if now_s >= self._lookout.due_s:
            self._lookout.look(self._desk, now_s)
        for step in (self._lookout.queue_ready, self._store_outcomes, self._move_files, self._claim):
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

    def _claim(self) -> None:
        if (
            self._outcomes
            or self._signals.reload
            or self._signals.stop
            or self._gate.closed("files", self._monotonic())
        ):
            return
        roots = {str(root): root for root in self._request.folders}
        free = self._crew.free
        if free and not self._unprepared:
            claimed = self._ledger.claim(self._owner, roots=self._request.folders, limit=free, now=self._clock())
            self._claimed.update((arrival.id, arrival) for arrival in claimed)
            self._unprepared.extend(claimed)
        while self._unprepared:
            arrival = self._unprepared[0]
            root = roots.get(arrival.root, self._request.folders[0])
            try:
                prepared = self._desk.prepare(arrival, root)
            except LeaseLostError:
                prepared = None
            self._unprepared.popleft()
            if isinstance(prepared, Job):
                self._crew.submit(arrival.id, prepared)
                continue
            del self._claimed[arrival.id]
            if prepared is None:
                self._lookout.forget(root, arrival.stamp.path)
            else:
                self._ended(prepared, root)

    def _wait(self) -> None:
        """Until a photo is read, something happens, or the next beat or look is due."""
        now_s = self._monotonic()
        busy = self._lookout.busy or self._outcomes or self._moves
        pause = 0.0 if busy and not self._gate.troubles else min(self._beat_at_s, self._lookout.due_s) - now_s
        pause = max(0.0 if not self._gate.troubles else 0.2, min(pause, roll.BEAT_S))
        for _, outcome in self._crew.collect(pause, also=(self._signals.wake,)):
            self._outcomes.append(outcome)
        if drain(self._signals.wake):
            self._lookout.hurry()

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
                self._lookout.forget(root, ended.arrival.stamp.path)  # another file, or moved by another program
            self._moves.popleft()

    def _check_helpers(self) -> None:
        for helper in self.helpers:
            if not helper.alive and not self._signals.stop:
                name = type(helper).__name__.lower()
                raise HelperDiedError(f"a part of cardscan has ended ({name}: {helper.error}); start it again")

    def _idle(self) -> bool:
        """Nothing is left to do: all is through or held, and no file is still growing."""
        if (
            self._lookout.busy
            or self._outcomes
            or self._moves
            or self._claimed
            or self._crew.load
            or self._gate.troubles
        ):
            return False
        if self._lookout.growing:
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
    try:
        return bool(os.read(descriptor, 4096))
    except BlockingIOError:
        return False
