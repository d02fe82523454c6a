"""Query what waits for a person, in order of importance: the queues of the review page."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.draft import DraftState
from cardscan.model.reading import Recommendation
from cardscan.store.contacts_schema import duplicate_questions
from cardscan.store.letters import without_conversation
from cardscan.store.relation_schema import promises, touches
from cardscan.store.schema import cards, contacts, drafts, encounters
from cardscan.store.waiting import first_drafted, undecided, with_drafted_letter

# A promise is urgent from two days before it is due; a talk is fresh for a week.
PRESSING_DAYS, FRESH_DAYS = 2, 7
PAGE = 50


class Lane(enum.StrEnum):
    """A part of the queue; a person can be in several, and ALL holds everybody who is undecided."""

    ALL = "all"
    CHECK = "check"
    CONTEXT = "context"
    DRAFTS = "drafts"


class Why(enum.IntEnum):
    """The reason for a person's place in the queue; a smaller value comes sooner."""

    PROMISE = 0
    FRESH = 1
    DOUBT = 2
    REST = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person in the queue.

    Attributes:
        due: The earliest day by which something was promised to them.
        unchecked: The reading is not strong, and nobody has checked it yet.
        draft_id: The letter that waits for approval.
        card_id: The newest card, whose picture is shown.
    """

    contact_id: int
    name: str
    organization: str
    why: Why
    due: date | None
    unchecked: bool
    talked: bool
    draft_id: int | None
    card_id: int | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The queue in numbers.

    Attributes:
        today: People decided today.
        cards, decided: The number of all cards, and of those whose people are decided.
        spent: Touches of mine since Monday, plus letters approved since then that have not been sent yet.
        pairs: The number of open questions whether two contacts are one person.
    """

    everybody: int
    check: int
    context: int
    drafts: int
    today: int
    cards: int
    decided: int
    spent: int
    pairs: int


def _unchecked() -> sa.ColumnElement[bool]:
    return sa.and_(contacts.c.recommendation != Recommendation.STRONG, contacts.c.checked_at.is_(None))


def _lane(lane: Lane) -> sa.ColumnElement[bool]:
    match lane:
        case Lane.CHECK:
            return _unchecked()
        case Lane.CONTEXT:
            return without_conversation()
        case Lane.DRAFTS:
            return with_drafted_letter()
        case _:
            return sa.true()


def waiting_in(connection: Connection, lane: Lane, *, today: date, limit: int, offset: int) -> list[Waiting]:
    """Return one page of the people who wait in this lane, the most pressing first."""
    # Each step reads one table: correlated look-ups for each row would be slow with ten thousand people.
    due = (
        sa.select(promises.c.contact_id, sa.func.min(promises.c.due).label("due"))
        .where(promises.c.whose == "mine", promises.c.kept_on.is_(None), promises.c.dropped_on.is_(None))
        .group_by(promises.c.contact_id)
        .subquery()
    )
    met = (
        sa.select(encounters.c.contact_id, sa.func.max(encounters.c.created_at).label("at"),
                  sa.func.max(encounters.c.day).label("day"))
        .where(encounters.c.has_conversation)
        .group_by(encounters.c.contact_id)
        .subquery()
    )  # fmt: skip
    fresh_day = today - timedelta(days=FRESH_DAYS)
    why = sa.case(
        (due.c.due <= today + timedelta(days=PRESSING_DAYS), Why.PROMISE.value),
        (sa.func.coalesce(met.c.day, fresh_day) > fresh_day, Why.FRESH.value),
        (_unchecked(), Why.DOUBT.value),
        else_=Why.REST.value,
    ).label("why")
    chosen = (
        sa.select(contacts.c.id, contacts.c.display_name, contacts.c.organization, why, due.c.due,
                  met.c.contact_id.is_not(None).label("talked"),
                  _unchecked().label("unchecked"))
        .outerjoin_from(contacts, due, due.c.contact_id == contacts.c.id)
        .outerjoin(met, met.c.contact_id == contacts.c.id)
        .where(undecided(today), _lane(lane))
        .order_by(why, sa.nulls_last(due.c.due), contacts.c.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    rows = connection.execute(chosen).all()
    ids = [row.id for row in rows]
    letters = first_drafted(connection, ids)
    found = connection.execute(
        sa.select(cards.c.contact_id, sa.func.max(cards.c.id))
        .where(cards.c.contact_id.in_(ids))
        .group_by(cards.c.contact_id)
    )
    pictures: dict[int, int] = {row[0]: row[1] for row in found}
    return [
        Waiting(
            contact_id=row.id,
            name=row.display_name,
            organization=row.organization or "",
            why=Why(row.why),
            due=row.due,
            unchecked=bool(row.unchecked),
            talked=bool(row.talked),
            draft_id=letters.get(row.id),
            card_id=pictures.get(row.id),
        )
        for row in rows
    ]


def counts(connection: Connection, since: datetime, today: date) -> QueueCounts:
    """Count who waits in each lane, and how many people were decided since then."""

    def so_many(lane: Lane) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((_lane(lane), 1), else_=0)), 0)

    everybody, check, context, with_draft = connection.execute(
        sa.select(sa.func.count(), so_many(Lane.CHECK), so_many(Lane.CONTEXT), so_many(Lane.DRAFTS))
        .select_from(contacts)
        .where(undecided(today))
    ).one()
    decided = sa.exists().where(contacts.c.id == cards.c.contact_id, contacts.c.decision.is_not(None))
    ended = sa.select(sa.func.count()).select_from(contacts).where(contacts.c.decided_at >= since)
    monday = since - timedelta(days=today.weekday())
    mine = sa.select(sa.func.count()).select_from(touches).where(touches.c.at >= monday, touches.c.direction != "in")
    approved = (
        sa.select(sa.func.count())
        .select_from(drafts)
        .where(drafts.c.state == DraftState.APPROVED, drafts.c.approved_at >= monday)
    )
    open_pairs = (
        sa.select(sa.func.count()).select_from(duplicate_questions).where(duplicate_questions.c.state == "open")
    )
    return QueueCounts(
        spent=(connection.scalar(mine) or 0) + (connection.scalar(approved) or 0),
        pairs=connection.scalar(open_pairs) or 0,
        everybody=everybody,
        check=check,
        context=context,
        drafts=with_draft,
        today=connection.scalar(ended) or 0,
        cards=connection.scalar(sa.select(sa.func.count()).select_from(cards)) or 0,
        decided=connection.scalar(sa.select(sa.func.count()).select_from(cards).where(decided)) or 0,
    )
