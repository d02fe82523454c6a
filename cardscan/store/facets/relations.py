"""Store what happened between two people: encounters, touches, promises."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from cardscan.model.encounter import Encounter, Promise
from cardscan.model.touch import OpenPromise, Touch, Whose
from cardscan.store import letters, people, relationships
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.relation_schema import promises
from cardscan.store.schema import contacts, encounters


class EncountersView(Facet):
    """Queries about encounters."""

    def of(self, contact_id: int) -> tuple[Encounter, ...]:
        """Return the contact's encounters, oldest first."""
        return self._ask(letters.encounters_of, contact_id)

    def met_there(self, event: str, *, besides: int, limit: int) -> list[tuple[int, str]]:
        """Return number and name of others met at this event, by name; never scans all their values."""
        met = sa.select(encounters.c.contact_id).where(encounters.c.event == event)
        query = (
            sa.select(contacts.c.id, contacts.c.display_name)
            .where(contacts.c.id.in_(met), contacts.c.id != besides, contacts.c.merged_into.is_(None))
            .order_by(contacts.c.display_name, contacts.c.id)
            .limit(limit)
        )
        rows = self._ask(lambda connection: connection.execute(query).all())
        return [(row.id, row.display_name) for row in rows]


class Encounters(Changes, EncountersView):
    """Where, when and how people were met, and what was said."""

    def add(
        self,
        contact_id: int,
        encounter: Encounter,
        *,
        now: datetime,
        card_id: int | None = None,
        source: str = "files",
    ) -> int:
        """Store an encounter with its promises, and return its id; the same encounter twice stays one.

        Args:
            source: "files" (event.toml and notes beside photos), or "person" for what was typed.
        """
        connection = self._connection
        number = letters.put_encounter(connection, contact_id, encounter, card_id=card_id, now=now, source=source)
        relationships.enter_promises(connection, contact_id, number, encounter, now=now)
        people.index(connection, people.existing_contact(connection, contact_id), self._keys_of)
        return number

    def revise(self, contact_id: int, encounter: Encounter, *, card_id: int, now: datetime) -> bool:
        """Replace what the files said of this card with what they say now; return False if it is the same.

        What a person typed stays beside it, and promises that were kept stay kept.
        """
        connection = self._connection
        before = relationships.files_encounter(connection, contact_id, card_id)
        if before is None:
            known = letters.numbered_encounters(connection, contact_id, replaced=True)
            if any(encounter == stored for _, stored in known):
                return False
            number = letters.put_encounter(connection, contact_id, encounter, card_id=card_id, now=now)
        elif before[1] == encounter:
            return False
        else:
            number = before[0]
            relationships.retell_encounter(connection, number, encounter)
        relationships.enter_promises(connection, contact_id, number, encounter, now=now)
        people.index(connection, people.existing_contact(connection, contact_id), self._keys_of)
        return True


class Touches(Changes):
    """Messages and talks that really happened; those of a person are in their history."""

    def add(self, contact_id: int, touch: Touch, *, now: datetime, actor: str) -> int:
        """Store a message or talk that really happened, and return its id."""
        people.existing_contact(self._connection, contact_id)
        number = relationships.put_touch(self._connection, contact_id, touch, now=now)
        said = {"direction": touch.direction, "kind": touch.kind, "at": touch.at.isoformat(), "text": touch.text}
        self._note(f"contact {contact_id}", "touch", after=said, now=now, actor=actor)
        return number

    def remove(self, touch_id: int, *, now: datetime, actor: str) -> int:
        """Delete a touch that did not happen after all, and return the contact's id."""
        contact_id = relationships.remove_touch(self._connection, touch_id)
        self._note(f"contact {contact_id}", "touch taken back", before=touch_id, now=now, actor=actor)
        return contact_id


class PromisesView(Facet):
    """Queries about promises."""

    def get(self, promise_id: int) -> OpenPromise:
        """Return one promise; StoreError if there is none with this number."""
        return self._ask(relationships.existing_promise, promise_id)

    def all(self, *, contact_id: int | None = None) -> list[OpenPromise]:
        """Return all promises, kept ones included, the nearest date first."""
        condition = sa.true() if contact_id is None else promises.c.contact_id == contact_id
        return self._ask(relationships.promises_where, condition)


class Promises(Changes, PromisesView):
    """What was promised, by whom, and what became of it."""

    def add(self, contact_id: int, whose: Whose, promise: Promise, *, made: date, now: datetime, actor: str) -> int:
        """Store a promise that belongs to no encounter, and return its id."""
        people.existing_contact(self._connection, contact_id)
        number = relationships.put_promise(self._connection, contact_id, whose, promise, made=made, now=now)
        self._note(f"contact {contact_id}", f"promise {number}", after=promise.text, now=now, actor=actor)
        return number

    def remove(self, promise_id: int, *, now: datetime, actor: str) -> None:
        """Delete a promise that was entered with a touch that is taken back."""
        gone = relationships.existing_promise(self._connection, promise_id)
        relationships.remove_promise(self._connection, promise_id)
        subject = f"contact {gone.contact_id}"
        self._note(subject, f"promise {promise_id} taken out", before=gone.text, now=now, actor=actor)

    def end(
        self, promise_id: int, *, kept_on: date | None, dropped_on: date | None, now: datetime, actor: str
    ) -> OpenPromise:
        """Mark a promise as kept, taken back, or (if neither day is given) open again."""
        before = relationships.existing_promise(self._connection, promise_id)
        changes = {"kept_on": kept_on, "dropped_on": dropped_on}
        after = relationships.change_promise(self._connection, promise_id, changes)
        action = "kept" if kept_on else "taken back" if dropped_on else "open again"
        subject = f"contact {before.contact_id}"
        self._note(subject, f"promise {promise_id} {action}", after=after.text, now=now, actor=actor)
        return after
