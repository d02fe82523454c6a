"""Record a person's answer whether two contacts are one person, and undo a merge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.errors import UsageError
from cardscan.store import QuestionState
from cardscan.workflows.review.steps import Done, StepDesk


@dataclass(frozen=True, slots=True)
class PairDesk(StepDesk):
    """A person's actions on a pair of contacts."""

    def same(self, kept: int, merged: int, *, seen: tuple[str, str], now: datetime) -> Done:
        """Merge two contacts, known from two cards or two sides of one; `kept` has everything from now on."""
        if kept == merged:
            raise UsageError("that is the same person already; choose another one")
        before = self.store.duplicates.answered(kept, merged)
        with self.step("same", kept, seen={kept: seen[0], merged: seen[1]}, now=now) as opened:
            opened.before["pair"] = {"contacts": [kept, merged], "state": before}
            opened.before["merged"] = merged
            opened.tx.duplicates.merge(kept, merged, now=now, actor=self.actor)
        return Done(kept, "same")

    def not_same(self, one: int, other: int, *, seen: tuple[str, str], now: datetime) -> Done:
        """Record that they are two people; the question is not asked again."""
        return self._answer("two people", one, other, QuestionState.NOT_SAME, seen, now)

    def ask_later(self, one: int, other: int, *, seen: tuple[str, str], now: datetime) -> Done:
        """Put the question at the end of its queue."""
        return self._answer("ask later", one, other, QuestionState.LATER, seen, now)

    def part(self, kept: int, merged: int, *, now: datetime) -> Done:
        """Undo a merge: they are two people after all."""
        if merged not in {merge.merged_id for merge in self.store.duplicates.merges(kept)}:
            raise UsageError("these two were not merged, or were parted already")
        before = self.store.duplicates.answered(kept, merged)
        with self.step("part", kept, now=now) as opened:
            opened.before["pair"] = {"contacts": [kept, merged], "state": before}
            opened.before["parted"] = merged
            opened.tx.duplicates.undo_merge(merged, now=now, actor=self.actor)
            opened.also([merged])
        return Done(kept, "part")

    def _answer(
        self, verb: str, one: int, other: int, answer: QuestionState, seen: tuple[str, str], now: datetime
    ) -> Done:
        before = self.store.duplicates.answered(one, other)
        with self.step(verb, one, seen={one: seen[0], other: seen[1]}, now=now) as opened:
            opened.before["pair"] = {"contacts": [one, other], "state": before}
            opened.tx.duplicates.answer(one, other, answer, now=now, actor=self.actor)
        return Done(one, verb)
