"""Store each step of the review page with the state before it, which an undo needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotAllowedError
from cardscan.model.draft import DraftState
from cardscan.model.reading import ContactDetails, Recommendation
from cardscan.model.scan import ScannedCard
from cardscan.store import blocking, card_moves, people, snapshots
from cardscan.store.review_schema import review_steps
from cardscan.store.schema import contacts

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

_NOT_LEFT = frozenset({DraftState.NEEDS_CONTEXT, DraftState.DRAFTED, DraftState.LET_GO})


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person did on the review page.

    Attributes:
        before: A snapshot of the contact, and whatever else the action changed.
        seen_after: Fingerprint of the contact after the step.
    """

    id: int
    verb: str
    contact_id: int
    before: dict[str, Any]
    seen_after: str


class StepView:
    """Queries about steps."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def seen(self, contact_id: int) -> str:
        """Return the fingerprint of the contact's present state; a change names the fingerprint it is based on."""
        return self._ask(_seen, contact_id)

    def last_step(
        self, *, actor: str | None = None, contact: int | None = None, verbs: Sequence[str] = ()
    ) -> Step | None:
        """Return the newest step that was not undone.

        Args:
            actor, contact, verbs: Only steps of this person, about this contact, of these kinds; None and () are all.
        """
        conditions = [] if actor is None else [review_steps.c.actor == actor]
        conditions += [] if contact is None else [review_steps.c.contact_id == contact]
        conditions += [review_steps.c.verb.in_(verbs)] if verbs else []
        return self._ask(_last_step, conditions)


class StepChanges:
    """Steps of the review page, as part of a transaction."""

    _connection: Connection
    _keys_of: Callable[[ContactDetails], Sequence[Any]]
    note_change: Callable[..., None]

    def snapshot(self, contact_id: int) -> dict[str, Any]:
        """Return the contact's present state, for `bring_back`."""
        return snapshots.take(self._connection, contact_id)

    def mark_checked(self, contact_id: int, *, now: datetime) -> None:
        """Record that a person confirmed the fields: from now on the reading counts as sure."""
        self._connection.execute(
            sa.update(contacts)
            .where(contacts.c.id == contact_id)
            .values(checked_at=now, recommendation=Recommendation.STRONG)
        )

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

    def block(self, contact_id: int, *, reason: str, now: datetime, actor: str) -> dict[str, Any]:
        """Block all letters to this person, at any address; return what `unblock` needs."""
        record = blocking.block(self._connection, contact_id, reason=reason, now=now)
        self.note_change(f"contact {contact_id}", "suppress", after=reason, now=now, actor=actor)
        return record

    def unblock(self, record: dict[str, Any], *, now: datetime) -> None:
        """Undo `block`; letters that were approved have to be approved again."""
        blocking.unblock(self._connection, record, now=now)

    def card_record(self, card_id: int) -> dict[str, Any]:
        """Return how a card was read, with its picture, for `put_card_record`."""
        return card_moves.card_record(self._connection, card_id)

    def replace_card(self, card_id: int, card: ScannedCard, *, now: datetime) -> None:
        """Replace the reading of this card; `attach_card` then gives its values to the contact."""
        card_moves.replace_card(self._connection, card_id, card, now=now)

    def put_card_record(self, record: dict[str, Any]) -> None:
        """Restore the card's earlier reading."""
        card_moves.put_card_record(self._connection, record)

    def split_card(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """Make a new contact of one card; return what `unsplit_card` needs, with the number of the `new` contact."""
        return card_moves.split(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def unsplit_card(self, record: dict[str, Any], *, now: datetime) -> None:
        """Return the card to the contact it was taken from, and delete the new contact."""
        card_moves.unsplit(self._connection, record, self._keys_of, now=now)

    def double_card(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """Add a second person to this card; return what `undouble_card` needs, with the number of the `new` contact."""
        return card_moves.double(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def undouble_card(self, record: dict[str, Any]) -> None:
        """Remove the second person; the first one's values come from their snapshot."""
        card_moves.undouble(self._connection, record)


def _seen(connection: Connection, contact_id: int) -> str:
    return snapshots.fingerprint(snapshots.take(connection, contact_id))


def _last_step(connection: Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> Step | None:
    query = (
        sa.select(review_steps)
        .where(review_steps.c.undone_at.is_(None), *conditions)
        .order_by(review_steps.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Step(row.id, row.verb, row.contact_id, row.before, row.seen_after)
