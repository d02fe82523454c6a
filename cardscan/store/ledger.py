"""The ledger of the watched folders: what arrived, who works on it, how it ended.

Several programs share one ledger. Each claims what is queued; a claim ends with the owner's word (`finish`,
`give_back`) or, when the owner's beat stands still, with another program's (`take_over`). An end is written only by
who holds the claim, so that a program which was taken for dead and wakes up changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, Row

from cardscan.errors import LeaseLostError
from cardscan.store.failures import as_store_errors
from cardscan.store.opening import WRITES
from cardscan.store.photos import path_key, upsert
from cardscan.store.records import Arrival, FileStamp, LedgerSummary, PhotoState, Place, Watcher
from cardscan.store.schema import arrivals, watchers

ENDS = (PhotoState.DONE, PhotoState.DUPLICATE, PhotoState.QUARANTINED)
# Rows a statement: SQLite takes 32,766 parameters, and a row has some ten.
ROWS_PER_STATEMENT = 1000
MAX_PROBLEMS = 20


class Ledger:
    """The ledger of an open store; every method is one transaction and may raise StoreError."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine, self._where = engine, where

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        # PostgreSQL locks the rows alone; SQLite has one lock, and takes it from the start.
        options = {WRITES: self._engine.dialect.name == "sqlite"}
        with (
            as_store_errors(self._where),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def enqueue(self, stamps: Sequence[FileStamp], *, root: Path, now: datetime) -> list[Arrival]:
        """Queue these files; those that the ledger knows stay as they are. Their rows, in no order."""
        found: list[Arrival] = []
        for start in range(0, len(stamps), ROWS_PER_STATEMENT):
            part = stamps[start : start + ROWS_PER_STATEMENT]
            rows = [_new_row(stamp, root, now) for stamp in part]
            with self._writing() as connection:
                kind: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
                connection.execute(kind.insert(arrivals).on_conflict_do_nothing(), rows)
                wanted = {(row["path"], row["size"], row["mtime_ns"]) for row in rows}
                query = sa.select(arrivals).where(arrivals.c.path.in_([row["path"] for row in rows]))
                found += [
                    _arrival(row) for row in connection.execute(query) if (row.path, row.size, row.mtime_ns) in wanted
                ]
        return found

    def refuse(self, stamp: FileStamp, *, root: Path, reason: str, now: datetime) -> None:
        """Remember that this is no photo to read, and why."""
        row = _new_row(stamp, root, now) | {
            "state": PhotoState.QUARANTINED,
            "place": Place.REFUSED,
            "reason": reason,
            "owner": None,
        }
        with self._writing() as connection:
            upsert(connection, arrivals, ["path", "size", "mtime_ns"], row)

    def claim(self, owner: str, *, roots: Iterable[Path], limit: int, now: datetime) -> list[Arrival]:
        """Take up to `limit` queued photos of these folders, the oldest first; the attempt is counted here."""
        with self._writing() as connection:
            query = (
                sa.select(arrivals.c.id)
                .where(arrivals.c.state == PhotoState.QUEUED, arrivals.c.root.in_([path_key(root) for root in roots]))
                .order_by(arrivals.c.id)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            ids = list(connection.scalars(query))
            if not ids:
                return []
            changed = (
                sa.update(arrivals)
                .where(arrivals.c.id.in_(ids))
                .values(
                    state=PhotoState.WORKING,
                    place=Place.INBOX,
                    owner=owner,
                    attempts=arrivals.c.attempts + 1,
                    changed_at=now,
                )
                .returning(*arrivals.c)
            )
            return sorted((_arrival(row) for row in connection.execute(changed)), key=lambda arrival: arrival.id)

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
        """Write how a claimed photo ended. Raises LeaseLostError when the claim is another's by now."""
        with self._writing() as connection:
            finish(connection, arrival, owner, state, now=now, reason=reason, sha256=sha256)

    def give_back(
        self, claimed: Sequence[Arrival], owner: str, *, now: datetime, reason: str | None = None, forgive: bool = True
    ) -> None:
        """Queue claimed photos again; `forgive` takes back the attempt, which was not the photo's fault."""
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
        """The file is gone or another one by now: there is nothing to keep."""
        with self._writing() as connection:
            connection.execute(sa.delete(arrivals).where(arrivals.c.id == claimed.id, arrivals.c.owner == owner))

    def requeue(self, ids: Sequence[int], *, now: datetime) -> None:
        """Queue ended or held photos anew, with a clean count."""
        values = {"state": PhotoState.QUEUED, "place": Place.INBOX, "attempts": 0, "lost": 0, "reason": None}
        with self._writing() as connection:
            ended = arrivals.c.state.in_((*ENDS, PhotoState.HELD))
            connection.execute(
                sa.update(arrivals).where(arrivals.c.id.in_(ids), ended).values(**values, changed_at=now)
            )

    def mark(self, ids: Sequence[int], place: Place | None, *, now: datetime) -> None:
        """Where the files of ended photos are now (None: where they were), and that they were looked at."""
        values: dict[str, Any] = {"changed_at": now} if place is None else {"place": place, "changed_at": now}
        with self._writing() as connection:
            ended = arrivals.c.state.in_(ENDS)
            connection.execute(sa.update(arrivals).where(arrivals.c.id.in_(ids), ended).values(values))

    def under(
        self,
        folder: Path,
        states: Iterable[PhotoState],
        *,
        before: datetime | None = None,
        limit: int | None = None,
    ) -> list[Arrival]:
        """Arrivals in this folder and below that are in these states (and have not changed since `before`)."""
        key = path_key(folder)
        inside = sa.or_(arrivals.c.folder == key, arrivals.c.folder.startswith(key + os.sep, autoescape=True))
        query = sa.select(arrivals).where(inside, arrivals.c.state.in_(list(states))).order_by(arrivals.c.id)
        query = query.limit(limit)
        if before is not None:
            query = query.where(arrivals.c.changed_at < before)
        with as_store_errors(self._where), self._engine.connect() as connection:
            return [_arrival(row) for row in connection.execute(query)]

    def beat(self, watcher: Watcher) -> dict[str, int]:
        """Show that this program makes progress; the beats of all programs by name."""
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
            rows = connection.execute(sa.select(watchers.c.name, watchers.c.beat))
            return {row.name: row.beat for row in rows}

    def take_over(self, name: str, *, beat: int | None, now: datetime) -> int:
        """Queue what this program had claimed, and forget it; how many photos that was.

        Args:
            beat: Where its beat stood still; nothing happens when it has moved since. None: it leaves by itself.
        """
        with self._writing() as connection:
            gone = sa.delete(watchers).where(watchers.c.name == name)
            if beat is not None:
                gone = gone.where(watchers.c.beat == beat)
            if not connection.execute(gone).rowcount:
                return 0
            returned = (
                sa.update(arrivals)
                .where(arrivals.c.owner == name)
                .values(state=PhotoState.QUEUED, owner=None, lost=arrivals.c.lost + 1, changed_at=now)
            )
            return int(connection.execute(returned).rowcount)

    def summary(self, *, now: datetime) -> LedgerSummary:
        """The ledger in numbers."""
        with as_store_errors(self._where), self._engine.connect() as connection:
            states = connection.execute(sa.select(arrivals.c.state, sa.func.count()).group_by(arrivals.c.state))
            waiting = arrivals.c.state.in_((PhotoState.QUEUED, PhotoState.WORKING))
            oldest = sa.select(arrivals.c.queued_at).where(waiting).order_by(arrivals.c.queued_at).limit(1)

            def ended_since(span: timedelta) -> int:
                ended = (arrivals.c.state.in_(ENDS), arrivals.c.changed_at > now - span)
                return connection.scalar(sa.select(sa.func.count()).select_from(arrivals).where(*ended)) or 0

            problems = (
                sa.select(arrivals)
                .where(arrivals.c.state.in_((PhotoState.QUARANTINED, PhotoState.HELD)))
                .order_by(arrivals.c.changed_at.desc(), arrivals.c.id.desc())
                .limit(MAX_PROBLEMS)
            )
            return LedgerSummary(
                states={PhotoState(state): count for state, count in states},
                oldest=connection.scalar(oldest),
                done_last_hour=ended_since(timedelta(hours=1)),
                done_last_minute=ended_since(timedelta(minutes=1)),
                problems=tuple(_arrival(row) for row in connection.execute(problems)),
                watchers=tuple(
                    Watcher(row.name, row.beat, row.started_at, row.seen_at, tuple(row.folders), row.trouble)
                    for row in connection.execute(sa.select(watchers).order_by(watchers.c.name))
                ),
            )


def finish(
    connection: Connection,
    arrival: Arrival,
    owner: str,
    state: PhotoState,
    *,
    now: datetime,
    reason: str | None = None,
    sha256: str | None = None,
) -> None:
    """See `Ledger.finish`; as part of a larger transaction."""
    changed = connection.execute(
        sa.update(arrivals)
        .where(arrivals.c.id == arrival.id, arrivals.c.owner == owner, arrivals.c.attempts == arrival.attempts)
        .values(state=state, owner=None, reason=reason, sha256=sha256 or arrivals.c.sha256, changed_at=now)
    )
    if changed.rowcount != 1:
        raise LeaseLostError(f"photo {arrival.id} of the ledger was taken over by another cardscan; it goes on there")


def _new_row(stamp: FileStamp, root: Path, now: datetime) -> dict[str, Any]:
    path, raw = path_key(stamp.path), os.fsencode(stamp.path)
    return {
        "path": path,
        "raw_path": None if path.encode() == raw else raw,
        "folder": path_key(stamp.path.parent),
        "root": path_key(root),
        "size": stamp.size,
        "mtime_ns": stamp.mtime_ns,
        "state": PhotoState.QUEUED,
        "place": Place.INBOX,
        "attempts": 0,
        "lost": 0,
        "queued_at": now,
        "changed_at": now,
    }


def _arrival(row: Row[Any]) -> Arrival:
    path = Path(os.fsdecode(bytes(row.raw_path)) if row.raw_path is not None else row.path)
    return Arrival(
        id=row.id,
        stamp=FileStamp(path, row.size, row.mtime_ns),
        root=row.root,
        state=PhotoState(row.state),
        place=Place(row.place),
        attempts=row.attempts,
        lost=row.lost,
        sha256=row.sha256,
        reason=row.reason,
    )
