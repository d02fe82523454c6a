"""Store encounters and drafts, and the suppressed addresses that get no draft."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cardscan.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError, StoreError
from cardscan.model.contact import Decision, Relation
from cardscan.model.draft import OPEN_STATES, Approval, Draft, DraftState, Letter, LetterPiece, OtherLetter
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.store import suppression
from cardscan.store.address_book_schema import imported_entries
from cardscan.store.records import LetterVersion, ValueKind
from cardscan.store.schema import REPLACED, cards, contact_values, contacts, drafts, encounters

# Drafts fetched by number in one query; databases allow some 30,000 parameters.
TOGETHER = 500
# The columns that are cleared when an approval is withdrawn.
WITHDRAWN = {"approved_at": None, "approved_by": None, "approved_sha256": None}


def put_encounter(
    connection: Connection,
    contact_id: int,
    encounter: Encounter,
    *,
    card_id: int | None,
    now: datetime,
    source: str = "files",
) -> int:
    """Store how the two people met, and return its id; the same encounter twice (two sides of a card) stays one."""
    # A person may have replaced what the files still say; then reading them again brings nothing back.
    for stored_id, stored in numbered_encounters(connection, contact_id, replaced=source == "files"):
        if stored == encounter:
            return stored_id
    row = {
        **encounter_columns(encounter),
        "contact_id": contact_id,
        "card_id": card_id,
        "source": source,
        "created_at": now,
    }
    return int(connection.execute(sa.insert(encounters).values(row).returning(encounters.c.id)).scalar_one())


def encounters_of(connection: Connection, contact_id: int) -> tuple[Encounter, ...]:
    """Return the contact's encounters, oldest first."""
    return tuple(encounter for _, encounter in numbered_encounters(connection, contact_id))


def put_draft(connection: Connection, contact_id: int, letter: Letter, *, file: str | None, now: datetime) -> int:
    """Store a letter as drafted, and return its id.

    Raises:
        StoreError: The address is suppressed, or a draft with this Message-ID exists.
    """
    if is_suppressed(connection, letter.recipient):
        raise StoreError(f"{letter.recipient}: is on the suppression list; no draft is made for it")
    row = {
        **_columns(letter),
        "contact_id": contact_id,
        "state": DraftState.DRAFTED,
        "file": file,
        "created_at": now,
        "changed_at": now,
    }
    return int(connection.execute(sa.insert(drafts).values(row).returning(drafts.c.id)).scalar_one())


def change_draft(
    connection: Connection, draft_id: int, changes: dict[str, Any], *, revision: int | None = None
) -> Draft:
    """Change columns of a draft, and return the changed draft. The database refuses to send an unapproved letter.

    Args:
        revision: The revision that was seen; None accepts any.
    Raises:
        ChangedMeanwhileError: The draft has another revision by now.
    """
    where = drafts.c.id == draft_id if revision is None else (drafts.c.id == draft_id) & (drafts.c.revision == revision)
    done = connection.execute(sa.update(drafts).where(where).values({**changes, "revision": drafts.c.revision + 1}))
    draft = existing_draft(connection, draft_id)
    if done.rowcount == 0:
        raise ChangedMeanwhileError(
            f"draft {draft_id}: was changed elsewhere since it was shown, and nothing was overwritten; "
            f"look at it again with `cardscan drafts show {draft_id}`"
        )
    return draft


def change_letter(
    connection: Connection, draft_id: int, letter: Letter, *, edited: bool, revision: int | None, now: datetime
) -> Draft:
    """Replace a draft's text; see `Drafts.write`."""
    before = existing_draft(connection, draft_id)
    if before.state not in OPEN_STATES and revision in (None, before.revision):
        raise NotAllowedError(f"draft {draft_id}: is {before.state}; its text cannot be changed any more")
    changes = {**_columns(letter), "edited": edited, "state": DraftState.DRAFTED, "note_changed": False,
               "changed_at": now, **WITHDRAWN}  # fmt: skip
    return change_draft(connection, draft_id, changes, revision=before.revision if revision is None else revision)


