"""What lies beside a photo: the cards of the photos before and after it, in the order of their folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cardscan.contacts.matching.sides import Side, judge_sides
from cardscan.model.contact import Verdict
from cardscan.model.identifiers import contact_uid
from cardscan.model.order import natural_key
from cardscan.model.photo import Colours
from cardscan.model.reading import ContactDetails
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import StoredCard, Transaction

# From this index on a row is the second person of a card that has two, and no card of its own.
_CARDS_TO = 1_000


@dataclass(frozen=True, slots=True)
class Lying:
    """A stored card in its place.

    Attributes:
        side: With what holds of its contact now: a person may have corrected it.
        free: Its other side is not known yet, and nobody has decided anything about it.
        alone: It is the only card of its photo.
        taken: By the camera's clock; None where the photo does not say.
    """

    card: StoredCard
    side: Side
    free: bool
    alone: bool
    taken: datetime | None


@dataclass
class Session:
    """The photos around one that is taken in, by places: numbers in their folder's order.

    Attributes:
        awaited: Names of photos of the same folder that this run has yet to take in.
        here: The place of the photo itself.
    """

    tx: Transaction
    photo: ScannedPhoto
    awaited: Collection[str]
    here: int = field(init=False)
    _order: list[tuple[str, str | None]] = field(init=False)

    def __post_init__(self) -> None:
        beside = self.tx.photos_beside(self.photo.sha256)
        beside |= {name: None for name in self.awaited if name not in beside}
        self._order = sorted(beside.items(), key=lambda item: (natural_key(item[0]), item[0]))
        digests = [sha256 for _, sha256 in self._order]
        self.here = digests.index(self.photo.sha256) if self.photo.sha256 in digests else -9

    def waits(self, place: int) -> bool:
        """The photo at this place is not taken in yet."""
        return 0 <= place < len(self._order) and self._order[place][1] is None

    def undecided(self, place: int) -> bool:
        """What follows from the photos around it cannot be said yet."""
        return self.waits(place + 1) or not self.rooted(place)

    def rooted(self, place: int) -> bool:
        """All is known that comes before and could have a say in whose other side the cards at this place are.

        A front takes the back before it rather than the one after it, so that each photo depends on those before it
        for as long as each could be joined with the next.
        """
        while place > 0:
            if self.waits(place - 1):
                return False
            if not self.linked(place - 1):
                return True
            place -= 1
        return True

    def linked(self, place: int) -> bool:
        """Something at this place could be the other side of something at the next one."""
        if not (self.names_nobody(place) or self.names_nobody(place + 1)):
            return False
        ours, theirs = self._sides(place), self._sides(place + 1)
        return any(judge_sides(one, other).verdict is Verdict.SAME for one in ours for other in theirs)

    def lying(self, place: int) -> list[Lying]:
        """The cards of the photo at this place, as they are stored now."""
        cards = self.cards(place)
        return [self.placed(card, alone=len(cards) == 1) for card in cards]

    def names_nobody(self, place: int) -> bool:
        """A card of the photo at this place was read without a name; quick to ask, and seldom so."""
        if place == self.here:
            return any(card.reading.details.name is None for card in self.photo.cards)
        return not all(names_somebody(card.reading) for card in self.cards(place))

    def bare(self, place: int) -> list[Lying]:
        """Those of them that name nobody."""
        return [one for one in self.lying(place) if one.side.details.name is None]

    def cards(self, place: int) -> list[StoredCard]:
        """The same as they were read."""
        if not 0 <= place < len(self._order) or (sha256 := self._order[place][1]) is None:
            return []
        return [card for card in self.tx.cards(sha256=sha256) if card.index < _CARDS_TO]

    def lying_of(self, contact_id: int) -> list[tuple[int, Lying]]:
        """The contact's cards among these photos, each with its place, in order."""
        places = {sha256: place for place, (_, sha256) in enumerate(self._order)}
        cards = self.tx.cards(contact_id=contact_id)
        found = [(places[card.sha256], card) for card in cards if card.sha256 in places]
        found.sort(key=lambda each: (each[0], each[1].index))
        return [(place, self.placed(card, alone=len(self.cards(place)) == 1)) for place, card in found]

    def _sides(self, place: int) -> list[Side]:
        if place == self.here:  # as it was read: its cards may not be stored yet
            return [side_of(card) for card in self.photo.cards]
        return [one.side for one in self.lying(place)]

    def placed(self, card: StoredCard, *, alone: bool = True) -> Lying:
        """A card as it is stored now."""
        reading, details, free = card.reading, ContactDetails(), True
        if card.contact_id is not None:
            contact = self.tx.contact(card.contact_id)
            details = contact.details
            theirs = self.tx.cards(contact_id=card.contact_id)
            if details.name is None:
                made_of_it = contact.uid == contact_uid(card.sha256, card.index)
                free = made_of_it and len(theirs) == 1 and self.tx.history(card.contact_id).decision is None
            else:  # somebody who has two cards, or whose card was photographed twice, may have two backs
                fronts = sum(names_somebody(other.reading) for other in theirs)
                free = len(theirs) - fronts < fronts
        words = sum(len(line.split()) for line in reading.get("text", ()))
        accents = reading.get("accents")
        colours = Colours(tuple((float(h), float(s)) for h, s in accents)) if accents is not None else None
        taken = datetime.fromisoformat(reading["taken"]) if reading.get("taken") else None
        return Lying(card, Side(details, words, colours), free, alone, taken)


def side_of(card: ScannedCard) -> Side:
    """A card that was just read, as far as it tells whose other side it is."""
    return Side(card.reading.details, sum(len(line.split()) for line in card.reading.text), card.colours)


def names_somebody(reading: dict[str, Any]) -> bool:
    """A stored reading has a name."""
    return bool(reading.get("contact", {}).get("name"))
