"""Who waits for a decision, and which letter waits for a yes: said here once, for every list and every number.

A letter waits when it is drafted and its person is undecided: neither followed up, let go nor put off to a later day,
and not on the list of those who get none. Somebody with several drafted letters is asked about the first due.
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
    """The condition on `contacts`: they gave a card or a letter is drafted; nobody decided, or the day has come."""
    came_due = sa.and_(contacts.c.decision == Decision.LATER, contacts.c.later_until <= today)
    return sa.and_(
        sa.or_(contacts.c.decision.is_(None), came_due),
        contacts.c.merged_into.is_(None),
        contacts.c.relation != Relation.SUPPRESSED,
        sa.or_(sa.exists().where(cards.c.contact_id == contacts.c.id), with_drafted_letter()),
    )


def with_drafted_letter() -> sa.ColumnElement[bool]:
    """The condition on `contacts`: a letter to them is drafted. With `undecided`, one waits."""
    return sa.exists().where(drafts.c.contact_id == contacts.c.id, drafts.c.state == DraftState.DRAFTED)


def first_drafted(connection: Connection, contact_ids: Collection[int]) -> dict[int, int]:
    """Of these people, by number: the letter that waits for a yes, if they are undecided."""
    query = (
        sa.select(drafts.c.contact_id, drafts.c.id)
        .where(drafts.c.contact_id.in_(contact_ids), drafts.c.state == DraftState.DRAFTED)
        .order_by(drafts.c.due.desc(), drafts.c.id.desc())
    )
    return {row.contact_id: row.id for row in connection.execute(query)}  # the last one stays: the first due


def waiting_letters(connection: Connection, today: date) -> list[Draft]:
    """The letters that wait for a yes, the first due first; one a person."""
    who = sa.select(contacts.c.id).where(undecided(today), with_drafted_letter())
    found: dict[int, Draft] = {}
    for draft in drafts_where(connection, drafts.c.contact_id.in_(who), drafts.c.state == DraftState.DRAFTED):
        found.setdefault(draft.contact_id, draft)
    return list(found.values())
