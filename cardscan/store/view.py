"""Query the store, in the same way outside and inside a transaction. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Contact, Decision, Relation
from cardscan.model.draft import Draft, DraftState, OtherLetter
from cardscan.model.relationship import Relationship
from cardscan.model.touch import OpenPromise
from cardscan.store import letters, merging, noted, people, photos, relationships, search, summary
from cardscan.store.address_book import AddressBookView
from cardscan.store.card_view import CardView
from cardscan.store.duplicates import DuplicatesView
from cardscan.store.forgetting import ForgettingView
from cardscan.store.jobs import jobs
from cardscan.store.meetings import MeetingView
from cardscan.store.noted import NotedPhoto
from cardscan.store.queue import QueueView
from cardscan.store.records import (
    AuditEntry,
    ContactHistory,
    ContactLine,
    Counts,
    FileStamp,
    LetterVersion,
    PhotoState,
    StoredCard,
)
from cardscan.store.relation_schema import promises
from cardscan.store.schema import audit, cards, contacts, drafts
from cardscan.store.schema import photos as schema_photos
from cardscan.store.session import SessionView
from cardscan.store.steps import StepView

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


class StoreView(
    QueueView, CardView, StepView, AddressBookView, DuplicatesView, ForgettingView, SessionView, MeetingView
):
    """All queries of the store; every one of them may raise StoreError."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def known_files(self, stamps: Iterable[FileStamp]) -> dict[Path, PhotoState]:
        """Return those of these files unchanged since their photo was stored, with its state; one query for 10,000."""
        return self._ask(photos.known_files, stamps)

    def noted_files(self, stamps: Iterable[FileStamp]) -> dict[Path, NotedPhoto]:
        """Return those of these files that are known, with what the notes beside them said of their cards so far."""
        return self._ask(noted.noted_files, stamps)

    def noted_photo(self, sha256: str) -> NotedPhoto | None:
        """Return the notes about one photo, found by its bytes; None if no card on it has a contact."""
        found = self._ask(noted.noted_photos, schema_photos.c.sha256 == sha256)
        return next(iter(found.values()), None)

    def photo_state(self, sha256: str) -> PhotoState | None:
        """Return how far the photo with these bytes got; None if it was never seen."""
        return self._ask(photos.photo_state, sha256)

    def has_photo(self, sha256: str) -> bool:
        """Whether the photo with these bytes was stored before, in any state."""
        return self.photo_state(sha256) is not None

    def contacts(
        self,
        *,
        search: str = "",
        relation: Relation | None = None,
        event: str | None = None,
        undecided: bool = False,
    ) -> list[Contact]:
        """Return contacts by display name.

        Args:
            search: See `find`.
            event: Only people met at this event, spelled as it was recorded.
            undecided: Only contacts that nobody followed up, kept for later or let go.
        """
        return self._ask(_contacts, search, _conditions(relation, event, undecided))

    def lines(
        self,
        *,
        search: str = "",
        relation: Relation | None = None,
        event: str | None = None,
        needs_context: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[ContactLine]:
        """Return contacts as a list shows them, by display name; `limit` gives one page. See `contacts`."""
        conditions = _conditions(relation, event, False)
        if needs_context:
            conditions.append(letters.without_conversation())
        return self._ask(_lines, search, conditions, limit, offset)

    def find(self, text: str, *, limit: int | None = None) -> list[ContactLine]:
        """Return contacts with all words of the text, or longer words that begin with them; best first.

        Names, firms, addresses, notes and the text of the cards are searched; case and accents do not matter.
        """
        return self._ask(_found, text, limit)

    def contact(self, contact_id: int) -> Contact:
        """Return one contact; StoreError if there is none with this number."""
        return self._ask(people.existing_contact, contact_id)

    def history(self, contact_id: int) -> ContactHistory:
        """Return everything known about a contact; StoreError if there is none with this number."""
        return self._ask(_history, contact_id)

    def needs_context(self) -> list[Contact]:
        """Return contacts with whom no conversation was noted, except those let go or suppressed."""
        return self._ask(people.contacts_where, letters.without_conversation())

    def drafts(self, state: DraftState | None = None, *, contact_id: int | None = None) -> list[Draft]:
        """Return drafts, the first due first."""
        conditions: list[sa.ColumnElement[bool]] = []
        if state:
            conditions.append(drafts.c.state == state)
        if contact_id is not None:
            conditions.append(drafts.c.contact_id == contact_id)
        return self._ask(letters.drafts_where, *conditions)

    def draft(self, draft_id: int) -> Draft:
        """Return one draft; StoreError if there is none with this number."""
        return self._ask(letters.existing_draft, draft_id)

    def recent_letters(self, since: datetime, *, besides: int, after: int = 0) -> list[OtherLetter]:
        """Return every draft written since then, newest first, except those let go and the draft `besides`.

        Args:
            after: Only those with a higher number.
        """
        return self._ask(letters.recent_letters, since, besides, after)

    def letter_versions(self, since: datetime) -> dict[int, LetterVersion]:
        """Return the numbers of `recent_letters`, newest first, each with a version that changes with the draft."""
        return self._ask(letters.letter_versions, since)

    def letters_numbered(self, numbers: Sequence[int]) -> list[OtherLetter]:
        """Return those drafts with these numbers that exist, in no order, in any state."""
        return self._ask(letters.letters_numbered, numbers)

    def cards(self, *, sha256: str | None = None, contact_id: int | None = None) -> tuple[StoredCard, ...]:
        """Return the cards of one photo, of one contact, or all, oldest first."""
        condition = sa.true() if sha256 is None else schema_photos.c.sha256 == sha256
        if contact_id is not None:
            condition = sa.and_(condition, cards.c.contact_id == contact_id)
        return self._ask(photos.cards_where, condition)

    def crop(self, contact_id: int) -> bytes | None:
        """Return the newest picture of a card of this contact, as JPEG; None if none was stored."""
        return self._ask(_crop, contact_id)

    def is_suppressed(self, email: str) -> bool:
        """Whether the address is on the list that blocks drafts."""
        return self._ask(letters.is_suppressed, email)

    def relationships(self, contact_id: int | None = None) -> list[Relationship]:
        """Return everybody (or one) with their whole history, by display name; StoreError if the number is unknown."""
        if contact_id is None:
            return self._ask(relationships.relationships_where)
        self.contact(contact_id)
        return self._ask(relationships.relationships_where, contacts.c.id == contact_id)

    def promises(self, *, contact_id: int | None = None) -> list[OpenPromise]:
        """Return all promises, kept ones included, the nearest date first."""
        condition = sa.true() if contact_id is None else promises.c.contact_id == contact_id
        return self._ask(relationships.promises_where, condition)

    def promise(self, promise_id: int) -> OpenPromise:
        """Return one promise; StoreError if there is none with this number."""
        return self._ask(relationships.existing_promise, promise_id)

    def counts(self) -> Counts:
        """Return the store in numbers."""
        return self._ask(summary.counts)

    def audit(self, subject: str | None = None) -> list[AuditEntry]:
        """Return who changed what ("contact 7", "draft 3", or everything), oldest first."""
        return self._ask(_audit, subject)


def _history(connection: Connection, contact_id: int) -> ContactHistory:
    contact = people.existing_contact(connection, contact_id)
    decided = connection.execute(
        sa.select(contacts.c.decision, contacts.c.decided_at).where(contacts.c.id == contact_id)
    ).one()
    values = people.values_of(connection, contact_id)
    return ContactHistory(
        contact=contact,
        encounters=letters.encounters_of(connection, contact_id),
        values=values,
        cards=photos.cards_where(connection, cards.c.contact_id == contact_id),
        drafts=tuple(letters.drafts_where(connection, drafts.c.contact_id == contact_id)),
        decision=Decision(decided.decision) if decided.decision else None,
        decided_at=decided.decided_at,
        jobs=jobs(values),
        merges=merging.merges_of(connection, contact_id),
    )


def _crop(connection: Connection, contact_id: int) -> bytes | None:
    query = sa.select(cards.c.crop_jpeg).where(cards.c.contact_id == contact_id, cards.c.crop_jpeg.is_not(None))
    found = connection.scalar(query.order_by(cards.c.id.desc()).limit(1))
    return None if found is None else bytes(found)


def _audit(connection: Connection, subject: str | None) -> list[AuditEntry]:
    query = sa.select(audit).order_by(audit.c.id)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    return [
        AuditEntry(row.at, row.actor, row.action, row.subject, row.before, row.after)
        for row in connection.execute(query)
    ]


def _conditions(relation: Relation | None, event: str | None, undecided: bool) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if relation:
        found.append(contacts.c.relation == relation)
    if event is not None:
        found.append(contacts.c.id.in_(letters.met_at(event)))
    if undecided:
        found.append(contacts.c.decision.is_(None))
    return found


def _contacts(connection: Connection, text: str, conditions: list[sa.ColumnElement[bool]]) -> list[Contact]:
    if text.strip():
        conditions = [*conditions, contacts.c.id.in_(search.find(connection, text))]
    return people.contacts_where(connection, *conditions)


def _lines(
    connection: Connection, text: str, conditions: list[sa.ColumnElement[bool]], limit: int | None, offset: int
) -> list[ContactLine]:
    if text.strip():
        conditions = [*conditions, contacts.c.id.in_(search.find(connection, text))]
    return people.lines_where(connection, *conditions, limit=limit, offset=offset)


def _found(connection: Connection, text: str, limit: int | None) -> list[ContactLine]:
    numbers = search.find(connection, text, limit=limit)
    lines = people.lines_by_id(connection, numbers)
    return [lines[number] for number in numbers if number in lines]
