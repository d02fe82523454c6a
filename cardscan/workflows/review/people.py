"""Carry out what a person decides about a contact: confirm, fix, add context, let go, later, undo.

    desk = PeopleDesk(store, settings, actor="robin")
    seen = store.review.seen(7)                                   # what the page showed
    desk.fix(7, ValueKind.EMAIL, ["ada@example.org"], seen=seen, now=now)
    desk.add_context(7, "talked about OCR; I send the paper by Friday", seen=..., now=now)
    desk.undo(now=now)

Every action names what the person saw (a fingerprint). If the contact was changed since, in another window or by
another program, the action does nothing and says so. Every action is one transaction, kept as a whole or not at all.
As soon as a step supplies the last thing a letter needs, the letter is drafted, to be read and approved on that page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.draft import OPEN_STATES
from cardscan.store import Decision, ValueKind
from cardscan.workflows.review import context
from cardscan.workflows.review.steps import Done, OpenStep, StepDesk


@dataclass(frozen=True, slots=True)
class PeopleDesk(StepDesk):
    """A person's actions on people."""

    def confirm(
        self,
        number: int,
        *,
        seen: str,
        now: datetime,
        corrected: Mapping[ValueKind, Sequence[Any]] = MappingProxyType({}),
    ) -> Done:
        """Confirm the fields: the reading counts as sure, and the letter is drafted if a talk was noted.

        Args:
            corrected: Corrections to what was read: for each kind in it, all values.
        """
        with self.step("confirm", number, seen={number: seen}, now=now) as opened:
            self._correct(opened, number, corrected, now)
            opened.tx.review.mark_checked(number, now=now)
            missing = self.draft_letter(opened, number, now)
        return Done(number, "confirm", missing, drafted=bool(opened.written))

    def fix(self, number: int, kind: ValueKind, values: Sequence[Any], *, seen: str, now: datetime) -> Done:
        """Replace all values of this kind with what a person says."""
        return self.fix_all(number, {kind: values}, seen=seen, now=now)

    def fix_all(self, number: int, corrected: Mapping[ValueKind, Sequence[Any]], *, seen: str, now: datetime) -> Done:
        """Replace all values of several kinds at once; see `fix`."""
        with self.step("fix", number, seen={number: seen}, now=now) as opened:
            self._correct(opened, number, corrected, now)
        names = corrected.get(ValueKind.NAME)
        return Done(number, "fix", note=_understood(names[0]) if names else "")

    def add_context(self, number: int, line: str, *, seen: str, now: datetime) -> Done:
        """Note what was said, from one line in plain words; what is not understood is kept as a private note.

        Raises:
            UsageError: The line is empty, or too long to be a note.
        """
        with self.step("context", number, seen={number: seen}, now=now) as opened:
            before = opened.tx.people.relationships(number)[0]
            context.add_context(opened.tx, number, line, now=now, actor=self.actor)
            note = self.retell(opened, before, now)
            missing = self.draft_letter(opened, number, now)
        return Done(number, "context", missing, drafted=bool(opened.written), note=note)

    def let_go(self, number: int, *, seen: str, now: datetime) -> Done:
        """Let go of the person: a decided, honourable end. Waiting letters are let go too, each with its own undo."""
        return self._end("let go", number, seen, now)

    def no_card(self, number: int, *, seen: str, now: datetime) -> Done:
        """Record that what was read is not a business card: it leaves the queue, and no scan brings it back."""
        return self._end("not a card", number, seen, now)

    def later(self, number: int, day: date, *, seen: str, now: datetime) -> Done:
        """Keep the person until a day, tomorrow at the earliest; they return to the queue on that day."""
        if day <= now.astimezone().date():
            raise UsageError(f"{day.isoformat()} is not ahead; name a day from tomorrow on")
        with self.step("later", number, seen={number: seen}, now=now) as opened:
            opened.tx.people.decide(number, Decision.LATER, until=day, now=now, actor=self.actor)
        return Done(number, "later")

    def done(self, number: int, *, seen: str, now: datetime) -> Done:
        """Mark the person as followed up by other means, such as by phone or in person; no letter to them waits."""
        return self._end("followed up", number, seen, now, Decision.FOLLOWED_UP)

    def block(self, number: int, *, seen: str, now: datetime) -> Done:
        """Record that they asked to get no letters: none is drafted again, to whatever address."""
        with self.step("block", number, seen={number: seen}, now=now) as opened:
            opened.before["blocked"] = opened.tx.suppression.block(
                number, reason="asked for it", now=now, actor=self.actor
            )
        return Done(number, "block")

    def _correct(
        self, opened: OpenStep, number: int, corrected: Mapping[ValueKind, Sequence[Any]], now: datetime
    ) -> None:
        for kind, values in corrected.items():
            opened.tx.people.correct(number, kind, values, now=now, actor=self.actor)

    def _end(self, verb: str, number: int, seen: str, now: datetime, decision: Decision = Decision.LET_GO) -> Done:
        with self.step(verb, number, seen={number: seen}, now=now) as opened:
            tx = opened.tx
            tx.people.decide(number, decision, now=now, actor=self.actor)
            waiting = [draft for draft in tx.drafts.all(contact_id=number) if draft.state in OPEN_STATES]
            opened.before["letters"] = [draft.id for draft in waiting]
            for draft in waiting:
                self.letters(opened).let_go(draft.id, revision=draft.revision, now=now)
        return Done(number, verb)


def _understood(name: dict[str, Any]) -> str:
    """Describe how a name was split, so that a wrong split is noticed; typing "Family, Given" corrects it."""
    given, family = name.get("given"), name.get("family")
    return f"Given name: {given}, family name: {family}." if given and family else ""
