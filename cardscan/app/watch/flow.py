"""Move photos through their stages: claim them, hand them to a reader, store them, and move their files."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cardscan.app.watch import files
from cardscan.app.watch.hooks import Hooks
from cardscan.app.watch.lookout import ENDS, Lookout, Tally
from cardscan.app.watch.photo_processing import ClaimedPhoto, Ended, PhotoProcessor
from cardscan.app.watch.request import Signals, WatchRequest
from cardscan.app.watch.signs import Gate, Log, Told
from cardscan.errors import LeaseLostError
from cardscan.model.plaintext import visible_bytes
from cardscan.model.scan import ScannedPhoto
from cardscan.store import Arrival, Ledger, Settled, Transaction
from cardscan.workers import Crew, Job, Outcome

# New paths of moved files are committed for this many together, or after this time: a commit is a write to the disk.
SETTLED_TOGETHER, SETTLED_AFTER_S = 50, 0.5


@dataclass(slots=True)
class Hands:
    """Photos in progress. Survives a reload of the settings; after a crash, the ledger still knows them all.

    Attributes:
        claimed: Claimed photos by number; they are ours until they end.
        unprepared: Claimed, but not opened yet.
        outcomes: Read, but not stored yet.
        settled: Moved, but not recorded yet, since `settled_s`.
    """

    claimed: dict[int, Arrival] = field(default_factory=dict)
    unprepared: collections.deque[Arrival] = field(default_factory=collections.deque)
    outcomes: collections.deque[Outcome[ScannedPhoto]] = field(default_factory=collections.deque)
    settled: list[Settled] = field(default_factory=list)
    settled_s: float = math.inf


class Flow:
    """Moves photos along one step at a time; each step may raise StoreError, OutputError or OSError and be repeated."""

    def __init__(
        self,
        request: WatchRequest,
        ledger: Ledger,
        owner: str,
        *,
        lookout: Lookout,
        hooks: Hooks,
        gate: Gate,
        signals: Signals,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        log: Log,
        tally: Tally,
    ) -> None:
        """Call `use` before the first step."""
        self._request, self._ledger, self._owner = request, ledger, owner
        self._lookout, self._hooks, self._gate, self._signals = lookout, hooks, gate, signals
        self._clock, self._monotonic, self._log, self._tally = clock, monotonic, log, tally
        self._roots = {visible_bytes(str(root)): root for root in request.folders}
        self._moves = lookout.moves
        self.hands = Hands()

    def use(self, processor: PhotoProcessor, crew: Crew[ScannedPhoto]) -> None:
        """Use this processor and crew from now on."""
        self._processor, self._crew = processor, crew

    @property
    def pressing(self) -> bool:
        """Whether there is something to do at once."""
        return bool(self.hands.outcomes or self._moves)

    @property
    def idle(self) -> bool:
        """Whether no photo is in progress."""
        hands = self.hands
        return not (hands.outcomes or self._moves or hands.claimed or hands.settled or self._crew.load)

    def due_s(self) -> float:
        """Return when the next step is due that no event will trigger."""
        return self.hands.settled_s + SETTLED_AFTER_S

    def claim(self) -> None:
        """Claim as many photos as the readers have room for, and hand them over."""
        wanted = self._wanted()
        if wanted and not self.hands.unprepared:
            self._take_on(self._ledger.claim(self._owner, roots=self._request.folders, limit=wanted, now=self._clock()))
        self._prepare()

    def _wanted(self) -> int:
        """Return how many photos there is room for; 0 if the program is stopping or files cannot be moved."""
        if self._signals.reload or self._signals.stop or self._gate.closed("files", self._monotonic()):
            return 0
        return max(0, self._crew.free - len(self.hands.unprepared))

    def _take_on(self, claimed: list[Arrival]) -> None:
        self.hands.claimed.update((arrival.id, arrival) for arrival in claimed)
        self.hands.unprepared.extend(claimed)

    def _prepare(self) -> None:
        unprepared = self.hands.unprepared
        while unprepared and not self._signals.stop:
            arrival = unprepared[0]
            root = self._roots.get(arrival.root, self._request.folders[0])
            try:
                prepared = self._processor.prepare(arrival, root)
            except LeaseLostError:
                prepared = None
            unprepared.popleft()
            if isinstance(prepared, Job):
                self._crew.submit(arrival.id, prepared)
                continue
            del self.hands.claimed[arrival.id]
            if prepared is None:
                self._lookout.forget(root, arrival.stamp.path)
            else:
                self._end(prepared, root)

    def store(self) -> None:
        """Store what was read, and claim the next photos in the same commit."""
        outcomes = self.hands.outcomes
        while outcomes:
            task: ClaimedPhoto = outcomes[0].tag
            claimed: list[Arrival] = []

            def claim_next(tx: Transaction, claimed: list[Arrival] = claimed) -> None:
                wanted = self._wanted()
                if wanted:
                    roots = self._request.folders
                    claimed[:] = tx.arrivals.claim(self._owner, roots=roots, limit=wanted, now=self._clock())

            try:
                ended = self._processor.take(outcomes[0], also=claim_next)
            except LeaseLostError:
                file = Told(task.arrival.stamp.path.name)
                self._log("given-up", file, photo=task.arrival.id, reason="taken over by another cardscan")
                ended = None
            outcomes.popleft()
            self.hands.claimed.pop(task.arrival.id, None)
            if ended is not None and ended.state in ENDS:  # otherwise the transaction and its claim were undone
                self._take_on(claimed)
            if ended is None:
                self._tally.retries += 1
            else:
                self._end(ended, task.root)

    def _end(self, ended: Ended, root: Path) -> None:
        self._tally.ended[ended.state] += 1
        self._tally.cards += ended.read
        names, checks = tuple(card.name for card in ended.cards), sum(bool(card.review) for card in ended.cards)
        self._log(
            "ended",
            Told(ended.arrival.stamp.path.name, names, ended.reason, checks),
            photo=ended.arrival.id,
            state=ended.state,
            cards=ended.read,
            drafts=sum(bool(card.draft) for card in ended.cards),
        )
        self._hooks.tell(ended, self._monotonic())
        if ended.state in ENDS:
            self._moves.append((ended, root))

    def move(self) -> None:
        """Move the files of ended photos to their places."""
        hands = self.hands
        while self._moves and not self._signals.stop:
            ended, root = self._moves[0]
            try:
                hands.settled.append(self._processor.settle(ended, root))
                hands.settled_s = min(hands.settled_s, self._monotonic())
            except (files.ChangedError, FileNotFoundError):
                self._lookout.forget(root, ended.arrival.stamp.path)  # another file, or moved by another program
            self._moves.popleft()
            if len(hands.settled) >= SETTLED_TOGETHER:
                return  # record these before more are moved

    def write_down(self, *, all_of_it: bool = False) -> None:
        """Record the new paths of moved files; if a crash prevents it, a file that is put back is looked at again."""
        hands = self.hands
        enough = len(hands.settled) >= SETTLED_TOGETHER or self._monotonic() >= self.due_s() or not hands.claimed
        if hands.settled and (enough or all_of_it):
            self._ledger.settle(hands.settled, now=self._clock())
            hands.settled, hands.settled_s = [], math.inf
