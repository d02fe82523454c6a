"""Define who waits for a decision and which letter waits for approval, once for every list and every count.

A letter waits if it is drafted and its person is undecided: not followed up, not let go, not put off to a later day,
and not on the list of those who get no letters. For a person with several drafted letters, the first due is asked
about.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Decision, Relation
from cardscan.model.draft import Draft, DraftState
from cardscan.store.letters import drafts_where
from cardscan.store.schema import cards, contacts, drafts


def undecided(today: date) -> sa.ColumnElement[bool]:
    """Return the condition on `contacts`: has a card or drafted letter, is undecided or due again, not suppressed."""
    came_due = sa.and_(contacts.c.decision == Decision.LATER, contacts.c.later_until <= today)
    return sa.and_(
        sa.or_(contacts.c.decision.is_(None), came_due),
        contacts.c.merged_into.is_(None),
        contacts.c.relation != Relation.SUPPRESSED,
        sa.or_(sa.exists().where(cards.c.contact_id == contacts.c.id), with_drafted_letter()),
    )


def with_drafted_letter() -> sa.ColumnElement[bool]:
    """Return the condition on `contacts`: a letter to them is drafted. Together with `undecided`, that letter waits."""
    return sa.exists().where(drafts.c.contact_id == contacts.c.id, drafts.c.state == DraftState.DRAFTED)


def first_drafted(connection: Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """Return, by contact number, the first due letter that waits for approval if the person is undecided."""
    query = (
        sa.select(drafts.c.contact_id, drafts.c.id)
        .where(drafts.c.contact_id.in_(contact_ids), drafts.c.state == DraftState.DRAFTED)
        .order_by(drafts.c.due.desc(), drafts.c.id.desc())
    )
    return {row.contact_id: row.id for row in connection.execute(query)}  # the last one stays: the first due


def waiting_letters(connection: Connection, today: date) -> list[Draft]:
    """Return the letters that wait for approval, one a person, the first due first."""
    who = sa.select(contacts.c.id).where(undecided(today), with_drafted_letter())
    found: dict[int, Draft] = {}
    for draft in drafts_where(connection, drafts.c.contact_id.in_(who), drafts.c.state == DraftState.DRAFTED):
        found.setdefault(draft.contact_id, draft)
    return list(found.values())
