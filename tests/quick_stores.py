"""A new store's tables without the migrations' own time, which is most of what a small test of a store takes.

The first new store of a test process is made by the migrations, as always, and what they say to the database is kept;
the next ones are told the same, in the same transaction. A store of an older version is upgraded by the migrations.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.store import opening

_CHANGES = ("CREATE", "DROP", "ALTER", "INSERT", "UPDATE", "DELETE")
real_migrate = opening.migrate
_said: dict[str, list[tuple[str, Any]]] = {}


def migrate(connection: Connection, revision: str = "head") -> None:
    """What `cardscan.store.opening.migrate` does."""
    kind = connection.dialect.name
    if revision != "head" or not opening.is_empty(connection, kind):
        real_migrate(connection, revision)
    elif kind in _said:
        for statement, parameters in _said[kind]:
            if "INTO store_secret" in statement:
                parameters = _another_key(parameters)
            connection.exec_driver_sql(statement, parameters or None)
    else:
        _said[kind] = _recorded(connection)


def _recorded(connection: Connection) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(_CHANGES):
            said.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        real_migrate(connection)
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    return said


def _another_key(parameters: Any) -> Any:
    """Each store hashes with a key of its own."""
    if isinstance(parameters, dict):
        return {name: _another(value) for name, value in parameters.items()}
    return tuple(_another(value) for value in parameters)


def _another(value: Any) -> Any:
    return secrets.token_bytes(len(value)) if isinstance(value, (bytes, memoryview)) else value
