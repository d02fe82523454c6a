"""Encounters, drafts, and the list of addresses that get none."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cardscan.errors import StoreError
from cardscan.model.contact import Relation
from cardscan.model.draft import Draft, DraftState, Letter
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.store.address_book_schema import imported_entries
from cardscan.store.photos import upsert
from cardscan.store.records import Decision, ValueKind
from cardscan.store.schema import cards, contact_values, contacts, drafts, encounters, suppressions

# States in which a letter has not left yet and can still be stopped.
_STOPPABLE = (DraftState.NEEDS_CONTEXT, DraftState.DRAFTED, DraftState.APPROVED)


def put_encounter(
    connection: Connection, contact_id: int, encounter: Encounter, *, card_id: int | None, now: datetime
) -> int:
    """Store how the two people met; the same encounter twice (two sides of a card) stays one. Its id."""
    for stored_id, stored in _encounters(connection, contact_id):
        if stored == encounter:
            return stored_id
    row = {
        **dataclasses.asdict(encounter),
        "promises": [_promise_json(promise) for promise in encounter.promises],
        "their_promises": [_promise_json(promise) for promise in encounter.their_promises],
        "has_conversation": encounter.has_conversation,
        "contact_id": contact_id,
        "card_id": card_id,
        "created_at": now,
    }
    return int(connection.execute(sa.insert(encounters).values(row).returning(encounters.c.id)).scalar_one())


def encounters_of(connection: Connection, contact_id: int) -> tuple[Encounter, ...]:
    """The contact's encounters, oldest first."""
    return tuple(encounter for _, encounter in _encounters(connection, contact_id))


def put_draft(connection: Connection, contact_id: int, letter: Letter, *, file: str | None, now: datetime) -> int:
    """Store a letter as drafted; its id.

    Raises:
        StoreError: The address is suppressed, or there is a draft with this Message-ID.
    """
    if is_suppressed(connection, letter.recipient):
        raise StoreError(f"{letter.recipient}: is on the suppression list; no draft is made for it")
    row = {
        **dataclasses.asdict(letter),
        "contact_id": contact_id,
        "state": DraftState.DRAFTED,
        "file": file,
        "created_at": now,
        "changed_at": now,
    }
    return int(connection.execute(sa.insert(drafts).values(row).returning(drafts.c.id)).scalar_one())


def change_draft(connection: Connection, draft_id: int, changes: dict[str, Any]) -> Draft:
    """Change columns of a draft; how it is now. The database refuses what nobody approved."""
    connection.execute(sa.update(drafts).where(drafts.c.id == draft_id).values(changes))
    return existing_draft(connection, draft_id)


def drafts_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Draft]:
    """The drafts for which all conditions hold, the first due first."""
    query = sa.select(drafts).where(*conditions).order_by(drafts.c.due, drafts.c.id)
    return [_draft(row) for row in connection.execute(query)]


def existing_draft(connection: Connection, draft_id: int) -> Draft:
    """The draft with this id; StoreError when there is none."""
    found = drafts_where(connection, drafts.c.id == draft_id)
    if not found:
        raise StoreError(f"there is no draft {draft_id}; `cardscan drafts list` shows the numbers")
    return found[0]


def met_at(event: str) -> sa.Select[tuple[int]]:
    """The numbers of the contacts met at this event, as it was written then."""
    return sa.select(encounters.c.contact_id).where(encounters.c.event == event)


def without_conversation() -> sa.ColumnElement[bool]:
    """The condition on `contacts`: nobody noted a talk with them, and nobody decided to write no more.

    Who is only known from an imported address book gave no card, so there is no meeting to be noted.
    """
    talked = sa.exists().where(encounters.c.contact_id == contacts.c.id, encounters.c.has_conversation)
    imported = sa.exists().where(imported_entries.c.contact_id == contacts.c.id)
    gave_a_card = sa.exists().where(cards.c.contact_id == contacts.c.id)
    return sa.and_(
        ~talked,
        sa.or_(~imported, gave_a_card),
        contacts.c.relation != Relation.SUPPRESSED,
        sa.or_(contacts.c.decision.is_(None), contacts.c.decision != Decision.LET_GO),
    )


def is_suppressed(connection: Connection, email: str) -> bool:
    """The address is on the list that blocks drafts; upper and lower case are the same."""
    query = sa.select(suppressions.c.email).where(suppressions.c.email == _address_key(email))
    return connection.scalar(query) is not None


def put_suppression(connection: Connection, email: str, *, reason: str, now: datetime) -> None:
    """Never write to this address again: drafts that have not left are let go, contacts with it are suppressed."""
    key = _address_key(email)
    upsert(connection, suppressions, ["email"], {"email": key, "reason": reason, "created_at": now})
    with_it = sa.select(contact_values.c.contact_id).where(
        contact_values.c.kind == ValueKind.EMAIL, contact_values.c.value_key == key
    )
    connection.execute(
        sa.update(contacts).where(contacts.c.id.in_(with_it)).values(relation=Relation.SUPPRESSED, revised=now)
    )
    # Compared here and not in SQL: SQLite's lower() knows ASCII only.
    stopped = [
        d.id
        for d in drafts_where(connection, drafts.c.state.in_(_STOPPABLE))
        if _address_key(d.letter.recipient) == key
    ]
    connection.execute(
        sa.update(drafts).where(drafts.c.id.in_(stopped)).values(state=DraftState.LET_GO, changed_at=now)
    )


def _address_key(email: str) -> str:
    return " ".join(email.casefold().split())


def _promise_json(promise: Promise) -> dict[str, str | None]:
    return {"text": promise.text, "due": promise.due.isoformat() if promise.due else None}


def _promises(stored: list[dict[str, str | None]]) -> tuple[Promise, ...]:
    return tuple(
        Promise(item["text"] or "", date.fromisoformat(due) if (due := item.get("due")) else None) for item in stored
    )


def _encounters(connection: Connection, contact_id: int) -> list[tuple[int, Encounter]]:
    query = sa.select(encounters).where(encounters.c.contact_id == contact_id).order_by(encounters.c.id)
    return [
        (
            row.id,
            Encounter(
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
            ),
        )
        for row in connection.execute(query)
    ]


def _draft(row: Row[Any]) -> Draft:
    names = [field.name for field in dataclasses.fields(Letter)]
    letter = Letter(**{name: getattr(row, name) for name in names})
    return Draft(row.id, row.contact_id, DraftState(row.state), letter, row.file)
