"""Count what is in the store."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.draft import DraftState
from cardscan.model.reading import Recommendation
from cardscan.store.letters import without_conversation
from cardscan.store.records import Counts, PhotoState
from cardscan.store.schema import cards, contacts, drafts, photos


def counts(connection: Connection) -> Counts:
    """Count each kind of thing in the store, and the decided cards."""

    def number(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0

    def by_state(table: sa.Table) -> dict[str, int]:
        rows = connection.execute(sa.select(table.c.state, sa.func.count()).group_by(table.c.state))
        return {row[0]: row[1] for row in rows}

    living = contacts.c.merged_into.is_(None)
    decided = sa.select(contacts.c.id).where(contacts.c.decision.is_not(None))
    return Counts(
        photos={PhotoState(state): count for state, count in by_state(photos).items()},
        cards=number(cards),
        contacts=number(contacts, living),
        drafts={DraftState(state): count for state, count in by_state(drafts).items()},
        needs_review=number(contacts, living, contacts.c.recommendation != Recommendation.STRONG),
        needs_context=number(contacts, without_conversation()),
        decided_cards=number(cards, cards.c.contact_id.in_(decided)),
    )
