"""Write letters anew that are out of date: they answered, you met again, or the letter has lain for three weeks.

A letter that a person has edited is kept as it is; its approval is withdrawn, and whoever looks at it is told why.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cardscan import mail
from cardscan.config import Settings
from cardscan.followup.planning.schedule import outlook
from cardscan.followup.planning.staleness import out_of_date
from cardscan.model.draft import Draft, DraftState
from cardscan.model.relationship import Relationship
from cardscan.store import PROGRAM, Store, Transaction
from cardscan.workflows.letters.drafting import wanted_for
from cardscan.workflows.letters.wanted import Wanted
from cardscan.workflows.letters.writing import LetterWriter
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.sending import take_away


@dataclass(frozen=True, slots=True)
class Freshened:
    """What became of a letter that was out of date.

    Attributes:
        why: What happened since it was written.
        done: What was done with it, in words.
    """

    draft: Draft
    why: str
    done: str

    @property
    def sentence(self) -> str:
        """The whole in one sentence."""
        name = self.draft.letter.recipient_name or self.draft.letter.recipient
        return f"draft {self.draft.id} to {name}: {self.why}; {self.done}"


def freshen(
    store: Store, settings: Settings, *, now: datetime, people: Sequence[Relationship] | None = None
) -> list[Freshened]:
    """Write the letters anew that are out of date, each in a transaction of its own.

    Args:
        people: Those to look at, as they were read just now; None looks at everybody.
    Raises:
        StoreError, OutputError, TemplateError: A letter cannot be written; those before it are.
    """
    today = now.astimezone().date()
    looked_at = store.people.relationships() if people is None else people
    stale = [person.contact.id for person in looked_at if out_of_date(person, today)]
    if not stale:
        return []
    writer, done = LetterWriter(settings), list[Freshened | None]()
    for number in stale:
        gone: list[str | None] = []
        with store.transaction() as tx:
            done.append(_freshened(tx, writer, tx.people.relationships(number)[0], gone, now))
        for file in gone:
            take_away(file)
    return [one for one in done if one is not None]


def _freshened(
    tx: Transaction, writer: LetterWriter, person: Relationship, gone: list[str | None], now: datetime
) -> Freshened | None:
    today = now.astimezone().date()
    why = out_of_date(person, today)
    if not why or person.letter is None:
        return None
    draft = tx.drafts.get(person.letter.draft_id)
    if draft.edited:
        if draft.state is not DraftState.APPROVED:
            return None  # whoever looks at it is told
        after = tx.drafts.withdraw_approval(draft.id, why, now=now)
        return Freshened(after, why, f"you wrote it, so it stays; look at it: cardscan drafts show {draft.id}")
    task = outlook(dataclasses.replace(person, letter=None), today, cadences=writer.cadences).task
    wanted = wanted_for(person, task, writer, now) if task else None
    if not isinstance(wanted, Wanted) or mail.valid_address(wanted.plan.recipient) is None:
        after = tx.drafts.move(draft.id, DraftState.LET_GO, now=now)
        gone.append(draft.file)
        return Freshened(tx.drafts.set_file(draft.id, None, now=now), why, "it fits no more and is let go")
    token = draft.letter.message_id[1:].partition("@")[0]  # it has not left, so its Message-ID stays
    letter = writer.written_anew(tx, person.contact, wanted, token=token, besides=draft.id, now=now)
    after = DraftDesk(tx, writer.settings, PROGRAM, remove=gone.append).rewrite(draft.id, letter, now=now)
    return Freshened(after, why, f"it is written anew: cardscan drafts show {draft.id}")
