"""What a person decides about the people on the cards: confirm, fix, add context, let go, later, undo.

    desk = PeopleDesk(store, settings, actor="robin")
    seen = store.seen(7)                                          # what the page showed
    desk.fix(7, ValueKind.EMAIL, ["ada@example.org"], seen=seen, now=now)
    desk.add_context(7, "talked about OCR; I send the paper by Friday", seen=..., now=now)
    desk.undo(now=now)

Every verb names what the person saw (a fingerprint). Was the contact changed since, in another window or by another
program, the verb does nothing and says so. Every verb is one transaction: kept as a whole or not at all. Whenever a
step opens the last gate, the letter is drafted at once, so that it can be read and approved on the same page.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cardscan.config import Settings
from cardscan.errors import ChangedMeanwhileError, NotAllowedError, UsageError
from cardscan.followup import combine, parse_note
from cardscan.letter_writing import LetterWriter
from cardscan.model.draft import OPEN_STATES
from cardscan.model.encounter import Encounter
from cardscan.review import context
from cardscan.review.drafts import DraftDesk
from cardscan.store import Decision, Store, Transaction, ValueKind

NAMESPACE = uuid.UUID("5d7c1f0e-54d5-4b62-9b58-2c7d4f6f3a12")


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did.

    Attributes:
        missing: Why no letter could be drafted; empty where one was, or where none was asked for.
        drafted: A letter was drafted by this step.
    """

    contact_id: int
    verb: str
    missing: str = ""
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """The verbs on people.

    Attributes:
        actor: Who takes the decisions; written into the audit.
    """

    store: Store
    settings: Settings
    actor: str

    def confirm(self, number: int, *, seen: str, now: datetime) -> Done:
        """The fields are right: the reading counts as sure, and the letter is drafted where a talk was noted."""

        def check(tx: Transaction) -> None:
            tx.mark_checked(number, now=now)

        return self._step("confirm", number, check, seen=seen, now=now, draft=True)

    def fix(self, number: int, kind: ValueKind, values: Sequence[Any], *, seen: str, now: datetime) -> Done:
        """A person says what the values of this kind are, all of them."""

        def correct(tx: Transaction) -> None:
            tx.correct(number, kind, values, now=now, actor=self.actor)

        return self._step("fix", number, correct, seen=seen, now=now)

    def add_context(self, number: int, line: str, *, seen: str, now: datetime) -> Done:
        """Note what was said, from one line in plain words; what is not understood is kept as a private note.

        Raises:
            UsageError: The line is empty, or too long to be a note.
        """

        def note(tx: Transaction) -> None:
            context.add_context(tx, number, line, now=now, actor=self.actor)

        return self._step("context", number, note, seen=seen, now=now, draft=True)

    def let_go(self, number: int, *, seen: str, now: datetime) -> Done:
        """A decided, honourable end; letters that wait go too, each with its own undo."""
        return self._step("let go", number, lambda tx: self._end(tx, number, now), seen=seen, now=now, ends=True)

    def no_card(self, number: int, *, seen: str, now: datetime) -> Done:
        """What was read is no business card: nothing is kept in the queue, and a scan does not bring it back."""
        return self._step("not a card", number, lambda tx: self._end(tx, number, now), seen=seen, now=now, ends=True)

    def later(self, number: int, day: date, *, seen: str, now: datetime) -> Done:
        """Keep for a day from tomorrow on; the person comes back into the queue then."""
        if day <= now.astimezone().date():
            raise UsageError(f"{day.isoformat()} is not ahead; name a day from tomorrow on")

        def put_off(tx: Transaction) -> None:
            tx.decide(number, Decision.LATER, until=day, now=now, actor=self.actor)

        return self._step("later", number, put_off, seen=seen, now=now)

    def done(self, number: int, *, seen: str, now: datetime) -> Done:
        """Followed up by other means: by phone, in person."""

        def decide(tx: Transaction) -> None:
            tx.decide(number, Decision.FOLLOWED_UP, now=now, actor=self.actor)

        return self._step("followed up", number, decide, seen=seen, now=now)

    def approve(self, draft_id: int, *, revision: int, now: datetime, subject: str, body: str) -> Done:
        """Say yes to the letter as it stands in the form: what the person changed there is kept first."""
        letters = DraftDesk(self.store, self.settings, self.actor)
        revision = letters.edit(draft_id, revision=revision, subject=subject, body=body, now=now).revision
        with self.store.transaction() as tx:
            draft = DraftDesk(tx, self.settings, self.actor).approve(draft_id, revision=revision, now=now)
            before = tx.snapshot(draft.contact_id)
            tx.decide(draft.contact_id, Decision.FOLLOWED_UP, now=now, actor=self.actor)
            tx.mark_checked(draft.contact_id, now=now)
            tx.add_step("approve", draft.contact_id, before=before | {"letters": [draft_id]}, now=now, actor=self.actor)
        return Done(draft.contact_id, "approve")

    def undo(self, *, now: datetime) -> Done:
        """Take back the newest step of this person.

        Raises:
            NotAllowedError: There is nothing to take back.
            ChangedMeanwhileError: The contact was changed by something else since.
        """
        files: list[str | None] = []
        with self.store.transaction() as tx:
            step = tx.last_step(actor=self.actor)
            if step is None:
                raise NotAllowedError("there is nothing to take back")
            if tx.seen(step.contact_id) != step.seen_after:
                raise ChangedMeanwhileError(
                    f"contact {step.contact_id}: was changed since by something else; {step.verb} cannot be taken back"
                )
            letters = DraftDesk(tx, self.settings, self.actor, remove=files.append)
            for draft_id in step.before.get("letters", ()):
                letters.undo(draft_id, revision=tx.draft(draft_id).revision, now=now)
            files += tx.bring_back(step.contact_id, step.before, now=now)
            tx.end_step(step.id, now=now)
            tx.note_change(f"contact {step.contact_id}", f"undo {step.verb}", now=now, actor=self.actor)
        _remove(files)
        return Done(step.contact_id, f"undo {step.verb}")

    def _step(
        self,
        verb: str,
        number: int,
        change: Callable[[Transaction], None],
        *,
        seen: str,
        now: datetime,
        draft: bool = False,
        ends: bool = False,
    ) -> Done:
        written: Path | None = None
        missing = ""
        gone: list[str | None] = []
        try:
            with self.store.transaction() as tx:
                if tx.seen(number) != seen:
                    raise ChangedMeanwhileError(
                        f"contact {number}: was changed since this page was shown; look again, nothing was overwritten"
                    )
                before = tx.snapshot(number)
                change(tx)
                if ends:
                    before["letters"] = self._stop_letters(tx, number, gone, now)
                if draft:
                    missing, written = self._draft(tx, number, now)
                tx.add_step(verb, number, before=before, now=now, actor=self.actor)
                tx.note_change(f"contact {number}", verb, now=now, actor=self.actor)
        except BaseException:
            if written is not None:
                with contextlib.suppress(OSError):
                    written.unlink(missing_ok=True)
            raise
        _remove(gone)
        return Done(number, verb, missing, drafted=written is not None)

    def _draft(self, tx: Transaction, number: int, now: datetime) -> tuple[str, Path | None]:
        history = tx.history(number)
        if any(draft.state in OPEN_STATES for draft in history.drafts):
            return "", None
        met = [encounter for encounter in history.encounters if encounter.has_conversation]
        contact = history.contact
        token = uuid.uuid5(NAMESPACE, f"{contact.uid} {len(history.drafts)} {len(history.encounters)}").hex
        return LetterWriter(self.settings).write(tx, contact, met[-1] if met else None, token=token, now=now)

    def _stop_letters(self, tx: Transaction, number: int, gone: list[str | None], now: datetime) -> list[int]:
        """Let the letters go that wait; their numbers."""
        waiting = [draft for draft in tx.drafts(contact_id=number) if draft.state in OPEN_STATES]
        letters = DraftDesk(tx, self.settings, self.actor, remove=gone.append)
        for draft in waiting:
            letters.let_go(draft.id, revision=draft.revision, now=now)
        return [draft.id for draft in waiting]

    def _end(self, tx: Transaction, number: int, now: datetime) -> None:
        tx.decide(number, Decision.LET_GO, now=now, actor=self.actor)


def _remove(files: Sequence[str | None]) -> None:
    """Take away files that no row names any more, once that is committed."""
    for file in files:
        if file:
            with contextlib.suppress(OSError):
                Path(file).unlink(missing_ok=True)


def understood(line: str, known: Encounter | None, today: date) -> Encounter:
    """What a line says of a meeting; event, day and place of what is already known hold unless it says otherwise."""
    day = known.day if known else None
    return combine(known, parse_note(line, day or today))
