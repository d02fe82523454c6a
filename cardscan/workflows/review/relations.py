"""Record touches and the outcome of promises from a person's page, each as a step that can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.errors import NotAllowedError, UsageError
from cardscan.followup.notes.note_reading import MAX_NOTE_CHARS
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction
from cardscan.workflows.review.context import put_end, put_touch, said_of, touch_of
from cardscan.workflows.review.steps import Done, StepDesk

# The outcomes of a promise: kept, taken back on purpose, or open again.
ANSWERS = ("kept", "dropped", "open")


@dataclass(frozen=True, slots=True)
class RelationDesk(StepDesk):
    """A person's actions on touches and promises."""

    def touch(self, number: int, line: str, *, seen: str, now: datetime, direction: Direction | None = None) -> Done:
        """Record a message or a talk that happened elsewhere.

        Args:
            direction: Which of the two it came from; None takes it from the line.
        Raises:
            UsageError: The line is empty, or too long to be a note.
            UnclearLineError: Nothing says for sure which of the two it came from; nothing is stored.
        """
        words = one_line(line)
        if not words:
            raise UsageError("nothing was written; say what happened, such as: she called, we meet in May")
        if len(words) > MAX_NOTE_CHARS:
            raise UsageError(f"the line is longer than {MAX_NOTE_CHARS:,} characters; keep it short")
        touch = touch_of(words, self.store.people.get(number), at=now, direction=direction)
        with self.step("touch", number, seen={number: seen}, now=now) as opened:
            logged = put_touch(opened.tx, number, touch, now=now, actor=self.actor)
            opened.before["touch"] = logged.touch.id
        rung = f" They stand at: {logged.after.value}." if logged.after is not logged.before else ""
        return Done(number, "touch", note=f"{said_of(touch).capitalize()}.{rung}")

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
        day = now.astimezone().date()
        number = promise.contact_id
        with self.step(f"promise {answer}", number, seen={number: seen}, now=now) as opened:
            opened.before["promise"] = {
                "id": promise_id,
                "kept_on": promise.kept_on and promise.kept_on.isoformat(),
                "dropped_on": promise.dropped_on and promise.dropped_on.isoformat(),
            }
            put_end(
                opened.tx,
                promise_id,
                kept_on=day if answer == "kept" else None,
                dropped_on=day if answer == "dropped" else None,
                now=now,
                actor=self.actor,
            )
        return Done(number, f"promise {answer}")
