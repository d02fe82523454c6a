"""Read and write single rows of the watch ledger (new, claimed, ended), also within a larger transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cardscan.errors import LeaseLostError
from cardscan.store.photos import path_key
from cardscan.store.records import Arrival, FileStamp, PhotoState, Place
from cardscan.store.schema import arrivals

ENDS = (PhotoState.DONE, PhotoState.DUPLICATE, PhotoState.QUARANTINED)


def claim(connection: Connection, owner: str, *, roots: Iterable[Path], limit: int, now: datetime) -> list[Arrival]:
    """Do what `Ledger.claim` does, as part of a larger transaction."""
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
    values = {"state": PhotoState.WORKING, "place": Place.INBOX, "owner": owner, "changed_at": now}
    changed = (
        sa.update(arrivals)
        .where(arrivals.c.id.in_(ids))
        .values(**values, attempts=arrivals.c.attempts + 1)
        .returning(*arrivals.c)
    )
    return sorted((arrival_of(row) for row in connection.execute(changed)), key=lambda arrival: arrival.id)


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
    """Do what `Ledger.finish` does, as part of a larger transaction."""
    changed = connection.execute(
        sa.update(arrivals)
        .where(arrivals.c.id == arrival.id, arrivals.c.owner == owner, arrivals.c.attempts == arrival.attempts)
        .values(state=state, owner=None, reason=reason, sha256=sha256 or arrivals.c.sha256, changed_at=now)
    )
    if changed.rowcount != 1:
        raise LeaseLostError(f"photo {arrival.id} of the ledger was taken over by another cardscan; it goes on there")


def inside(folder: Path) -> sa.ColumnElement[bool]:
    """Return the condition that an arrival lies in this folder or below it."""
    key = path_key(folder)
    return sa.or_(arrivals.c.folder == key, arrivals.c.folder.startswith(key + os.sep, autoescape=True))


def new_row(stamp: FileStamp, root: Path, now: datetime) -> dict[str, Any]:
    """Return the columns for a file that was seen for the first time or has changed."""
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


def arrival_of(row: Row[Any]) -> Arrival:
    """Convert a row into the `Arrival` that the ledger returns."""
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
