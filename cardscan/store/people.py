"""Store contacts and their values with origin, and derive what is current from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from cardscan.errors import NotFoundError
from cardscan.model.contact import Contact, MatchKey, Relation, ValueOrigin
from cardscan.model.reading import CardReading, ContactDetails, Recommendation
from cardscan.store import search
from cardscan.store.contacts_schema import moved_rows
from cardscan.store.records import ContactLine, StoredValue, ValueKind
from cardscan.store.schema import cards, contact_values, contacts, match_keys
from cardscan.store.values import evidence, put_together, take_apart, value_key

KeysOf = Callable[[ContactDetails], Sequence[MatchKey]]


def insert_contact(connection: Connection, reading: CardReading, *, uid: str, relation: Relation, now: datetime) -> int:
    """Insert a contact without values, and return its id."""
    row = {
        "uid": uid,
        "display_name": "",
        "relation": relation,
        "recommendation": reading.recommendation,
        "country": reading.country,
        "language": reading.language,
        "created_at": now,
        "revised": now,
    }
    return int(connection.execute(sa.insert(contacts).values(row).returning(contacts.c.id)).scalar_one())


def add_values(
    connection: Connection,
    contact_id: int,
    reading: CardReading,
    *,
    card_id: int | None,
    origin: ValueOrigin | None,
    now: datetime,
) -> None:
    """Add the values of a reading, and withdraw those of an earlier reading of the same card.

    A value that a person withdrew stays withdrawn. A kind that a person corrected takes no more values from the cards
    that were corrected: another version may misread them in another way.

    Args:
        origin: Origin of all values; None takes it from the reading's fields (card or code).
    """
    existing = list(connection.execute(sa.select(contact_values).where(contact_values.c.contact_id == contact_id)))
    withdrawn = {(row.kind, row.value_key) for row in existing if row.withdrawn_at}
    closed = {row.kind for row in existing if row.withdrawn_at and card_id is not None and row.card_id == card_id}
    mine = {
        (row.kind, row.value_key): row.id
        for row in existing
        if row.card_id == card_id and row.origin != ValueOrigin.HUMAN and not row.withdrawn_at
    }
    kept: set[tuple[str, str]] = set()
    new_rows: list[dict[str, Any]] = []
    for position, (kind, value) in enumerate(take_apart(reading.details)):
        mark = (kind.value, value_key(kind, value))
        if mark in withdrawn or mark in kept or (kind in closed and mark not in mine):
            continue
        kept.add(mark)
        seen_as, confidence = evidence(reading, kind, value)
        row = {"value": value, "origin": origin or seen_as, "confidence": confidence, "position": position}
        if mark in mine:
            connection.execute(sa.update(contact_values).where(contact_values.c.id == mine[mark]).values(row))
        else:
            key = {"contact_id": contact_id, "kind": kind, "value_key": mark[1]}
            new_rows.append({**row, **key, "card_id": card_id, "created_at": now})
    if new_rows:
        connection.execute(sa.insert(contact_values), new_rows)
    gone = [row_id for mark, row_id in mine.items() if mark not in kept] if card_id is not None else []
    if gone:
        connection.execute(sa.delete(contact_values).where(contact_values.c.id.in_(gone)))
        # The database may reuse the number for another row.
        keys = [str(number) for number in gone]
        connection.execute(sa.delete(moved_rows).where(_moved_values(), moved_rows.c.row_key.in_(keys)))


def replace_by_human(
    connection: Connection, contact_id: int, kind: ValueKind, values: Sequence[Any], *, now: datetime
) -> None:
    """Replace all values of this kind with what a person says; the others are withdrawn."""
    of_kind = sa.and_(contact_values.c.contact_id == contact_id, contact_values.c.kind == kind)
    human = contact_values.c.origin == ValueOrigin.HUMAN
    keys = [value_key(kind, value) for value in values]
    # A value that came by a merge is withdrawn, not deleted: it holds again when the two are parted.
    moved = sa.cast(contact_values.c.id, sa.Text).in_(sa.select(moved_rows.c.row_key).where(_moved_values()))
    connection.execute(
        sa.update(contact_values)
        .where(of_kind, human, moved, contact_values.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    connection.execute(sa.delete(contact_values).where(of_kind, human, ~moved))
    connection.execute(
        sa.update(contact_values)
        .where(of_kind, contact_values.c.withdrawn_at.is_(None), contact_values.c.value_key.not_in(keys))
        .values(withdrawn_at=now)
    )
    for position, (key, value) in enumerate(zip(keys, values, strict=True)):
        row = {"contact_id": contact_id, "kind": kind, "value": value, "value_key": key, "position": position}
        connection.execute(
            sa.insert(contact_values).values(row | {"origin": ValueOrigin.HUMAN, "confidence": 1.0, "created_at": now})
        )


def refresh(connection: Connection, contact_id: int, keys_of: KeysOf, *, now: datetime) -> Contact:
    """Recompute what is derived from the values: display name, match keys, best recommendation, time of revision."""
    contact = existing_contact(connection, contact_id)
    readings = connection.scalars(sa.select(cards.c.recommendation).where(cards.c.contact_id == contact_id))
    best = _best([contact.recommendation, *map(Recommendation, readings)])
    connection.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(recommendation=best, revised=now))
    index(connection, contact, keys_of)
    return existing_contact(connection, contact_id)


def index(connection: Connection, contact: Contact, keys_of: KeysOf) -> None:
    """Update the lists, the full-text search and the match keys by which the contact is found."""
    details = contact.details
    line = {
        "display_name": contact.display_name,
        "organization": details.organization,
        "email": next(iter(details.emails), None),
        "phone": next((phone.e164 or phone.printed for phone in details.phones), None),
    }
    connection.execute(sa.update(contacts).where(contacts.c.id == contact.id).values(line))
    connection.execute(sa.delete(match_keys).where(match_keys.c.contact_id == contact.id))
    rows = [{"contact_id": contact.id, "kind": k.kind, "key": k.key} for k in dict.fromkeys(keys_of(details))]
    if rows:
        connection.execute(sa.insert(match_keys), rows)
    name = details.name
    names = (contact.display_name, details.organization, *details.other_names, name.other_script if name else None)
    former = [value for value in values_of(connection, contact.id) if not value.withdrawn]
    texts = [str(v.value) for v in former if isinstance(v.value, str)]
    texts += [str(item) for v in former if isinstance(v.value, dict) for item in v.value.values() if item]
    search.put_document(connection, contact.id, [text for text in names if text], texts)


def index_all(connection: Connection, keys_of: KeysOf) -> None:
    """Index every contact, after the tables were upgraded."""
    numbers = list(connection.scalars(sa.select(contacts.c.id).where(contacts.c.merged_into.is_(None))))
    for start in range(0, len(numbers), 500):
        for contact in contacts_where(connection, contacts.c.id.in_(numbers[start : start + 500])):
            index(connection, contact, keys_of)


def contacts_where(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[Contact]:
    """Return the contacts for which all conditions hold, by display name, with their current values.

    Contacts that were merged into another one are left out.
    """
    conditions = (*conditions, contacts.c.merged_into.is_(None))
    chosen = sa.select(contacts.c.id).where(*conditions)
    values: dict[int, list[StoredValue]] = {}
    query = sa.select(contact_values).where(contact_values.c.contact_id.in_(chosen)).order_by(contact_values.c.id)
    for row in connection.execute(query):
        values.setdefault(row.contact_id, []).append(_stored_value(row))
    rows = connection.execute(sa.select(contacts).where(*conditions).order_by(contacts.c.display_name, contacts.c.id))
    return [_contact(row, values.get(row.id, ())) for row in rows]


def existing_contact(connection: Connection, contact_id: int) -> Contact:
    """Return the contact with this id; StoreError if there is none."""
    found = contacts_where(connection, contacts.c.id == contact_id)
    if not found:
        became = connection.scalar(sa.select(contacts.c.merged_into).where(contacts.c.id == contact_id))
        if became is not None:
            undo = f"`cardscan contacts undo {contact_id}` parts them"
            raise NotFoundError(f"contact {contact_id} was merged into contact {became}; {undo}")
        raise NotFoundError(f"there is no contact {contact_id}; `cardscan contacts list` shows the numbers")
    return found[0]


def lines_where(
    connection: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[ContactLine]:
    """Return contacts as a list shows them, by display name, in one quick query whatever their number."""
    query = sa.select(contacts).where(*conditions, contacts.c.merged_into.is_(None))
    query = query.order_by(contacts.c.display_name, contacts.c.id).limit(limit).offset(offset)
    return [
        ContactLine(
            row.id,
            row.display_name,
            row.organization or "",
            row.email or "",
            row.phone or "",
            Relation(row.relation),
            Recommendation(row.recommendation),
        )
        for row in connection.execute(query)
    ]


def lines_by_id(connection: Connection, numbers: Collection[int]) -> dict[int, ContactLine]:
    """Return these contacts as a list shows them, by number."""
    return {line.id: line for line in lines_where(connection, contacts.c.id.in_(numbers))}


def values_of(connection: Connection, contact_id: int) -> tuple[StoredValue, ...]:
    """Return every value ever stored for the contact, withdrawn ones included, oldest first."""
    query = sa.select(contact_values).where(contact_values.c.contact_id == contact_id).order_by(contact_values.c.id)
    return tuple(_stored_value(row) for row in connection.execute(query))


def _moved_values() -> sa.ColumnElement[bool]:
    return moved_rows.c.table_name == contact_values.name


def _stored_value(row: Row[Any]) -> StoredValue:
    return StoredValue(
        kind=ValueKind(row.kind),
        value=row.value,
        origin=ValueOrigin(row.origin),
        confidence=row.confidence,
        created_at=row.created_at,
        card_id=row.card_id,
        position=row.position,
        withdrawn=row.withdrawn_at is not None,
    )


def _contact(row: Row[Any], values: Iterable[StoredValue]) -> Contact:
    return Contact(
        id=row.id,
        uid=row.uid,
        details=put_together(values),
        relation=Relation(row.relation),
        revised=row.revised,
        recommendation=Recommendation(row.recommendation),
        country=row.country,
        language=row.language,
    )


def _best(recommendations: Iterable[Recommendation]) -> Recommendation:
    return min(recommendations, key=list(Recommendation).index)  # the enum lists the strongest first
