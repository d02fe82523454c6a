"""Load what the plan must know of people beside their history: what was stored when, and which letter is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import ValueOrigin
from cardscan.model.draft import UNDER_WAY, DraftState
from cardscan.model.relationship import LetterUnderWay
from cardscan.store.relation_schema import touches
from cardscan.store.schema import contact_values, drafts, encounters


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """By contact number; see the attributes of `Relationship` with these names."""

    imported: frozenset[int]
    touched_at: dict[int, datetime]
    met_at: dict[int, datetime]
    letters: dict[int, LetterUnderWay]


def load(connection: Connection, chosen: sa.Select[tuple[int]]) -> RelationFacts:
    """Return the facts for the chosen contacts, in four queries."""
    touched = sa.select(touches.c.contact_id, sa.func.max(touches.c.created_at)).where(touches.c.contact_id.in_(chosen))
    first = sa.select(sa.func.min(contact_values.c.id)).group_by(contact_values.c.contact_id)
    imported = sa.select(contact_values.c.contact_id).where(
        contact_values.c.contact_id.in_(chosen),
        contact_values.c.id.in_(first),
        contact_values.c.origin == ValueOrigin.IMPORTED,
    )
    return RelationFacts(
        frozenset(connection.scalars(imported)),
        {row[0]: row[1] for row in connection.execute(touched.group_by(touches.c.contact_id))},
        _meetings(connection, chosen),
        _letters(connection, chosen),
    )


def _meetings(connection: Connection, chosen: sa.Select[tuple[int]]) -> dict[int, datetime]:
    """Return when the newest meeting was stored first; a further note on a meeting is no meeting."""
    first = (
        sa.select(encounters.c.contact_id, sa.func.min(encounters.c.created_at))
        .where(encounters.c.contact_id.in_(chosen))
        .group_by(encounters.c.contact_id, encounters.c.event, encounters.c.day)
    )
    found: dict[int, datetime] = {}
    for contact_id, at in connection.execute(first):
        found[contact_id] = max(at, found.get(contact_id, at))
    return found


def _letters(connection: Connection, chosen: sa.Select[tuple[int]]) -> dict[int, LetterUnderWay]:
    """Return the letter that leaves first, one a person."""
    columns = (drafts.c.contact_id, drafts.c.id, drafts.c.state, drafts.c.due, drafts.c.changed_at, drafts.c.edited)
    query = sa.select(*columns).where(drafts.c.contact_id.in_(chosen), drafts.c.state.in_(UNDER_WAY))
    found: dict[int, LetterUnderWay] = {}
    for row in connection.execute(query.order_by(drafts.c.due, drafts.c.id)):
        letter = LetterUnderWay(row.id, DraftState(row.state), row.due, row.changed_at, row.edited)
        found.setdefault(row.contact_id, letter)
    return found
