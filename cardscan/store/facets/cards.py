"""Store the cards of photos, with their pictures; replace, split and double them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotFoundError
from cardscan.model.scan import ScannedCard
from cardscan.store import card_corrections, people, photos
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.records import ContactLine, StoredCard
from cardscan.store.schema import cards
from cardscan.store.schema import photos as schema_photos

# The back of a card is photographed right after its front, sometimes with another card in between.
NEAR_CARDS, MOST_NEAR = 4, 8


class CardsView(Facet):
    """Queries about cards."""

    def get(self, card_id: int) -> StoredCard:
        """Return one card; StoreError if there is none with this number."""
        found = self._ask(photos.cards_where, cards.c.id == card_id)
        if not found:
            raise NotFoundError(f"there is no card {card_id}")
        return found[0]

    def all(self, *, sha256: str | None = None, contact_id: int | None = None) -> tuple[StoredCard, ...]:
        """Return the cards of one photo, of one contact, or all, oldest first."""
        condition = sa.true() if sha256 is None else schema_photos.c.sha256 == sha256
        if contact_id is not None:
            condition = sa.and_(condition, cards.c.contact_id == contact_id)
        return self._ask(photos.cards_where, condition)

    def near(self, card_id: int) -> list[tuple[ContactLine, int]]:
        """Return others' cards of the same photo, or read just before or after: (person, card), nearest first."""
        return self._ask(_near, card_id)

    def crop(self, card_id: int) -> bytes | None:
        """Return the stored picture of one card; None if none was stored."""
        found = self._ask(
            lambda connection: connection.scalar(sa.select(cards.c.crop_jpeg).where(cards.c.id == card_id))
        )
        return None if found is None else bytes(found)

    def newest_crop(self, contact_id: int) -> bytes | None:
        """Return the newest picture of a card of this contact, as JPEG; None if none was stored."""
        return self._ask(_crop, contact_id)


class Cards(Changes, CardsView):
    """Cards, as they were read, and whose they are."""

    def add(self, photo_id: int, card: ScannedCard, *, now: datetime) -> int:
        """Store a card of a photo, or replace what was read from it before; the id stays."""
        return photos.put_card(self._connection, photo_id, card, now)

    def owner(self, card_id: int) -> int | None:
        """Return the contact that a card was given to before; None if the card is read for the first time."""
        return self._connection.scalar(sa.select(cards.c.contact_id).where(cards.c.id == card_id))

    def record(self, card_id: int) -> dict[str, Any]:
        """Return how a card was read, with its picture, for `put_record`."""
        return card_corrections.card_record(self._connection, card_id)

    def replace(self, card_id: int, card: ScannedCard, *, now: datetime) -> None:
        """Replace the reading of this card; `People.attach_card` then gives its values to the contact."""
        card_corrections.replace_card(self._connection, card_id, card, now=now)

    def put_record(self, record: dict[str, Any]) -> None:
        """Restore the card's earlier reading."""
        card_corrections.put_card_record(self._connection, record)

    def split(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """Make a new contact of one card; return what `unsplit` needs, with the number of the `new` contact."""
        return card_corrections.split(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def unsplit(self, record: dict[str, Any], *, now: datetime) -> None:
        """Return the card to the contact it was taken from, and delete the new contact."""
        card_corrections.unsplit(self._connection, record, self._keys_of, now=now)

    def double(self, card_id: int, *, uid: str, now: datetime) -> dict[str, Any]:
        """Add a second person to this card; return what `undouble` needs, with the number of the `new` contact."""
        return card_corrections.double(self._connection, card_id, self._keys_of, uid=uid, now=now)

    def undouble(self, record: dict[str, Any]) -> None:
        """Remove the second person; the first one's values come from their snapshot."""
        card_corrections.undouble(self._connection, record)


def _near(connection: Connection, card_id: int) -> list[tuple[ContactLine, int]]:
    here = connection.execute(
        sa.select(cards.c.photo_id, cards.c.contact_id).where(cards.c.id == card_id)
    ).one_or_none()
    if here is None:
        return []
    close = cards.c.id.between(card_id - NEAR_CARDS, card_id + NEAR_CARDS)
    query = (
        sa.select(cards.c.id, cards.c.contact_id)
        .where(
            sa.or_(cards.c.photo_id == here.photo_id, close),
            cards.c.contact_id.is_not(None),
            cards.c.contact_id != here.contact_id,
        )
        .order_by(cards.c.photo_id != here.photo_id, sa.func.abs(cards.c.id - card_id), cards.c.id)
        .limit(4 * MOST_NEAR)
    )
    found: dict[int, int] = {}
    for row in connection.execute(query):
        found.setdefault(row.contact_id, row.id)
    lines = people.lines_by_id(connection, list(found))
    return [(lines[number], card) for number, card in found.items() if number in lines][:MOST_NEAR]


def _crop(connection: Connection, contact_id: int) -> bytes | None:
    query = sa.select(cards.c.crop_jpeg).where(cards.c.contact_id == contact_id, cards.c.crop_jpeg.is_not(None))
    found = connection.scalar(query.order_by(cards.c.id.desc()).limit(1))
    return None if found is None else bytes(found)
