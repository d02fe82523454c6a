"""Take a contact's state as one JSON document, which shows what a person saw and what an undo restores.

A form carries the fingerprint of that document. If the fingerprint differs at the time of the change, something else
(another window, another program) was faster, and nothing is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotFoundError
from cardscan.store.relation_schema import promises
from cardscan.store.schema import contact_values, contacts, drafts, encounters

_CONTACT = ("decision", "decided_at", "later_until", "checked_at", "recommendation", "relation")
_TIMES = frozenset({"decided_at", "checked_at", "created_at", "withdrawn_at"})


def take(connection: Connection, contact_id: int) -> dict[str, Any]:
    """Return the contact's own columns, all its values, and which encounters and drafts it has."""
    row = connection.execute(sa.select(contacts).where(contacts.c.id == contact_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no contact {contact_id}; `cardscan contacts list` shows the numbers")
    values = connection.execute(
        sa.select(contact_values).where(contact_values.c.contact_id == contact_id).order_by(contact_values.c.id)
    ).mappings()
    met = sa.select(encounters.c.id).where(encounters.c.contact_id == contact_id).order_by(encounters.c.id)
    letters = sa.select(drafts.c.id).where(drafts.c.contact_id == contact_id).order_by(drafts.c.id)
    return {
        "contact": {name: _plain(row[name]) for name in _CONTACT},
        "values": [{name: _plain(item) for name, item in value.items()} for value in values],
        "encounters": list(connection.scalars(met)),
        "drafts": list(connection.scalars(letters)),
    }


def fingerprint(snapshot: dict[str, Any]) -> str:
    """Return 32 hexadecimal digits that change with anything in the snapshot except drafts, which have revisions."""
    seen = {key: value for key, value in snapshot.items() if key != "drafts"}
    document = json.dumps(seen, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(document.encode("ascii")).hexdigest()[:32]


def bring_back(connection: Connection, contact_id: int, snapshot: dict[str, Any]) -> None:
    """Restore the contact; whatever was noted and drafted since then is deleted."""
    before: dict[str, Any] = {
        name: _time(value) if name in _TIMES else value for name, value in snapshot["contact"].items()
    }
    until: str | None = snapshot["contact"]["later_until"]
    before["later_until"] = date.fromisoformat(until) if until else None
    connection.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(before))
    connection.execute(sa.delete(contact_values).where(contact_values.c.contact_id == contact_id))
    rows = [
        {name: _time(item) if name in _TIMES else item for name, item in value.items()} for value in snapshot["values"]
    ]
    if rows:
        connection.execute(sa.insert(contact_values), rows)
    newer = sa.and_(encounters.c.contact_id == contact_id, encounters.c.id.not_in(snapshot["encounters"]))
    ids = list(connection.scalars(sa.select(encounters.c.id).where(newer)))
    connection.execute(sa.delete(promises).where(promises.c.encounter_id.in_(ids)))
    connection.execute(sa.delete(encounters).where(encounters.c.id.in_(ids)))
    newer = sa.and_(drafts.c.contact_id == contact_id, drafts.c.id.not_in(snapshot["drafts"]))
    connection.execute(sa.delete(drafts).where(newer))


def drafts_since(connection: Connection, contact_id: int, snapshot: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return (state, file) of the letters that came after the snapshot."""
    newer = sa.and_(drafts.c.contact_id == contact_id, drafts.c.id.not_in(snapshot["drafts"]))
    return [(row.state, row.file) for row in connection.execute(sa.select(drafts).where(newer))]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
