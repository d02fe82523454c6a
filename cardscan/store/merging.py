"""Merge two contacts into one, and part them again.

Merging moves the rows of one contact to the other and leaves its own row behind, with the number of the contact it
was merged into. Each moved row records where it came from. The two can therefore be parted at any later time and in
any order, even when the contact was merged further: rows go back to where they came from, and rows that were added
since stay where they are.

A correction made while the two were one belongs to the contact that was kept; the values that it withdrew from the
other contact hold again when the two are parted. The columns of the kept contact return to what they were, except for
those that were changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import StoreError
from cardscan.model.contact import Relation
from cardscan.model.reading import Recommendation
from cardscan.store import people, search
from cardscan.store.contacts_schema import merges, moved_rows
from cardscan.store.photos import upsert
from cardscan.store.records import Merge
from cardscan.store.schema import cards, contact_values, contacts, match_keys, metadata

# Columns that a merge changes in the kept contact's own row.
_DECISION = ("decision", "decided_at", "later_until")
_COLUMNS = ("relation", "recommendation", "country", "language", *_DECISION)

# Relations in order of precedence for a merged contact. A person who rests and has answered does not rest.
_RELATIONS = (
    Relation.MET, Relation.RESTING, Relation.REPLIED, Relation.TALKED, Relation.HELPED, Relation.REFERRED,
    Relation.SUPPRESSED,
)  # fmt: skip


def merge(
    connection: Connection, kept_id: int, merged_id: int, keys_of: people.KeysOf, *, now: datetime, actor: str
) -> None:
    """Merge two contacts: everything of `merged_id` is moved to `kept_id`.

    Raises:
        StoreError: There is no such contact, or it is already merged.
    """
    if kept_id == merged_id:
        raise StoreError(f"contact {kept_id} cannot be merged with itself; name two numbers")
    kept, merged = people.existing_contact(connection, kept_id), people.existing_contact(connection, merged_id)
    before = _columns(connection, kept.id)
    for table in _followers():
        _move_all(connection, table, merged.id, kept.id)
    connection.execute(sa.delete(match_keys).where(match_keys.c.contact_id == merged.id))
    search.drop_document(connection, merged.id)
    after = _combined(before, _columns(connection, merged.id))
    connection.execute(sa.update(contacts).where(contacts.c.id == merged.id).values(merged_into=kept.id, revised=now))
    _set_columns(connection, kept.id, after)
    row = {"kept_id": kept.id, "merged_id": merged.id, "before": before, "after": after}
    connection.execute(sa.insert(merges).values(row | {"merged_at": now, "merged_by": actor}))
    people.refresh(connection, kept.id, keys_of, now=now)


def part(connection: Connection, merged_id: int, keys_of: people.KeysOf, *, now: datetime) -> int:
    """Undo the merge of this contact into another one; return the number of the contact it is parted from.

    Raises:
        StoreError: The contact is not merged into another one.
    """
    record = connection.execute(
        sa.select(merges).where(merges.c.merged_id == merged_id, merges.c.undone_at.is_(None))
    ).one_or_none()
    if record is None:
        people.existing_contact(connection, merged_id)
        raise StoreError(
            f"contact {merged_id} is not merged into another one; `cardscan contacts show` names what was merged"
        )
    root = root_of(connection, merged_id)
    homes = subtree(connection, merged_id)
    connection.execute(sa.update(contacts).where(contacts.c.id == merged_id).values(merged_into=None, revised=now))
    connection.execute(sa.update(merges).where(merges.c.id == record.id).values(undone_at=now))
    for table in _followers():
        _move_back(connection, table, homes, root, merged_id)
    _follow_the_cards(connection, root, merged_id)
    connection.execute(sa.delete(moved_rows).where(moved_rows.c.home_id == merged_id))
    _recombine(connection, record.kept_id, record)
    people.refresh(connection, root, keys_of, now=now)
    people.refresh(connection, merged_id, keys_of, now=now)
    return root


def merges_of(connection: Connection, contact_id: int) -> tuple[Merge, ...]:
    """Return the merges into this contact, direct or indirect, that can be undone; oldest first."""
    homes = subtree(connection, contact_id)
    query = (
        sa.select(merges, contacts.c.display_name)
        .join(contacts, contacts.c.id == merges.c.merged_id)
        .where(merges.c.merged_id.in_(homes), merges.c.merged_id != contact_id, merges.c.undone_at.is_(None))
        .order_by(merges.c.id)
    )
    return tuple(
        Merge(row.kept_id, row.merged_id, row.display_name, row.merged_at, row.merged_by)
        for row in connection.execute(query)
    )


def root_of(connection: Connection, contact_id: int) -> int:
    """Return the contact that this number leads to: itself, or the contact it was merged into."""
    while (
        parent := connection.scalar(sa.select(contacts.c.merged_into).where(contacts.c.id == contact_id))
    ) is not None:
        contact_id = parent
    return contact_id


def subtree(connection: Connection, contact_id: int) -> list[int]:
    """Return this contact and everything that was merged into it, directly or indirectly."""
    found, edge = [contact_id], [contact_id]
    while edge := list(connection.scalars(sa.select(contacts.c.id).where(contacts.c.merged_into.in_(edge)))):
        found += edge
    return found


def _followers() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Yield every table whose rows belong to one contact, with its key.

    Match keys are left out: they are derived again. A table whose key includes the contact's number has one row for
    each contact, which stays with that contact.
    """
    for table in metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        linked = "contact_id" in table.c and table.c.contact_id.foreign_keys
        if linked and len(keys) == 1 and keys[0].name != "contact_id":
            yield table, keys[0]


