"""Run the watch loop in one thread: look, queue, claim, read, store, move; and show that it is alive."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from cardscan import __version__
from cardscan.app.watch import orphans, other_watchers
from cardscan.app.watch.flow import Flow
from cardscan.app.watch.hints import FolderHints, needs_polling
from cardscan.app.watch.hooks import Hooks
from cardscan.app.watch.lookout import Lookout, Tally
from cardscan.app.watch.photo_processing import PhotoProcessor
from cardscan.app.watch.request import Signals, WatchRequest
from cardscan.app.watch.signs import NOBODY, Gate, Log, Systemd
from cardscan.config import Settings
from cardscan.errors import CardscanError, OutputError, StoreBusyError, StoreError
from cardscan.model.plaintext import visible_bytes
from cardscan.model.scan import PhotoFile, ScannedPhoto
from cardscan.reading.settings import ReadingSettings
from cardscan.store import PhotoState, Store, Watcher
from cardscan.workers import Crew

Opener = Callable[[ReadingSettings], Callable[[], Callable[[PhotoFile], ScannedPhoto]]]

# Photos that wait for something (a corrected event.toml, a disk with errors) are retried at this interval.
HELD_AGAIN_S = 15.0
# A step that failed (disk full, store locked, folder gone) is retried at this interval.
PAUSE_S = 3.0
# Other programs write for milliseconds each, or upgrade the tables.
BUSY_AT_START_S = 30.0


class Helper(Protocol):
    """A thread beside the loop."""

    error: BaseException | None

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        ...


class HelperDiedError(CardscanError):
    """A helper thread has ended; the program stops rather than seem alive."""


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
        """Prepare the service; nothing runs before `run`. Raises ConfigError if templates are wrong."""
        self._request, self._store, self._ledger = request, store, store.ledger
        self._opener, self._reload, self._signals = opener, reload, signals
        self._clock, self._monotonic, self._log, self._systemd = clock, monotonic, log, systemd
        self._owner = other_watchers.own_name()
        self._others = other_watchers.OtherWatchers(self._owner, runs=other_watchers.runs_here)
        self._gate = Gate(log, PAUSE_S, (StoreError, OutputError, OSError))
        self._hooks = Hooks(request.on_new, desktop=request.notify, log=log)
        self.helpers: list[Helper] = []
        self._hints: FolderHints | None = None
        self._deaf = ""
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
            stopping=lambda: signals.stop,
        )
        self._flow = Flow(
            request,
            self._ledger,
            self._owner,
            lookout=self._lookout,
            hooks=self._hooks,
            gate=self._gate,
            signals=signals,
            clock=clock,
            monotonic=monotonic,
            log=log,
            tally=self.tally,
        )
        self._set_up(settings)

    def _set_up(self, settings: Settings) -> None:
        self._processor = PhotoProcessor(
            self._store, settings, self._owner, keep=self._request.keep, clock=self._clock, log=self._log
        )
        self._crew: Crew[ScannedPhoto] = Crew(self._opener(settings.reading), settings.workers, quiet=True)
        self._flow.use(self._processor, self._crew)

    @property
    def troubles(self) -> int:
        """How many steps are paused because of a disk, the store or a folder."""
        return len(self._gate.troubles)

    def run(self) -> None:
        """Watch until the signal to stop (or, with `once`, until all is done); call `appear` first.

        Raises:
            MissingComponentError, ConfigError: No reader can be started.
            HelperDiedError: A helper thread has ended.
        """
        orphans.adopt()
        polling = self._choose_hints()
        self._log(
            "watching",
            version=__version__,
            folders=len(self._request.folders),
            events="no" if polling else "yes",
            because=polling or "inotify",
            look_every_s=self._request.rescan_s,
        )
        self._systemd.tell(READY=1, STATUS="watching")
        self._crew.warm_up()
        try:
            while not self._signals.stop:
                self.turn()
                if self._request.once and self._idle():
                    break
        finally:
            self._leave()

    def appear(self) -> None:
        """Show the first beat: report a store that cannot be written now, and wait for one that others write to.

        Raises:
            StoreError: It cannot be written.
        """
        until_s = self._monotonic() + BUSY_AT_START_S
        while True:
            try:
                return self._show_beat(self._monotonic())
            except StoreBusyError:
                if self._signals.stop or self._monotonic() >= until_s:
                    raise

    def _choose_hints(self) -> str:
        """Listen for events if there are any; otherwise return why looks alone must do."""
        polling = "asked for" if self._request.poll else ""
        for root in self._request.folders:
            polling = polling or needs_polling(root)
        if not polling:
            self._hints = FolderHints(self._request.folders, wake=self._signals.wake_write)
        return polling

    def turn(self) -> None:
        """Do one round; takes at most a second if there is nothing to do."""
        now_s = self._monotonic()
        if now_s >= self._beat_at_s:
            self._beat_at_s = now_s + other_watchers.BEAT_S
            # Run this even while other steps pause: others must see that this program is alive.
            self._gate.attempt("store", lambda: self._show_beat(now_s), now_s, part="beat", pausing=False)
        if self._signals.reload and not self._crew.load:
            self._reconfigure()
        if now_s >= self._lookout.due_s:
            self._lookout.look(now_s)
        flow = self._flow
        for name, part, step in (
            ("store", "queue", self._lookout.queue_ready),
            ("store", "notes", lambda: self._lookout.honour_notes(self._processor)),
            ("store", "store", flow.store),
            ("files", "move", flow.move),
            ("store", "claim", flow.claim),
            ("store", "write", flow.write_down),
        ):
            self._gate.attempt(name, step, now_s, part=part)
        self._wait()
        self._check_hints()
        self._check_helpers()
        self._hooks.look_after(self._monotonic())
        orphans.sweep(self._hooks.pids)
        self._systemd.progress(self._monotonic())

    def _show_beat(self, now_s: float) -> None:
        self._beat += 1
        now = self._clock()
        trouble = "; ".join(self._gate.troubles.values())
        folders = tuple(visible_bytes(str(folder)) for folder in self._request.folders)
        watcher = Watcher(self._owner, self._beat, self._started, now, folders, visible_bytes(trouble))
        beats = self._ledger.beat(watcher)
        dead = self._others.observe(beats, now_s)
        gone = [(name, beat) for name, beat in beats.items() if name != self._owner and other_watchers.ended_here(name)]
        for name, beat in {*dead, *gone}:
            taken = self._ledger.take_over(name, beat=beat, now=now)
            self._log("took-over", photos=taken)
        if now_s >= self._held_at_s:
            self._processor.release_held(self._request.folders)
            self._held_at_s = now_s + HELD_AGAIN_S

    def _reconfigure(self) -> None:
        self._signals.reload = False
        try:
            settings = self._reload()
            crew, processor = self._crew, self._processor
            try:
                self._set_up(settings)
            except CardscanError:
                self._crew, self._processor = crew, processor
                self._flow.use(processor, crew)
                raise
            crew.close()
        except CardscanError as error:
            self._log("reload-refused", reason=error)
            return
        self._log("reloaded")

    def _wait(self) -> None:
        """Wait until a photo is read, something happens, or the next beat or look is due."""
        now_s = self._monotonic()
        busy = self._lookout.busy or self._flow.pressing
        due_s = min(self._beat_at_s, self._lookout.due_s, self._flow.due_s())
        pause = 0.0 if busy and not self._gate.troubles else due_s - now_s
        pause = max(0.0 if not self._gate.troubles else 0.2, min(pause, other_watchers.BEAT_S))
        for _, outcome in self._crew.collect(pause, also=(self._signals.wake,)):
            self._flow.hands.outcomes.append(outcome)
        if self._signals.drain():
            self._lookout.hurry()

    def _check_hints(self) -> None:
        """Report once when changes are no longer reported, and once when they are again; looks go on either way."""
        deaf = self._hints.deaf if self._hints else ""
        if deaf and not self._deaf:
            self._log("unheard", because=deaf, look_every_s=self._request.rescan_s)
        elif self._deaf and not deaf:
            self._log("heard-again")
        self._deaf = deaf

    def _check_helpers(self) -> None:
        for helper in self.helpers:
            if not helper.alive and not self._signals.stop:
                name = type(helper).__name__.lower()
                raise HelperDiedError(f"a part of cardscan has ended ({name}: {helper.error}); start it again")

    def _idle(self) -> bool:
        """Whether nothing is left to do: all photos have ended or are held, and no file is still growing."""
        if self._lookout.busy or self._lookout.growing or self._gate.troubles or not self._flow.idle:
            return False
        return not any(
            self._ledger.under(root, [PhotoState.QUEUED, PhotoState.WORKING], limit=1) for root in self._request.folders
        )

    def _leave(self) -> None:
        """Give back unfinished photos and sign off; if the store is gone, other programs take over."""
        self._systemd.tell(STOPPING=1)
        self._crew.close()
        try:
            self._flow.store()
            self._flow.write_down(all_of_it=True)
            claimed = list(self._flow.hands.claimed.values())
            self._ledger.give_back(claimed, self._owner, now=self._clock())
            self._ledger.take_over(self._owner, beat=None, now=self._clock())
        except (CardscanError, OSError) as error:
            self._log("left-behind", photos=len(self._flow.hands.claimed), reason=type(error).__name__)
        if self._hints:
            self._hints.close()
        self._hooks.close()
        self._log("stopped", NOBODY, **{state.value: count for state, count in self.tally.ended.items()})
