"""Store what a person decides about noted meetings: another note in place of one, and which pieces may be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotFoundError
from cardscan.model.encounter import Encounter
from cardscan.model.touch import Whose
from cardscan.store import letters, people, relationships
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.relation_schema import promises
from cardscan.store.schema import REPLACED, cards, encounters, photos


@dataclass(frozen=True, slots=True)
class Told:
    """One note on a meeting, and where it came from.

    Attributes:
        source: "files" or "person".
        at: When it was stored.
        photo: Name of the photo that it lay beside, if any.
    """

    id: int
    encounter: Encounter
    source: str
    at: datetime
    photo: str | None = None


class MeetingsView(Facet):
    """Queries about noted meetings."""

    def told(self, contact_id: int) -> list[Told]:
        """Return every note on meetings with this contact, oldest first, without those that were replaced."""
        return self._ask(_told, contact_id)


class Meetings(Changes, MeetingsView):
    """What a person decides about noted meetings."""

    def decide_quotes(self, encounter_id: int, *, quoted: Sequence[str], kept_private: Sequence[str]) -> dict[str, Any]:
        """Store which pieces a person chose and which stay private; return the lists before, for `restore_quotes`."""
        where = encounters.c.id == encounter_id
        row = self._connection.execute(
            sa.select(encounters.c.quoted, encounters.c.kept_private).where(where)
        ).one_or_none()
        if row is None:
            raise NotFoundError(f"there is no note {encounter_id}; `cardscan context show NAME` lists them")
        values = {"quoted": list(dict.fromkeys(quoted)), "kept_private": list(dict.fromkeys(kept_private))}
        self._connection.execute(sa.update(encounters).where(where).values(values))
        return {"id": encounter_id, "quoted": row.quoted, "kept_private": row.kept_private}

    def restore_quotes(self, record: dict[str, Any]) -> None:
        """Undo `decide_quotes`."""
        values = {"quoted": record["quoted"], "kept_private": record["kept_private"]}
        self._connection.execute(sa.update(encounters).where(encounters.c.id == record["id"]).values(values))

    def replace(self, contact_id: int, old: Sequence[int], new: Encounter, *, now: datetime) -> dict[str, Any]:
        """Put another note in the place of these; return what `unreplace` needs.

        Promises that the new note names too stay the same promises, open or kept; open ones that it lacks go.
        """
        connection = self._connection
        rows = connection.execute(sa.select(encounters).where(encounters.c.id.in_(old)).order_by(encounters.c.id)).all()
        if len(rows) != len(set(old)):
            raise NotFoundError("the note that was to be replaced is not there any more; look again")
        values = {
            **letters.encounter_columns(new),
            "contact_id": contact_id,
            "card_id": rows[-1].card_id if rows else None,
            "source": "person",
            "created_at": now,
        }
        number = int(connection.execute(sa.insert(encounters).values(values).returning(encounters.c.id)).scalar_one())
        silent = {"source": REPLACED, "has_conversation": False}
        connection.execute(sa.update(encounters).where(encounters.c.id.in_(old)).values(silent))
        connection.execute(sa.update(promises).where(promises.c.encounter_id.in_(old)).values(encounter_id=number))
        relationships.enter_promises(connection, contact_id, number, new, now=now)
        people.index(connection, people.existing_contact(connection, contact_id), self._keys_of)
        return {"new": number, "old": {str(row.id): row.source for row in rows}}

    def unreplace(self, contact_id: int, record: dict[str, Any], *, now: datetime) -> None:
        """Undo `replace`: the old notes count again, and the new one is gone."""
        connection, new = self._connection, record["new"]
        for number, source in record["old"].items():
            row = connection.execute(sa.select(encounters).where(encounters.c.id == int(number))).one()
            met = letters.encounter_from(row)
            values = {"source": source, "has_conversation": met.has_conversation}
            connection.execute(sa.update(encounters).where(encounters.c.id == row.id).values(values))
            _give_back(connection, new, row.id, met)
            relationships.enter_promises(connection, contact_id, row.id, met, now=now)
        connection.execute(sa.delete(promises).where(promises.c.encounter_id == new))
        connection.execute(sa.delete(encounters).where(encounters.c.id == new))
        people.index(connection, people.existing_contact(connection, contact_id), self._keys_of)


def _give_back(connection: Connection, new: int, old: int, met: Encounter) -> None:
    """Return the promises that the old note names to it."""
    for whose, told in ((Whose.MINE, met.promises), (Whose.THEIRS, met.their_promises)):
        texts = [promise.text for promise in told]
        mine = sa.and_(promises.c.encounter_id == new, promises.c.whose == whose, promises.c.text.in_(texts))
        connection.execute(sa.update(promises).where(mine).values(encounter_id=old))


def _told(connection: Connection, contact_id: int) -> list[Told]:
    query = (
        sa.select(encounters, photos.c.name.label("photo"))
        .join(cards, encounters.c.card_id == cards.c.id, isouter=True)
        .join(photos, cards.c.photo_id == photos.c.id, isouter=True)
        .where(encounters.c.contact_id == contact_id, encounters.c.source != REPLACED)
        .order_by(encounters.c.day, encounters.c.id)
    )
    return [
        Told(row.id, letters.encounter_from(row), row.source, row.created_at, row.photo)
        for row in connection.execute(query)
    ]
