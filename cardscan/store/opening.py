"""Open a database: connect, protect the file, and upgrade the tables to this version."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from cardscan.errors import MissingComponentError, StoreError
from cardscan.model.installing import install_command
from cardscan.store.failures import as_store_errors, file_errors
from cardscan.store.schema import metadata

# Every schema this program knows, oldest first: the file names in migrations/versions (a test compares).
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
VERSION_TABLE = "cardscan_schema"

MIGRATIONS = Path(__file__).with_name("migrations")

# Another process holds the write lock for milliseconds; waiting half a minute means that something is stuck.
BUSY_TIMEOUT_MS = 30_000
# How often a writer that waits for another one retries.
ASK_EVERY_S = 0.003

# Serialises writers on PostgreSQL, as SQLite does by itself. Otherwise two people who scan the same card at the same
# moment might both find no candidate and both create a contact. Any number that no other program uses will do.
WRITE_LOCK = 0x63617264  # "card"

WRITES = "cardscan_writes"


def database_url(database: str | Path) -> URL:
    """Return `database` as a URL: a URL is kept as it is; anything else is the path of a SQLite file."""
    text = str(database)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except sa.exc.ArgumentError as error:
        raise StoreError(f"{text}: not a database URL; write a file's path or postgresql+psycopg://...") from error
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(
            f"{url.drivername}: not a database cardscan can use; write a file's path or postgresql+psycopg://..."
        )
    if url.drivername == "sqlite" and (url.database or ":memory:") == ":memory:":
        raise StoreError("a store in memory would be forgotten at once; write a file's path")
    return url


def display(url: URL) -> str:
    """Return the database's name for messages, without the password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def open_engine(
    url: URL, *, create: bool, after_upgrade: Callable[[Connection], None], busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Engine:
    """Connect, and create or upgrade the tables.

    Args:
        busy_timeout_ms: How long a write waits for another process later on.
        after_upgrade: Computes data derived from the stored values, in the transaction that upgraded the tables.
    Raises:
        StoreError: It cannot be opened, is no store, is newer than this program, or does not exist (`create` off).
        MissingComponentError: The driver for PostgreSQL is not installed.
    """
    where = display(url)
    engine = connected(url, create=create)  # patient: another process may be making or upgrading the tables
    with as_store_errors(where), file_errors(where):
        try:
            _bring_up_to_date(engine, where, after_upgrade, create=create)
        except BaseException:
            engine.dispose()
            raise
    if busy_timeout_ms == BUSY_TIMEOUT_MS:
        return engine
    engine.dispose()
    return connected(url, create=False, busy_timeout_ms=busy_timeout_ms)


def connected(url: URL, *, create: bool, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """Connect and create and protect the file, but leave the tables as they are; raises the errors of `open_engine`."""
    where = display(url)
    with as_store_errors(where), file_errors(where):
        if url.drivername == "sqlite":
            _prepare_file(Path(url.database or ""), create=create)
            engine = sa.create_engine(url, connect_args={"timeout": busy_timeout_ms / 1000})
            sa.event.listen(engine, "connect", _set_up_sqlite)
        else:
            try:
                engine = sa.create_engine(url, pool_pre_ping=True)
            except ModuleNotFoundError as error:
                raise MissingComponentError(
                    "PostgreSQL needs the driver psycopg; "
                    f"install it with: {install_command('cardscan-followup[postgres]')}"
                ) from error
        sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare_file(path: Path, *, create: bool) -> None:
    """Make sure that the file exists and only its user can access it."""
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; name a file in it with --db")
    if path.exists():
        if not path.is_file():
            raise StoreError(f"{path}: is no ordinary file; name another one with --db")
        return
    if not create:
        raise StoreError(f"{path}: there is no store yet; scan some photos first, or name another file with --db")
    missing = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    # SQLite gives its -wal and -shm files the same mode as this one.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would exclude DDL; `_begin` sends BEGIN instead
    _wait_to_execute(connection, "PRAGMA journal_mode = WAL")
    # secure_delete: deleted data are overwritten, so that a forgotten person does not remain in a free page.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    if connection.dialect.name == "sqlite":
        # Take the write lock from the start: a reader that turns writer half-way could be refused without a retry.
        if writes:
            # Bypassing SQLAlchemy makes a retry cost a tenth.
            _wait_to_execute(cast("sqlite3.Connection", connection.connection.driver_connection), "BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")


def _wait_to_execute(connection: sqlite3.Connection, statement: str) -> None:
    """Wait for a lock by retrying often, up to the connection's busy timeout.

    SQLite itself retries ten times a second. A program that writes one transaction after another frees the lock for
    only a few milliseconds each time, so others would not get it for seconds. For the change to WAL, which needs the
    file alone, SQLite does not wait at all: of two programs that create a new store, one would be refused at once.
    """
    (wait_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + wait_ms / 1000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute(statement)
            except sqlite3.OperationalError as error:
                busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
                if not busy or time.monotonic() >= deadline:
                    raise
                time.sleep(ASK_EVERY_S)
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(wait_ms)}")


def _bring_up_to_date(engine: Engine, where: str, after_upgrade: Callable[[Connection], None], *, create: bool) -> None:
    with engine.connect() as connection:
        if _revision(connection, where) == REVISIONS[-1]:
            return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        revision = _revision(connection, where)  # read it again: another process may have upgraded meanwhile
        if revision is None and not create:
            raise StoreError(f"{where}: there is no store yet; scan some photos first, or use another --db")
        if revision != REVISIONS[-1]:
            migrate(connection)
            after_upgrade(connection)


def _revision(connection: Connection, where: str) -> str | None:
    """Return the schema revision of the database; None if it has none of our tables."""
    tables = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        foreign = tables if connection.dialect.name == "sqlite" else tables & set(metadata.tables)
        if foreign:
            raise StoreError(f"{where}: holds tables of another program; name another database with --db")
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608  # a constant
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"{where}: was written by a newer cardscan (schema {found}, this one knows up to {REVISIONS[-1]}); "
            "install the newer version, or name another database with --db"
        )
    return None if found is None else str(found)


def is_empty(connection: Connection, where: str) -> bool:
    """Whether there are none of our tables yet; StoreError if there are another program's."""
    return _revision(connection, where) is None


def migrate(connection: Connection, revision: str = "head") -> None:
    """Migrate the tables to a revision, in the connection's transaction."""
    from alembic import command  # 0.12 s to import, and needed once in a store's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    attributes: dict[str, Any] = config.attributes
    attributes["connection"] = connection
    command.upgrade(config, revision)
