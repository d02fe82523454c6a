"""Store and answer the questions whether two contacts are one person, and merge or part them as answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import StoreError
from cardscan.store import merging, people
from cardscan.store.contacts_schema import duplicate_questions
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.records import DuplicateQuestion, Merge, QuestionState
from cardscan.store.schema import contacts


class DuplicatesView(Facet):
    """Queries about duplicate questions."""

    def undecided(self) -> list[DuplicateQuestion]:
        """Return the undecided pairs that may be one person, the likeliest first, put-off ones last.

        Each pair names the contacts as they are now: if a contact was merged meanwhile, the question is about the
        contact it was merged into.
        """
        return self._ask(_open_questions)

    def answered(self, contact_id: int, other_id: int) -> QuestionState | None:
        """Return the answer about exactly these two; None if the question was never asked."""
        query = sa.select(duplicate_questions.c.state).where(_pair(*sorted((contact_id, other_id))))
        found = self._ask(lambda connection: connection.scalar(query))
        return QuestionState(found) if found else None

    def was_asked_about(self, contact_id: int) -> bool:
        """Whether a person was, or will be, asked if this contact is the same as another one."""
        pair = sa.or_(duplicate_questions.c.first_id == contact_id, duplicate_questions.c.second_id == contact_id)
        query = sa.select(duplicate_questions.c.id).where(pair).limit(1)
        return self._ask(lambda connection: connection.scalar(query)) is not None

    def distinct_from(self, contact_id: int) -> frozenset[int]:
        """Return the contacts that a person declared to be somebody else than this one."""
        return self._ask(_distinct_from, contact_id)

    def merges(self, contact_id: int) -> tuple[Merge, ...]:
        """Return the merges into this contact that can be undone, oldest first."""
        return self._ask(merging.merges_of, contact_id)

    def became(self, contact_id: int) -> int:
        """Return the contact that this number leads to: itself, or the contact it was merged into."""
        return self._ask(merging.root_of, contact_id)


class Duplicates(Changes, DuplicatesView):
    """Duplicate questions, their answers, and what follows from them."""

    def ask(
        self, contact_id: int, other_id: int, *, score: float, reasons: Sequence[tuple[str, float]], now: datetime
    ) -> bool:
        """Queue the question whether the two are one person; return False if it was asked or answered before."""
        first, second = sorted((contact_id, other_id))
        if first == second or second in _distinct_from(self._connection, first):
            return False
        pair = _pair(first, second)
        if self._connection.scalar(sa.select(duplicate_questions.c.id).where(pair)) is not None:
            return False
        row = {"first_id": first, "second_id": second, "score": score, "reasons": [list(reason) for reason in reasons]}
        row |= {"state": QuestionState.OPEN, "asked_at": now}
        self._connection.execute(sa.insert(duplicate_questions).values(row))
        return True

    def answer(self, contact_id: int, other_id: int, answer: QuestionState, *, now: datetime, actor: str) -> None:
        """Record that two are not the same, or put the question off; if they are the same person, use `merge`."""
        if answer is QuestionState.SAME:
            raise StoreError("two contacts that are the same person are merged; use `cardscan contacts merge`")
        for number in (contact_id, other_id):
            people.existing_contact(self._connection, number)
        self._answer(contact_id, other_id, answer, now=now, actor=actor)
        self._note(f"contact {contact_id}", f"duplicate: {answer}", after=other_id, now=now, actor=actor)

    def merge(self, kept_id: int, merged_id: int, *, now: datetime, actor: str) -> None:
        """Merge two contacts on a person's word: `kept_id` keeps its number and gets everything of `merged_id`."""
        merging.merge(self._connection, kept_id, merged_id, self._keys_of, now=now, actor=actor)
        self._answer(kept_id, merged_id, QuestionState.SAME, now=now, actor=actor)
        self._note(f"contact {kept_id}", "merge", after=merged_id, now=now, actor=actor)

    def undo_merge(self, merged_id: int, *, now: datetime, actor: str) -> int:
        """Undo a merge; return the number of the contact that kept everything. The pair is not asked about again."""
        kept_id = merging.part(self._connection, merged_id, self._keys_of, now=now)
        self._answer(kept_id, merged_id, QuestionState.NOT_SAME, now=now, actor=actor)
        self._note(f"contact {kept_id}", "undo merge", after=merged_id, now=now, actor=actor)
        return kept_id

    def ask_again(
        self, contact_id: int, other_id: int, before: QuestionState | None, *, now: datetime, actor: str
    ) -> None:
        """Take back an answer: the question is as it was before, or as if never asked (None)."""
        pair = _pair(*sorted((contact_id, other_id)))
        if before is None:
            self._connection.execute(sa.delete(duplicate_questions).where(pair))
        else:
            self._answer(contact_id, other_id, before, now=now, actor=actor)
        self._note(f"contact {contact_id}", "duplicate: answer taken back", after=other_id, now=now, actor=actor)

    def _answer(self, one: int, other: int, state: QuestionState, *, now: datetime, actor: str) -> None:
        first, second = sorted((one, other))
        answer: dict[str, Any] = {"state": state, "answered_at": now, "answered_by": actor}
        changed = self._connection.execute(sa.update(duplicate_questions).where(_pair(first, second)).values(answer))
        if not changed.rowcount:
            row = {"first_id": first, "second_id": second, "score": 0.0, "reasons": [], "asked_at": now, **answer}
            self._connection.execute(sa.insert(duplicate_questions).values(row))


