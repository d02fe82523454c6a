"""Store touches and promises, and load everybody's whole history in a few queries."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cardscan.errors import NotFoundError
from cardscan.model.contact import Decision, Relation, ValueOrigin
from cardscan.model.draft import Draft
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, OpenPromise, Touch, TouchKind, Whose
from cardscan.store import letters, people, relation_facts, suppression
from cardscan.store.records import ValueKind
from cardscan.store.relation_schema import promises, touches
from cardscan.store.schema import REPLACED, cards, contact_values, contacts, encounters, suppressions


def put_touch(connection: Connection, contact_id: int, touch: Touch, *, now: datetime) -> int:
    """Store what happened, and return its id."""
    row = dataclasses.asdict(touch) | {"contact_id": contact_id, "created_at": now}
    del row["id"]
    return int(connection.execute(sa.insert(touches).values(row).returning(touches.c.id)).scalar_one())


def put_sent_letter(connection: Connection, draft: Draft, *, now: datetime) -> None:
    """Store a letter that was sent as a touch of mine, only once."""
    if connection.scalar(sa.select(touches.c.id).where(touches.c.draft_id == draft.id)) is None:
        sent = Touch(now, Direction.OUT, TouchKind.MESSAGE, draft.letter.subject, draft.id)
        put_touch(connection, draft.contact_id, sent, now=now)


def remove_touch(connection: Connection, touch_id: int) -> int:
    """Delete a touch that did not happen, and return the contact's id; StoreError if there is none."""
    contact_id = connection.execute(sa.select(touches.c.contact_id).where(touches.c.id == touch_id)).scalar()
    if contact_id is None:
        raise NotFoundError(f"there is no touch {touch_id}; `cardscan contacts show` lists them")
    connection.execute(sa.delete(touches).where(touches.c.id == touch_id))
    return int(contact_id)


def enter_promises(
    connection: Connection, contact_id: int, encounter_id: int, met: Encounter, *, now: datetime
) -> None:
    """Update the promises from an encounter: add new ones, delete open ones it no longer names, keep ended ones."""
    source = connection.scalar(sa.select(encounters.c.source).where(encounters.c.id == encounter_id))
    if source == REPLACED:
        return
    rows = connection.execute(sa.select(promises).where(promises.c.encounter_id == encounter_id)).all()
    known = {(Whose(row.whose), row.text, row.due): row for row in rows}
    told = [(Whose.MINE, item) for item in met.promises] + [(Whose.THEIRS, item) for item in met.their_promises]
    wanted = {(whose, item.text, item.due) for whose, item in told}
    gone = [row.id for mark, row in known.items() if mark not in wanted and not (row.kept_on or row.dropped_on)]
    connection.execute(sa.delete(promises).where(promises.c.id.in_(gone)))
    for whose, item in told:
        if (whose, item.text, item.due) not in known:
            put_promise(connection, contact_id, whose, item, made=met.day or now.date(), encounter_id=encounter_id,
                        now=now)  # fmt: skip


def put_promise(
    connection: Connection,
    contact_id: int,
    whose: Whose,
    promise: Promise,
    *,
    made: date,
    now: datetime,
    encounter_id: int | None = None,
) -> int:
    """Store a promise, and return its id."""
    row = {"contact_id": contact_id, "encounter_id": encounter_id, "whose": whose, "text": promise.text,
           "due": promise.due, "made": made, "created_at": now}  # fmt: skip
    return int(connection.execute(sa.insert(promises).values(row).returning(promises.c.id)).scalar_one())


def promises_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[OpenPromise]:
    """Return the promises for which all conditions hold; those with the nearest date first."""
    query = sa.select(promises).where(*conditions).order_by(promises.c.due.is_(None), promises.c.due, promises.c.id)
    return [_promise(row) for row in connection.execute(query)]


def existing_promise(connection: Connection, promise_id: int) -> OpenPromise:
    """Return the promise with this id; StoreError if there is none."""
    found = promises_where(connection, promises.c.id == promise_id)
    if not found:
        raise NotFoundError(f"there is no promise {promise_id}; `cardscan promises --all` shows the numbers")
    return found[0]


def remove_promise(connection: Connection, promise_id: int) -> None:
    """Delete a promise."""
    connection.execute(sa.delete(promises).where(promises.c.id == promise_id))


def change_promise(connection: Connection, promise_id: int, changes: dict[str, Any]) -> OpenPromise:
    """Change columns of a promise, and return the changed promise."""
    connection.execute(sa.update(promises).where(promises.c.id == promise_id).values(changes))
    return existing_promise(connection, promise_id)


