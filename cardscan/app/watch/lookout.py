"""Look into the watched folders: queue stable files in the ledger, refuse what is not a photo, apply changed notes."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cardscan.app.watch import files
from cardscan.app.watch.listing import NOT_READ, FolderListing, look_into
from cardscan.app.watch.photo_processing import Ended, PhotoProcessor, reason_note
from cardscan.app.watch.signs import Gate, Log, Told
from cardscan.app.watch.stability import StabilityTracker, unfinished
from cardscan.store import Arrival, FileStamp, Ledger, PhotoState, Place

# A file without its end marker gets this much longer before a reader judges it: an upload may have paused.
PATIENCE_S = 60.0
# Photos examined between two beats when very many arrive at once.
BATCH = 500
# Looks are at least this far apart and take at most a tenth of the time, however often they are requested.
SHORTEST_S, LOOK_SHARE = 0.25, 9
ENDS = frozenset({PhotoState.DONE, PhotoState.DUPLICATE, PhotoState.QUARANTINED})


@dataclass(slots=True)
class Tally:
    """What this program has done since it started."""

    ended: collections.Counter[PhotoState] = field(default_factory=collections.Counter)
    cards: int = 0
    looks: int = 0
    retries: int = 0
    waiting: int = 0


@dataclass(slots=True)
class _ChangedNotes:
    """Notes that are being applied; `after` is the number of the last photo that was done."""

    folder: Path
    root: Path
    before: datetime | None
    after: int = 0
    drafts: int = 0


class Lookout:
    """Looks into the folders for one program.

    Attributes:
        due_s: When the next look is due.
        moves: Photos that have ended and whose files are not in their places yet.
    """

    def __init__(
        self,
        folders: tuple[Path, ...],
        ledger: Ledger,
        *,
        keep: bool,
        delay_s: float,
        rescan_s: float,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        gate: Gate,
        log: Log,
        tally: Tally,
        stopping: Callable[[], bool],
    ) -> None:
        """Look at nothing before `look` is called."""
        self._folders, self._ledger, self._keep, self._rescan_s = folders, ledger, keep, rescan_s
        self._clock, self._monotonic, self._gate, self._log, self._tally = clock, monotonic, gate, log, tally
        self._stopping = stopping
        self._trackers = {root: StabilityTracker(delay_s) for root in folders}
        self._notes: dict[Path, dict[str, tuple[int, int, int]]] = {root: {} for root in folders}
        self._unlisted: dict[Path, set[str]] = {root: set() for root in folders}
        self._changed: collections.deque[_ChangedNotes] = collections.deque()
        self._ready: collections.deque[tuple[Path, str]] = collections.deque()
        self._looked_s = 0.0
        self.due_s = -math.inf
        self.moves: collections.deque[tuple[Ended, Path]] = collections.deque()

    @property
    def busy(self) -> bool:
        """Whether stable files wait to be queued, or changed notes to be applied."""
        return bool(self._ready or self._changed)

    @property
    def growing(self) -> bool:
        """Whether a file may still become stable."""
        return any(math.isfinite(tracker.next_due_s()) for tracker in self._trackers.values())

    def hurry(self) -> None:
        """Look soon, because something happened."""
        self.due_s = min(self.due_s, self._monotonic() + self._shortest())

    def forget(self, root: Path, path: Path) -> None:
        """Watch this file as if it were new."""
        self._trackers[root].forget(str(path))

    def look(self, now_s: float) -> None:
        """List every folder; stable files are queued for examination."""
        started = self._monotonic()
        for number, root in enumerate(self._folders):
            self._gate.attempt(f"folder-{number}", lambda root=root: self._look_at(root), now_s)  # type: ignore[misc]
        ended = self._monotonic()
        self._looked_s = ended - started
        self._tally.looks += 1
        due = min((tracker.next_due_s() for tracker in self._trackers.values()), default=math.inf)
        self.due_s = max(ended + self._shortest(), min(due, ended + self._rescan_s))

    def _shortest(self) -> float:
        return max(SHORTEST_S, LOOK_SHARE * self._looked_s)

    def _look_at(self, root: Path) -> None:
        seen = look_into(root, stopping=self._stopping)
        if seen is None:
            return
        now_s = self._monotonic()
        tracker = self._trackers[root]
        self._ready.extend((root, path) for path in tracker.observe(seen.photos, now_s))
        self._tally.waiting = sum(len(tracker) for tracker in self._trackers.values())
        self._compare_notes(root, seen)
        for folder in sorted(seen.unlisted - self._unlisted[root]):
            self._log("unlisted", Told(Path(folder).name))
        self._unlisted[root] = seen.unlisted

    def _compare_notes(self, root: Path, seen: FolderListing) -> None:
        """Mark new or changed notes to be applied to photos that have ended."""
        known = self._notes[root]
        for folder, state in seen.notes.items():
            if known.get(folder) == state:
                continue
            # The first look applies notes only to older photos; later on every change counts, whatever the clocks say.
            before = datetime.fromtimestamp(state[0] / 1e9, UTC) if folder not in known and not self._ran() else None
            self._changed.append(_ChangedNotes(Path(folder), root, before))
            known[folder] = state
        for folder in [folder for folder in known if folder not in seen.notes]:
            del known[folder]

    def honour_notes(self, processor: PhotoProcessor) -> None:
        """Apply changed notes to some of the photos that have ended."""
        if not self._changed:
            return
        changed = self._changed[0]
        drafts, after = processor.renote(changed.folder, changed.root, before=changed.before, after=changed.after)
        changed.drafts += drafts
        if after is not None:
            changed.after = after
            return
        self._changed.popleft()
        if changed.drafts:
            self._log("notes-honoured", drafts=changed.drafts)

    def _ran(self) -> bool:
        return self._tally.looks > 0

    def queue_ready(self) -> None:
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
        """Return the stamp of a complete file; others are put off or refused."""
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
            if not reason:  # it has waited long enough: a reader will say what is wrong with it
                return FileStamp(Path(path), fingerprint.size, fingerprint.mtime_ns)
        stamp = FileStamp(Path(path), fingerprint.size, fingerprint.mtime_ns)
        instead = "save it here as JPEG" if reason.endswith(NOT_READ) else "put the photo itself here"
        self._refuse(root, stamp, f"{reason}; {instead}")
        return None

    def _refuse(self, root: Path, stamp: FileStamp, reason: str) -> None:
        self._ledger.refuse(stamp, root=root, reason=reason, now=self._clock())
        self._tally.ended[PhotoState.QUARANTINED] += 1
        self._log("refused", Told(stamp.path.name), reason=reason)
        if not self._keep:
            target = root / files.QUARANTINE / stamp.path.parent.relative_to(root)
            files.write_reason(target, stamp.path.name, reason_note(stamp.path.name, f"Left where it is: {reason}."))

    def _sort_known(self, root: Path, rows: list[Arrival]) -> None:
        """Handle files that the ledger already knows, by their state."""
        again = []
        for row in rows:
            if row.state not in ENDS:
                continue
            if row.place in (Place.MOVED, Place.REFUSED):
                again.append(row.id)  # somebody put the file back
            elif row.place is Place.INBOX or not self._keep:
                self.moves.append((Ended(row, row.state, row.reason or ""), root))
        if again:
            there = {row.id for row in rows if row.id in again and row.stamp.path.exists()}
            self._ledger.requeue(sorted(there), now=self._clock())
