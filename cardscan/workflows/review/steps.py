"""Run each review action as one step: check it against what the person saw, and keep or undo it as a whole."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cardscan.config import Settings
from cardscan.errors import ChangedMeanwhileError, NotAllowedError
from cardscan.model.draft import UNDER_WAY
from cardscan.model.relationship import Relationship
from cardscan.store import QuestionState, Store, Transaction
from cardscan.store.facets.review import ReviewStep
from cardscan.workflows.letters.retelling import remove_files, retell
from cardscan.workflows.letters.wanted import written_since_met
from cardscan.workflows.letters.writing import LetterWriter
from cardscan.workflows.review.context import put_end
from cardscan.workflows.review.draft_texts import text_mark
from cardscan.workflows.review.drafts import DraftDesk

# The steps that change what is noted of a meeting.
NOTING = ("context", "replace", "quote", "keep private", "correct")
NAMESPACE = uuid.UUID("5d7c1f0e-54d5-4b62-9b58-2c7d4f6f3a12")


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did.

    Attributes:
        missing: Why no letter could be drafted; empty if one was, or if none was asked for.
        drafted: Whether this step drafted a letter.
        stays: Whether the step cannot be undone.
        note: Anything else to say about it; empty if there is nothing.
    """

    contact_id: int
    verb: str
    missing: str = ""
    drafted: bool = False
    stays: bool = False
    note: str = ""


@dataclass(slots=True)
class OpenStep:
    """A step while it is being carried out.

    Attributes:
        before: The contact's state before; an action adds whatever else it changes.
        written: Files of new letters, to be deleted if the step fails.
        rewritten: Files of letters written anew, to be deleted then too.
        gone: Files that no row names any more once the step is committed.
    """

    tx: Transaction
    before: dict[str, Any]
    written: list[Path] = field(default_factory=list)
    rewritten: list[Path] = field(default_factory=list)
    gone: list[str | None] = field(default_factory=list)

    def also(self, others: Sequence[int]) -> None:
        """Record the state in which these contacts are left, so that an undo does not destroy later changes."""
        self.before["others"] = {str(number): self.tx.review.seen(number) for number in others}


