"""Letters for people who are in the store already: a first one once context came, and the nudges that are due.

What a scan drafts follows from one photo (see `intake.py`); what is drafted here follows from a whole history. Nothing
is sent from either.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cardscan import followup, mail
from cardscan.config import Settings
from cardscan.followup.lint import COMPARED_DAYS
from cardscan.followup.plan import plan
from cardscan.followup.schedule import Task, TaskKind, outlook
from cardscan.model.contact import Relation
from cardscan.model.draft import DraftState, NeedsContext
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction
from cardscan.store import Store, Transaction

_NAMESPACE = uuid.UUID("0f4b1f6e-6a57-4a27-9c8b-5f5a7b1f3c52")
_SHORT_TOKEN = 10  # hexadecimal digits in a draft's file name, as after a scan
_WAITING = frozenset({DraftState.NEEDS_CONTEXT, DraftState.DRAFTED, DraftState.APPROVED, DraftState.SENDING,
                      DraftState.UNKNOWN})  # fmt: skip


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
            if any(draft.state in _WAITING for draft in tx.drafts(contact_id=contact_id)):
                return Drafted(person, missing="a letter to them is waiting already; see `cardscan drafts list`")
            wanted = _plan(person, task, settings, cadences, now)
            if isinstance(wanted, NeedsContext):
                return Drafted(person, missing=f"{wanted.missing}; {wanted.how}")
            return _write(tx, person, wanted, settings, folders, written, now)
    except BaseException:
        for file in written:
            with contextlib.suppress(OSError):
                file.unlink()
        raise


def _plan(
    person: Relationship, task: Task, settings: Settings, cadences: dict[str, followup.Cadence], now: datetime
) -> followup.Plan | NeedsContext:
    """The letter of a task. Answers and later promises are a person's own words; no template has them."""
    wrote = any(t.direction is not Direction.IN and t.at.date() >= person.met for t in person.touches)
    if task.kind is TaskKind.ANSWER or (task.kind is TaskKind.PROMISE and wrote):
        return NeedsContext(
            f"this is for your own words ({task.reason})", "log it with `cardscan touch` when it is done"
        )
    before = person.contact.relation
    known = before if any(t.from_them and t.at.date() < person.met for t in person.touches) else Relation.MET
    return plan(
        person.contact.details,
        person.encounter,
        recommendation=person.contact.recommendation,
        relation=known,
        suppressed=person.suppressed,
        confirmed=person.confirmed,
        today=now.astimezone().date(),
        cadences=cadences,
        settings=settings.followup,
        country=person.contact.country,
        language=person.contact.language,
        at=(task.step, task.due),
    )


def _write(
    tx: Transaction,
    person: Relationship,
    wanted: followup.Plan,
    settings: Settings,
    folders: tuple[Path, ...],
    written: list[Path],
    now: datetime,
) -> Drafted:
    if mail.valid_address(wanted.recipient) is None or person.encounter is None:
        return Drafted(person, missing=f"{wanted.recipient} is no valid e-mail address; correct it in the contact")
    # The same step of the same history is the same draft: the Message-ID says so if it ever leaves twice.
    number = sum(draft.letter.step == wanted.step for draft in tx.drafts(contact_id=person.contact.id))
    name = f"{person.contact.uid} {wanted.step} {person.last_contact} {len(person.touches)} {number}"
    token = uuid.uuid5(_NAMESPACE, name).hex
    sender = settings.sender
    letter = followup.write(
        wanted, person.contact.details, person.encounter, sender, templates_dirs=folders, token=token,
        others=tx.recent_letters(now - timedelta(days=COMPARED_DAYS), besides=0), lint=settings.lint,
    )  # fmt: skip
    message = mail.to_eml(letter, sender, now=now, html=settings.mail.html)
    draft = tx.add_draft(person.contact.id, letter, now=now)
    file = mail.write_draft(message, settings.drafts_folder, due=letter.due, recipient=letter.recipient_name,
                            draft_id=token[:_SHORT_TOKEN])  # fmt: skip
    written.append(file)
    tx.set_draft_file(draft.id, str(file), now=now)
    return Drafted(person, draft.id, file)
