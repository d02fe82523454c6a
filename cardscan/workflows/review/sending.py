"""Hand over approved letters, each at most once and only as it was approved.

The order of the commits guarantees this. `sending` is committed before a letter is handed over, and `sent` after it.
A run that finds a row in `sending` at its start therefore knows that an earlier run died in between. It looks for the
letter in the outbox. If it is not there, its state becomes *unknown*: it is shown to a person and never sent again
automatically.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan import mail
from cardscan.config import Settings
from cardscan.errors import CardscanError, ConfigError, NotAllowedError, OutputError
from cardscan.followup.letters.promised import promise_in
from cardscan.followup.planning.ladder import relation_of
from cardscan.followup.planning.staleness import out_of_date
from cardscan.followup.templates.cadence import PROMISE
from cardscan.mail.handover import Outbox
from cardscan.model.contact import Relation
from cardscan.model.draft import Draft, DraftState
from cardscan.store import PROGRAM, Decision, Store, Transaction


@dataclass(frozen=True, slots=True)
class Handed:
    """The outcome for one letter.

    Attributes:
        where: Where the letter lies; empty if it was not handed over.
        problem: Why it was not handed over, with the next step; empty if it was.
    """

    draft: Draft
    where: str = ""
    problem: str = ""


def approved(store: Store, *, now: datetime, numbers: Sequence[int] = ()) -> list[Draft]:
    """Return the approved letters that are due, or those with these numbers, due or not.

    Raises:
        StoreError: There is no draft with one of the numbers.
        NotAllowedError: One of them is not approved.
    """
    if not numbers:
        today = now.astimezone().date()
        return [draft for draft in store.drafts.all(DraftState.APPROVED) if draft.letter.due <= today]
    found = [store.drafts.get(number) for number in dict.fromkeys(numbers)]
    for draft in found:
        if draft.state is not DraftState.APPROVED:
            advice = f"approve it first: `cardscan drafts approve {draft.id}`"
            raise NotAllowedError(f"draft {draft.id}: is {draft.state}, not approved; {advice}")
    return found


def hindrance(store: Store, settings: Settings, draft: Draft, *, now: datetime) -> str:
    """Return why this approved letter may not be sent as it is now; empty if it may."""
    letter = draft.letter
    relation = store.people.get(draft.contact_id).relation
    if relation is Relation.SUPPRESSED or store.suppression.has(letter.recipient):
        return f"{letter.recipient} is on the suppression list; let the draft go"
    if stale := out_of_date(store.people.relationships(draft.contact_id)[0], now.astimezone().date()):
        return (
            f"{stale}, so the yes holds no longer; look at it and approve it again: `cardscan drafts show {draft.id}`"
        )
    try:
        now_is = mail.fingerprint(letter, settings.sender, html=settings.mail.html)
    except (OutputError, ConfigError) as error:
        return str(error)
    if draft.approval is None or now_is != draft.approval.sha256:
        return (
            "it is not what was approved any more (your name, address or HTML setting changed); "
            f"look at it and approve it again: `cardscan drafts edit {draft.id}`"
        )
    return ""


def settle(store: Store, outbox: Outbox, *, now: datetime) -> list[Handed]:
    """Settle letters that an earlier run left half-way: sent if the outbox has them, unknown otherwise."""
    settled = []
    for draft in store.drafts.all(DraftState.SENDING):
        there = outbox.has(draft.letter.message_id)
        with store.transaction() as tx:
            if there:
                after = left(tx, draft.id, now=now, actor=PROGRAM)
            else:
                after = tx.drafts.move(draft.id, DraftState.UNKNOWN, now=now)
        if there:
            take_away(draft.file)
        problem = "" if there else unknown_advice(draft.id)
        settled.append(Handed(after, outbox.name if there else "", problem))
    return settled


def send(
    store: Store, settings: Settings, outbox: Outbox, drafts: Sequence[Draft], *, now: datetime
) -> Iterator[Handed]:
    """Hand over approved letters one by one; each is committed as sent before the next begins.

    Raises:
        StoreError: The store cannot be written; the letters handed over until then are recorded.
    """
    for draft in drafts:
        problem = hindrance(store, settings, draft, now=now)
        if problem:
            yield Handed(draft, problem=problem)
            continue
        letter = draft.letter
        try:
            with store.transaction() as tx:
                tx.drafts.move(draft.id, DraftState.SENDING, revision=draft.revision, now=now)
        except CardscanError as error:  # changed, let go or sent by another program since it was listed
            yield Handed(draft, problem=str(error))
            continue
        html = settings.mail.html
        try:
            message = mail.to_eml(letter, settings.sender, now=now, html=html, unsent=outbox.unsent)
            where = outbox.hand_over(message, message_id=letter.message_id, recipient=letter.recipient, due=letter.due)
        except OutputError as error:  # it is certain that nothing was sent
            with store.transaction() as tx:
                yield_draft = tx.drafts.not_handed_over(draft.id, now=now)
            yield Handed(yield_draft, problem=str(error))
            continue
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody knows whether the letter left
            with store.transaction() as tx:
                after = tx.drafts.move(draft.id, DraftState.UNKNOWN, now=now)
            yield Handed(after, problem=f"{unknown_advice(draft.id)} ({error})")
            continue
        with store.transaction() as tx:
            after = left(tx, draft.id, now=now, actor=PROGRAM)
        take_away(draft.file)
        yield Handed(after, where=where)


def left(tx: Transaction, draft_id: int, *, now: datetime, actor: str, revision: int | None = None) -> Draft:
    """Record that a letter was sent: it is my touch, its card is decided, and relation and next date follow from it.

    A letter about one promise keeps that promise. The caller deletes the draft's file after the commit: the letter is
    now in the outbox, and if a copy stayed among the drafts, it would be sent twice.
    """
    after = tx.drafts.move(draft_id, DraftState.SENT, now=now, actor=actor, revision=revision)
    person = tx.people.relationships(after.contact_id)[0]
    tx.people.set_relation(after.contact_id, relation_of(person), now=now, actor=actor)
    if person.decision is not Decision.FOLLOWED_UP:
        tx.people.decide(after.contact_id, Decision.FOLLOWED_UP, now=now, actor=actor)
    kept = promise_in(after.letter, person.open_promises) if after.letter.step == PROMISE else None
    if kept is not None:
        tx.promises.end(kept.id, kept_on=now.astimezone().date(), dropped_on=None, now=now, actor=actor)
    return tx.drafts.set_file(draft_id, None, now=now)


def take_away(file: str | None) -> None:
    """Delete a draft's file that no row names any more."""
    if file:
        with contextlib.suppress(OSError):
            Path(file).unlink(missing_ok=True)


def unknown_advice(number: int) -> str:
    """Return what a person can do about a letter if nobody knows whether it was sent."""
    return (
        "nobody knows whether it left; look into your mailbox, then say "
        f"`cardscan drafts arrived {number}` or `cardscan drafts let-go {number}`"
    )
