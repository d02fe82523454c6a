"""Keep the list that blocks drafts: addresses and people who are to get no letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cardscan.store import blocking, letters, people, suppression
from cardscan.store.facets.base import Changes, Facet


class SuppressionView(Facet):
    """Queries of the list that blocks drafts."""

    def has(self, email: str) -> bool:
        """Whether the address is on the list that blocks drafts."""
        return self._ask(letters.is_suppressed, email)


class Suppression(Changes, SuppressionView):
    """The list that blocks drafts."""

    def add(self, email: str, *, reason: str, now: datetime, actor: str) -> None:
        """Block all drafts to this address, even when its card is scanned again."""
        listed = letters.put_suppression(self._connection, email, reason=reason, now=now)
        self._note(f"suppression {listed[:12]}", "suppress", after=reason, now=now, actor=actor)

    def add_person(self, contact_id: int, *, reason: str, now: datetime, actor: str) -> None:
        """Block all letters to this contact, whatever address is read for it; waiting drafts are let go."""
        details = people.existing_contact(self._connection, contact_id).details
        marks = suppression.identity_marks(self._keys_of(details))
        suppression.put(self._connection, marks, forgotten=False, reason=reason, now=now)
        letters.suppress_contact(self._connection, contact_id, now=now)
        self._note(f"contact {contact_id}", "suppress", after=reason, now=now, actor=actor)

    def block(self, contact_id: int, *, reason: str, now: datetime, actor: str) -> dict[str, Any]:
        """Block all letters to this person, at any address; return what `unblock` needs."""
        record = blocking.block(self._connection, contact_id, reason=reason, now=now)
        self._note(f"contact {contact_id}", "suppress", after=reason, now=now, actor=actor)
        return record

    def unblock(self, record: dict[str, Any], *, now: datetime) -> None:
        """Undo `block`; letters that were approved have to be approved again."""
        blocking.unblock(self._connection, record, now=now)