def set_file(connection: Connection, draft_id: int, file: str | None, *, now: datetime) -> Draft:
    """Record where the .eml lies; the revision stays."""
    connection.execute(sa.update(drafts).where(drafts.c.id == draft_id).values(file=file, changed_at=now))
    return existing_draft(connection, draft_id)


def drafts_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Draft]:
    """Return the drafts for which all conditions hold, the first due first."""
    query = sa.select(drafts).where(*conditions).order_by(drafts.c.due, drafts.c.id)
    return [_draft(row) for row in connection.execute(query)]


def recent_letters(connection: Connection, since: datetime, besides: int, after: int = 0) -> list[OtherLetter]:
    """Return drafts written since then, newest first, except those let go and those numbered `after` or lower."""
    query = (
        sa.select(drafts.c.id, drafts.c.recipient, drafts.c.recipient_name, drafts.c.body)
        .where(drafts.c.created_at >= since, drafts.c.id != besides, drafts.c.state != DraftState.LET_GO)
        .where(drafts.c.id > after)
        .order_by(drafts.c.id.desc())
    )
    return [OtherLetter(*row) for row in connection.execute(query)]


def letter_versions(connection: Connection, since: datetime) -> dict[int, LetterVersion]:
    """Return, for the drafts of `recent_letters`, newest first, a version that changes whenever the draft does."""
    # The time is only compared: leaving it in its stored form takes a third of the time.
    changed = sa.type_coerce(drafts.c.changed_at, sa.types.NullType())
    query = (
        sa.select(drafts.c.id, drafts.c.revision, changed)
        .where(drafts.c.created_at >= since, drafts.c.state != DraftState.LET_GO)
        .order_by(drafts.c.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query).all()}


def letters_numbered(connection: Connection, numbers: Sequence[int]) -> list[OtherLetter]:
    """Return those drafts with these numbers that exist, in no order."""
    found: list[OtherLetter] = []
    for start in range(0, len(numbers), TOGETHER):
        query = sa.select(drafts.c.id, drafts.c.recipient, drafts.c.recipient_name, drafts.c.body)
        where = drafts.c.id.in_(numbers[start : start + TOGETHER])
        found += [OtherLetter(*row) for row in connection.execute(query.where(where))]
    return found


def existing_draft(connection: Connection, draft_id: int) -> Draft:
    """Return the draft with this id; StoreError if there is none."""
    found = drafts_where(connection, drafts.c.id == draft_id)
    if not found:
        raise NotFoundError(f"there is no draft {draft_id}; `cardscan drafts list` shows the numbers")
    return found[0]


def met_at(event: str) -> sa.Select[tuple[int]]:
    """Select the numbers of the contacts met at this event, spelled as it was recorded."""
    return sa.select(encounters.c.contact_id).where(encounters.c.event == event)


def without_conversation() -> sa.ColumnElement[bool]:
    """Return the condition on `contacts` that no talk was noted with them, and that nobody decided to write no more.

    A person who is only known from an imported address book gave no card, so there is no encounter to note a talk
    about.
    """
    talked = sa.exists().where(encounters.c.contact_id == contacts.c.id, encounters.c.has_conversation)
    imported = sa.exists().where(imported_entries.c.contact_id == contacts.c.id)
    gave_a_card = sa.exists().where(cards.c.contact_id == contacts.c.id)
    return sa.and_(
        ~talked,
        contacts.c.merged_into.is_(None),
        sa.or_(~imported, gave_a_card),
        contacts.c.relation != Relation.SUPPRESSED,
        sa.or_(contacts.c.decision.is_(None), contacts.c.decision != Decision.LET_GO),
    )


def is_suppressed(connection: Connection, email: str) -> bool:
    """Whether the address is on the list that blocks drafts, ignoring upper and lower case."""
    return suppression.any_listed(connection, [suppression.address_mark(email)])


