"""Query what the week needs: the events that were noted, birthdays of address books, and what a user did last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.locales.folding import search_key
from cardscan.store.address_book_schema import kept_properties
from cardscan.store.facets.base import Facet
from cardscan.store.records import AuditEntry
from cardscan.store.review_schema import review_steps
from cardscan.store.schema import audit, contacts, encounters


@dataclass(frozen=True, slots=True)
class EventMet:
    """An event and who was met there.

    Attributes:
        first, last: The first and the last noted day; None if no day was noted.
    """

    name: str
    people: int
    first: date | None = None
    last: date | None = None


class WeekView(Facet):
    """Queries for the week."""

    def events(self) -> list[EventMet]:
        """Return the events at which somebody was met, the newest first."""
        return self._ask(_events)

    def event_names(self, part: str) -> list[str]:
        """Return the events whose names have this part, whatever its case and accents; as they were recorded."""
        wanted = search_key(part)
        return [event.name for event in self.events() if wanted in search_key(event.name)]

    def birthdays(self) -> dict[int, tuple[str, ...]]:
        """Return the birthdays of imported entries by contact number, as the address books have them (vCard BDAY)."""
        return self._ask(_birthdays)

    def last_actions(self, actors: Collection[str], *, limit: int) -> list[AuditEntry]:
        """Return what these people did last, the newest first."""
        return self._ask(_last_actions, actors, limit)

    def step_times(self, actors: Collection[str], *, limit: int) -> set[datetime]:
        """Return the times of the last steps of these people, taken back or not."""
        return self._ask(_step_times, actors, limit)


def _events(connection: Connection) -> list[EventMet]:
    query = (
        sa.select(
            encounters.c.event,
            sa.func.count(encounters.c.contact_id.distinct()),
            sa.func.min(encounters.c.day),
            sa.func.max(encounters.c.day),
        )
        .join(contacts, contacts.c.id == encounters.c.contact_id)
        .where(encounters.c.event.is_not(None), contacts.c.merged_into.is_(None))
        .group_by(encounters.c.event)
    )
    found = [EventMet(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda event: (event.last or date.min, event.name), reverse=True)


def _birthdays(connection: Connection) -> dict[int, tuple[str, ...]]:
    # A property is stored as a list that begins with its name, so only these few rows are read.
    query = sa.select(kept_properties.c.contact_id, kept_properties.c.property).where(
        sa.cast(kept_properties.c.property, sa.Text).like('["BDAY"%')
    )
    found: dict[int, tuple[str, ...]] = {}
    for contact_id, kept in connection.execute(query.order_by(kept_properties.c.id)):
        found[contact_id] = (*found.get(contact_id, ()), str(kept[1]))
    return found


def _last_actions(connection: Connection, actors: Collection[str], limit: int) -> list[AuditEntry]:
    query = sa.select(audit).where(audit.c.actor.in_(actors)).order_by(audit.c.id.desc()).limit(limit)
    return [
        AuditEntry(row.at, row.actor, row.action, row.subject, row.before, row.after)
        for row in connection.execute(query)
    ]


def _step_times(connection: Connection, actors: Collection[str], limit: int) -> set[datetime]:
    query = sa.select(review_steps.c.at).where(review_steps.c.actor.in_(actors))
    return set(connection.scalars(query.order_by(review_steps.c.id.desc()).limit(limit)))
