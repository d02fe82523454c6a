"""Draft letters to people who are already stored: a first letter once its context is noted, promises, due nudges.

What a scan drafts follows from one photo (see `intake.py`); what this module drafts follows from a whole history.
Neither sends anything.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cardscan import mail
from cardscan.config import Settings
from cardscan.followup.planning.plan import Wish
from cardscan.followup.planning.schedule import Task, TaskKind, outlook
from cardscan.followup.planning.timing import working_day_from
from cardscan.followup.templates.cadence import PROMISE
from cardscan.model.draft import DraftState, NeedsContext
from cardscan.model.relationship import Relationship
from cardscan.store import Store, Transaction
from cardscan.workflows.letters.wanted import Wanted, planned, written_since_met
from cardscan.workflows.letters.writing import LetterWriter

_NAMESPACE = uuid.UUID("0f4b1f6e-6a57-4a27-9c8b-5f5a7b1f3c52")


@dataclass(frozen=True, slots=True)
class Drafted:
    """The outcome of one request for a letter.

    Attributes:
        draft_id: Number of the new draft; 0 if there is none.
        file: The draft's .eml file.
        missing: Why there is no draft; empty if there is one.
    """

    person: Relationship
    draft_id: int = 0
    file: Path | None = None
    missing: str = ""


def draft_next(store: Store, contact_id: int, settings: Settings, *, now: datetime, day: date | None = None) -> Drafted:
    """Draft the next letter to a person.

    Args:
        day: The day that the plan has for it; a letter that waits for a yes already is moved to that day. None: the
            day that follows from what happened.
    Raises:
        StoreError: There is no such contact, or the store cannot be written.
        OutputError: The draft's file cannot be written.
        TemplateError: A template is wrong.
    """
    writer = LetterWriter(settings)
    written: list[Path] = []
    try:
        with store.transaction() as tx:
            person = tx.people.relationships(contact_id)[0]
            ahead = outlook(person, now.astimezone().date(), cadences=writer.cadences)
            task = ahead.task
            if ahead.missing is not None:
                return Drafted(person, missing=f"{ahead.missing.missing}; {ahead.missing.how}")
            if task is None:
                return Drafted(person, missing=f"nothing is to be written now ({ahead.queue.value})")
            task = replace(task, due=day or task.due)
            if person.letter is not None:
                moved = person.letter.state is DraftState.DRAFTED and person.letter.due != task.due
                if moved:
                    tx.drafts.put_off(person.letter.draft_id, task.due, now=now)
                said = f"moved to {task.due}" if moved else "under way already"
                return Drafted(person, missing=f"a letter to them is {said}; see `cardscan drafts list`")
            wanted = wanted_for(person, task, writer, now)
            if isinstance(wanted, NeedsContext):
                return Drafted(person, missing=f"{wanted.missing}; {wanted.how}")
            if mail.valid_address(wanted.plan.recipient) is None:
                missing = f"{wanted.plan.recipient} is no valid e-mail address; correct it in the contact"
                return Drafted(person, missing=missing)
            token = _token(tx, person, wanted.plan.step)
            number, file = writer.write_wanted(tx, person.contact, wanted, token=token, now=now)
            written.append(file)
            return Drafted(person, number, file)
    except BaseException:
        for file in written:
            with contextlib.suppress(OSError):
                file.unlink()
        raise


def wanted_for(person: Relationship, task: Task, writer: LetterWriter, now: datetime) -> Wanted | NeedsContext:
    """Return the letter that a task calls for. An answer is written by a person; no template exists for it."""
    if task.kind is TaskKind.ANSWER:
        return NeedsContext(
            f"this is for your own words ({task.reason})", "log it with `cardscan touch` when it is done"
        )
    wrote, today = written_since_met(person), now.astimezone().date()
    due = task.due if task.due >= today else working_day_from(today, person.contact.country)
    at: tuple[str, date] | None = (task.step, due)
    if task.kind is TaskKind.PROMISE:  # the first letter mentions the promise; a later one is about the promise alone
        at = (PROMISE, due) if wrote else None
    promise = task.promise if wrote else None
    return planned(person, writer.settings, writer.cadences, now=now, wish=Wish(at, day=due), promise=promise)


def _token(tx: Transaction, person: Relationship, step: str) -> str:
    """Return a token that is the same for the same step of one history, so that a repeat has the same Message-ID."""
    number = len(
        tx.drafts.all(contact_id=person.contact.id)
    )  # of every step: a letter written anew may change its step
    name = f"{person.contact.uid} {step} {person.last_contact} {len(person.touches)} {number}"
    return uuid.uuid5(_NAMESPACE, name).hex