def put_suppression(connection: Connection, email: str, *, reason: str, now: datetime) -> str:
    """Block all letters to this address: unsent drafts are let go, and contacts with the address are suppressed.

    Returns:
        The hash under which the list holds the address.
    """
    key = suppression.address_key(email)
    (listed,) = suppression.put(connection, [suppression.address_mark(email)], forgotten=False, reason=reason, now=now)
    with_it = sa.select(contact_values.c.contact_id).where(
        contact_values.c.kind == ValueKind.EMAIL, contact_values.c.value_key == key
    )
    connection.execute(
        sa.update(contacts).where(contacts.c.id.in_(with_it)).values(relation=Relation.SUPPRESSED, revised=now)
    )
    # Compared here and not in SQL: SQLite's lower() knows ASCII only.
    waiting = connection.execute(sa.select(drafts.c.id, drafts.c.recipient).where(drafts.c.state.in_(OPEN_STATES)))
    _stop(connection, [row.id for row in waiting if suppression.address_key(row.recipient) == key], now)
    return listed


def suppress_contact(connection: Connection, contact_id: int, *, now: datetime) -> None:
    """Mark the contact as one that gets no letters; its unsent drafts are let go."""
    where = contacts.c.id == contact_id
    connection.execute(sa.update(contacts).where(where).values(relation=Relation.SUPPRESSED, revised=now))
    waiting = drafts_where(connection, drafts.c.contact_id == contact_id, drafts.c.state.in_(OPEN_STATES))
    _stop(connection, [draft.id for draft in waiting], now)


def _stop(connection: Connection, numbers: list[int], now: datetime) -> None:
    connection.execute(
        sa.update(drafts)
        .where(drafts.c.id.in_(numbers))
        .values({"state": DraftState.LET_GO, "changed_at": now, "revision": drafts.c.revision + 1, **WITHDRAWN})
    )


def _promise_json(promise: Promise) -> dict[str, str | None]:
    return {"text": promise.text, "due": promise.due.isoformat() if promise.due else None}


def _promises(stored: list[dict[str, str | None]]) -> tuple[Promise, ...]:
    return tuple(
        Promise(item["text"] or "", date.fromisoformat(due) if (due := item.get("due")) else None) for item in stored
    )


def numbered_encounters(
    connection: Connection, contact_id: int, *, replaced: bool = False
) -> list[tuple[int, Encounter]]:
    """Return the contact's encounters with their row numbers, oldest first; replaced ones only if asked for."""
    query = sa.select(encounters).where(encounters.c.contact_id == contact_id).order_by(encounters.c.id)
    if not replaced:
        query = query.where(encounters.c.source != REPLACED)
    return [(row.id, encounter_from(row)) for row in connection.execute(query)]


def encounter_columns(encounter: Encounter) -> dict[str, Any]:
    """Return an encounter as columns."""
    return {
        **dataclasses.asdict(encounter),
        "promises": [_promise_json(promise) for promise in encounter.promises],
        "their_promises": [_promise_json(promise) for promise in encounter.their_promises],
        "has_conversation": encounter.has_conversation,
    }


def encounter_from(row: Row[Any]) -> Encounter:
    """Return the encounter of a row."""
    return Encounter(
        event=row.event,
        day=row.day,
        place=row.place,
        country=row.country,
        origin=CardOrigin(row.origin),
        depth=TalkDepth(row.depth),
        talk=row.talk,
        promises=_promises(row.promises),
        their_promises=_promises(row.their_promises),
        next_step=row.next_step,
        introduced_by=row.introduced_by,
        note=row.note,
        cadence=row.cadence,
        quoted=tuple(row.quoted),
        kept_private=tuple(row.kept_private),
    )


def _draft(row: Row[Any]) -> Draft:
    names = [field.name for field in dataclasses.fields(Letter) if field.name != "pieces"]
    pieces = tuple(LetterPiece(*piece) for piece in row.pieces)
    letter = Letter(**{name: getattr(row, name) for name in names}, pieces=pieces)
    approval = Approval(row.approved_at, row.approved_by, row.approved_sha256) if row.approved_at else None
    return Draft(
        row.id, row.contact_id, DraftState(row.state), letter, row.file,
        revision=row.revision, approval=approval, edited=row.edited,
        note_changed=row.note_changed,
    )  # fmt: skip


def _columns(letter: Letter) -> dict[str, Any]:
    return {**dataclasses.asdict(letter), "pieces": [dataclasses.astuple(piece) for piece in letter.pieces]}