@dataclass(frozen=True, slots=True)
class StepDesk:
    """What all desks have in common.

    Attributes:
        actor: Who takes the decisions; written into the audit.
    """

    store: Store
    settings: Settings
    actor: str

    @contextlib.contextmanager
    def step(
        self, verb: str, number: int, *, now: datetime, seen: Mapping[int, str] | None = None
    ) -> Iterator[OpenStep]:
        """Run an action on this contact in one transaction.

        Args:
            seen: Contact number -> the fingerprint of what the page showed of that contact.
        Raises:
            ChangedMeanwhileError: One of the contacts has changed since; nothing was done.
        """
        opened: OpenStep | None = None
        try:
            with self.store.transaction() as tx:
                for contact, fingerprint in (seen or {}).items():
                    if tx.review.seen(contact) != fingerprint:
                        raise ChangedMeanwhileError(
                            f"contact {contact}: was changed since this page was shown; look again, nothing was "
                            "overwritten"
                        )
                opened = OpenStep(tx, tx.review.snapshot(number))
                yield opened
                letters = opened.before.get("letters", ())
                opened.before["texts"] = {str(each): text_mark(tx.drafts.get(each)) for each in letters}
                tx.review.add_step(verb, number, before=opened.before, now=now, actor=self.actor)
                tx.audit.note(f"contact {number}", verb, now=now, actor=self.actor)
        except BaseException:
            if opened is not None:
                remove_files([str(file) for file in (*opened.written, *opened.rewritten)])
            raise
        remove_files(opened.gone)

    def letters(self, opened: OpenStep) -> DraftDesk:
        """Return the actions on letters, inside the step's transaction."""
        return DraftDesk(opened.tx, self.settings, self.actor, remove=opened.gone.append)

    def draft_letter(self, opened: OpenStep, number: int, now: datetime) -> str:
        """Draft the letter if nothing it needs is missing any more; otherwise return what is missing."""
        history = opened.tx.people.history(number)
        if any(draft.state in UNDER_WAY for draft in history.drafts):
            return ""
        if written_since_met(opened.tx.people.relationships(number)[0]):
            return ""  # the plan says what comes next
        met = [encounter for encounter in history.encounters if encounter.has_conversation]
        contact = history.contact
        token = uuid.uuid5(NAMESPACE, f"{contact.uid} {len(history.drafts)} {len(history.encounters)}").hex
        missing, file = LetterWriter(self.settings).write(
            opened.tx, contact, met[-1] if met else None, token=token, now=now
        )
        if file is not None:
            opened.written.append(file)
        return missing

    def retell(self, opened: OpenStep, before: Relationship, now: datetime) -> str:
        """Bring the letters that wait in line with what is noted by now; return in words what became of them."""
        done = retell(opened.tx, before, self.settings, now=now, actor=self.actor)
        opened.gone += done.files
        opened.rewritten += done.written
        return done.told

    def undo(self, *, now: datetime, number: int | None = None, verbs: Sequence[str] = ()) -> Done:
        """Undo the newest step of this actor, or the newest on this contact.

        Args:
            verbs: Only steps of these kinds, whoever took them, such as `NOTING`.

        Raises:
            NotAllowedError: There is nothing to undo.
            ChangedMeanwhileError: Something else changed the contact since.
        """
        files: list[str | None] = []
        with self.store.transaction() as tx:
            step = tx.review.last_step(actor=None if verbs else self.actor, contact=number, verbs=verbs)
            if step is None:
                raise NotAllowedError("there is nothing to take back")
            check_unchanged(tx, step)
            person = tx.people.relationships(step.contact_id)[0]
            files += self._take_back(tx, step, now)
            if step.verb in NOTING:
                files += retell(tx, person, self.settings, now=now, actor=self.actor).files
            tx.review.end_step(step.id, now=now)
            tx.audit.note(f"contact {step.contact_id}", f"undo {step.verb}", now=now, actor=self.actor)
        remove_files(files)
        return Done(step.contact_id, f"undo {step.verb}")

    def _take_back(self, tx: Transaction, step: ReviewStep, now: datetime) -> list[str | None]:
        before, files = step.before, list[str | None]()
        pair = before.get("pair")
        if pair:
            one, other = pair["contacts"]
            if before.get("merged"):
                tx.duplicates.undo_merge(before["merged"], now=now, actor=self.actor)
            elif before.get("parted"):
                tx.duplicates.merge(step.contact_id, before["parted"], now=now, actor=self.actor)
            state = QuestionState(pair["state"]) if pair["state"] else None
            if not before.get("parted"):
                tx.duplicates.ask_again(one, other, state, now=now, actor=self.actor)
            return files
        letters = DraftDesk(tx, self.settings, self.actor, remove=files.append)
        for draft_id in before.get("letters", ()):
            letters.undo(draft_id, revision=tx.drafts.get(draft_id).revision, now=now)
        if "split" in before:
            tx.cards.unsplit(before["split"], now=now)
        if "doubled" in before:
            tx.cards.undouble(before["doubled"])
        self._take_back_touch(tx, before, now)
        if "card" in before:
            tx.cards.put_record(before["card"])
        _take_back_notes(tx, step, now)
        files += tx.review.bring_back(step.contact_id, before, now=now)
        if "blocked" in before:  # after restoring the snapshot, which holds the relation too
            tx.suppression.unblock(before["blocked"], now=now)
        return files

    def _take_back_touch(self, tx: Transaction, before: Mapping[str, Any], now: datetime) -> None:
        """Take back a touch with the promises in its line, and the outcome of promises."""
        if "touch" in before:
            tx.touches.remove(before["touch"], now=now, actor=self.actor)
        for promise_id in before.get("promised", ()):
            tx.promises.remove(promise_id, now=now, actor=self.actor)
        # Steps that were stored before a touch could end several promises hold one.
        for promise in [*before.get("promises", ()), *filter(None, [before.get("promise")])]:
            ended = {name: day and date.fromisoformat(day) for name, day in promise.items() if name != "id"}
            put_end(tx, promise["id"], **ended, now=now, actor=self.actor)


def _take_back_notes(tx: Transaction, step: ReviewStep, now: datetime) -> None:
    """Let the notes count again that were replaced, and restore what was decided about their pieces."""
    for record in reversed(step.before.get("replaced", ())):
        tx.meetings.unreplace(step.contact_id, record, now=now)
    for record in reversed(step.before.get("quotes", ())):
        tx.meetings.restore_quotes(record)


def check_unchanged(tx: Transaction, step: ReviewStep) -> None:
    """Raise ChangedMeanwhileError if something else changed what this step left."""
    stands = {step.contact_id: step.seen_after} | {int(n): seen for n, seen in step.before.get("others", {}).items()}
    for number, seen in stands.items():
        if tx.review.seen(number) != seen:
            raise ChangedMeanwhileError(
                f"contact {number}: was changed since by something else; {step.verb} cannot be taken back"
            )
    for number, mark in step.before.get("texts", {}).items():
        if text_mark(tx.drafts.get(int(number))) != mark:
            raise ChangedMeanwhileError(
                f"draft {number}: was changed since by something else; {step.verb} cannot be taken back"
            )
