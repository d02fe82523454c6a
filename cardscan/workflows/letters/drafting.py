"""Letters for people who are in the store already: a first one once context came, promises, and nudges that are due.

What a scan drafts follows from one photo (see `intake.py`); what is drafted here follows from a whole history. Nothing
is sent from either.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cardscan import followup, mail
from cardscan.config import Settings
from cardscan.followup.letters.lint import COMPARED_DAYS
from cardscan.followup.planning.schedule import Task, TaskKind, outlook
from cardscan.followup.templates.cadence import PROMISE
from cardscan.model.draft import UNDER_WAY, NeedsContext
from cardscan.model.relationship import Relationship
from cardscan.store import Store, Transaction
from cardscan.workflows.letters.wanted import Wanted, planned, written_since_met

_NAMESPACE = uuid.UUID("0f4b1f6e-6a57-4a27-9c8b-5f5a7b1f3c52")
_SHORT_TOKEN = 10  # hexadecimal digits in a draft's file name, as after a scan


@dataclass(frozen=True, slots=True)
class Drafted:
    """What became of one wish for a letter.

    Attributes:
        draft_id: Of the new draft; 0 when there is none.
        file: Its .eml.
        missing: Why there is none; empty when there is one.
    """

    person: Relationship
    draft_id: int = 0
    file: Path | None = None
    missing: str = ""


def draft_next(store: Store, contact_id: int, settings: Settings, *, now: datetime) -> Drafted:
    """Write the letter that comes next with a person, as a draft.

    Raises:
        StoreError: There is no such contact, or the store cannot be written.
        OutputError: The draft's file cannot be written.
        TemplateError: A template is wrong.
    """
    folders = followup.template_dirs(settings.followup.templates)
    cadences = followup.load_cadences(folders)
    written: list[Path] = []
    try:
        with store.transaction() as tx:
            person = tx.relationships(contact_id)[0]
            ahead = outlook(person, now.astimezone().date(), cadences=cadences)
            task = ahead.task
            if ahead.missing is not None:
                return Drafted(person, missing=f"{ahead.missing.missing}; {ahead.missing.how}")
            if task is None:
                return Drafted(person, missing=f"nothing is to be written now ({ahead.queue.value})")
            if any(draft.state in UNDER_WAY for draft in tx.drafts(contact_id=contact_id)):
                return Drafted(person, missing="a letter to them is under way already; see `cardscan drafts list`")
            wanted = _wanted(person, task, settings, cadences, now)
            if isinstance(wanted, NeedsContext):
                return Drafted(person, missing=f"{wanted.missing}; {wanted.how}")
            return _write(tx, person, wanted, settings, folders, written, now)
    except BaseException:
        for file in written:
            with contextlib.suppress(OSError):
                file.unlink()
        raise


def _wanted(
    person: Relationship, task: Task, settings: Settings, cadences: Mapping[str, followup.Cadence], now: datetime
) -> Wanted | NeedsContext:
    """The letter of a task. Answers are a person's own words; no template has them."""
    if task.kind is TaskKind.ANSWER:
        return NeedsContext(
            f"this is for your own words ({task.reason})", "log it with `cardscan touch` when it is done"
        )
    wrote = written_since_met(person)
    at: tuple[str, date] | None = (task.step, task.due)
    if task.kind is TaskKind.PROMISE:  # the first letter names the promise; any later one is about it alone
        at = (PROMISE, task.due) if wrote else None
    return planned(person, settings, cadences, now=now, at=at, promise=task.promise if wrote else None)


def _write(
    tx: Transaction,
    person: Relationship,
    wanted: Wanted,
    settings: Settings,
    folders: tuple[Path, ...],
    written: list[Path],
    now: datetime,
) -> Drafted:
    next_letter = wanted.plan
    if mail.valid_address(next_letter.recipient) is None:
        return Drafted(person, missing=f"{next_letter.recipient} is no valid e-mail address; correct it in the contact")
    # The same step of the same history is the same draft: the Message-ID says so if it ever leaves twice.
    number = sum(draft.letter.step == next_letter.step for draft in tx.drafts(contact_id=person.contact.id))
    name = f"{person.contact.uid} {next_letter.step} {person.last_contact} {len(person.touches)} {number}"
    token = uuid.uuid5(_NAMESPACE, name).hex
    sender = settings.sender
    letter = followup.write(
        next_letter, person.contact.details, wanted.about, sender, templates_dirs=folders, token=token,
        others=tx.recent_letters(now - timedelta(days=COMPARED_DAYS), besides=0), lint=settings.lint,
    )  # fmt: skip
    message = mail.to_eml(letter, sender, now=now, html=settings.mail.html)
    draft = tx.add_draft(person.contact.id, letter, now=now)
    file = mail.write_draft(message, settings.drafts_folder, due=letter.due, recipient=letter.recipient_name,
                            draft_id=token[:_SHORT_TOKEN])  # fmt: skip
    written.append(file)
    tx.set_draft_file(draft.id, str(file), now=now)
    return Drafted(person, draft.id, file)
