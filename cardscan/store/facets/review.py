"""Query the queues of the review page; store each of its steps with the state before it, which an undo needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotAllowedError
from cardscan.model.draft import DraftState
from cardscan.model.reading import Recommendation
from cardscan.store import people, queue, snapshots
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.queue import PAGE, Lane, QueueCounts, Waiting
from cardscan.store.review_schema import review_steps
from cardscan.store.schema import contacts

_NOT_LEFT = frozenset({DraftState.NEEDS_CONTEXT, DraftState.DRAFTED, DraftState.LET_GO})


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """Something a person did on the review page.

    Attributes:
        before: A snapshot of the contact, and whatever else the action changed.
        seen_after: Fingerprint of the contact after the step.
        at: When it was taken.
    """

    id: int
    verb: str
    contact_id: int
    before: dict[str, Any]
    seen_after: str
    at: datetime


class ReviewView(Facet):
    """Queries of the review page."""

    def waiting(self, lane: Lane, *, today: date, limit: int = PAGE, offset: int = 0) -> list[Waiting]:
        """Return who waits in this lane, in this order: a promise due, a fresh talk, doubtful fields, the rest."""
        return self._ask(queue.waiting_in, lane, today=today, limit=limit, offset=offset)

    def counts(self, *, since: datetime, today: date) -> QueueCounts:
        """Count who waits in each lane, and how many people were decided since then (midnight, for today)."""
        return self._ask(queue.counts, since, today)

    def checked(self, contact_id: int) -> bool:
        """Whether a person said that the fields are right."""
        query = sa.select(contacts.c.checked_at).where(contacts.c.id == contact_id)
        return self._ask(lambda connection: connection.scalar(query)) is not None

    def seen(self, contact_id: int) -> str:
        """Return the fingerprint of the contact's present state; a change names the fingerprint it is based on."""
        return self._ask(_seen, contact_id)

    def last_step(
        self, *, actor: str | None = None, contact: int | None = None, verbs: Sequence[str] = ()
    ) -> ReviewStep | None:
        """Return the newest step that was not undone.

        Args:
            actor, contact, verbs: Only steps of this person, about this contact, of these kinds; None and () are all.
        """
        conditions = [] if actor is None else [review_steps.c.actor == actor]
        conditions += [] if contact is None else [review_steps.c.contact_id == contact]
        conditions += [review_steps.c.verb.in_(verbs)] if verbs else []
        return self._ask(_last_step, conditions)


class Review(Changes, ReviewView):
    """Steps of the review page, each with the state before it."""

    def mark_checked(self, contact_id: int, *, now: datetime) -> None:
        """Record that a person confirmed the fields: from now on the reading counts as sure."""
        self._connection.execute(
            sa.update(contacts)
            .where(contacts.c.id == contact_id)
            .values(checked_at=now, recommendation=Recommendation.STRONG)
        )

    def snapshot(self, contact_id: int) -> dict[str, Any]:
        """Return the contact's present state, for `bring_back`."""
        return snapshots.take(self._connection, contact_id)

    def add_step(
        self,
        verb: str,
        contact_id: int,
        *,
        before: dict[str, Any],
        now: datetime,
        actor: str,
    ) -> int:
        """Record what was just done, so that it can be undone."""
        row = {
            "at": now,
            "actor": actor,
            "verb": verb,
            "contact_id": contact_id,
            "before": before,
            "seen_after": snapshots.fingerprint(snapshots.take(self._connection, contact_id)),
        }
        return int(
            self._connection.execute(sa.insert(review_steps).values(row).returning(review_steps.c.id)).scalar_one()
        )

    def end_step(self, step_id: int, *, now: datetime) -> None:
        """Record that the step was undone."""
        self._connection.execute(sa.update(review_steps).where(review_steps.c.id == step_id).values(undone_at=now))

    def bring_back(self, contact_id: int, snapshot: dict[str, Any], *, now: datetime) -> list[str]:
        """Restore the contact; return the files of letters written since, so that the caller can delete them."""
        since = snapshots.drafts_since(self._connection, contact_id, snapshot)
        if any(state not in _NOT_LEFT for state, _ in since):
            raise NotAllowedError("a letter to this person has been approved or sent since; take that back first")
        files = [file for _, file in since if file]
        snapshots.bring_back(self._connection, contact_id, snapshot)
        people.refresh(self._connection, contact_id, self._keys_of, now=now)
        # `refresh` recomputes the best recommendation; a check that was undone must not count for it.
        self._connection.execute(
            sa.update(contacts)
            .where(contacts.c.id == contact_id)
            .values(recommendation=snapshot["contact"]["recommendation"])
        )
        return files


def _seen(connection: Connection, contact_id: int) -> str:
    return snapshots.fingerprint(snapshots.take(connection, contact_id))


def _last_step(connection: Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> ReviewStep | None:
    query = (
        sa.select(review_steps)
        .where(review_steps.c.undone_at.is_(None), *conditions)
        .order_by(review_steps.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return ReviewStep(row.id, row.verb, row.contact_id, row.before, row.seen_after, row.at)
