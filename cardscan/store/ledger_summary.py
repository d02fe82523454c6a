"""Summarise the watch ledger in numbers: what waits, how fast it goes, what went wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.store.arrival_rows import ENDS, arrival_of
from cardscan.store.records import LedgerSummary, PhotoState, Watcher
from cardscan.store.schema import arrivals, watchers

MAX_PROBLEMS = 20


def summary(connection: Connection, *, now: datetime) -> LedgerSummary:
    """Return the ledger in numbers."""
    states = connection.execute(sa.select(arrivals.c.state, sa.func.count()).group_by(arrivals.c.state))
    waiting = arrivals.c.state.in_((PhotoState.QUEUED, PhotoState.WORKING))
    oldest = sa.select(arrivals.c.queued_at).where(waiting).order_by(arrivals.c.queued_at).limit(1)

    def ended_since(span: timedelta) -> int:
        ended = (arrivals.c.state.in_(ENDS), arrivals.c.changed_at > now - span)
        return connection.scalar(sa.select(sa.func.count()).select_from(arrivals).where(*ended)) or 0

    partly = sa.and_(arrivals.c.state == PhotoState.DONE, arrivals.c.reason.is_not(None))
    problems = (
        sa.select(arrivals)
        .where(sa.or_(arrivals.c.state.in_((PhotoState.QUARANTINED, PhotoState.HELD)), partly))
        .order_by(arrivals.c.changed_at.desc(), arrivals.c.id.desc())
        .limit(MAX_PROBLEMS)
    )
    return LedgerSummary(
        states={PhotoState(state): count for state, count in states},
        oldest=connection.scalar(oldest),
        done_last_hour=ended_since(timedelta(hours=1)),
        done_last_minute=ended_since(timedelta(minutes=1)),
        problems=tuple(arrival_of(row) for row in connection.execute(problems)),
        watchers=tuple(
            Watcher(row.name, row.beat, row.started_at, row.seen_at, tuple(row.folders), row.trouble)
            for row in connection.execute(sa.select(watchers).order_by(watchers.c.name))
        ),
    )
