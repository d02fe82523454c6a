"""Query lists of people: found by words, chosen by conditions, by display name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Contact, Relation
from cardscan.store import letters, people, search
from cardscan.store.records import ContactLine
from cardscan.store.schema import contacts


def conditions(relation: Relation | None, event: str | None, undecided: bool) -> list[sa.ColumnElement[bool]]:
    """Return what a contact has to fulfil to be in the list."""
    found: list[sa.ColumnElement[bool]] = []
    if relation:
        found.append(contacts.c.relation == relation)
    if event is not None:
        found.append(contacts.c.id.in_(letters.met_at(event)))
    if undecided:
        found.append(contacts.c.decision.is_(None))
    return found


def contacts_listed(connection: Connection, text: str, conditions: list[sa.ColumnElement[bool]]) -> list[Contact]:
    """Return contacts with these words that fulfil the conditions."""
    if text.strip():
        conditions = [*conditions, contacts.c.id.in_(search.find(connection, text))]
    return people.contacts_where(connection, *conditions)


def lines_listed(
    connection: Connection, text: str, conditions: list[sa.ColumnElement[bool]], limit: int | None, offset: int
) -> list[ContactLine]:
    """Return one page of contacts with these words that fulfil the conditions, as a list shows them."""
    if text.strip():
        conditions = [*conditions, contacts.c.id.in_(search.find(connection, text))]
    return people.lines_where(connection, *conditions, limit=limit, offset=offset)


def lines_found(connection: Connection, text: str, limit: int | None) -> list[ContactLine]:
    """Return contacts with these words, best first."""
    numbers = search.find(connection, text, limit=limit)
    lines = people.lines_by_id(connection, numbers)
    return [lines[number] for number in numbers if number in lines]


def numbers_by_name(connection: Connection, event: str | None) -> list[int]:
    """Return the number of every contact (met at this event) by display name."""
    query = (
        sa.select(contacts.c.id)
        .where(contacts.c.merged_into.is_(None))
        .order_by(contacts.c.display_name, contacts.c.id)
    )
    if event is not None:
        query = query.where(contacts.c.id.in_(letters.met_at(event)))
    return list(connection.scalars(query))
