"""Query single cards: their picture, their photo's file, and which other cards came with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import NotFoundError
from cardscan.store import people, photos
from cardscan.store.records import ContactLine, StoredCard
from cardscan.store.schema import cards, sightings
from cardscan.store.schema import photos as schema_photos

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

# The back of a card is photographed right after its front, sometimes with another card in between.
NEAR_CARDS, MOST_NEAR = 4, 8


class CardView:
    """Queries about cards."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def near_cards(self, card_id: int) -> list[tuple[ContactLine, int]]:
        """Return others' cards of the same photo, or read just before or after: (person, card), nearest first."""
        return self._ask(_near, card_id)

    def card(self, card_id: int) -> StoredCard:
        """Return one card; StoreError if there is none with this number."""
        found = self._ask(photos.cards_where, cards.c.id == card_id)
        if not found:
            raise NotFoundError(f"there is no card {card_id}")
        return found[0]

    def photo_files(self, sha256: str) -> tuple[str, ...]:
        """Return where a photo with these bytes was seen, newest first."""
        query = (
            sa.select(sightings.c.path)
            .join_from(sightings, schema_photos)
            .where(schema_photos.c.sha256 == sha256)
            .order_by(sightings.c.seen_at.desc(), sightings.c.path)
        )
        return tuple(self._ask(lambda connection: list(connection.scalars(query))))

    def crop_of(self, card_id: int) -> bytes | None:
        """Return the stored picture of one card; None if none was stored."""
        found = self._ask(
            lambda connection: connection.scalar(sa.select(cards.c.crop_jpeg).where(cards.c.id == card_id))
        )
        return None if found is None else bytes(found)


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
