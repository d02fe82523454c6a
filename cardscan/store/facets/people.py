"""Find people, store what is known of each, and forget them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Contact, Decision, Relation, ValueOrigin
from cardscan.model.reading import CardReading, ContactDetails
from cardscan.model.relationship import Relationship
from cardscan.store import (
    candidates,
    forgetting,
    history,
    letters,
    listing,
    merging,
    people,
    relationships,
    suppression,
)
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.facets.week import WeekView
from cardscan.store.forgetting import Belongings
from cardscan.store.records import ContactHistory, ContactLine, ValueKind
from cardscan.store.schema import cards, contacts, encounters

# Contacts read at once: this keeps both the queries and the memory for a hundred thousand contacts few.
PAGE = 500


class PeopleView(Facet):
    """Queries about people."""

    def get(self, contact_id: int) -> Contact:
        """Return one contact; StoreError if there is none with this number."""
        return self._ask(people.existing_contact, contact_id)

    def all(
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
        return self._ask(listing.contacts_listed, search, listing.conditions(relation, event, undecided))

    def each(self, *, event: str | None = None) -> Iterator[Contact]:
        """Yield every contact by display name, reading in pages: a hundred thousand contacts need little memory.

        Args:
            event: Only people met at this event, spelled as it was recorded.
        """
        chosen = self._ask(listing.numbers_by_name, event)
        for start in range(0, len(chosen), PAGE):
            page = chosen[start : start + PAGE]
            found = {contact.id: contact for contact in self._ask(people.contacts_where, contacts.c.id.in_(page))}
            yield from (found[number] for number in page if number in found)

    def with_uid(self, uid: str) -> Contact | None:
        """Return the contact with this identifier, or the one it was merged into; None if there is none."""
        return self._ask(_with_uid, uid)

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
        """Return contacts as a list shows them, by display name; `limit` gives one page. See `all`.

        Args:
            event: Only people met at an event with this part in its name.
        """
        conditions = listing.conditions(relation, None, False)
        if event is not None:
            there = WeekView(self._ask).event_names(event)
            conditions.append(
                contacts.c.id.in_(sa.select(encounters.c.contact_id).where(encounters.c.event.in_(there)))
            )
        if needs_context:
            conditions.append(letters.without_conversation())
        return self._ask(listing.lines_listed, search, conditions, limit, offset)

    def find(self, text: str, *, limit: int | None = None) -> list[ContactLine]:
        """Return contacts with all words of the text, or longer words that begin with them; best first.

        Names, firms, addresses, notes and the text of the cards are searched; case and accents do not matter.
        """
        return self._ask(listing.lines_found, text, limit)

    def history(self, contact_id: int) -> ContactHistory:
        """Return everything known about a contact; StoreError if there is none with this number."""
        return self._ask(history.history_of, contact_id)

    def relationships(self, contact_id: int | None = None) -> list[Relationship]:
        """Return everybody (or one) with their whole history, by display name; StoreError if the number is unknown."""
        if contact_id is None:
            return self._ask(relationships.relationships_where)
        self.get(contact_id)
        return self._ask(relationships.relationships_where, contacts.c.id == contact_id)

    def needs_context(self) -> list[Contact]:
        """Return contacts with whom no conversation was noted, except those let go or suppressed."""
        return self._ask(people.contacts_where, letters.without_conversation())

    def with_crop(self, contact_ids: Sequence[int]) -> frozenset[int]:
        """Return those of the contacts for which a picture of a card is stored."""
        return self._ask(_with_crop, contact_ids)

    def belongings(self, contact_id: int) -> Belongings:
        """Return what forgetting this contact would delete."""
        return self._ask(forgetting.belongings, contact_id)

    def unused_since(self, moment: datetime) -> list[ContactLine]:
        """Return people whose cards came before `moment` and were never acted on: no decision, talk or letter sent."""
        return self._ask(forgetting.unused_since, moment)


class People(Changes, PeopleView):
    """People, and what is known of them."""

    def candidates(self, details: ContactDetails) -> list[Contact]:
        """Return the stored contacts most worth comparing, at most 50, found by match keys."""
        return candidates.candidates(self._connection, self._keys_of(details))

    def add(
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

    def correct(self, contact_id: int, kind: ValueKind, values: Sequence[Any], *, now: datetime, actor: str) -> Contact:
        """Replace all values of this kind with what a person says; no later reading changes that.

        Args:
            values: As in the `contact` object of the JSON contract: texts, or dictionaries for name, phone,
                social and address. None at all means that the contact has no such value.
        """
        before = people.existing_contact(self._connection, contact_id)
        people.replace_by_human(self._connection, contact_id, kind, values, now=now)
        after = people.refresh(self._connection, contact_id, self._keys_of, now=now)
        self._note(
            f"contact {contact_id}", f"correct {kind}", before=_plain(before), after=_plain(after), now=now, actor=actor
        )
        return after

    def set_relation(self, contact_id: int, relation: Relation, *, now: datetime, actor: str) -> None:
        """Store where the relation stands now, as worked out from the evidence."""
        before = people.existing_contact(self._connection, contact_id).relation
        if before is relation:
            return
        change = sa.update(contacts).where(contacts.c.id == contact_id).values(relation=relation, revised=now)
        self._connection.execute(change)
        self._note(f"contact {contact_id}", "relation", before=before, after=relation, now=now, actor=actor)

    def decide(
        self, contact_id: int, decision: Decision | None, *, now: datetime, actor: str, until: date | None = None
    ) -> None:
        """Record a decision: followed up, kept for later (until a day), or let go; None takes the decision back."""
        where = contacts.c.id == contact_id
        before = self._connection.execute(sa.select(contacts.c.decision).where(where)).scalar_one_or_none()
        people.existing_contact(self._connection, contact_id)
        day = until if decision is Decision.LATER else None
        values = {"decision": decision, "decided_at": now if decision else None, "later_until": day}
        self._connection.execute(sa.update(contacts).where(where).values(values))
        self._note(f"contact {contact_id}", "decide", before=before, after=decision, now=now, actor=actor)

    def forget(self, contact_id: int, *, reason: str, now: datetime, actor: str) -> dict[str, int]:
        """Delete every row about the person; return the number by table. Call `Store.erase` after the commit."""
        gone = forgetting.forget(self._connection, contact_id, self._keys_of, reason=reason, now=now)
        self._note("forgotten", "forget", now=now, actor=actor)
        return gone

    def is_forgotten(self, details: ContactDetails) -> bool:
        """Whether a card or an entry with these details belongs to a forgotten person."""
        return suppression.any_listed(
            self._connection, suppression.identity_marks(self._keys_of(details)), forgotten=True
        )

    def _take_in(
        self, contact_id: int, reading: CardReading, *, card_id: int | None, origin: ValueOrigin | None, now: datetime
    ) -> Contact:
        if card_id is not None:
            self._connection.execute(sa.update(cards).where(cards.c.id == card_id).values(contact_id=contact_id))
        people.add_values(self._connection, contact_id, reading, card_id=card_id, origin=origin, now=now)
        return people.refresh(self._connection, contact_id, self._keys_of, now=now)


def _with_uid(connection: Connection, uid: str) -> Contact | None:
    number = connection.scalar(sa.select(contacts.c.id).where(contacts.c.uid == uid))
    return None if number is None else people.existing_contact(connection, merging.root_of(connection, number))


def _with_crop(connection: Connection, contact_ids: Sequence[int]) -> frozenset[int]:
    query = sa.select(cards.c.contact_id).where(cards.c.contact_id.in_(contact_ids), cards.c.crop_jpeg.is_not(None))
    return frozenset(number for number in connection.scalars(query.distinct()) if number is not None)


def _plain(contact: Contact) -> dict[str, Any]:
    return {key: value for key, value in dataclasses.asdict(contact.details).items() if value}
