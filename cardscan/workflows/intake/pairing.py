"""Decide which cards are the front and the back of one card, among those photographed one after the other.

Two cards are compared if they are on one photo (or in one PDF), or on two consecutive photos of a folder that were
taken within two minutes, where both cameras give a time. A card without a name is assigned to the card before it
rather than the one after it: people turn a card over after its front.

Photos may be taken in in any order, by several programs. A card without a name is assigned only when the photos
before it are known, and asked about only when both neighbours are, so that the outcome is the same in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from cardscan.contacts.matching.sides import CardSide, doubtful_names, judge_sides
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.contact import MatchResult, Verdict
from cardscan.model.identifiers import contact_uid
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import PROGRAM, StoredCard, Transaction
from cardscan.workflows.intake.alike import AlikeCards, why
from cardscan.workflows.intake.session import PlacedCard, Session, names_somebody, side_of

# Turning a card over takes seconds; after two minutes the next card is likely another person's.
TOGETHER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Owner:
    """The contact whose card has the arriving card as its other side."""

    contact_id: int
    why: str


class Pairing:
    """Finds other sides while one photo is taken in; created inside its transaction, after its row is written."""

    def __init__(self, tx: Transaction, photo: ScannedPhoto, awaited: Collection[str], now: datetime) -> None:
        """See `Session`."""
        self._tx, self._photo, self._now = tx, photo, now
        self._session = Session(tx, photo, awaited)
        self._alike = AlikeCards(tx, self._session, now)
        self._here = self._session.here

    def owner_of(self, card: ScannedCard) -> Owner | None:
        """Return the owner of the card's other side, using only what is already stored."""
        if card.reading.details.empty or not self._bare_near or not self._firms:
            return None
        if (mate := self._mate(card)) is not None:
            return mate
        session, here = self._session, self._here
        if not session.rooted(here):
            return None
        if card.reading.details.name is None:
            groups = (session.cards_at(place) for place in (here - 1, here + 1))
        else:
            groups = (session.bare(place) for place in (here - 1, here + 1))
        found = (self._only(side_of(card), group, card.taken) for group in groups)
        return next((owner for owner in found if owner), None)

    def postpones(self, details: ContactDetails, compared: MatchResult) -> bool:
        """Whether to ask about a nameless card only once its neighbours are known, because all backs are alike."""
        number = compared.contact_id
        if compared.verdict is Verdict.NEW or number is None:
            return False
        open_here = self._session.undecided(self._here) and compared.verdict is Verdict.ASK
        return open_here or self._alike.any_like(details)

    def settle(self, taken: Sequence[CardOutcome]) -> list[CardOutcome]:
        """Decide what can only be decided once all cards of the photo are stored, about them and the cards around.

        Args:
            taken: The outcome for each card of this photo when it was taken in.
        Returns:
            The same outcomes, updated where more is known now, followed by outcomes for cards of other photos.
        """
        told: list[CardOutcome] = []
        places = self._reach if self._bare_near else ()
        # All joins come first: a card that has found its other side is not asked about.
        for decide in (self._joined, self._asked_beside):
            for place in places:
                for one in self._session.bare(place):
                    if one.free and self._session.rooted(place):
                        told += decide(one, place)
        firms: dict[tuple[str, int], CardOutcome] = {}
        for details in self._firms if self._bare_near else ():
            firms |= self._alike.settle(details)
        mine = {key: firms.pop(key, None) for key in ((self._photo.sha256, card.index) for card in self._photo.cards)}
        now = [_known_now(before, said) for before, said in zip(taken, mine.values(), strict=True)]
        return [*now, *told, *firms.values(), *self._both_named()]

    @cached_property
    def _reach(self) -> range:
        """The places about which this photo may decide something: its neighbours, and on through every linked place.

        The range extends one place further at each end, because whether a card is asked about also depends on whether
        the card beside it has found its other side. Read this before anything is joined: a joined card no longer
        depends on anything.
        """
        last = self._here + 1
        while self._session.linked(last):
            last += 1
        return range(self._here - 2, last + 2)

    @cached_property
    def _firms(self) -> list[ContactDetails]:
        """What the nameless cards say while none of them is joined; read it before joining, like `_reach`."""
        stored = [one.side.details for place in self._reach for one in self._session.bare(place)]
        return [*stored, *(card.reading.details for card in self._photo.cards if card.reading.details.name is None)]

    def _joined(self, bare: PlacedCard, place: int) -> list[CardOutcome]:
        """Join a card that names nobody with the card beside it that is certainly its other side."""
        number = bare.card.contact_id
        for group in (self._session.cards_at(place - 1), self._session.cards_at(place + 1)):
            found = self._only(bare.side, group, bare.taken)
            if found and number and number not in self._tx.duplicates.distinct_from(found.contact_id):
                return [self._merged(bare.card, number, found)]
        return []

    def _asked_beside(self, bare: PlacedCard, place: int) -> list[CardOutcome]:
        """Ask whether a card that names nobody is the other side of one beside it, once nothing else can change."""
        session, number = self._session, bare.card.contact_id
        if session.waits(place + 1) or (number and self._tx.duplicates.was_asked_about(number)):
            return []
        beside = [(place, one) for one in session.cards_at(place) if one.card.id != bare.card.id]
        if len(beside) != 1:
            around = ((at, one) for at in (place - 1, place + 1) for one in session.cards_at(at))
            beside = [(at, one) for at, one in around if one.alone and bare.alone]
        doubtful = [(at, one, _judged(bare.side, one, bare.taken)) for at, one in beside]
        doubtful = [(at, one, judged) for at, one, judged in doubtful if judged.verdict is Verdict.ASK]
        if any(session.undecided(at) for at, _, _ in doubtful):  # the other card may yet find its own other side
            return []
        for _, other, judged in doubtful:
            if other.free and other.card.contact_id is not None:
                return [self._asked(bare, other, judged)]
        return []

    def _both_named(self) -> list[CardOutcome]:
        """Handle two sides that both name somebody: they are seldom asked about and joined only on a person's word."""
        told = []
        here = self._session.cards(self._here)
        pairs = [here] if len(here) == 2 else []
        beside = (self._session.cards(place) for place in (self._here - 1, self._here + 1))
        pairs += [[*here, *cards] for cards in beside if len(here) == len(cards) == 1]
        for one, other in pairs:
            if None in (one.contact_id, other.contact_id) or one.contact_id == other.contact_id:
                continue
            if not (names_somebody(one.reading) and names_somebody(other.reading)) or not _doubtful(one, other):
                continue
            mine, theirs = self._session.placed(one), self._session.placed(other)
            judged = _judged(mine.side, theirs, mine.taken)
            if judged.verdict is Verdict.ASK:
                told.append(self._asked(mine, theirs, judged))
        return told

    def _mate(self, card: ScannedCard) -> Owner | None:
        """Return the other side on the same photo, if it is stored already and no third card competes."""

        def mates(one: ScannedCard) -> list[ScannedCard]:
            others = (other for other in self._photo.cards if other.index != one.index)
            return [o for o in others if judge_sides(side_of(one), side_of(o)).verdict is Verdict.SAME]

        found = mates(card)
        if len(found) != 1 or len(mates(found[0])) != 1:
            return None
        here = [one for one in self._session.cards_at(self._here) if one.card.index == found[0].index]
        return self._only(side_of(card), here, card.taken)

    def _only(self, mine: CardSide, group: Sequence[PlacedCard], taken: datetime | None) -> Owner | None:
        """Return the one card of a photo that certainly is the other side; None if there is none or more than one."""
        judged = [(one, _judged(mine, one, taken)) for one in group]
        same = [(one, result) for one, result in judged if result.verdict is Verdict.SAME]
        if len(same) != 1 or not same[0][0].free or same[0][0].card.contact_id is None:
            return None
        return Owner(same[0][0].card.contact_id, why(same[0][1]))

    def _merged(self, bare: StoredCard, number: int, owner: Owner) -> CardOutcome:
        self._tx.duplicates.merge(owner.contact_id, number, now=self._now, actor=PROGRAM)
        note_side(self._tx, owner, bare.id, now=self._now)
        name = self._tx.people.get(owner.contact_id).display_name
        return CardOutcome(name, side=f"{bare.photo}, {owner.why}", earlier=True)

    def _asked(self, one: PlacedCard, other: PlacedCard, judged: MatchResult) -> CardOutcome:
        """Keep both cards undecided, and queue the question for a person."""
        number, theirs = one.card.contact_id, other.card.contact_id or 0
        if number is None:  # nothing was read on this card, and a question needs a contact to ask about
            uid = contact_uid(one.card.sha256, one.card.index)
            empty = CardReading(ContactDetails())
            number = self._tx.people.add(empty, uid=uid, card_id=one.card.id, now=self._now).id
        self._tx.duplicates.ask(number, theirs, score=judged.score, reasons=judged.reasons, now=self._now)
        name = self._tx.people.get(theirs).display_name
        review = f"may be the other side of the card of {name} (#{theirs}): {why(judged)}"
        return CardOutcome(one.card.photo, review=review, earlier=True)

    @cached_property
    def _bare_near(self) -> bool:
        """Whether any card within reach names nobody; usually there is none, and no further query is needed."""
        return any(self._session.names_nobody(place) for place in self._reach)


