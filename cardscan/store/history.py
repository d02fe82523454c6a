"""Query everything known about one contact."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Decision
from cardscan.store import letters, merging, people, photos
from cardscan.store.employments import jobs
from cardscan.store.records import ContactHistory
from cardscan.store.schema import cards, contacts, drafts


def history_of(connection: Connection, contact_id: int) -> ContactHistory:
    """Return everything known about a contact; NotFoundError if there is none with this number."""
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
