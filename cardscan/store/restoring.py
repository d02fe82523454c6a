"""Restore a store from a backup in one transaction, without the people who were forgotten since it was made."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from cardscan.errors import StoreError
from cardscan.model.contact import MatchKeyKind
from cardscan.store import left_alone, people, suppression
from cardscan.store.archive import letters_in, read_manifest, read_rows
from cardscan.store.contacts_schema import store_secret
from cardscan.store.failures import as_store_errors, file_errors
from cardscan.store.forgetting import belongings, found_in_bytes, found_in_rows
from cardscan.store.opening import REVISIONS, WRITES, connected, database_url, display, is_empty, migrate
from cardscan.store.people import KeysOf
from cardscan.store.records import ValueKind
from cardscan.store.schema import cards, contact_values, contacts, drafts, match_keys, photos, suppressions
from cardscan.store.store import Store, Transaction

ACTOR = "restore"
# How many rows are compared at once.
TOGETHER = 1_000


@dataclass(slots=True)
class Restored:
    """What was restored, and what was left out on purpose.

    Attributes:
        rows: Number of rows of each table in the backup.
        forgotten: How many people in the backup were forgotten since, and are not in the store.
        suppressed: How many people in it get no more letters, because they asked for that since.
        foreign: Entries from other stores' lists, by which nobody can be recognised.
        searched: How many values of the forgotten were searched for in every byte afterwards.
        left: The values that were found, and where.
    """

    rows: dict[str, int]
    forgotten: int = 0
    suppressed: int = 0
    foreign: int = 0
    searched: int = 0
    left: dict[str, list[str]] = field(default_factory=dict)


def restore_store(
    database: str | Path,
    backup: Path,
    *,
    keys_of: KeysOf,
    drafts_folder: Path,
    now: datetime,
    lists: Sequence[left_alone.Lists] = (),
) -> Restored:
    """Make a store from a backup.

    The tables are created as they were at the time of the backup, filled, upgraded to this version, and cleared of the
    people who were forgotten since: all of it, or nothing. The file that a store at this place left behind says who was
    forgotten (`cardscan.store.left_alone`).

    Args:
        database: A place without a store: path of a SQLite file, or a URL.
        drafts_folder: Where the letters' files are written; an existing file stays as it is.
        lists: Further lists of people known to have been forgotten (`lists_of`).
    Raises:
        StoreError: The file is no backup, is damaged or newer than this program, or there is a store already.
    """
    url = database_url(database)
    where = display(url)
    known = left_alone.united(*lists, list_beside(url))
    with _opened(backup) as archive:
        manifest = read_manifest(archive, str(backup))
        if manifest["schema"] not in REVISIONS:
            raise StoreError(
                f"{backup}: was made by a newer cardscan (schema {manifest['schema']}); install the newer version"
            )
        done = Restored({str(name): int(count) for name, count in manifest["rows"].items()})
        engine = connected(url, create=True)
        try:
            with (
                as_store_errors(where),
                engine.connect().execution_options(**{WRITES: True}) as connection,
                connection.begin(),
            ):
                if not is_empty(connection, where):
                    raise StoreError(f"{where}: there is a store already; name a new file or database with --db")
                migrate(connection, manifest["schema"])
                read_rows(connection, archive, manifest, str(backup))
                if manifest["schema"] != REVISIONS[-1]:
                    migrate(connection)
                people.index_all(connection, keys_of)
                traces = _leave_out(connection, known, keys_of, done, now)
                _place_letters(connection, archive, drafts_folder)
                left_alone.ListFile(left_alone.list_file(url)).keep_up(connection)
                store = Store(engine, keys_of, where)
                if done.forgotten:
                    store.will_erase()
            if done.forgotten:
                store.erase()
        finally:
            engine.dispose()
    if done.forgotten and url.drivername == "sqlite":
        done.left = found_in_bytes(Path(url.database or ""), traces)
    return done


def lists_of(place: str | Path) -> left_alone.Lists:
    """Return who is to be left alone, from a store (path or URL, with the file beside it) or a backup.

    Raises:
        StoreError: The place is neither, or cannot be read.
    """
    if "://" not in str(place) and zipfile.is_zipfile(place):
        with _opened(Path(place)) as archive:
            read_manifest(archive, str(place))
            return left_alone.archived_list(archive)
    url = database_url(place)
    engine = connected(url, create=False)
    try:
        with as_store_errors(display(url)), engine.connect() as connection:
            found = {} if is_empty(connection, display(url)) else left_alone.stored_list(connection)
            return left_alone.united(found, list_beside(url))
    finally:
        engine.dispose()


def list_beside(database: str | Path | URL) -> left_alone.Lists:
    """Return the list in the file beside a database, even if the database is gone; empty for a server."""
    file = left_alone.list_file(database if isinstance(database, URL) else database_url(database))
    return left_alone.read_list(file) if file else {}


def _opened(backup: Path) -> zipfile.ZipFile:
    with file_errors(str(backup)):
        if not zipfile.is_zipfile(backup):
            raise StoreError(f"{backup}: is no backup of cardscan; name a file that `cardscan backup` wrote")
        return zipfile.ZipFile(backup)


def _leave_out(
    connection: Connection, lists: left_alone.Lists, keys_of: KeysOf, done: Restored, now: datetime
) -> list[str]:
    """Add the lists to the store's own list and apply new entries; return texts that must not be found afterwards."""
    mine = left_alone.mark_of(bytes(connection.execute(sa.select(store_secret.c.key)).scalar_one()))
    done.foreign = sum(len(hashes) for store, hashes in lists.items() if store != mine)
    there = {row.hash: row.forgotten for row in connection.execute(sa.select(suppressions))}
    known = lists.get(mine, {})
    forgotten = {each for each, gone in known.items() if gone and not there.get(each)}
    suppressed = {each for each, gone in known.items() if not gone and each not in there}
    for hashes, gone in ((forgotten, True), (suppressed, False)):
        reason = "carried over a restore"
        suppression.put_hashes(connection, sorted(hashes), forgotten=gone, reason=reason, now=now)
    tx, traces = Transaction(connection, keys_of), list[str]()
    for number in _people_by(connection, forgotten, by_address=False):  # info@ is not one person's
        traces += belongings(connection, number).traces
        tx.people.forget(number, reason="carried over a restore", now=now, actor=ACTOR)
        done.forgotten += 1
    for number in _people_by(connection, suppressed, by_address=True):
        tx.suppression.add_person(number, reason="carried over a restore", now=now, actor=ACTOR)
        done.suppressed += 1
    others = found_in_rows(connection, traces)
    traces = [text for text in dict.fromkeys(traces) if text not in others]
    done.searched = len(traces)
    return traces


