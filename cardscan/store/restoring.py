"""A backup becomes a store again, in one transaction."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePath

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import StoreError
from cardscan.store import people
from cardscan.store.archive import letters_in, read_manifest, read_rows
from cardscan.store.failures import as_store_errors, file_errors
from cardscan.store.opening import REVISIONS, WRITES, connected, database_url, display, is_empty, migrate
from cardscan.store.people import KeysOf
from cardscan.store.schema import drafts


def restore_store(database: str | Path, backup: Path, *, keys_of: KeysOf, drafts_folder: Path) -> dict[str, int]:
    """Make a store of a backup; how many rows of each table.

    The tables are made as they were when the backup was taken, filled, and then brought to this version: all of it,
    or nothing.

    Args:
        database: Where there is no store yet: path of a SQLite file, or a URL.
        drafts_folder: Where the letters' files are put; a file that is there already stays as it is.
    Raises:
        StoreError: The file is no backup, is damaged or newer than this program, or there is a store already.
    """
    url = database_url(database)
    where = display(url)
    with file_errors(str(backup)):
        if not zipfile.is_zipfile(backup):
            raise StoreError(f"{backup}: is no backup of cardscan; name a file that `cardscan backup` wrote")
        archive = zipfile.ZipFile(backup)
    with archive:
        manifest = read_manifest(archive, str(backup))
        if manifest["schema"] not in REVISIONS:
            raise StoreError(
                f"{backup}: was made by a newer cardscan (schema {manifest['schema']}); install the newer version"
            )
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
                _place_letters(connection, archive, drafts_folder)
        finally:
            engine.dispose()
    return {str(name): int(count) for name, count in manifest["rows"].items()}


def _place_letters(connection: Connection, archive: zipfile.ZipFile, folder: Path) -> None:
    """Put the letters' files into the folder, and tell the drafts where they are now."""
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
