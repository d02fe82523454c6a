"""Keep the ledger of the watched folders: what arrived, who works on it, how it ended.

Several programs share one ledger. Each claims queued photos. A claim ends when its owner says so (`finish`,
`give_back`) or when the owner's beat stands still and another program takes over (`take_over`). Only the holder of a
claim may record an end, so a program that was taken for dead and wakes up changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from cardscan.store.arrival_rows import ENDS, arrival_of, claim, finish, inside, new_row
from cardscan.store.failures import as_store_errors
from cardscan.store.ledger_summary import summary
from cardscan.store.opening import WRITES
from cardscan.store.photos import photo_id, put_sighting, upsert
from cardscan.store.records import Arrival, FileStamp, LedgerSummary, PhotoState, Place, Settled, Watcher
from cardscan.store.schema import arrivals, watchers

# A program that holds photos but has no beat: it was taken for dead, woke up, and ended before its next beat.
NO_BEAT = -1
# Rows in one statement: SQLite takes 32,766 parameters, and a row has some ten.
ROWS_PER_STATEMENT = 1000


class Ledger:
    """The ledger of an open store; every method is one transaction and may raise StoreError."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine, self._where = engine, where

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        # PostgreSQL locks single rows; SQLite has one lock, which is taken from the start.
        options = {WRITES: self._engine.dialect.name == "sqlite"}
        with (
            as_store_errors(self._where),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def enqueue(self, stamps: Sequence[FileStamp], *, root: Path, now: datetime) -> list[Arrival]:
        """Queue these files; those the ledger knows stay as they are. Return their rows, in no order."""
        found: list[Arrival] = []
        for start in range(0, len(stamps), ROWS_PER_STATEMENT):
            part = stamps[start : start + ROWS_PER_STATEMENT]
            rows = [new_row(stamp, root, now) for stamp in part]
            with self._writing() as connection:
                kind: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
                connection.execute(kind.insert(arrivals).on_conflict_do_nothing(), rows)
                wanted = {(row["path"], row["size"], row["mtime_ns"]) for row in rows}
                query = sa.select(arrivals).where(arrivals.c.path.in_([row["path"] for row in rows]))
                found += [
                    arrival_of(row) for row in connection.execute(query) if (row.path, row.size, row.mtime_ns) in wanted
                ]
        return found

    def refuse(self, stamp: FileStamp, *, root: Path, reason: str, now: datetime) -> None:
        """Record that this is not a photo to read, and why."""
        row = new_row(stamp, root, now) | {
            "state": PhotoState.QUARANTINED,
            "place": Place.REFUSED,
            "reason": reason,
            "owner": None,
        }
        with self._writing() as connection:
            upsert(connection, arrivals, ["path", "size", "mtime_ns"], row)

    def claim(self, owner: str, *, roots: Iterable[Path], limit: int, now: datetime) -> list[Arrival]:
        """Claim up to `limit` queued photos of these folders, the oldest first, and count the attempt."""
        with self._writing() as connection:
            return claim(connection, owner, roots=roots, limit=limit, now=now)

    def finish(
        self,
        arrival: Arrival,
        owner: str,
        state: PhotoState,
        *,
        now: datetime,
        reason: str | None = None,
        sha256: str | None = None,
    ) -> None:
        """Record how a claimed photo ended; LeaseLostError if another program holds the claim by now."""
        with self._writing() as connection:
            finish(connection, arrival, owner, state, now=now, reason=reason, sha256=sha256)

    def give_back(
        self, claimed: Sequence[Arrival], owner: str, *, now: datetime, reason: str | None = None, forgive: bool = True
    ) -> None:
        """Queue claimed photos again; `forgive` uncounts the attempt, which failed through no fault of the photo."""
        values: dict[str, Any] = {"state": PhotoState.QUEUED, "owner": None, "changed_at": now}
        if forgive:
            values["attempts"] = arrivals.c.attempts - 1
        if reason is not None:
            values["reason"] = reason
        with self._writing() as connection:
            ids = [arrival.id for arrival in claimed]
            connection.execute(
                sa.update(arrivals).where(arrivals.c.id.in_(ids), arrivals.c.owner == owner).values(values)
            )

    def forget(self, claimed: Arrival, owner: str) -> None:
        """Drop a claimed row whose file is gone or was replaced: there is nothing to keep."""
        with self._writing() as connection:
            connection.execute(sa.delete(arrivals).where(arrivals.c.id == claimed.id, arrivals.c.owner == owner))

    def requeue(self, ids: Sequence[int], *, now: datetime) -> None:
        """Queue ended or held photos again, with their attempts reset."""
        values = {"state": PhotoState.QUEUED, "place": Place.INBOX, "attempts": 0, "lost": 0, "reason": None}
        with self._writing() as connection:
            ended = arrivals.c.state.in_((*ENDS, PhotoState.HELD))
            connection.execute(
                sa.update(arrivals).where(arrivals.c.id.in_(ids), ended).values(**values, changed_at=now)
            )

    def release(self, folder: Path, *, now: datetime, limit: int | None = None) -> int:
        """Queue what is held in this folder and below, longest waiting first; return the number of photos."""
        values = {"state": PhotoState.QUEUED, "place": Place.INBOX, "attempts": 0, "lost": 0, "reason": None}
        held = sa.and_(inside(folder), arrivals.c.state == PhotoState.HELD)
        with self._writing() as connection:
            which = sa.select(arrivals.c.id).where(held).order_by(arrivals.c.changed_at, arrivals.c.id).limit(limit)
            if connection.scalar(which.limit(1)) is None:
                return 0
            changed = sa.update(arrivals).where(arrivals.c.id.in_(which)).values(**values, changed_at=now)
            return int(connection.execute(changed).rowcount)

    def looked_at(self, ids: Sequence[int], *, now: datetime, reason: str | None = None) -> None:
        """Record that notes about these ended photos were taken in now, or why they could not be."""
        with self._writing() as connection:
            ended = arrivals.c.state.in_(ENDS)
            connection.execute(
                sa.update(arrivals).where(arrivals.c.id.in_(ids), ended).values(changed_at=now, reason=reason)
            )

    def settle(self, moved: Sequence[Settled], *, now: datetime) -> None:
        """Record where the files of ended photos are now; files of stored photos are recognised there from now on."""
        with self._writing() as connection:
            for place in {item.place for item in moved}:
                ids = [item.arrival_id for item in moved if item.place is place]
                here = sa.update(arrivals).where(arrivals.c.id.in_(ids), arrivals.c.state.in_(ENDS))
                connection.execute(here.values(place=place, changed_at=now))
            for item in moved:
                row = photo_id(connection, item.sha256) if item.sha256 and item.stamp else None
                if row is not None and item.stamp is not None:
                    put_sighting(connection, row, item.stamp, now)

    def under(
        self,
        folder: Path,
        states: Iterable[PhotoState],
        *,
        before: datetime | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> list[Arrival]:
        """Return the arrivals in this folder and below that are in these states, by number.

        Args:
            before: Only those that have not changed since this time.
            after: Only those with a higher number.
        """
        query = sa.select(arrivals).where(inside(folder), arrivals.c.state.in_(list(states))).order_by(arrivals.c.id)
        query = query.where(arrivals.c.id > after).limit(limit)
        if before is not None:
            query = query.where(arrivals.c.changed_at < before)
        with as_store_errors(self._where), self._engine.connect() as connection:
            return [arrival_of(row) for row in connection.execute(query)]

    def beat(self, watcher: Watcher) -> dict[str, int]:
        """Record that this program makes progress; return the beats of all programs by name.

        Programs that hold photos but are not listed (any more) are included, with NO_BEAT.
        """
        row = {
            "name": watcher.name,
            "beat": watcher.beat,
            "started_at": watcher.started_at,
            "seen_at": watcher.seen_at,
            "folders": list(watcher.folders),
            "trouble": watcher.trouble,
        }
        with self._writing() as connection:
            upsert(connection, watchers, ["name"], row)
            holders = sa.select(arrivals.c.owner).where(arrivals.c.owner.is_not(None)).distinct()
            rows = connection.execute(sa.select(watchers.c.name, watchers.c.beat))
            return dict.fromkeys(connection.scalars(holders), NO_BEAT) | {row.name: row.beat for row in rows}

    def take_over(self, name: str, *, beat: int | None, now: datetime) -> int:
        """Queue everything this program had claimed, and forget the program; return the number of photos.

        Args:
            beat: The beat at which it stood still; nothing happens if it has moved on. None: it leaves by itself.
        """
        with self._writing() as connection:
            gone = sa.delete(watchers).where(watchers.c.name == name)
            if beat == NO_BEAT:
                moved = connection.scalar(sa.select(watchers.c.name).where(watchers.c.name == name)) is not None
            else:
                still = gone if beat is None else gone.where(watchers.c.beat == beat)
                moved = not connection.execute(still).rowcount
            if moved:
                return 0
            returned = (
                sa.update(arrivals)
                .where(arrivals.c.owner == name)
                .values(state=PhotoState.QUEUED, owner=None, lost=arrivals.c.lost + 1, changed_at=now)
            )
            return int(connection.execute(returned).rowcount)

    def summary(self, *, now: datetime) -> LedgerSummary:
        """Return the ledger in numbers."""
        with as_store_errors(self._where), self._engine.connect() as connection:
            return summary(connection, now=now)
