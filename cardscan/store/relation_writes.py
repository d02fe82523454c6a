"""Write what happens after a card was read: encounters, touches, promises, decisions. Part of `Transaction`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Decision, Relation
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.touch import OpenPromise, Touch, Whose
from cardscan.store import letters, people, relationships
from cardscan.store.schema import contacts


class Noted(Protocol):
    """A transaction that writes an audit."""

    _connection: Connection
    _keys_of: people.KeysOf

    def note_change(
        self, subject: str, action: str, *, now: datetime, actor: str, before: Any = None, after: Any = None
    ) -> None:
        """Write an audit entry."""


class RelationWrites:
    """Writes about relations; each one made by a person is recorded in the audit."""

    def add_encounter(
        self: Noted,
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

    def revise_encounter(self: Noted, contact_id: int, encounter: Encounter, *, card_id: int, now: datetime) -> bool:
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

    def add_touch(self: Noted, contact_id: int, touch: Touch, *, now: datetime, actor: str) -> int:
        """Store a message or talk that really happened, and return its id."""
        people.existing_contact(self._connection, contact_id)
        number = relationships.put_touch(self._connection, contact_id, touch, now=now)
        said = {"direction": touch.direction, "kind": touch.kind, "at": touch.at.isoformat(), "text": touch.text}
        self.note_change(f"contact {contact_id}", "touch", after=said, now=now, actor=actor)
        return number

    def remove_touch(self: Noted, touch_id: int, *, now: datetime, actor: str) -> int:
        """Delete a touch that did not happen after all, and return the contact's id."""
        contact_id = relationships.remove_touch(self._connection, touch_id)
        self.note_change(f"contact {contact_id}", "touch taken back", before=touch_id, now=now, actor=actor)
        return contact_id

    def set_relation(self: Noted, contact_id: int, relation: Relation, *, now: datetime, actor: str) -> None:
        """Store where the relation stands now, as worked out from the evidence."""
        before = people.existing_contact(self._connection, contact_id).relation
        if before is relation:
            return
        change = sa.update(contacts).where(contacts.c.id == contact_id).values(relation=relation, revised=now)
        self._connection.execute(change)
        self.note_change(f"contact {contact_id}", "relation", before=before, after=relation, now=now, actor=actor)

    def add_promise(
        self: Noted, contact_id: int, whose: Whose, promise: Promise, *, made: date, now: datetime, actor: str
    ) -> int:
        """Store a promise that belongs to no encounter, and return its id."""
        people.existing_contact(self._connection, contact_id)
        number = relationships.put_promise(self._connection, contact_id, whose, promise, made=made, now=now)
        self.note_change(f"contact {contact_id}", f"promise {number}", after=promise.text, now=now, actor=actor)
        return number

    def end_promise(
        self: Noted, promise_id: int, *, kept_on: date | None, dropped_on: date | None, now: datetime, actor: str
    ) -> OpenPromise:
        """Mark a promise as kept, taken back, or (if neither day is given) open again."""
        before = relationships.existing_promise(self._connection, promise_id)
        changes = {"kept_on": kept_on, "dropped_on": dropped_on}
        after = relationships.change_promise(self._connection, promise_id, changes)
        action = "kept" if kept_on else "taken back" if dropped_on else "open again"
        subject = f"contact {before.contact_id}"
        self.note_change(subject, f"promise {promise_id} {action}", after=after.text, now=now, actor=actor)
        return after

    def decide(
        self: Noted, contact_id: int, decision: Decision | None, *, now: datetime, actor: str, until: date | None = None
    ) -> None:
        """Record a decision: followed up, kept for later (until a day), or let go; None takes the decision back."""
        where = contacts.c.id == contact_id
        before = self._connection.execute(sa.select(contacts.c.decision).where(where)).scalar_one_or_none()
        people.existing_contact(self._connection, contact_id)
        day = until if decision is Decision.LATER else None
        values = {"decision": decision, "decided_at": now if decision else None, "later_until": day}
        self._connection.execute(sa.update(contacts).where(where).values(values))
        self.note_change(f"contact {contact_id}", "decide", before=before, after=decision, now=now, actor=actor)