def _people_by(connection: Connection, hashes: set[str], *, by_address: bool) -> list[int]:
    """Return the contacts that match a hash, by what identifies them, their photos and their addresses."""
    if not hashes:
        return []
    keys = sa.select(match_keys.c.contact_id, match_keys.c.key).where(match_keys.c.kind == MatchKeyKind.IDENTITY)
    shown = sa.select(cards.c.contact_id, photos.c.sha256).join_from(cards, photos)
    kinds = [(keys, "identity:{}"), (shown.where(cards.c.contact_id.is_not(None)), "photo:{}")]
    if by_address:
        addresses = sa.select(contact_values.c.contact_id, contact_values.c.value_key)
        kinds.append((addresses.where(contact_values.c.kind == ValueKind.EMAIL), "email:{}"))
    found: set[int] = set()
    for query, mark in kinds:
        for page in connection.execute(query).partitions(TOGETHER):
            made = suppression.hashed(connection, [mark.format(row[1]) for row in page])
            found.update(row[0] for row, each in zip(page, made, strict=True) if each in hashes)
    roots = sa.select(contacts.c.id).where(contacts.c.merged_into.is_(None)).order_by(contacts.c.id)
    return [number for number in connection.scalars(roots) if number in found]


def _place_letters(connection: Connection, archive: zipfile.ZipFile, folder: Path) -> None:
    """Write the letters' files into the folder, and record their new paths in the drafts."""
    rows = connection.execute(sa.select(drafts.c.id, drafts.c.file).where(drafts.c.file.is_not(None))).all()
    by_name = {PurePath(row.file).name: row.id for row in rows}
    with file_errors(str(folder)):
        for name, content in letters_in(archive):
            if name not in by_name:
                continue
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = folder / name
            if not target.exists():
                target.touch(mode=0o600)
                target.write_bytes(content)
            connection.execute(sa.update(drafts).where(drafts.c.id == by_name[name]).values(file=str(target)))
