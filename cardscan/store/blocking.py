"""Block a person for good, and unblock them while the block is the last thing that was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Relation
from cardscan.model.draft import OPEN_STATES, DraftState
from cardscan.store import letters, people, suppression
from cardscan.store.records import ValueKind
from cardscan.store.schema import contact_values, contacts, drafts, suppressions


def block(connection: Connection, contact_id: int, *, reason: str, now: datetime) -> dict[str, Any]:
    """Suppress the contact and all its addresses; return what this changed."""
    emails = people.existing_contact(connection, contact_id).details.emails
    waiting = list(connection.scalars(sa.select(drafts.c.id).where(drafts.c.state.in_(OPEN_STATES))))
    keys = [suppression.address_key(email) for email in emails]
    with_it = sa.select(contact_values.c.contact_id).where(
        contact_values.c.kind == ValueKind.EMAIL, contact_values.c.value_key.in_(keys)
    )
    open_to = sa.select(contacts.c.id, contacts.c.relation).where(
        sa.or_(contacts.c.id == contact_id, contacts.c.id.in_(with_it)), contacts.c.relation != Relation.SUPPRESSED
    )
    relations = {row.id: row.relation for row in connection.execute(open_to)}
    marks = suppression.hashed(connection, [suppression.address_mark(email) for email in emails])
    known = set(connection.scalars(sa.select(suppressions.c.hash).where(suppressions.c.hash.in_(marks))))
    letters.suppress_contact(connection, contact_id, now=now)
    for email in emails:
        letters.put_suppression(connection, email, reason=reason, now=now)
    stopped = sa.select(drafts.c.id).where(drafts.c.id.in_(waiting), drafts.c.state == DraftState.LET_GO)
    changed = sa.select(contacts.c.id).where(contacts.c.id.in_(relations), contacts.c.relation == Relation.SUPPRESSED)
    return {
        "hashes": [each for each in marks if each not in known],
        "stopped": list(connection.scalars(stopped)),
        "relations": {str(number): relations[number] for number in connection.scalars(changed)},
    }


def unblock(connection: Connection, record: dict[str, Any], *, now: datetime) -> None:
    """Undo a block; whatever was changed since then stays."""
    connection.execute(
        sa.delete(suppressions).where(suppressions.c.hash.in_(record["hashes"]), ~suppressions.c.forgotten)
    )
    for number, relation in record["relations"].items():
        still = sa.and_(contacts.c.id == int(number), contacts.c.relation == Relation.SUPPRESSED)
        connection.execute(sa.update(contacts).where(still).values(relation=relation, revised=now))
    still = sa.and_(drafts.c.id.in_(record["stopped"]), drafts.c.state == DraftState.LET_GO)
    back = {"state": DraftState.DRAFTED, "changed_at": now, "revision": drafts.c.revision + 1}
    connection.execute(sa.update(drafts).where(still).values(back))
