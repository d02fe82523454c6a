"""Turn database and file errors into StoreErrors: one sentence with the next step."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from cardscan.errors import StoreBusyError, StoreError, StoreFullError

_DISK_FULL = "{where}: the disk is full; nothing of this step was kept: free some space and run the same command again"
_LOCKED = "{where}: another process is writing to the store; wait for it or end it, then run the same command again"
_BROKEN = "{where}: not a cardscan store, or damaged; put a backup in its place or name another file with --db"
_READ_ONLY = "{where}: may not be written; give yourself write permission on the file and its folder, or use --db"
_CANNOT_OPEN = "{where}: cannot be opened; check that the folder exists and may be written, or use --db"
_NO_SERVER = "{where}: the database server refuses or does not answer ({detail}); check the URL and that it runs"
_RULE = "{where}: the store's own rules refuse this change ({detail}); nothing was changed"
_OTHER = "{where}: the database reports: {detail}; nothing of this step was kept"

# Errors that pass by themselves; the others need a person.
_KINDS = {_LOCKED: StoreBusyError, _DISK_FULL: StoreFullError}

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html); extended ones keep them in the low byte.
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _DISK_FULL,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_NOTADB: _BROKEN,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_CONSTRAINT: _RULE,
    # SQLite reports this for any failed write; on a local disk the cause is nearly always space (or a size limit).
    sqlite3.SQLITE_IOERR: _DISK_FULL,
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html; the first two characters name the class.
_POSTGRESQL = {
    "53100": _DISK_FULL,
    "55P03": _LOCKED,
    "40": _LOCKED,
    "23": _RULE,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
}


@contextmanager
def as_store_errors(where: str) -> Iterator[None]:
    """Turn whatever the database raises in this block into a StoreError about `where`."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _as_store_error(error, error.orig or error, where) from error
    except sqlite3.Error as error:  # SQLAlchemy does not wrap errors while a connection is being set up
        raise _as_store_error(error, error, where) from error
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot parse, which need not be text
        raise StoreError(_BROKEN.format(where=where)) from error
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(_OTHER.format(where=where, detail=_first_line(error))) from error


@contextmanager
def file_errors(where: str) -> Iterator[None]:
    """Turn what the file system raises in this block into a StoreError about `where`."""
    try:
        yield
    except OSError as error:
        template = _DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else _CANNOT_OPEN
        raise _KINDS.get(template, StoreError)(template.format(where=where)) from error


@contextmanager
def damage_errors(where: str) -> Iterator[None]:
    """Report data that cannot be decoded (no JSON, no date, an unknown state) as damage to the file."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(_BROKEN.format(where=where)) from error


def _as_store_error(error: Exception, origin: BaseException, where: str) -> StoreError:
    template, detail = _template_and_detail(error, origin)
    return _KINDS.get(template, StoreError)(template.format(where=where, detail=detail))


def _template_and_detail(error: Exception, origin: BaseException) -> tuple[str, str]:
    detail = _first_line(origin)
    if isinstance(origin, sqlite3.Error):
        # Some errors of the driver itself carry no code.
        code = getattr(origin, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF if code is not None else -1, _OTHER), detail
    state = getattr(origin, "sqlstate", None)
    if state is None and isinstance(error, sa.exc.OperationalError):
        return _NO_SERVER, detail
    template = _POSTGRESQL.get(state or "") or _POSTGRESQL.get((state or "")[:2], _OTHER)
    if template is _OTHER and (state or "")[:2] in ("08", "28", "3D", "57"):
        template = _NO_SERVER
    return template, detail


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