def _pair(first: int, second: int) -> sa.ColumnElement[bool]:
    return sa.and_(duplicate_questions.c.first_id == first, duplicate_questions.c.second_id == second)


def _roots(connection: Connection) -> dict[int, int]:
    """Return every merged contact's number and the number it leads to."""
    query = sa.select(contacts.c.id, contacts.c.merged_into).where(contacts.c.merged_into.is_not(None))
    parents: dict[int, int] = {row.id: row.merged_into for row in connection.execute(query)}

    def root(number: int) -> int:
        while number in parents:
            number = parents[number]
        return number

    return {number: root(number) for number in parents}


def _as_now(row: sa.Row[Any], roots: dict[int, int]) -> tuple[int, int]:
    ends = sorted(roots.get(number, number) for number in (row.first_id, row.second_id))
    return ends[0], ends[1]


def _open_questions(connection: Connection) -> list[DuplicateQuestion]:
    roots = _roots(connection)
    rows = list(connection.execute(sa.select(duplicate_questions).order_by(duplicate_questions.c.id)))
    distinct = {_as_now(row, roots) for row in rows if row.state == QuestionState.NOT_SAME}
    waiting: dict[tuple[int, int], sa.Row[Any]] = {}
    for row in rows:
        pair = _as_now(row, roots)
        open_now = row.state in (QuestionState.OPEN, QuestionState.LATER)
        if open_now and pair[0] != pair[1] and pair not in distinct:
            waiting.setdefault(pair, row)
    lines = people.lines_by_id(connection, {number for pair in waiting for number in pair})
    found = [
        DuplicateQuestion(
            lines[first],
            lines[second],
            row.score,
            tuple((str(name), float(weight)) for name, weight in row.reasons),
            QuestionState(row.state),
            row.asked_at,
        )
        for (first, second), row in waiting.items()
    ]
    return sorted(found, key=lambda q: (q.state is QuestionState.LATER, -q.score, q.contact.id, q.other.id))


def _distinct_from(connection: Connection, contact_id: int) -> frozenset[int]:
    query = sa.select(duplicate_questions).where(duplicate_questions.c.state == QuestionState.NOT_SAME)
    rows = list(connection.execute(query))
    if not rows:
        return frozenset()
    roots = _roots(connection)
    pairs = [_as_now(row, roots) for row in rows]
    return frozenset(pair[1 - pair.index(contact_id)] for pair in pairs if contact_id in pair and pair[0] != pair[1])
