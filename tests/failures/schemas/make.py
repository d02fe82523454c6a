"""Writes the dumps of past schemas: python -m tests.failures.schemas.make FOLDER

Each is the store of 0001, which the first version itself left, brought to the schema and given rows in every table
that came with it. A dump is made once, when its schema is released, and never again.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.store import people
from cardscan.store.archive import _raw_rows as raw_rows
from cardscan.store.archive import _set_sequences as set_sequences
from cardscan.store.archive import _value as value
from cardscan.store.opening import REVISIONS, WRITES, connected, database_url, migrate
from tests.contract.postgres import Server

FIRST = Path(__file__).with_name("0001.sql")
WHEN = datetime(2026, 11, 21, 9)
KEY = bytes(range(32))

# By the schema that brought the table: rows whose absence after an upgrade the test would see.
NEW: dict[str, dict[str, list[dict[str, Any]]]] = {
    "0002": {
        "imported_entries": [{"key": "uid:x", "contact_id": 1, "digest": "d" * 64, "imported_at": WHEN}],
        "kept_properties": [
            {"id": 1, "contact_id": 1, "entry_key": "uid:x", "position": 0, "property": '["BDAY","1980-02-29","",[]]'}
        ],
        "publications": [
            {"contact_id": 1, "address_book": "https://x.example/b/", "href": "/b/1.vcf", "etag": '"1"',
             "sha256": "e" * 64, "pushed_at": WHEN}
        ],
        "duplicate_questions": [
            {"id": 1, "first_id": 1, "second_id": 2, "score": 4.5, "reasons": '[["same firm",4.5]]',
             "state": "not_same", "asked_at": WHEN, "answered_at": WHEN, "answered_by": "me"}
        ],
    },
    "0003": {
        "touches": [
            {"id": 1, "contact_id": 1, "at": WHEN, "direction": "in", "kind": "message", "text": "Grüße",
             "created_at": WHEN}
        ],
    },
    "0004": {
        "arrivals": [
            {"id": 1, "path": "/in/a.jpg", "folder": "/in", "root": "/in", "size": 5, "mtime_ns": 7, "state": "held",
             "place": "inbox", "attempts": 2, "lost": 1, "reason": "no card", "queued_at": WHEN, "changed_at": WHEN}
        ],
        "watchers": [
            {"name": "w", "beat": 3, "started_at": WHEN, "seen_at": WHEN, "folders": '["/in"]', "trouble": ""}
        ],
    },
    "0005": {
        "review_steps": [
            {"id": 1, "at": WHEN, "actor": "me", "verb": "confirm", "contact_id": 1, "before": "{}",
             "seen_after": "f" * 64}
        ],
    },
    "0006": {},
    "0007": {},
    "0008": {},
}  # fmt: skip


def bring_to(database: Path, revision: str) -> None:
    """The store of 0001, upgraded and filled."""
    plain = sqlite3.connect(database)
    plain.executescript(FIRST.read_text("utf-8"))
    plain.close()
    engine = connected(database_url(database), create=False)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        for step in (each for each in REVISIONS[1:] if each <= revision):
            migrate(connection, step)
            fill(connection, step)
        if revision == REVISIONS[-1]:
            people.index_all(connection, match_keys)
    engine.dispose()


def fill(connection: sa.Connection, step: str) -> None:
    tables = sa.MetaData()
    tables.reflect(connection, only=list(NEW[step]))
    for name, rows in NEW[step].items():
        connection.execute(sa.insert(tables.tables[name]), rows)
    if step == "0002":
        connection.execute(sa.text("UPDATE contacts SET organization = 'Beispiel GmbH' WHERE id = 1"))
    if step == "0005":
        connection.execute(sa.text("UPDATE contacts SET checked_at = '2026-11-21 09:00:00.000000' WHERE id = 1"))
    if step == "0006":
        connection.execute(sa.text("UPDATE drafts SET address = 'informal' WHERE id = 1"))
    if step == "0008":
        connection.execute(sa.text("UPDATE encounters SET quoted = '[\"OCR\"]', kept_private = '[\"tall\"]'"))
        connection.execute(sa.text("UPDATE drafts SET note_changed = true WHERE id = 1"))


def sqlite_dump(database: Path) -> str:
    """As sqlite3 writes it, but for the search index, whose own tables SQLite fills itself."""
    connection = sqlite3.connect(database)
    lines = [
        line
        for line in connection.iterdump()
        if not re.match(r"(PRAGMA|CREATE TABLE|INSERT INTO|DELETE FROM)\b.*\W(contact_search|writable_schema)", line)
    ]
    index = [
        "CREATE VIRTUAL TABLE contact_search USING fts5(names, texts, prefix='2 3');",
        *(
            line
            for (line,) in connection.execute(
                "SELECT 'INSERT INTO contact_search(rowid, names, texts) VALUES(' || rowid || ',' || quote(names) "
                "|| ',' || quote(texts) || ');' FROM contact_search ORDER BY rowid"
            )
        ),
    ]
    connection.close()
    return "\n".join([*lines[:-1], *index, lines[-1]]) + "\n"


def postgresql_dump(server: Server, database: Path, revision: str) -> str:
    """The same rows in PostgreSQL, made by the same migrations, as pg_dump writes them."""
    url = server.new_database()
    schema = re.findall(r"test_\d+", url)[-1]
    source, engine = connected(database_url(database), create=False), connected(database_url(url), create=True)
    with (
        source.connect() as old,
        engine.connect().execution_options(**{WRITES: True}) as new,
        new.begin(),
    ):
        migrate(new, revision)
        known, tables = sa.MetaData(), sa.MetaData()
        known.reflect(old, only=lambda name, _: not name.startswith("contact_search"))
        tables.reflect(new)
        for table in tables.sorted_tables:
            if table.name in ("cardscan_schema", "contact_search"):
                continue
            new.execute(sa.delete(table))
            rows = [dict(row) for row in raw_rows(old, known.tables[table.name])]
            if rows:
                new.execute(sa.insert(table), [{n: value(table.c[n], v) for n, v in row.items()} for row in rows])
        set_sequences(new, tables)
        if revision == REVISIONS[-1]:
            people.index_all(new, match_keys)
    source.dispose()
    engine.dispose()
    done = subprocess.run(
        ["pg_dump", "--inserts", "--no-owner", "--no-privileges", f"--schema={schema}",
         f"--dbname=postgresql://cardscan@/postgres?host={server.folder}"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    kept = [
        line for line in done.stdout.splitlines()
        if not re.match(r"\\|--|SET |SELECT pg_catalog.set_config|CREATE SCHEMA", line) and line.strip()
    ]  # fmt: skip
    return "\n".join(kept).replace(f"{schema}.", "") + "\n"


def main(folder: Path) -> None:
    """All dumps but the first, which is the original."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    server = Server(programs)
    try:
        for revision in REVISIONS:
            database = folder / f"{revision}.db"
            bring_to(database, revision)
            if revision != "0001":
                (folder / f"{revision}.sql").write_text(sqlite_dump(database), "utf-8")
            (folder / "postgresql").mkdir(exist_ok=True)
            (folder / "postgresql" / f"{revision}.sql").write_text(postgresql_dump(server, database, revision), "utf-8")
            database.unlink()
    finally:
        server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