def _move_all(connection: Connection, follower: tuple[sa.Table, sa.Column[Any]], source: int, target: int) -> None:
    table, key = follower
    withdrawn = [table.c.withdrawn_at] if table is contact_values else []
    for row in connection.execute(sa.select(key, *withdrawn).where(table.c.contact_id == source)).all():
        if not _move(connection, follower, row[0], target):
            continue
        place = {"table_name": table.name, "row_key": str(row[0])}
        known = sa.and_(moved_rows.c.table_name == table.name, moved_rows.c.row_key == str(row[0]))
        if connection.scalar(sa.select(moved_rows.c.home_id).where(known)) is None:
            home = {"home_id": source, "withdrawn_at": row[1] if withdrawn else None}
            upsert(connection, moved_rows, ["table_name", "row_key"], place | home)


def _move(connection: Connection, follower: tuple[sa.Table, sa.Column[Any]], key: Any, target: int) -> bool:
    """Move one row; return False if its table allows only one such row for each contact."""
    table, column = follower
    try:
        with connection.begin_nested():
            connection.execute(sa.update(table).where(column == key).values(contact_id=target))
    except sa.exc.IntegrityError:
        return False
    return True


def _move_back(
    connection: Connection, follower: tuple[sa.Table, sa.Column[Any]], homes: list[int], root: int, target: int
) -> None:
    table, column = follower
    query = sa.select(moved_rows).where(moved_rows.c.table_name == table.name, moved_rows.c.home_id.in_(homes))
    for moved in connection.execute(query).all():
        key = int(moved.row_key) if isinstance(column.type, sa.Integer) else moved.row_key
        changes: dict[str, Any] = {"contact_id": target}
        if table is contact_values:
            changes["withdrawn_at"] = moved.withdrawn_at
        connection.execute(sa.update(table).where(column == key, table.c.contact_id == root).values(changes))


def _follow_the_cards(connection: Connection, root: int, target: int) -> None:
    """Move back what was read from, or noted about, the returning cards since the merge."""
    mine = sa.select(cards.c.id).where(cards.c.contact_id == target)
    for table, column in _followers():
        if "card_id" not in table.c:
            continue
        with_home = sa.select(moved_rows.c.row_key).where(moved_rows.c.table_name == table.name)
        where = [table.c.contact_id == root, table.c.card_id.in_(mine)]
        where.append(sa.cast(column, sa.Text).not_in(with_home))
        connection.execute(sa.update(table).where(*where).values(contact_id=target))


def _recombine(connection: Connection, kept_id: int, parted: sa.Row[Any]) -> None:
    """Recompute the kept contact's own columns without the parted one, up through every later merge."""
    query = sa.select(merges).where(merges.c.kept_id == kept_id).order_by(merges.c.id)
    active = [row for row in connection.execute(query) if row.undone_at is None or row.id == parted.id]
    current, last = _columns(connection, kept_id), active[-1].after
    state = active[0].before
    for row in active:
        if row.id == parted.id:
            continue
        after = _combined(state, _columns(connection, row.merged_id))
        connection.execute(sa.update(merges).where(merges.c.id == row.id).values(before=state, after=after))
        state = after
    _set_columns(connection, kept_id, _with_changes(state, current, last))
    above = connection.execute(
        sa.select(merges).where(merges.c.merged_id == kept_id, merges.c.undone_at.is_(None))
    ).one_or_none()
    if above is not None:
        _recombine_above(connection, above)


def _recombine_above(connection: Connection, record: sa.Row[Any]) -> None:
    """Recompute `record`'s kept contact, from which nothing is parted, because a contact merged into it has changed."""
    current = _columns(connection, record.kept_id)
    after = _combined(record.before, _columns(connection, record.merged_id))
    connection.execute(sa.update(merges).where(merges.c.id == record.id).values(after=after))
    _set_columns(connection, record.kept_id, _with_changes(after, current, record.after))


def _with_changes(state: dict[str, Any], current: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """Return `state` with whatever somebody changed since the last merge. A decision and its time go together."""
    changed = {name for name in state if current[name] != last.get(name)}
    if changed.intersection(_DECISION):
        changed.update(_DECISION)
    return {name: current[name] if name in changed else state.get(name) for name in current}


def _columns(connection: Connection, contact_id: int) -> dict[str, Any]:
    row = connection.execute(sa.select(contacts).where(contacts.c.id == contact_id)).one()
    found = {name: getattr(row, name) for name in _COLUMNS}
    return found | {name: found[name].isoformat() if found[name] else None for name in ("decided_at", "later_until")}


def _set_columns(connection: Connection, contact_id: int, columns: dict[str, Any]) -> None:
    decided, until = columns["decided_at"], columns["later_until"]
    values = columns | {
        "decided_at": datetime.fromisoformat(decided) if decided else None,
        "later_until": date.fromisoformat(until) if until else None,
    }
    connection.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(values))


def _combined(kept: dict[str, Any], merged: dict[str, Any]) -> dict[str, Any]:
    decided = kept if kept["decision"] else merged
    return {
        "relation": max(kept["relation"], merged["relation"], key=lambda name: _RELATIONS.index(Relation(name))),
        "recommendation": min(
            kept["recommendation"],
            merged["recommendation"],
            key=lambda name: list(Recommendation).index(Recommendation(name)),
        ),
        "country": kept["country"] or merged["country"],
        "language": kept["language"] or merged["language"],
        "decision": decided["decision"],
        "decided_at": decided["decided_at"],
        "later_until": decided["later_until"],
    }
