"""Open the store, and write to it in transactions; each part's SQL is in the module for that part."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Concatenate, ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from cardscan.errors import StoreError
from cardscan.model.contact import Contact, Relation, ValueOrigin
from cardscan.model.reading import CardReading, ContactDetails
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import arrival_rows, candidates, ledger, letters, people, photos
from cardscan.store.address_book import AddressBookChanges
from cardscan.store.archive import write_archive
from cardscan.store.draft_writes import DraftWrites
from cardscan.store.duplicates import DuplicatesChanges
from cardscan.store.failures import as_store_errors, damage_errors, file_errors
from cardscan.store.forgetting import ForgettingChanges, erase, erase_mark, found_in_bytes, found_in_rows
from cardscan.store.left_alone import ListFile, list_file
from cardscan.store.meetings import MeetingChanges
from cardscan.store.opening import BUSY_TIMEOUT_MS, REVISIONS, WRITES, database_url, display, open_engine
from cardscan.store.people import KeysOf
from cardscan.store.records import Arrival, FileStamp, PhotoState, ValueKind
from cardscan.store.relation_writes import RelationWrites
from cardscan.store.schema import audit, cards
from cardscan.store.steps import StepChanges
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
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        with as_store_errors(self.where), damage_errors(self.where), self._engine.connect() as connection:
            return question(connection, *args, **kwargs)


class Transaction(
    AddressBookChanges, DuplicatesChanges, ForgettingChanges, RelationWrites, DraftWrites, StepChanges, MeetingChanges
):
    """Writes that are kept or undone together. Every query of the store works here too."""

    def __init__(self, connection: Connection, keys_of: KeysOf) -> None:
        self._connection, self._keys_of = connection, keys_of

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Return this same transaction: what is written inside is kept or undone with it."""
        yield self

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        return question(self._connection, *args, **kwargs)

    def add_photo(
        self, photo: ScannedPhoto, *, now: datetime, stamp: FileStamp | None = None, state: PhotoState | None = None
    ) -> int:
        """Store the photo, or update the row with the same bytes; return its id.

        Args:
            stamp: Where it was seen, so that an unchanged file is recognised without reading it.
            state: If left out: done, or failed if the photo says so.
        """
        given = state or (PhotoState.FAILED if photo.failed else PhotoState.DONE)
        return photos.put_photo(self._connection, photo, given, stamp, now)

    def add_sighting(self, sha256: str, stamp: FileStamp, *, now: datetime) -> None:
        """Record another path of a stored photo; StoreError if it is not stored."""
        photo_id = photos.photo_id(self._connection, sha256)
        if photo_id is None:
            raise StoreError(f"{stamp.path}: its photo is not in the store; scan it first")
        photos.put_sighting(self._connection, photo_id, stamp, now)

    def finish_arrival(
        self, arrival: Arrival, owner: str, state: PhotoState, *, now: datetime, sha256: str, reason: str | None = None
    ) -> None:
        """Record in the ledger how a claimed photo ended; LeaseLostError undoes it all if another holds the claim."""
        arrival_rows.finish(self._connection, arrival, owner, state, now=now, reason=reason, sha256=sha256)

    def claim_arrivals(self, owner: str, *, roots: Iterable[Path], limit: int, now: datetime) -> list[Arrival]:
        """See `Ledger.claim`."""
        return arrival_rows.claim(self._connection, owner, roots=roots, limit=limit, now=now)

    def add_card(self, photo_id: int, card: ScannedCard, *, now: datetime) -> int:
        """Store a card of a photo, or replace what was read from it before; the id stays."""
        return photos.put_card(self._connection, photo_id, card, now)

    def contact_of_card(self, card_id: int) -> int | None:
        """Return the contact that a card was given to before; None if the card is read for the first time."""
        return self._connection.scalar(sa.select(cards.c.contact_id).where(cards.c.id == card_id))

    def candidates(self, details: ContactDetails) -> list[Contact]:
        """Return the stored contacts most worth comparing, at most 50, found by match keys."""
        return candidates.candidates(self._connection, self._keys_of(details))

    def add_contact(
        self,
        reading: CardReading,
        *,
        uid: str,
        now: datetime,
        card_id: int | None = None,
        origin: ValueOrigin | None = None,
        relation: Relation = Relation.MET,
    ) -> Contact:
        """Store a new contact with the values of a reading.

        Args:
            uid: Stable identifier for address books ("urn:uuid:...").
            card_id: The card it was read from.
            origin: Origin of all values; None takes it from the reading's fields (card or code).
        """
        contact_id = people.insert_contact(self._connection, reading, uid=uid, relation=relation, now=now)
        return self._take_in(contact_id, reading, card_id=card_id, origin=origin, now=now)

    def attach_card(self, contact_id: int, card_id: int, reading: CardReading, *, now: datetime) -> Contact:
        """Add the values of a (further, or newly read) card to a contact; what a person said stays as it is."""
        people.existing_contact(self._connection, contact_id)
        return self._take_in(contact_id, reading, card_id=card_id, origin=None, now=now)

    def _take_in(
        self, contact_id: int, reading: CardReading, *, card_id: int | None, origin: ValueOrigin | None, now: datetime
    ) -> Contact:
        if card_id is not None:
            self._connection.execute(sa.update(cards).where(cards.c.id == card_id).values(contact_id=contact_id))
        people.add_values(self._connection, contact_id, reading, card_id=card_id, origin=origin, now=now)
        return people.refresh(self._connection, contact_id, self._keys_of, now=now)

    def correct(self, contact_id: int, kind: ValueKind, values: Sequence[Any], *, now: datetime, actor: str) -> Contact:
        """Replace all values of this kind with what a person says; no later reading changes that.

        Args:
            values: As in the `contact` object of the JSON contract: texts, or dictionaries for name, phone,
                social and address. None at all means that the contact has no such value.
        """
        before = people.existing_contact(self._connection, contact_id)
        people.replace_by_human(self._connection, contact_id, kind, values, now=now)
        after = people.refresh(self._connection, contact_id, self._keys_of, now=now)
        self.note_change(
            f"contact {contact_id}", f"correct {kind}", before=_plain(before), after=_plain(after), now=now, actor=actor
        )
        return after

    def suppress(self, email: str, *, reason: str, now: datetime, actor: str) -> None:
        """Block all drafts to this address, even when its card is scanned again."""
        listed = letters.put_suppression(self._connection, email, reason=reason, now=now)
        self.note_change(f"suppression {listed[:12]}", "suppress", after=reason, now=now, actor=actor)

    def note_change(
        self, subject: str, action: str, *, now: datetime, actor: str, before: Any = None, after: Any = None
    ) -> None:
        """Write an audit entry."""
        row = {"at": now, "actor": actor, "action": action, "subject": subject, "before": before, "after": after}
        self._connection.execute(sa.insert(audit).values(row))


def _plain(contact: Contact) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(contact.details).items() if value}
