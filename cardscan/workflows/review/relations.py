"""Record touches and the outcome of promises, each as a step that can be undone; for the page and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cardscan.errors import ChangedMeanwhileError, NotAllowedError, OptOutLineError, UsageError
from cardscan.followup.notes.note_reading import MAX_NOTE_CHARS
from cardscan.followup.planning.ladder import relation_of
from cardscan.model.contact import Decision
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, LineKind, OpenPromise, TouchKind
from cardscan.store import Transaction
from cardscan.workflows.letters.retelling import remove_files
from cardscan.workflows.review.context import Logged, promised_in, put_end, put_touch
from cardscan.workflows.review.lines import Line, line_of, nothing_said, said_of
from cardscan.workflows.review.steps import Done, OpenStep, StepDesk, check_unchanged

# The outcomes of a promise: kept, taken back on purpose, or open again.
ANSWERS = ("kept", "dropped", "open")


@dataclass(frozen=True, slots=True)
class Told(Done):
    """What became of a later line.

    Attributes:
        logged: The touch, and where the relation stands after it; None if the line tells of none.
        kept: The promises that it kept.
        stopped: No letter is written to them any more.
    """

    line: Line | None = None
    logged: Logged | None = None
    kept: tuple[OpenPromise, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class RelationDesk(StepDesk):
    """A person's actions on touches and promises."""

    def touch(
        self,
        number: int,
        line: str,
        *,
        seen: str,
        now: datetime,
        at: datetime | None = None,
        direction: Direction | None = None,
        kind: TouchKind | None = None,
        keeps: Sequence[int] = (),
        stop: bool = False,
    ) -> Told:
        """Record a message or a talk that happened elsewhere, and what else follows from the line.

        Args:
            at: When it happened; now if left out.
            direction, kind: Which of the two it came from, and what it was; None takes it from the line.
            keeps: Promises that were kept by it.
            stop: Yes, they asked for no more letters: none is written to them again.
        Raises:
            UsageError: The line is empty, or too long to be a note, or the time is in the future.
            UnclearLineError: Nothing says for sure which of the two it came from; nothing is stored.
            OptOutLineError: It asks for no more letters, and `stop` is not given; nothing is stored.
        """
        words, when = one_line(line), at or now
        if not words:
            raise UsageError("nothing was written; say what happened, such as: she called, we meet in May")
        if len(words) > MAX_NOTE_CHARS:
            raise UsageError(f"the line is longer than {MAX_NOTE_CHARS:,} characters; keep it short")
        if when > now:
            raise UsageError(
                f"{when.date()}: is still to come; a touch is what happened. Plan it with a promise instead"
            )
        told = line_of(words, self.store.people.get(number), at=when, direction=direction, kind=kind)
        stops = told.kind is LineKind.OPT_OUT
        if stops and not stop:
            raise OptOutLineError(words)
        ahead = told.until if told.until and told.until > now.astimezone().date() else None
        if not (told.touch or keeps or ahead):
            with self.store.transaction() as tx:
                tx.audit.note(f"contact {number}", "line", after=words, now=now, actor=self.actor)
            return Told(number, "line", stays=True, note=_sentence(nothing_said(told, number)), line=told)
        with self.step("touch", number, seen={number: seen}, now=now) as opened:
            logged = self._log(opened, number, told, now)
            kept = tuple(self._end(opened, each, now, kept=when) for each in keeps)
            if stops:
                opened.before["blocked"] = opened.tx.suppression.block(
                    number, reason="asked for it", now=now, actor=self.actor
                )
            elif ahead:
                opened.tx.people.decide(number, Decision.LATER, until=ahead, now=now, actor=self.actor)
        note = _note(told, logged, number, ahead=None if stops else ahead)
        return Told(number, "touch", note=note, line=told, logged=logged, kept=kept, stopped=stops)

    def undo_touch(self, number: int | None, *, now: datetime) -> Done:
        """Take back the newest touch: of this person, or of this actor if nobody is named.

        What was decided about the person since then stays; the touch, its promises and what it closed go all the same.

        Raises:
            NotAllowedError: There is no touch to take back.
        """
        with self.store.transaction() as tx:
            step = tx.review.last_step(verbs=("touch",), contact=number, actor=self.actor if number is None else None)
            if step is None:
                return Done(self._undo_unstepped(tx, number, now), "undo touch")
            files: list[str | None] = []
            try:
                check_unchanged(tx, step)
            except ChangedMeanwhileError:
                self._take_back_touch(tx, step.before, now)
                if "blocked" in step.before:
                    tx.suppression.unblock(step.before["blocked"], now=now)
                self._work_out(tx, step.contact_id, now)
            else:
                files = self._take_back(tx, step, now)
            tx.review.end_step(step.id, now=now)
            tx.audit.note(f"contact {step.contact_id}", "undo touch", now=now, actor=self.actor)
        remove_files(files)
        return Done(step.contact_id, "undo touch")

    def promise(self, promise_id: int, answer: str, *, seen: str, now: datetime) -> Done:
        """Mark the promise as kept, taken back, or open again.

        Raises:
            UsageError: The answer is not one of `ANSWERS`.
            NotAllowedError: The promise is already in that state.
        """
        if answer not in ANSWERS:
            raise UsageError("a promise is kept, dropped or open")
        promise = self.store.promises.get(promise_id)
        stands = "kept" if promise.kept_on else "dropped" if promise.dropped_on else "open"
        if stands == answer:
            raise NotAllowedError(f'"{promise.text}" is {stands} already')
        number = promise.contact_id
        with self.step(f"promise {answer}", number, seen={number: seen}, now=now) as opened:
            kept, dropped = (now if answer == name else None for name in ("kept", "dropped"))
            self._end(opened, promise_id, now, kept=kept, dropped=dropped)
        return Done(number, f"promise {answer}")

    def _log(self, opened: OpenStep, number: int, told: Line, now: datetime) -> Logged | None:
        if told.touch is None:
            return None
        promised = promised_in(told.words, told.touch.at.astimezone().date())
        logged = put_touch(opened.tx, number, told.touch, promised, now=now, actor=self.actor)
        opened.before["touch"] = logged.touch.id
        opened.before["promised"] = list(logged.promise_ids)
        return logged

    def _end(
        self,
        opened: OpenStep,
        promise_id: int,
        now: datetime,
        *,
        kept: datetime | None = None,
        dropped: datetime | None = None,
    ) -> OpenPromise:
        before = opened.tx.promises.get(promise_id)
        record: dict[str, Any] = {
            "id": promise_id,
            "kept_on": before.kept_on and before.kept_on.isoformat(),
            "dropped_on": before.dropped_on and before.dropped_on.isoformat(),
        }
        opened.before.setdefault("promises", []).append(record)
        days = {"kept_on": kept and kept.astimezone().date(), "dropped_on": dropped and dropped.astimezone().date()}
        return put_end(opened.tx, promise_id, **days, now=now, actor=self.actor)

    def _undo_unstepped(self, tx: Transaction, number: int | None, now: datetime) -> int:
        """Take back a touch that an earlier version logged; never a letter that was sent."""
        touches = tx.people.relationships(number)[0].touches if number is not None else ()
        touch = next((touch for touch in reversed(touches) if touch.draft_id is None), None)
        if touch is None or number is None:
            raise NotAllowedError("there is no touch to take back; `cardscan contacts show NUMBER` lists them")
        tx.touches.remove(touch.id, now=now, actor=self.actor)
        self._work_out(tx, number, now)
        return number

    def _work_out(self, tx: Transaction, number: int, now: datetime) -> None:
        tx.people.set_relation(number, relation_of(tx.people.relationships(number)[0]), now=now, actor=self.actor)


def _note(told: Line, logged: Logged | None, number: int, *, ahead: date | None) -> str:
    """Return what was understood and what followed, in sentences."""
    said = [_sentence(said_of(told.touch) if told.touch else nothing_said(told, number))]
    if told.kind is LineKind.OPT_OUT:
        said.append("No letter is written to them any more.")
    if ahead and told.kind is not LineKind.OUT_OF_OFFICE:
        said.append(f"Nothing is proposed before {ahead}.")
    if logged and logged.after is not logged.before:
        said.append(f"They stand at: {logged.after.value}.")
    return " ".join(said)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
