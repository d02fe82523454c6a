"""Write waiting letters anew when what was noted of a meeting has changed; what a person wrote is left for a look."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cardscan import followup, mail
from cardscan.config import Settings
from cardscan.errors import TemplateError
from cardscan.followup.letters.lint import COMPARED_DAYS
from cardscan.followup.letters.promised import promise_in
from cardscan.followup.notes.quotes import quotes_of
from cardscan.followup.planning.plan import Wish
from cardscan.followup.templates.cadence import PROMISE
from cardscan.model.draft import Draft, DraftState, Letter, NeedsContext
from cardscan.model.encounter import Encounter
from cardscan.model.relationship import Relationship
from cardscan.store import Transaction
from cardscan.workflows.letters.wanted import planned
from cardscan.workflows.letters.writing import SHORT_TOKEN, LetterWriter

# In the audit; earlier texts of the letter must not come back by an undo, for they may say what was taken out.
WRITTEN_ANEW = "written anew"
_WAITING = (DraftState.DRAFTED, DraftState.APPROVED)


@dataclass(slots=True)
class Retold:
    """What became of the letters that waited.

    Attributes:
        anew: Drafts that say by now what is noted; whoever approved them is asked again.
        look: Drafts that a person wrote, which have to be looked at.
        gone: Drafts let go, because nothing of the note is left that a letter could say.
        files: Files that no row names any more, to be deleted after the commit.
        written: Files of the letters written anew, to be deleted if the transaction fails.
    """

    anew: list[int] = field(default_factory=list)
    look: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    files: list[str | None] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def told(self) -> str:
        """The outcome in words for people; empty if no letter waited."""
        rows = (
            (self.anew, "written anew"),
            (self.look, "the note changed since you edited it; look at it again"),
            (self.gone, "let go, since nothing is left that it may say"),
        )
        return " ".join(f"Draft {number}: {words}." for numbers, words in rows for number in numbers)


def retell(tx: Transaction, before: Relationship, settings: Settings, *, now: datetime, actor: str) -> Retold:
    """Bring the letters that wait for a person in line with what is noted by now.

    Args:
        before: The person as they were before the change.
    """
    done = Retold()
    number = before.contact.id
    waiting = [draft for draft in tx.drafts.all(contact_id=number) if draft.state in _WAITING]
    person = tx.people.relationships(number)[0] if waiting else before
    writer = LetterWriter(settings) if waiting else None
    for draft in waiting:
        if writer is None or _sayable(before, draft.letter) == _sayable(person, draft.letter):
            continue
        if draft.edited:
            tx.drafts.mark_note_changed(draft.id, changed=True, now=now)
            done.look.append(draft.id)
            continue
        try:
            letter = _anew(tx, writer, person, draft, now)
        except TemplateError:  # the note is more important than the letter; the person who looks sees what is wrong
            tx.drafts.mark_note_changed(draft.id, changed=True, now=now)
            done.look.append(draft.id)
            continue
        if letter is None:
            done.files.append(draft.file)
            tx.drafts.move(draft.id, DraftState.LET_GO, now=now, actor=actor)
            tx.drafts.set_file(draft.id, None, now=now)
            done.gone.append(draft.id)
        elif (letter.subject, letter.body, letter.due) != (draft.letter.subject, draft.letter.body, draft.letter.due):
            _store(tx, writer, draft, letter, done, now)
        else:
            continue
        tx.audit.note(f"draft {draft.id}", WRITTEN_ANEW, now=now, actor=actor)
    return done


def remove_files(files: Sequence[str | None]) -> None:
    """Delete files that no row names any more, once that is committed."""
    for file in files:
        if file:
            with contextlib.suppress(OSError):
                Path(file).unlink(missing_ok=True)


def _sayable(person: Relationship, letter: Letter) -> Sequence[object]:
    """Return everything noted that decides what a letter says."""
    met = person.encounter or Encounter()
    quotes = quotes_of(met, language=letter.language, people=person.contact.details.own_names)
    mine = tuple((promise.text, promise.due) for promise in person.open_promises)
    return quotes, met.cadence, met.origin, mine


def _anew(tx: Transaction, writer: LetterWriter, person: Relationship, draft: Draft, now: datetime) -> Letter | None:
    """Return the letter as it would be drafted now, or None if none would be. Its language stays if it can."""
    old = draft.letter
    promise = promise_in(old, person.promises) if old.step == PROMISE else None
    if old.step == PROMISE and (promise is None or not promise.open):
        return None
    for language in dict.fromkeys((old.language, "")):
        wish = Wish((old.step, old.due), old.address if language else "", language)
        wanted = planned(person, writer.settings, writer.cadences, now=now, wish=wish, promise=promise, confirmed=True)
        if isinstance(wanted, NeedsContext) or wanted.plan.cadence != old.cadence:
            continue
        letter = followup.write(
            wanted.plan, person.contact.details, wanted.about, writer.settings.sender, templates_dirs=writer.templates,
            token=old.message_id[1:].partition("@")[0], lint=writer.settings.lint, variant=old.variant,
            others=tx.drafts.recent(now - timedelta(days=COMPARED_DAYS), besides=draft.id),
        )  # fmt: skip
        due = min(old.due, letter.due) if wanted.about.promises else old.due
        return replace(letter, due=due, message_id=old.message_id, recipient=old.recipient)
    return None


def _store(tx: Transaction, writer: LetterWriter, draft: Draft, letter: Letter, done: Retold, now: datetime) -> None:
    tx.drafts.write(draft.id, letter, edited=False, now=now)
    if draft.file is not None:
        settings = writer.settings
        message = mail.to_eml(letter, settings.sender, now=now, html=settings.mail.html)
        token = letter.message_id[1 : 1 + SHORT_TOKEN]
        name = letter.recipient_name or letter.recipient
        file = str(mail.write_draft(message, settings.drafts_folder, due=letter.due, recipient=name, draft_id=token))
        tx.drafts.set_file(draft.id, file, now=now)
        if file != draft.file:
            done.files.append(draft.file)
            done.written.append(Path(file))
    done.anew.append(draft.id)
