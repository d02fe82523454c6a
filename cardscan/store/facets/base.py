"""What all facets share: a way to ask, a transaction's connection to write with, and the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.store.people import KeysOf
from cardscan.store.schema import audit

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class Ask(Protocol):
    """Answers a question with a connection: one of its own (the store), or that of a transaction."""

    def __call__(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        """Return what the question finds, given the connection first."""


class Facet:
    """One part of the store: its queries. Every one of them may raise StoreError."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask


class Changes(Facet):
    """One part of a transaction: its queries and its writes, which are kept or undone with the transaction."""

    def __init__(self, connection: Connection, keys_of: KeysOf) -> None:
        super().__init__(asking(connection))
        self._connection, self._keys_of = connection, keys_of

    def _note(
        self, subject: str, action: str, *, now: datetime, actor: str, before: Any = None, after: Any = None
    ) -> None:
        row = {"at": now, "actor": actor, "action": action, "subject": subject, "before": before, "after": after}
        self._connection.execute(sa.insert(audit).values(row))


def asking(connection: Connection) -> Ask:
    """Return a way to ask with this connection."""

    def ask(
        question: Callable[Concatenate[Connection, _Given], _Found],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        return question(connection, *args, **kwargs)

    return ask
