"""The way of the photos: claimed, handed to a reader, stored, and their files brought where they belong."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cardscan.app.watch import files
from cardscan.app.watch.desk import Desk, Ended, Task
from cardscan.app.watch.hooks import Hooks
from cardscan.app.watch.lookout import ENDS, Lookout, Tally
from cardscan.app.watch.request import Signals, WatchRequest
from cardscan.app.watch.signs import Gate, Log, Told
from cardscan.errors import LeaseLostError
from cardscan.model.plaintext import visible_bytes
from cardscan.model.scan import ScannedPhoto
from cardscan.store import Arrival, Ledger, Settled, Transaction
from cardscan.workers import Crew, Job, Outcome

# Where a moved file lies now is written for so many together, or after so long: a commit is a write to the disk.
SETTLED_TOGETHER, SETTLED_AFTER_S = 50, 0.5


@dataclass(slots=True)
class Hands:
    """What is on its way. Survives a reload of the settings; a crash loses nothing that the ledger does not know.

    Attributes:
        claimed: By number, ours until they end.
        unprepared: Claimed, and not opened yet.
        outcomes: Read, and not stored yet.
        settled: Moved, and not written down yet, since `settled_s`.
    """

    claimed: dict[int, Arrival] = field(default_factory=dict)
    unprepared: collections.deque[Arrival] = field(default_factory=collections.deque)
    outcomes: collections.deque[Outcome[ScannedPhoto]] = field(default_factory=collections.deque)
    settled: list[Settled] = field(default_factory=list)
    settled_s: float = math.inf


class Flow:
    """Moves photos along, one step at a time; each may raise StoreError, OutputError or OSError and be done again."""

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
        """Needs `use` before its first step."""
        self._request, self._ledger, self._owner = request, ledger, owner
        self._lookout, self._hooks, self._gate, self._signals = lookout, hooks, gate, signals
        self._clock, self._monotonic, self._log, self._tally = clock, monotonic, log, tally
        self._roots = {visible_bytes(str(root)): root for root in request.folders}
        self._moves = lookout.moves
        self.hands = Hands()

    def use(self, desk: Desk, crew: Crew[ScannedPhoto]) -> None:
        """From now on, work with these."""
        self._desk, self._crew = desk, crew

    @property
    def pressing(self) -> bool:
        """There is something to do at once."""
        return bool(self.hands.outcomes or self._moves)

    @property
    def idle(self) -> bool:
        """Nothing is on its way."""
        hands = self.hands
        return not (hands.outcomes or self._moves or hands.claimed or hands.settled or self._crew.load)

    def due_s(self) -> float:
        """When the next step is to be taken that nothing else will remind of."""
        return self.hands.settled_s + SETTLED_AFTER_S

    def claim(self) -> None:
        """Take what the readers have room for, and hand it to them."""
        wanted = self._wanted()
        if wanted and not self.hands.unprepared:
            self._take_on(self._ledger.claim(self._owner, roots=self._request.folders, limit=wanted, now=self._clock()))
        self._prepare()

    def _wanted(self) -> int:
        """How many photos there is room for; none when the work is to end, or files cannot be moved."""
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
                prepared = self._desk.prepare(arrival, root)
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
        """Write down what was read, and claim the next photos by the same commit."""
        outcomes = self.hands.outcomes
        while outcomes:
            task: Task = outcomes[0].tag
            claimed: list[Arrival] = []

            def claim_next(tx: Transaction, claimed: list[Arrival] = claimed) -> None:
                wanted = self._wanted()
                if wanted:
                    roots = self._request.folders
                    claimed[:] = tx.claim_arrivals(self._owner, roots=roots, limit=wanted, now=self._clock())

            try:
                ended = self._desk.take(outcomes[0], also=claim_next)
            except LeaseLostError:
                file = Told(task.arrival.stamp.path.name)
                self._log("given-up", file, photo=task.arrival.id, reason="taken over by another cardscan")
                ended = None
            outcomes.popleft()
            self.hands.claimed.pop(task.arrival.id, None)
            if ended is not None and ended.state in ENDS:  # otherwise the transaction was undone, and the claim with it
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
        """Bring the files of ended photos where they belong."""
        hands = self.hands
        while self._moves and not self._signals.stop:
            ended, root = self._moves[0]
            try:
                hands.settled.append(self._desk.settle(ended, root))
                hands.settled_s = min(hands.settled_s, self._monotonic())
            except (files.ChangedError, FileNotFoundError):
                self._lookout.forget(root, ended.arrival.stamp.path)  # another file, or moved by another program
            self._moves.popleft()
            if len(hands.settled) >= SETTLED_TOGETHER:
                return  # written down before more are moved

    def write_down(self, *, all_of_it: bool = False) -> None:
        """Where the moved files lie now; a crash before that costs a look at the file if it is put back."""
        hands = self.hands
        enough = len(hands.settled) >= SETTLED_TOGETHER or self._monotonic() >= self.due_s() or not hands.claimed
        if hands.settled and (enough or all_of_it):
            self._ledger.settle(hands.settled, now=self._clock())
            hands.settled, hands.settled_s = [], math.inf