def _known_now(before: CardOutcome, said: CardOutcome | None) -> CardOutcome:
    """Return the outcome for a card of this photo, updated if it was compared again after all were stored."""
    return before if said is None else replace(before, verdict=said.verdict or Verdict.ASK, review=said.review)


def note_side(tx: Transaction, owner: Owner, card_id: int, *, now: datetime) -> None:
    """Record in the history that a card was taken for the other side, and for what reason."""
    after = {"card": card_id, "reasons": owner.why}
    tx.audit.note(f"contact {owner.contact_id}", "other side", after=after, now=now, actor=PROGRAM)


def _judged(mine: CardSide, other: PlacedCard, taken: datetime | None) -> MatchResult:
    if taken and other.taken and abs(taken - other.taken) > TOGETHER:
        return MatchResult(Verdict.NEW)
    return judge_sides(mine, other.side)


def _doubtful(one: StoredCard, other: StoredCard) -> bool:
    """Check quickly, from what was read, whether the two names are doubtful; see `doubtful_names`."""
    ours, theirs = (_named_firm(card.reading["contact"]) for card in (one, other))
    return doubtful_names(ours, theirs) is not None


def _named_firm(contact: dict[str, Any]) -> ContactDetails:
    name = contact["name"]
    person = PersonName(name["full"], other_script=name.get("other_script"))
    return ContactDetails(person, organization=contact.get("organization"))
