"""Keep the list of people to be left alone in a file beside the database, so that no restored backup forgets it.

A backup knows nothing of what came after it. People who were forgotten since would be back, and people who asked for
no more letters would get one. Each change of the suppression list is therefore also written to a small file beside a
SQLite database:
    STORE HASH forgotten|suppressed
one entry a line. STORE tells which store's key the hash was made with (it stays the same over backup and restore),
HASH is what the list holds (`cardscan.store.suppression`). The file names nobody, and is useless without the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from cardscan.store.contacts_schema import store_secret
from cardscan.store.failures import file_errors
from cardscan.store.schema import suppressions

SUFFIX = ".left-alone"
# Ten million entries; a file beyond this was not written here.
MAX_FILE = 1_000_000_000

_LINE = re.compile(r"([0-9a-f]{16}) ([0-9a-f]{64}) (forgotten|suppressed)")

# For each store, by its mark: hash -> forgotten (True) or only suppressed.
Lists = Mapping[str, Mapping[str, bool]]


def list_file(url: URL) -> Path | None:
    """Return the file beside this database; None for a server, which has no place for one."""
    return Path(f"{url.database}{SUFFIX}") if url.drivername == "sqlite" else None


def mark_of(key: bytes) -> str:
    """Return the mark that identifies a store, whatever its file is called; it reveals nothing about the key."""
    return hmac.new(key, b"which store", hashlib.sha256).hexdigest()[:16]


def read_list(path: Path) -> dict[str, dict[str, bool]]:
    """Return a file's entries by store; lines that are not entries are skipped. StoreError if it cannot be read."""
    with file_errors(str(path)):
        if not path.is_file() or path.stat().st_size > MAX_FILE:
            return {}
        text = path.read_text("ascii", "replace")
    found: dict[str, dict[str, bool]] = {}
    for line in text.splitlines():
        if entry := _LINE.fullmatch(line):
            hashes = found.setdefault(entry[1], {})
            hashes[entry[2]] = hashes.get(entry[2], False) or entry[3] == "forgotten"
    return found


def stored_list(connection: Connection) -> dict[str, dict[str, bool]]:
    """Return the entries in a store's own table, in the same form."""
    if not sa.inspect(connection).has_table(store_secret.name):  # the store is older than the hashes
        return {}
    key = connection.scalar(sa.select(store_secret.c.key))
    if key is None:
        return {}
    rows = connection.execute(sa.select(suppressions.c.hash, suppressions.c.forgotten))
    return {mark_of(bytes(key)): {row.hash: bool(row.forgotten) for row in rows}}


def archived_list(archive: zipfile.ZipFile) -> dict[str, dict[str, bool]]:
    """Return the entries in a backup, in the same form; empty if the backup is older than the hashes."""
    found: dict[str, bool] = {}
    try:
        secrets = [json.loads(line) for line in archive.read("tables/store_secret.jsonl").splitlines()]
        for line in archive.read("tables/suppressions.jsonl").splitlines():
            row: dict[str, Any] = json.loads(line)
            found[row["hash"]] = bool(row["forgotten"])
        return {mark_of(_bytes(secrets[0]["key"])): found}
    except (KeyError, IndexError, ValueError, TypeError):
        return {}


def united(*lists: Lists) -> dict[str, dict[str, bool]]:
    """Combine the lists; a person who is forgotten in one of them is forgotten in the result."""
    found: dict[str, dict[str, bool]] = {}
    for each in lists:
        for store, hashes in each.items():
            into = found.setdefault(store, {})
            for value, forgotten in hashes.items():
                into[value] = into.get(value, False) or forgotten
    return found


class ListFile:
    """Keeps the file beside a database at least as complete as the database's table."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._written: tuple[int, int] | None = None

    def keep_up(self, connection: Connection) -> None:
        """Add to the file what only the table has; called before each commit, so that the table never gets ahead.

        Entries are only ever added: losing a file must not undo a person's wish to be left alone.

        Raises:
            StoreError: The file cannot be written; in that case the transaction must not be committed.
        """
        if self._path is None:
            return
        count = sa.select(sa.func.count(), sa.func.count().filter(suppressions.c.forgotten)).select_from(suppressions)
        total, forgotten = connection.execute(count).one()
        if (total, forgotten) == self._written:
            return
        if total:
            before = read_list(self._path)
            after = united(before, stored_list(connection))
            if after != before:
                _write(self._path, after)
        self._written = (total, forgotten)


def _write(path: Path, lists: Lists) -> None:
    lines = sorted(
        f"{store} {value} {'forgotten' if forgotten else 'suppressed'}\n"
        for store, hashes in lists.items()
        for value, forgotten in hashes.items()
    )
    draft = Path(f"{path}.new")
    with file_errors(str(path)):
        draft.touch(mode=0o600)
        with draft.open("w", encoding="ascii") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)


def _bytes(value: Any) -> bytes:
    return base64.b64decode(value["base64"], validate=True)
