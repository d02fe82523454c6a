"""Delete a person from the store: every row, and every byte that the database would leave behind."""

from __future__ import annotations

import dataclasses
import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from cardscan.model.contact import MatchKey
from cardscan.model.draft import DraftState
from cardscan.model.reading import ContactDetails
from cardscan.store import merging, people, search, suppression
from cardscan.store.address_book_schema import publications
from cardscan.store.columns import CleanText, JsonText
from cardscan.store.records import ContactLine, StoredValue, ValueKind
from cardscan.store.schema import arrivals, audit, cards, contacts, drafts, encounters, metadata, photos, sightings
from cardscan.store.values import put_together

# A shorter value occurs in any large file by chance, so its absence cannot be shown.
SHORTEST_TRACE = 6

_LEFT_THE_HOUSE = (DraftState.SENDING, DraftState.SENT, DraftState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Belongings:
    """Everything about one person, in the store and in files.

    Attributes:
        name: What to call them in the last question before deletion.
        contact_ids: The contact and everything that was merged into it.
        photo_ids: Photos that show only their cards.
        photo_files: Where those photos lie, with the SHA-256 of their bytes.
        shared_photos: Names of photos that show other people's cards too; they stay.
        draft_files: Files of letters to them.
        traces: Texts that must not be found anywhere afterwards.
        published: Their cards on CardDAV servers: URL of the address book and path of the card.
    """

    name: str
    contact_ids: tuple[int, ...]
    photo_ids: tuple[int, ...]
    photo_files: tuple[tuple[Path, str], ...]
    shared_photos: tuple[str, ...]
    draft_files: tuple[Path, ...]
    traces: tuple[str, ...]
    published: tuple[tuple[str, str], ...] = ()


def belongings(connection: Connection, contact_id: int) -> Belongings:
    """Return what `forget` would delete; StoreError if there is no such contact."""
    contact = people.existing_contact(connection, contact_id)
    ids = tuple(merging.subtree(connection, contact_id))
    mine = cards.c.contact_id.in_(ids)
    shown = set(connection.scalars(sa.select(cards.c.photo_id).where(mine)))
    others = sa.select(cards.c.photo_id).where(
        cards.c.photo_id.in_(shown), sa.or_(cards.c.contact_id.is_(None), cards.c.contact_id.not_in(ids))
    )
    shared = set(connection.scalars(others))
    where_seen = (
        sa.select(sightings.c.path, photos.c.sha256).join_from(sightings, photos).where(photos.c.id.in_(shown - shared))
    )
    files = [(Path(row.path), row.sha256) for row in connection.execute(where_seen)]
    eml = connection.scalars(sa.select(drafts.c.file).where(drafts.c.contact_id.in_(ids), drafts.c.file.is_not(None)))
    pushed = sa.select(publications.c.address_book, publications.c.href).where(publications.c.contact_id.in_(ids))
    return Belongings(
        name=contact.display_name,
        contact_ids=ids,
        photo_ids=tuple(sorted(shown - shared)),
        photo_files=tuple(files),
        shared_photos=tuple(connection.scalars(sa.select(photos.c.name).where(photos.c.id.in_(shared)))),
        draft_files=tuple(Path(file) for file in eml),
        traces=_traces(people.values_of(connection, contact_id)),
        published=tuple((row.address_book, row.href) for row in connection.execute(pushed)),
    )


def forget(
    connection: Connection,
    contact_id: int,
    keys_of: Callable[[ContactDetails], Sequence[MatchKey]],
    *,
    reason: str,
    now: datetime,
) -> dict[str, int]:
    """Delete every row about the person and store only hashes; return the number of deleted rows by table."""
    mine = belongings(connection, contact_id)
    ids = mine.contact_ids
    marks = _marks(
        people.existing_contact(connection, contact_id).details, people.values_of(connection, contact_id), keys_of
    )
    hashes = list(connection.scalars(sa.select(photos.c.sha256).where(photos.c.id.in_(mine.photo_ids))))
    suppression.put(connection, [*marks, *map(suppression.photo_mark, hashes)], forgotten=True, reason=reason, now=now)
    gone: dict[str, int] = {}

    def delete(table: sa.Table, *where: sa.ColumnElement[bool]) -> None:
        count = connection.execute(sa.delete(table).where(*where)).rowcount
        if count:
            gone[table.name] = gone.get(table.name, 0) + count

    drafted = list(connection.scalars(sa.select(drafts.c.id).where(drafts.c.contact_id.in_(ids))))
    subjects = [f"contact {number}" for number in ids] + [f"draft {number}" for number in drafted]
    delete(audit, audit.c.subject.in_(subjects))
    delete(arrivals, arrivals.c.sha256.in_(hashes))
    delete(sightings, sightings.c.photo_id.in_(mine.photo_ids))
    for table in reversed(metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is contacts and key.parent.name != "merged_into":
                delete(table, key.parent.in_(ids))
    delete(photos, photos.c.id.in_(mine.photo_ids))
    for number in ids:
        search.drop_document(connection, number)
    search.shrink(connection)
    connection.execute(sa.update(contacts).where(contacts.c.id.in_(ids)).values(merged_into=None))
    delete(contacts, contacts.c.id.in_(ids))
    return gone


def is_forgotten_photo(connection: Connection, sha256: str) -> bool:
    """Whether the photo with these bytes showed a forgotten person and nobody else."""
    return suppression.any_listed(connection, [suppression.photo_mark(sha256)], forgotten=True)


def unused_since(connection: Connection, moment: datetime) -> list[ContactLine]:
    """Return people whose cards came before `moment` and were never acted on."""
    with_card = sa.exists().where(cards.c.contact_id == contacts.c.id)
    newer = sa.exists().where(cards.c.contact_id == contacts.c.id, cards.c.read_at >= moment)
    talked = sa.exists().where(encounters.c.contact_id == contacts.c.id, encounters.c.has_conversation)
    written = sa.exists().where(drafts.c.contact_id == contacts.c.id, drafts.c.state.in_(_LEFT_THE_HOUSE))
    conditions = (with_card, ~newer, ~talked, ~written, contacts.c.decision.is_(None))
    return people.lines_where(connection, *conditions)


def erase(engine: Engine) -> None:
    """Rewrite the database, so that nothing of deleted rows is left in free pages or in the write-ahead log."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM FULL")
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            cursor.execute(statement)
            cursor.fetchall()
    finally:
        raw.close()


def erase_mark(database: str | None, dialect: str) -> Path | None:
    """Return the file that marks a SQLite database as still to be erased; None for a server."""
    return Path(f"{database}.erase") if dialect == "sqlite" and database else None


def found_in_bytes(database: Path, traces: Sequence[str]) -> dict[str, list[str]]:
    """Search a SQLite database's files, used and free pages alike, for the texts; return text -> file names."""
    found: dict[str, list[str]] = {}
    for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm"), Path(f"{database}-journal")):
        if not path.is_file() or not path.stat().st_size:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            for trace in traces:
                if content.find(trace.encode()) >= 0:
                    found.setdefault(trace, []).append(path.name)
    return found


def found_in_rows(connection: Connection, traces: Sequence[str]) -> set[str]:
    """Return the texts that remaining rows contain: they belong to somebody else too, like a firm's number."""
    left: set[str] = set()
    for table in metadata.sorted_tables:
        texts = [column for column in table.c if isinstance(column.type, (CleanText, JsonText))]
        for trace in traces:
            pattern = f"%{trace.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
            conditions = [sa.cast(column, sa.Text).like(pattern, escape="!") for column in texts]
            query = sa.select(sa.literal(1)).select_from(table).where(sa.or_(sa.false(), *conditions)).limit(1)
            if connection.scalar(query):
                left.add(trace)
    return left


def _traces(values: Sequence[StoredValue]) -> tuple[str, ...]:
    """Return the person's own values; a firm, a title and a city belong to other people too."""
    found: list[str] = []
    for value in values:
        match value.kind:
            case ValueKind.EMAIL:
                found.append(value.value)
            case ValueKind.NAME:
                found += [value.value["full"], value.value.get("other_script") or ""]
            case ValueKind.PHONE:
                found += [value.value.get("e164") or "", value.value["printed"]]
            case ValueKind.SOCIAL:
                found.append(value.value["handle"])
            case ValueKind.ADDRESS:
                found.append(value.value["printed"])
            case _:
                pass
    return tuple(dict.fromkeys(text for text in found if len(text.encode()) >= SHORTEST_TRACE))


def _marks(
    details: ContactDetails, values: Sequence[StoredValue], keys_of: Callable[[ContactDetails], Sequence[MatchKey]]
) -> list[str]:
    """Return marks for every name under which the person was read, and for every address."""
    marks = suppression.identity_marks(keys_of(details))
    for value in values:
        if value.kind is ValueKind.NAME:
            name = put_together([dataclasses.replace(value, withdrawn=False)]).name
            marks += suppression.identity_marks(keys_of(dataclasses.replace(details, name=name)))
        elif value.kind is ValueKind.EMAIL:
            marks.append(suppression.address_mark(value.value))
    return list(dict.fromkeys(marks))
