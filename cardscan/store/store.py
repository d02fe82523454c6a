"""Open the store, and write to it in transactions; its parts are in `cardscan.store.facets`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.engine import Connection, Engine

from cardscan.errors import StoreError
from cardscan.store import ledger, people
from cardscan.store.archive import write_archive
from cardscan.store.facets.address_books import AddressBooks
from cardscan.store.facets.arrivals import Arrivals
from cardscan.store.facets.audit import Audit
from cardscan.store.facets.cards import Cards
from cardscan.store.facets.drafts import Drafts
from cardscan.store.facets.duplicates import Duplicates
from cardscan.store.facets.meetings import Meetings
from cardscan.store.facets.people import People
from cardscan.store.facets.photos import Photos
from cardscan.store.facets.relations import Encounters, Promises, Touches
from cardscan.store.facets.review import Review
from cardscan.store.facets.suppression import Suppression
from cardscan.store.failures import as_store_errors, damage_errors, file_errors
from cardscan.store.forgetting import erase, erase_mark, found_in_bytes, found_in_rows
from cardscan.store.left_alone import ListFile, list_file
from cardscan.store.opening import BUSY_TIMEOUT_MS, REVISIONS, WRITES, database_url, display, open_engine
from cardscan.store.people import KeysOf
from cardscan.store.view import StoreView

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def open_store(
    database: str | Path, *, keys_of: KeysOf, create: bool = True, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> Store:
    """Open the store, and create or upgrade its tables.

    Args:
        database: Path of a SQLite file, or a URL (postgresql+psycopg://user@host/name).
        keys_of: Computes the keys that find match candidates (cardscan.contacts.match_keys); kept current in the store.
        create: Create the store if there is none.
        busy_timeout_ms: How long to wait for another process that is writing.
    Raises:
        StoreError: Locked, damaged, not a store, of a newer version, not writable, disk full, or missing.
        MissingComponentError: The driver for PostgreSQL is not installed.
    """
    url = database_url(database)

    def index(connection: Connection) -> None:
        people.index_all(connection, keys_of)

    engine = open_engine(url, create=create, busy_timeout_ms=busy_timeout_ms, after_upgrade=index)
    store = Store(engine, keys_of, display(url))
    store.finish_erasing()
    return store


class Store(StoreView):
    """An open store. Close it, or use it in a `with` block."""

    def __init__(self, engine: Engine, keys_of: KeysOf, where: str) -> None:
        self._engine, self._keys_of = engine, keys_of
        self._erase_mark = erase_mark(engine.url.database, engine.dialect.name)
        self._left_alone = ListFile(list_file(engine.url))
        self.where = where

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the store can be used again after that."""
        self._engine.dispose()

    @property
    def ledger(self) -> ledger.Ledger:
        """The ledger of what arrived in the watched folders."""
        return ledger.Ledger(self._engine, self.where)

    def back_up(self, stream: IO[bytes], letters: Mapping[str, Path], *, now: datetime) -> dict[str, int]:
        """Write everything as one archive (`cardscan.store.archive`); return the number of rows by table.

        Args:
            letters: Name in the archive -> file of a draft.
        """
        return self._ask(write_archive, stream, letters, REVISIONS[-1], now)

    def will_erase(self) -> None:
        """Call this before a person is forgotten: if the power fails before `erase`, the next start erases."""
        if self._erase_mark:
            with file_errors(str(self._erase_mark)):
                self._erase_mark.touch(mode=0o600)

    def erase(self) -> None:
        """Rewrite the database, so that no deleted data are left in it; close other readers first."""
        with as_store_errors(self.where):
            erase(self._engine)
        if self._erase_mark:
            with file_errors(str(self._erase_mark)):
                self._erase_mark.unlink(missing_ok=True)

    def finish_erasing(self) -> None:
        """Erase what an interrupted forgetting left, if anything; put it off while others use the store."""
        if self._erase_mark and self._erase_mark.exists():
            with contextlib.suppress(StoreError):
                self.erase()

    def traces(self, texts: Sequence[str]) -> tuple[dict[str, list[str]], set[str]]:
        """Return which texts are still in the database and where, and which of them other rows hold too.

        A SQLite database is searched byte for byte. The files of a PostgreSQL server are out of reach: its rows are
        searched, and nothing can be said of its log and its backups.
        """
        others = self._ask(found_in_rows, texts)
        if self._engine.dialect.name != "sqlite":
            return {}, others
        found = found_in_bytes(Path(self._engine.url.database or ""), texts)
        return {text: where for text, where in found.items() if text not in others}, others

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Keep everything written in this block, or nothing after an error, Ctrl-C, a crash or power loss.

        There is one writer at a time; others wait up to `busy_timeout_ms`.
        """
        with (
            as_store_errors(self.where),
            self._engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            yield Transaction(connection, self._keys_of)
            self._left_alone.keep_up(connection)

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        with as_store_errors(self.where), damage_errors(self.where), self._engine.connect() as connection:
            return question(connection, *args, **kwargs)


class Transaction(StoreView):
    """Writes that are kept or undone together, by what they are about. Every query of the store works here too."""

    def __init__(self, connection: Connection, keys_of: KeysOf) -> None:
        self._connection, self._keys_of = connection, keys_of

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Return this same transaction: what is written inside is kept or undone with it."""
        yield self

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        /,
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        return question(self._connection, *args, **kwargs)

    @property
    def people(self) -> People:
        """People, and all that is known of each."""
        return People(self._connection, self._keys_of)

    @property
    def suppression(self) -> Suppression:
        """The list that blocks drafts."""
        return Suppression(self._connection, self._keys_of)

    @property
    def duplicates(self) -> Duplicates:
        """Who may be the same person; merging, and taking that back."""
        return Duplicates(self._connection, self._keys_of)

    @property
    def photos(self) -> Photos:
        """Photos, each known by its bytes."""
        return Photos(self._connection, self._keys_of)

    @property
    def arrivals(self) -> Arrivals:
        """Photos of the watched folders, claimed and finished."""
        return Arrivals(self._connection, self._keys_of)

    @property
    def cards(self) -> Cards:
        """Cards, as they were read, with their pictures."""
        return Cards(self._connection, self._keys_of)

    @property
    def encounters(self) -> Encounters:
        """Where, when and how people were met."""
        return Encounters(self._connection, self._keys_of)

    @property
    def meetings(self) -> Meetings:
        """What is noted of meetings, and what a person decides about it."""
        return Meetings(self._connection, self._keys_of)

    @property
    def touches(self) -> Touches:
        """Messages and talks that really happened."""
        return Touches(self._connection, self._keys_of)

    @property
    def promises(self) -> Promises:
        """What was promised, by whom, and what became of it."""
        return Promises(self._connection, self._keys_of)

    @property
    def drafts(self) -> Drafts:
        """Letters, from the first text to the one that left."""
        return Drafts(self._connection, self._keys_of)

    @property
    def address_books(self) -> AddressBooks:
        """What came from other address books, and what was pushed to them."""
        return AddressBooks(self._connection, self._keys_of)

    @property
    def review(self) -> Review:
        """What waits on the review page, and its steps."""
        return Review(self._connection, self._keys_of)

    @property
    def audit(self) -> Audit:
        """Who changed what."""
        return Audit(self._connection, self._keys_of)
