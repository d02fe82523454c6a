"""What a person did on the review page, with how it was before: what an undo needs."""

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
        before: A snapshot of the contact, and what else the verb changed.
        seen_after: Fingerprint of the contact after it.
    """

    id: int
    verb: str
    contact_id: int
    before: dict[str, Any]
    seen_after: str


class StepView:
    """Questions about steps."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def seen(self, contact_id: int) -> str:
        """The fingerprint of how the contact stands; a change names the one it was made on."""
        return self._ask(_seen, contact_id)

    def last_step(self, *, actor: str) -> Step | None:
        """The newest step of this person that was not taken back."""
        return self._ask(_last_step, actor)


class StepChanges:
    """Steps of the review page, inside a transaction."""

    _connection: Connection
    _keys_of: Callable[[ContactDetails], Sequence[Any]]
    note_change: Callable[..., None]

    def snapshot(self, contact_id: int) -> dict[str, Any]:
        """How the contact stands now, for `bring_back`."""
        return snapshots.take(self._connection, contact_id)

    def mark_checked(self, contact_id: int, *, now: datetime) -> None:
        """A person said that the fields are right: the reading counts as sure from now on."""
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
        """Write down what was just done, so that it can be taken back."""
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
        """The step was taken back."""
        self._connection.execute(sa.update(review_steps).where(review_steps.c.id == step_id).values(undone_at=now))

    def bring_back(self, contact_id: int, snapshot: dict[str, Any], *, now: datetime) -> list[str]:
        """Make the contact as it was; the files of letters that came since, for removal."""
        since = snapshots.drafts_since(self._connection, contact_id, snapshot)
        if any(state not in _NOT_LEFT for state, _ in since):
            raise NotAllowedError("a letter to this person has been approved or sent since; take that back first")
        files = [file for _, file in since if file]
        snapshots.bring_back(self._connection, contact_id, snapshot)
        people.refresh(self._connection, contact_id, self._keys_of, now=now)
        # `refresh` works out the best recommendation again; a check that was taken back must not count for it.
        self._connection.execute(
            sa.update(contacts)
            .where(contacts.c.id == contact_id)
            .values(recommendation=snapshot["contact"]["recommendation"])
        )
        return files

    def block(self, contact_id: int, *, reason: str, now: datetime, actor: str) -> dict[str, Any]:
        """Never write to this person again, by whatever address; what `unblock` needs to take that back."""
        record = blocking.block(self._connection, contact_id, reason=reason, now=now)
        self.note_change(f"contact {contact_id}", "suppress", after=reason, now=now, actor=actor)
        return record

    def unblock(self, record: dict[str, Any], *, now: datetime) -> None:
        """As before `block`; letters that were approved have to be approved again."""
        blocking.unblock(self._connection, record, now=now)

    def card_record(self, card_id: int) -> dict[str, Any]:
        """How a card was read, with its picture, for `put_card_record`."""
        return card_moves.card_record(self._connection, card_id)

    def replace_card(self, card_id: int, card: ScannedCard, *, now: datetime) -> None:
        """Another reading of this card; `attach_card` then gives its values to the contact."""
        card_moves.replace_card(self._connection, card_id, card, now=now)

    def put_card_record(self, record: dict[str, Any]) -> None:
        """The card as it was read before."""
        card_moves.put_card_record(self._connection, record)

    def split_card(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """Make a contact of its own of one card; what `unsplit_card` needs, with the number of the `new` contact."""
        return card_moves.split(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def unsplit_card(self, record: dict[str, Any], *, now: datetime) -> None:
        """The card belongs to the contact that it was taken from; the new contact is gone."""
        card_moves.unsplit(self._connection, record, self._keys_of, now=now)

    def double_card(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """A second person on this card; what `undouble_card` needs, with the number of the `new` contact."""
        return card_moves.double(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def undouble_card(self, record: dict[str, Any]) -> None:
        """One person again; the first one's values come from their snapshot."""
        card_moves.undouble(self._connection, record)


def _seen(connection: Connection, contact_id: int) -> str:
    return snapshots.fingerprint(snapshots.take(connection, contact_id))


def _last_step(connection: Connection, actor: str) -> Step | None:
    query = (
        sa.select(review_steps)
        .where(review_steps.c.actor == actor, review_steps.c.undone_at.is_(None))
        .order_by(review_steps.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Step(row.id, row.verb, row.contact_id, row.before, row.seen_after)
