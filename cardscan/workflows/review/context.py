"""Record what a person says about a relation: how they met, what happened since, which promise was kept.

    understood = add_context(store, 7, "talked about OCR; I send the paper by Friday", now=now, actor="robin")
    logged = log_touch(store, 7, "she called, we meet in May", now=now, actor="robin")
    end_promise(store, 3, kept=True, now=now, actor="robin")

Each function takes one line of plain words and returns what it understood, to be shown. No typed text is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from cardscan.errors import UnclearLineError, UsageError
from cardscan.followup.notes.note_reading import MAX_NOTE_CHARS, combine, encounter_of, parse_note
from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.quote_guard import is_correction
from cardscan.followup.planning.ladder import relation_of
from cardscan.model.contact import Contact, Decision, Relation
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, OpenPromise, Touch, TouchKind, Whose
from cardscan.store import Store, Transaction
from cardscan.workflows.review.lines import line_of

Promised = tuple[tuple[Whose, Promise], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood from one line about an encounter.

    Attributes:
        said: What the line itself says.
        meeting: Everything that is now known of that encounter.
        parts: (label, text) pairs to be shown.
    """

    contact: Contact
    said: Encounter
    meeting: Encounter

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The understood parts as (label, words), including the private note."""
        return parts_of(self.said)


@dataclass(frozen=True, slots=True)
class Logged:
    """A touch that was recorded, and where the relation stands after it."""

    contact: Contact
    touch: Touch
    before: Relation
    after: Relation
    promises: Promised = ()
    promise_ids: tuple[int, ...] = ()


def parts_of(said: Encounter) -> tuple[tuple[str, str], ...]:
    """Return what a line says about an encounter as (label, words) pairs, to be shown."""
    rows = [
        ("Met at", said.event or ""),
        ("On", said.day.isoformat() if said.day else ""),
        ("Card", said.origin.value.replace("_", " ") if said.origin is not CardOrigin.UNKNOWN else ""),
        ("Introduced by", said.introduced_by or ""),
        ("Talked about", said.talk),
        *(("I promised", shown_promise(promise)) for promise in said.promises),
        *(("They promised", shown_promise(promise)) for promise in said.their_promises),
        ("Next step", said.next_step),
        ("Cadence", said.cadence),
        ("Kept as a private note", said.note),
    ]
    return tuple((label, text) for label, text in rows if text)


def understood_parts(said: NoteReading) -> tuple[tuple[str, str], ...]:
    """Return what a note says as (label, words) pairs, to be shown, with what they asked for."""
    rows = parts_of(encounter_of(said))
    asks = tuple(("They asked for", shown_promise(promise)) for promise in said.asks)
    private = [row for row in rows if row[0] == "Kept as a private note"]
    return (*(row for row in rows if row not in private), *asks, *private)


def shown_promise(promise: Promise | OpenPromise) -> str:
    """Return a promise with its day: "send the paper (by Friday 2026-11-27)"."""
    return f"{promise.text} (by {promise.due:%A} {promise.due})" if promise.due else promise.text


def add_context(
    store: Store | Transaction,
    contact_id: int,
    text: str,
    *,
    now: datetime,
    actor: str,
    day: date | None = None,
    cadence: str = "",
) -> Understood:
    """Record what was said at an encounter, from one line in plain words.

    Args:
        text: "met at PyData; talked about OCR on receipts; I send the paper by Friday".
        day: The day of the meeting, from which "by Friday" is counted too; if left out, "by Friday" counts from today.
        cadence: The cadence to follow up with; one that the line names takes precedence.
    Raises:
        UsageError: The line is empty, too long to be a note, or takes something back.
        StoreError: There is no such contact.
    """
    if word := is_correction(checked(text)):
        raise UsageError(
            f'"{word}" takes something back, and a note only adds; `cardscan context replace NAME "..."` puts another '
            "note in its place, `cardscan context undo NAME` takes the last change back; nothing was noted"
        )
    with store.transaction() as tx:
        met = tx.people.get(contact_id).display_name
        said = parse_note(text, day or now.astimezone().date(), person=met)
        said = replace(said, cadence=said.cadence or cadence, day=said.day or day)
        known = tx.people.relationships(contact_id)[0].encounter
        if said.event and known and known.event and said.event.casefold() != known.event.casefold():
            meeting = replace(said, day=said.day or now.astimezone().date())  # they met again, somewhere else
        else:
            base = Encounter() if known is None else Encounter(known.event, known.day, known.place, known.country,
                                                              known.origin, known.depth,
                                                              introduced_by=known.introduced_by)  # fmt: skip
            meeting = combine(base, said)
        tx.encounters.add(contact_id, meeting, now=now, source="person")
        tx.audit.note(f"contact {contact_id}", "context", after=one_line(text, 2_000), now=now, actor=actor)
        person = tx.people.relationships(contact_id)[0]
    return Understood(person.contact, said, person.encounter or meeting)


def log_touch(
    store: Store,
    contact_id: int,
    text: str,
    *,
    now: datetime,
    actor: str,
    direction: Direction | None = None,
    kind: TouchKind | None = None,
    at: datetime | None = None,
    draft_id: int | None = None,
) -> Logged:
    """Record a message or a talk that happened elsewhere, in either direction.

    Writing to a person or talking with them is a decision: the contact counts as followed up. A promise in the line is
    added to the ledger.

    Args:
        direction, kind: None takes them from the line.
        at: When it happened; now if left out.
        draft_id: The letter that was sent, if it was one of ours.
    Raises:
        UsageError: The line is empty or too long, or the time is in the future.
        UnclearLineError: Nothing says for sure which of the two it came from, or nothing was exchanged; nothing is
            stored.
        StoreError: There is no such contact.
    """
    words = checked(text)
    when = at or now
    if when > now:
        raise UsageError(f"{when.date()}: is still to come; a touch is what happened. Plan it with a promise instead")
    line = line_of(words, store.people.get(contact_id), at=when, direction=direction, kind=kind)
    if line.touch is None:
        raise UnclearLineError(words)
    touch = replace(line.touch, draft_id=draft_id)
    promised = promised_in(words, when.astimezone().date()) if draft_id is None else ()
    with store.transaction() as tx:
        return put_touch(tx, contact_id, touch, promised, now=now, actor=actor)


def promised_in(words: str, day: date) -> Promised:
    """Return what a line promises, by whom; "Friday" counts from this day."""
    noted = parse_note(words, day)
    mine, theirs = (
        ((Whose.MINE, item) for item in noted.promises),
        ((Whose.THEIRS, item) for item in noted.their_promises),
    )
    return (*mine, *theirs)


def put_touch(
    tx: Transaction,
    contact_id: int,
    touch: Touch,
    promised: Promised = (),
    *,
    now: datetime,
    actor: str,
) -> Logged:
    """Store a touch inside a transaction, with what follows from it: rung, decision and promises."""
    before = tx.people.get(contact_id)
    number = tx.touches.add(contact_id, touch, now=now, actor=actor)
    made = touch.at.astimezone().date()
    entered = tuple(
        tx.promises.add(contact_id, whose, item, made=made, now=now, actor=actor) for whose, item in promised
    )
    person = tx.people.relationships(contact_id)[0]
    after = relation_of(person)
    tx.people.set_relation(contact_id, after, now=now, actor=actor)
    if touch.direction is not Direction.IN and person.decision is not Decision.FOLLOWED_UP:
        tx.people.decide(contact_id, Decision.FOLLOWED_UP, now=now, actor=actor)
    return Logged(tx.people.get(contact_id), replace(touch, id=number), before.relation, after, promised, entered)


def undo_touch(store: Store, touch_id: int, *, now: datetime, actor: str) -> Contact:
    """Take back a touch that did not happen, and work out the relation again."""
    with store.transaction() as tx:
        contact_id = tx.touches.remove(touch_id, now=now, actor=actor)
        tx.people.set_relation(contact_id, relation_of(tx.people.relationships(contact_id)[0]), now=now, actor=actor)
        return tx.people.get(contact_id)


def end_promise(
    store: Store, promise_id: int, *, kept: bool | None, now: datetime, actor: str, day: date | None = None
) -> OpenPromise:
    """Mark a promise as kept (True), taken back (False), or open again (None).

    Args:
        day: The day on which it was kept or taken back; today if left out.
    """
    when = day or now.astimezone().date()
    with store.transaction() as tx:
        return put_end(tx, promise_id, kept_on=when if kept else None, dropped_on=when if kept is False else None,
                       now=now, actor=actor)  # fmt: skip


def put_end(
    tx: Transaction, promise_id: int, *, kept_on: date | None, dropped_on: date | None, now: datetime, actor: str
) -> OpenPromise:
    """End or open a promise inside a transaction. One that I kept is a touch of mine, unless one of that day is noted.

    A promise that is not kept after all takes that touch back.
    """
    before = tx.promises.get(promise_id)
    after = tx.promises.end(promise_id, kept_on=kept_on, dropped_on=dropped_on, now=now, actor=actor)
    if after.whose is not Whose.MINE or before.kept_on == kept_on:
        return after
    touches, words = tx.people.relationships(after.contact_id)[0].touches, f"kept: {after.text}"
    for touch in touches:
        if before.kept_on == touch.at.astimezone().date() and touch.text == words:
            tx.touches.remove(touch.id, now=now, actor=actor)
    mine = {touch.at.astimezone().date() for touch in touches if touch.direction is not Direction.IN}
    if kept_on is not None and kept_on not in mine:
        noon = datetime.combine(kept_on, time(12)).astimezone()
        put_touch(tx, after.contact_id, Touch(min(now, noon), Direction.OUT, text=words), now=now, actor=actor)
    else:
        relation = relation_of(tx.people.relationships(after.contact_id)[0])
        tx.people.set_relation(after.contact_id, relation, now=now, actor=actor)
    return after


def decide(
    store: Store, contact_id: int, decision: Decision | None, *, now: datetime, actor: str, until: date | None = None
) -> None:
    """Record a decision: followed up, kept for later (until a day), or let go; None takes the decision back."""
    with store.transaction() as tx:
        tx.people.decide(contact_id, decision, until=until, now=now, actor=actor)


def find_contact(store: Store, wanted: str) -> Contact:
    """Find a contact by number, or by a part of the name, firm or address that fits only one.

    Raises:
        UsageError: Nobody fits, or several do.
    """
    if wanted.strip().removeprefix("#").isdecimal() and len(wanted) < 12:
        return store.people.get(int(wanted.strip().removeprefix("#")))
    found = store.people.all(search=wanted) if wanted.strip() else []
    exact = [contact for contact in found if contact.display_name.casefold() == wanted.strip().casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    shown = one_line(wanted, 80)
    if not found:
        raise UsageError(f'"{shown}": nobody by that name; `cardscan contacts list` shows names and numbers')
    names = ", ".join(f"#{contact.id} {one_line(contact.display_name, 40)}" for contact in found[:6])
    raise UsageError(f'"{shown}" fits {len(found)} contacts ({names}); give the number')


def checked(text: str) -> str:
    """Return a line that a person typed; UsageError if it is empty or too long to be a note."""
    if not one_line(text):
        raise UsageError(
            "nothing was written; say it in one line, such as: talked about OCR; I send the paper by Friday"
        )
    if len(text) > MAX_NOTE_CHARS:
        raise UsageError(f"the note is longer than {MAX_NOTE_CHARS:,} characters; keep it short")
    return text
