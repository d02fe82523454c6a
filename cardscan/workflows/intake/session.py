"""Look up the cards of the photos before and after a photo, in the order of their folder. Decides nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cardscan.contacts.matching.sides import CardSide, judge_sides
from cardscan.model.contact import Verdict
from cardscan.model.identifiers import contact_uid
from cardscan.model.natural_order import natural_key
from cardscan.model.photo import Colours
from cardscan.model.reading import ContactDetails
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import StoredCard, Transaction

# From this index on, a row is the second person of a card that two people share, and not a card of its own.
_CARDS_TO = 1_000


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """A stored card and its state among its neighbours.

    Attributes:
        side: What the card tells about being a front or back, using the contact's current values, corrections included.
        free: Its other side is not known yet, and nobody has decided anything about it.
        alone: It is the only card on its photo.
        taken: Time by the camera's clock; None if the photo has none.
    """

    card: StoredCard
    side: CardSide
    free: bool
    alone: bool
    taken: datetime | None


@dataclass
class Session:
    """The photos around the one being taken in, addressed by place: a number in their folder's order.

    Attributes:
        awaited: Names of photos of the same folder that this run has not taken in yet.
        here: The place of the photo itself.
    """

    tx: Transaction
    photo: ScannedPhoto
    awaited: Collection[str]
    here: int = field(init=False)
    _order: list[tuple[str, str | None]] = field(init=False)

    def __post_init__(self) -> None:
        beside = self.tx.photos.beside(self.photo.sha256)
        beside |= {name: None for name in self.awaited if name not in beside}
        self._order = sorted(beside.items(), key=lambda item: (natural_key(item[0]), item[0]))
        digests = [sha256 for _, sha256 in self._order]
        self.here = digests.index(self.photo.sha256) if self.photo.sha256 in digests else -9

    def waits(self, place: int) -> bool:
        """Whether the photo at this place is not taken in yet."""
        return 0 <= place < len(self._order) and self._order[place][1] is None

    def undecided(self, place: int) -> bool:
        """Whether the photos around this place are not yet known well enough to decide about it."""
        return self.waits(place + 1) or not self.rooted(place)

    def rooted(self, place: int) -> bool:
        """Whether everything is known that comes before and could affect whose other side the cards at this place are.

        A front takes the back before it rather than the one after it. Each photo therefore depends on the chain of
        photos before it, for as long as each could be joined with the next.
        """
        while place > 0:
            if self.waits(place - 1):
                return False
            if not self.linked(place - 1):
                return True
            place -= 1
        return True

    def linked(self, place: int) -> bool:
        """Whether something at this place could be the other side of something at the next one."""
        if not (self.names_nobody(place) or self.names_nobody(place + 1)):
            return False
        ours, theirs = self._sides(place), self._sides(place + 1)
        return any(judge_sides(one, other).verdict is Verdict.SAME for one in ours for other in theirs)

    def cards_at(self, place: int) -> list[PlacedCard]:
        """Return the cards of the photo at this place, as they are stored now."""
        cards = self.cards(place)
        return [self.placed(card, alone=len(cards) == 1) for card in cards]

    def names_nobody(self, place: int) -> bool:
        """Whether a card of the photo at this place was read without a name; a cheap query that is seldom true."""
        if place == self.here:
            return any(card.reading.details.name is None for card in self.photo.cards)
        return not all(names_somebody(card.reading) for card in self.cards(place))

    def bare(self, place: int) -> list[PlacedCard]:
        """Return the cards at this place that name nobody."""
        return [one for one in self.cards_at(place) if one.side.details.name is None]

    def cards(self, place: int) -> list[StoredCard]:
        """Return the cards at this place as they were read."""
        if not 0 <= place < len(self._order) or (sha256 := self._order[place][1]) is None:
            return []
        return [card for card in self.tx.cards.all(sha256=sha256) if card.index < _CARDS_TO]

    def cards_of(self, contact_id: int) -> list[tuple[int, PlacedCard]]:
        """Return the contact's cards among these photos, each with its place, in order."""
        places = {sha256: place for place, (_, sha256) in enumerate(self._order)}
        cards = self.tx.cards.all(contact_id=contact_id)
        found = [(places[card.sha256], card) for card in cards if card.sha256 in places]
        found.sort(key=lambda each: (each[0], each[1].index))
        return [(place, self.placed(card, alone=len(self.cards(place)) == 1)) for place, card in found]

    def _sides(self, place: int) -> list[CardSide]:
        if place == self.here:  # use the reading: the cards of this photo may not be stored yet
            return [side_of(card) for card in self.photo.cards]
        return [one.side for one in self.cards_at(place)]

    def placed(self, card: StoredCard, *, alone: bool = True) -> PlacedCard:
        """Return a card with its state as it is stored now."""
        reading, details, free = card.reading, ContactDetails(), True
        if card.contact_id is not None:
            contact = self.tx.people.get(card.contact_id)
            details = contact.details
            theirs = self.tx.cards.all(contact_id=card.contact_id)
            if details.name is None:
                made_of_it = contact.uid == contact_uid(card.sha256, card.index)
                free = made_of_it and len(theirs) == 1 and self.tx.people.history(card.contact_id).decision is None
            else:  # a person with two cards, or whose card was photographed twice, may have two backs
                fronts = sum(names_somebody(other.reading) for other in theirs)
                free = names_somebody(reading) and len(theirs) - fronts < fronts
        words = sum(len(line.split()) for line in reading.get("text", ()))
        accents = reading.get("accents")
        colours = Colours(tuple((float(h), float(s)) for h, s in accents)) if accents is not None else None
        taken = datetime.fromisoformat(reading["taken"]) if reading.get("taken") else None
        return PlacedCard(card, CardSide(details, words, colours), free, alone, taken)


def side_of(card: ScannedCard) -> CardSide:
    """Return what a card that was just read tells about being the other side of another."""
    return CardSide(card.reading.details, sum(len(line.split()) for line in card.reading.text), card.colours)


def names_somebody(reading: dict[str, Any]) -> bool:
    """Whether a stored reading has a name."""
    return bool(reading.get("contact", {}).get("name"))
