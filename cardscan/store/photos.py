"""Store photos, the paths where they were seen, and the cards on them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from cardscan import __version__
from cardscan.model.plaintext import visible_bytes
from cardscan.model.reading import Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto, json_records
from cardscan.store.columns import storable
from cardscan.store.records import FileStamp, PhotoState, StoredCard
from cardscan.store.schema import cards, photos, sightings

# Paths in one query. SQLite takes 32,766 parameters, PostgreSQL 65,535.
PATHS_PER_QUERY = 10_000


def path_key(path: Path) -> str:
    """Return a path as storable text, unique for each path: bytes that are not UTF-8 are written as \\xNN."""
    return storable(os.fsencode(path).decode("utf-8", "backslashreplace"))


def path_of(key: Path) -> Path:
    """Return the path for which `path_key` wrote this text, even if it had bytes that are not UTF-8."""
    raw = re.sub(rb"\\x([89a-f][0-9a-f])", lambda match: bytes([int(match[1], 16)]), os.fsencode(key))
    return Path(os.fsdecode(raw))


def known_files(connection: Connection, stamps: Iterable[FileStamp]) -> dict[Path, PhotoState]:
    """Return the state of the photo for each file whose path, size and time are unchanged since it was stored."""
    wanted = {path_key(stamp.path): stamp for stamp in stamps}
    keys, known = list(wanted), {}
    query = (
        sa.select(sightings.c.path, sightings.c.size, sightings.c.mtime_ns, photos.c.state)
        .join_from(sightings, photos)
        .where(sightings.c.path.in_(sa.bindparam("paths", expanding=True)))
    )
    for start in range(0, len(keys), PATHS_PER_QUERY):
        for path, size, mtime_ns, state in connection.execute(query, {"paths": keys[start : start + PATHS_PER_QUERY]}):
            stamp = wanted[path]
            if (stamp.size, stamp.mtime_ns) == (size, mtime_ns):
                known[stamp.path] = PhotoState(state)
    return known


def photo_state(connection: Connection, sha256: str) -> PhotoState | None:
    """Return how far the photo with these bytes got; None if it was never seen."""
    state = connection.scalar(sa.select(photos.c.state).where(photos.c.sha256 == sha256))
    return PhotoState(state) if state else None


def photo_id(connection: Connection, sha256: str) -> int | None:
    """Return the row number of the photo with these bytes; None if it was never seen."""
    return connection.scalar(sa.select(photos.c.id).where(photos.c.sha256 == sha256))


def put_photo(
    connection: Connection, photo: ScannedPhoto, state: PhotoState, stamp: FileStamp | None, now: datetime
) -> int:
    """Insert the photo, or update the row with the same bytes; return its id."""
    row: dict[str, Any] = {
        "sha256": photo.sha256,
        "name": visible_bytes(photo.name),
        "state": state,
        "reason": photo.reason,
        "scanned_at": now,
        "version": __version__,
        "folder": path_key(stamp.path.parent) if stamp else "",
        "size": stamp.size if stamp else None,
        "mtime_ns": stamp.mtime_ns if stamp else None,
    }
    row_id = upsert(connection, photos, ["sha256"], row)
    if stamp:
        put_sighting(connection, row_id, stamp, now)
    return row_id


def put_sighting(connection: Connection, row_id: int, stamp: FileStamp, now: datetime) -> None:
    """Record that the file at this path holds this photo."""
    row = {
        "path": path_key(stamp.path),
        "size": stamp.size,
        "mtime_ns": stamp.mtime_ns,
        "photo_id": row_id,
        "seen_at": now,
    }
    upsert(connection, sightings, ["path"], row)


def put_card(connection: Connection, photo_id: int, card: ScannedCard, now: datetime) -> int:
    """Insert the card, or replace what an earlier version read from it; the id stays."""
    record = json_records(ScannedPhoto("", "", (card,)))[0]
    reading = {key: value for key, value in record.items() if key not in ("photo", "sha256", "card")}
    row: dict[str, Any] = {
        "photo_id": photo_id,
        "card_index": card.index,
        "page": card.page,
        "quad": record["quad"],
        "recommendation": card.reading.recommendation,
        "engine": card.engine,
        "version": __version__,
        "read_at": now,
        # The image size that the boxes refer to: the stored picture may be smaller.
        "reading": {**reading, "text": list(card.reading.text), "size": list(card.size), **_for_its_other_side(card)},
    }
    if card.crop_jpeg:
        row["crop_jpeg"] = card.crop_jpeg
    return upsert(connection, cards, ["photo_id", "card_index"], row)


def _for_its_other_side(card: ScannedCard) -> dict[str, Any]:
    taken = {"taken": card.taken.isoformat()} if card.taken else {}
    return taken | ({"accents": [list(accent) for accent in card.colours.accents]} if card.colours else {})


def cards_where(connection: Connection, condition: sa.ColumnElement[bool]) -> tuple[StoredCard, ...]:
    """Return the cards for which the condition holds, oldest first, without their pictures."""
    query = (
        sa.select(
            cards.c.id,
            photos.c.name,
            photos.c.sha256,
            cards.c.card_index,
            cards.c.page,
            cards.c.recommendation,
            cards.c.reading,
            cards.c.contact_id,
        )
        .join_from(cards, photos)
        .where(condition)
        .order_by(cards.c.id)
    )
    return tuple(
        StoredCard(
            row.id,
            row.name,
            row.sha256,
            row.card_index,
            row.page,
            Recommendation(row.recommendation),
            row.reading,
            row.contact_id,
        )
        for row in connection.execute(query)
    )


def upsert(connection: Connection, table: sa.Table, unique: list[str], row: dict[str, Any]) -> int:
    """Insert the row, or update the one equal in the `unique` columns; return its id (0 for a table without ids)."""
    # The classes of the two dialects share these methods, but no base class that declares them.
    statement: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table).values(row)
    changes = {name: statement.excluded[name] for name in row if name not in unique}
    statement = statement.on_conflict_do_update(index_elements=unique, set_=changes)
    if "id" not in table.c:
        connection.execute(statement)
        return 0
    return int(connection.execute(statement.returning(table.c.id)).scalar_one())
