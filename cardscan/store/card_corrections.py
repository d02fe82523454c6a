"""Correct a card's reading, give a card a new contact of its own, add a second person, and undo each of these."""

from __future__ import annotations

import base64
import dataclasses
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from cardscan.errors import NotAllowedError, NotFoundError
from cardscan.model.contact import Relation
from cardscan.model.encounter import TalkDepth
from cardscan.model.scan import ScannedCard
from cardscan.store import people, photos, search
from cardscan.store.people import KeysOf
from cardscan.store.relation_schema import promises
from cardscan.store.schema import SECOND_PEOPLE_FROM, cards, contact_values, contacts, encounters

_READ = ("card_index", "page", "quad", "recommendation", "contact_id", "engine", "version", "reading")


def card_record(connection: Connection, card_id: int) -> dict[str, Any]:
    """Return the card's row as JSON, with its picture in base64."""
    row = connection.execute(sa.select(cards).where(cards.c.id == card_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no card {card_id}; it was read anew or forgotten")
    picture = base64.b64encode(row["crop_jpeg"]).decode() if row["crop_jpeg"] else None
    return {"id": card_id, "read_at": row["read_at"].isoformat(), "picture": picture} | {n: row[n] for n in _READ}


def put_card_record(connection: Connection, record: dict[str, Any]) -> None:
    """Restore the card's row from its record."""
    values = {name: record[name] for name in _READ} | {
        "read_at": datetime.fromisoformat(record["read_at"]),
        "crop_jpeg": base64.b64decode(record["picture"]) if record["picture"] else None,
    }
    connection.execute(sa.update(cards).where(cards.c.id == record["id"]).values(values))


def replace_card(connection: Connection, card_id: int, card: ScannedCard, *, now: datetime) -> None:
    """Replace the reading of a stored card with another reading of it."""
    row = connection.execute(sa.select(cards.c.photo_id, cards.c.card_index).where(cards.c.id == card_id)).one()
    photos.put_card(connection, row.photo_id, dataclasses.replace(card, index=row.card_index), now)


def split(connection: Connection, card_id: int, keys_of: KeysOf, *, uid: str, now: datetime) -> dict[str, Any]:
    """Make a new contact from this card, with its readings and the notes about it; return what an undo needs.

    Raises:
        StoreError: There is no such card, it belongs to no contact, or it is the only card of its contact.
    """
    card = connection.execute(sa.select(cards).where(cards.c.id == card_id)).one_or_none()
    if card is None or card.contact_id is None:
        raise NotFoundError(f"there is no card {card_id} that belongs to somebody")
    old = people.existing_contact(connection, card.contact_id)
    if (connection.scalar(sa.select(sa.func.count()).where(cards.c.contact_id == old.id)) or 0) < 2:
        raise NotAllowedError(f"card {card_id} is the only card of {old.display_name}; there is nothing to split")
    row = {"uid": uid, "display_name": "", "relation": Relation.MET, "recommendation": card.recommendation,
           "country": card.reading.get("country"), "language": card.reading.get("language"),
           "created_at": now, "revised": now}  # fmt: skip
    new = int(connection.execute(sa.insert(contacts).values(row).returning(contacts.c.id)).scalar_one())
    mine = sa.and_(encounters.c.contact_id == old.id, encounters.c.card_id == card_id)
    met = list(connection.scalars(sa.select(encounters.c.id).where(mine)))
    connection.execute(sa.update(cards).where(cards.c.id == card_id).values(contact_id=new))
    # What a person said stays with the old contact; values of this card that it withdrew hold again.
    of_card = sa.and_(contact_values.c.contact_id == old.id, contact_values.c.card_id == card_id)
    connection.execute(sa.update(contact_values).where(of_card).values(contact_id=new, withdrawn_at=None))
    _give_meetings(connection, met, new)
    people.refresh(connection, new, keys_of, now=now)
    people.refresh(connection, old.id, keys_of, now=now)
    return {"card": card_id, "old": old.id, "new": new, "encounters": met}


def unsplit(connection: Connection, record: dict[str, Any], keys_of: KeysOf, *, now: datetime) -> None:
    """Undo a split: return the card and its encounters, delete the new contact; a snapshot has the old values."""
    old, new = record["old"], record["new"]
    connection.execute(sa.update(cards).where(cards.c.id == record["card"]).values(contact_id=old))
    _give_meetings(connection, record["encounters"], old)
    search.drop_document(connection, new)
    connection.execute(sa.delete(contact_values).where(contact_values.c.contact_id == new))
    connection.execute(sa.delete(contacts).where(contacts.c.id == new))
    people.refresh(connection, old, keys_of, now=now)


def double(connection: Connection, card_id: int, keys_of: KeysOf, *, uid: str, now: datetime) -> dict[str, Any]:
    """Make a contact for a second person on this card: same card, values and place of meeting; no talk, no promise.

    Raises:
        StoreError: There is no such card, or it belongs to no contact.
    """
    card = connection.execute(sa.select(cards).where(cards.c.id == card_id)).mappings().one_or_none()
    if card is None or card["contact_id"] is None:
        raise NotFoundError(f"there is no card {card_id} that belongs to somebody")
    old = connection.execute(sa.select(contacts).where(contacts.c.id == card["contact_id"])).mappings().one()
    row = {"uid": uid, "display_name": "", "relation": Relation.MET, "recommendation": card["recommendation"],
           "country": old["country"], "language": old["language"], "created_at": now, "revised": now}  # fmt: skip
    new = int(connection.execute(sa.insert(contacts).values(row).returning(contacts.c.id)).scalar_one())
    # An index that no card on a photo reaches, so that a new reading matches no card with the second person.
    on_photo = sa.select(sa.func.max(cards.c.card_index)).where(cards.c.photo_id == card["photo_id"])
    index = max(SECOND_PEOPLE_FROM, (connection.scalar(on_photo) or 0) + 1)
    copy = _copied(card) | {"card_index": index, "contact_id": new}
    twin = int(connection.execute(sa.insert(cards).values(copy).returning(cards.c.id)).scalar_one())
    theirs = {"contact_id": new, "card_id": twin}
    of_card = sa.and_(contact_values.c.contact_id == old["id"], contact_values.c.card_id == card_id)
    values = connection.execute(sa.select(contact_values).where(of_card)).mappings().all()
    if values:
        connection.execute(sa.insert(contact_values), [_copied(value) | theirs for value in values])
    met = sa.select(encounters).where(encounters.c.contact_id == old["id"], encounters.c.card_id == card_id)
    silent = {"talk": "", "promises": [], "their_promises": [], "next_step": "", "note": "", "depth": TalkDepth.UNKNOWN,
              "has_conversation": False, "cadence": "", "source": "person", "created_at": now}  # fmt: skip
    for encounter in connection.execute(met).mappings().all():
        connection.execute(sa.insert(encounters).values(_copied(encounter) | theirs | silent))
    people.refresh(connection, new, keys_of, now=now)
    return {"new": new, "card": twin}


def undouble(connection: Connection, record: dict[str, Any]) -> None:
    """Delete the second person and their card."""
    new = record["new"]
    search.drop_document(connection, new)
    connection.execute(sa.delete(encounters).where(encounters.c.contact_id == new))
    connection.execute(sa.delete(contact_values).where(contact_values.c.contact_id == new))
    connection.execute(sa.delete(cards).where(cards.c.id == record["card"]))
    connection.execute(sa.delete(contacts).where(contacts.c.id == new))


def _copied(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _give_meetings(connection: Connection, met: list[int], contact_id: int) -> None:
    connection.execute(sa.update(encounters).where(encounters.c.id.in_(met)).values(contact_id=contact_id))
    connection.execute(sa.update(promises).where(promises.c.encounter_id.in_(met)).values(contact_id=contact_id))