def retell_encounter(connection: Connection, encounter_id: int, told: Encounter) -> None:
    """Replace an encounter's text with what the files say now; what a person decided about its pieces stays."""
    columns = letters.encounter_columns(told)
    del columns["quoted"], columns["kept_private"]
    connection.execute(sa.update(encounters).where(encounters.c.id == encounter_id).values(columns))


def files_encounter(connection: Connection, contact_id: int, card_id: int) -> tuple[int, Encounter] | None:
    """Return what the files have said of this card so far."""
    query = sa.select(encounters.c.id).where(
        encounters.c.contact_id == contact_id, encounters.c.card_id == card_id, encounters.c.source == "files"
    )
    found = connection.scalars(query.order_by(encounters.c.id.desc()).limit(1)).first()
    if found is None:
        return None
    return next(pair for pair in letters.numbered_encounters(connection, contact_id) if pair[0] == found)


def relationships_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Relationship]:
    """Return everybody for whom all conditions hold, by display name, with their whole history, in ten queries."""
    chosen = sa.select(contacts.c.id).where(*conditions)
    met = _grouped(
        (row.contact_id, letters.encounter_from(row))
        for row in connection.execute(
            sa.select(encounters)
            .where(encounters.c.contact_id.in_(chosen), encounters.c.source != REPLACED)
            .order_by(encounters.c.day, encounters.c.id)
        )
    )
    touched = _grouped(
        (row.contact_id, _touch(row))
        for row in connection.execute(
            sa.select(touches).where(touches.c.contact_id.in_(chosen)).order_by(touches.c.at, touches.c.id)
        )
    )
    promised = _grouped(
        (promise.contact_id, promise) for promise in promises_where(connection, promises.c.contact_id.in_(chosen))
    )
    counted = sa.select(cards.c.contact_id, sa.func.count()).where(cards.c.contact_id.in_(chosen))
    numbers = {row[0]: int(row[1]) for row in connection.execute(counted.group_by(cards.c.contact_id))}
    said = sa.select(contact_values.c.contact_id, contact_values.c.kind, contact_values.c.origin).where(
        contact_values.c.contact_id.in_(chosen),
        contact_values.c.withdrawn_at.is_(None),
        contact_values.c.kind.in_((ValueKind.NAME, ValueKind.EMAIL)),
    )
    origins = _grouped((row.contact_id, (row.kind, row.origin)) for row in connection.execute(said))
    rows = {row.id: row for row in connection.execute(sa.select(contacts).where(*conditions))}
    known = people.contacts_where(connection, *conditions)
    facts = relation_facts.load(connection, chosen)
    blocked = _listed(connection, (email for contact in known for email in contact.details.emails))
    found = []
    for contact in known:
        row = rows[contact.id]
        found.append(
            Relationship(
                contact=contact,
                since=row.created_at,
                encounters=tuple(met.get(contact.id, ())),
                touches=tuple(touched.get(contact.id, ())),
                promises=tuple(promised.get(contact.id, ())),
                cards=numbers.get(contact.id, 0),
                decision=Decision(row.decision) if row.decision else None,
                later_until=row.later_until,
                suppressed=contact.relation is Relation.SUPPRESSED or not blocked.isdisjoint(contact.details.emails),
                confirmed=_told(origins.get(contact.id, [])),
                decided_at=row.decided_at,
                imported=contact.id in facts.imported,
                touched_at=facts.touched_at.get(contact.id),
                met_at=facts.met_at.get(contact.id),
                letter=facts.letters.get(contact.id),
            )
        )
    return found


def _told(origins: Iterable[tuple[str, str]]) -> bool:
    """Whether name and address come from a person, or from their address book and no card contradicts it."""
    by_kind = {kind: {origin for each, origin in origins if each == kind} for kind in ("name", "email")}
    return all(ValueOrigin.HUMAN in found or found == {ValueOrigin.IMPORTED} for found in by_kind.values())


def _listed(connection: Connection, emails: Iterable[str]) -> set[str]:
    """Return those of the addresses that are on the list that blocks drafts; the list itself holds only hashes."""
    asked = list(dict.fromkeys(emails))
    hashes = suppression.hashed(connection, [suppression.address_mark(email) for email in asked])
    listed = set(connection.scalars(sa.select(suppressions.c.hash)))
    return {email for email, mark in zip(asked, hashes, strict=True) if mark in listed}


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _touch(row: Row[Any]) -> Touch:
    return Touch(row.at, Direction(row.direction), TouchKind(row.kind), row.text, row.draft_id, row.id)


def _promise(row: Row[Any]) -> OpenPromise:
    return OpenPromise(
        row.id, row.contact_id, Whose(row.whose), row.text, row.due, row.made, row.kept_on, row.dropped_on
    )
