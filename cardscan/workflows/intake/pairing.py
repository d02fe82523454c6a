"""Which cards are the front and the back of one, among those that were photographed beside each other.

Compared are the cards of one photo (or of one PDF), and of two photos that follow on each other in their folder's
order, taken within two minutes where both cameras say so. A card without a name belongs to the one before it rather
than to the one after it: people turn a card over after its front.

Photos may be taken in in any order, by several programs. A card without a name is given away only when the photos
before it are known, and asked about only when both neighbours are, so that the end is the same in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from cardscan.contacts.matching.sides import Side, doubtful_names, judge_sides
from cardscan.model.contact import MatchResult, Verdict
from cardscan.model.identifiers import contact_uid
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.model.stored import Stored
from cardscan.store import PROGRAM, StoredCard, Transaction
from cardscan.workflows.intake.alike import AlikeCards, why
from cardscan.workflows.intake.session import Lying, Session, names_somebody, side_of

# A card is turned over in seconds; after two minutes somebody else has come by.
TOGETHER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Owner:
    """The contact whose card an arriving card is the other side of."""

    contact_id: int
    why: str


class Pairing:
    """Finds other sides while one photo is taken in; made inside its transaction, after its row."""

    def __init__(self, tx: Transaction, photo: ScannedPhoto, awaited: Collection[str], now: datetime) -> None:
        """See `Session`."""
        self._tx, self._photo, self._now = tx, photo, now
        self._session = Session(tx, photo, awaited)
        self._alike = AlikeCards(tx, self._session, now)
        self._here = self._session.here

    def owner_of(self, card: ScannedCard) -> Owner | None:
        """Whose card this one is the other side of, by what is stored already."""
        if card.reading.details.empty or not self._bare_near or not self._firms:
            return None
        if (mate := self._mate(card)) is not None:
            return mate
        session, here = self._session, self._here
        if not session.rooted(here):
            return None
        if card.reading.details.name is None:
            groups = (session.lying(place) for place in (here - 1, here + 1))
        else:
            groups = (session.bare(place) for place in (here - 1, here + 1))
        found = (self._only(side_of(card), group, card.taken) for group in groups)
        return next((owner for owner in found if owner), None)

    def postpones(self, details: ContactDetails, compared: MatchResult) -> bool:
        """Who a card without a name may be is to be asked only when its neighbours are known: all backs are alike."""
        number = compared.contact_id
        if compared.verdict is Verdict.NEW or number is None:
            return False
        open_here = self._session.undecided(self._here) and compared.verdict is Verdict.ASK
        return open_here or self._alike.any_like(details)

    def settle(self, taken: Sequence[Stored]) -> list[Stored]:
        """After the photo's cards: what only now can be said of them, and of the cards around.

        Args:
            taken: What was said of each card of this photo when it was taken in.
        Returns:
            The same, with what is known better by now, and after that what is told of other photos' cards.
        """
        told: list[Stored] = []
        places = self._reach if self._bare_near else ()
        bare = [(place, one) for place in places for one in self._session.bare(place)]
        for place, one in bare:
            if one.free and self._session.rooted(place):
                told += self._settled(one, place)
        firms: dict[tuple[str, int], Stored] = {}
        for details in self._firms if self._bare_near else ():
            firms |= self._alike.settle(details)
        mine = {key: firms.pop(key, None) for key in ((self._photo.sha256, card.index) for card in self._photo.cards)}
        now = [_known_now(before, said) for before, said in zip(taken, mine.values(), strict=True)]
        return [*now, *told, *firms.values(), *self._both_named()]

    @cached_property
    def _reach(self) -> range:
        """The places about which this photo may decide something: beside it, and on as long as one hangs on another.

        One further at each end: whether a card is asked about also hangs on whether the card beside it has found its
        other side. To be asked before anything is joined: what is joined hangs on nothing any more.
        """
        last = self._here + 1
        while self._session.linked(last):
            last += 1
        return range(self._here - 2, last + 2)

    @cached_property
    def _firms(self) -> list[ContactDetails]:
        """What the cards that name nobody say, as long as none of them is joined; to be asked as `_reach` is."""
        stored = [one.side.details for place in self._reach for one in self._session.bare(place)]
        return [*stored, *(card.reading.details for card in self._photo.cards if card.reading.details.name is None)]

    def _settled(self, bare: Lying, place: int) -> list[Stored]:
        session, number = self._session, bare.card.contact_id
        before, after = session.lying(place - 1), session.lying(place + 1)
        for group in (before, after):
            found = self._only(bare.side, group, bare.taken)
            if found and number and number not in self._tx.known_distinct(found.contact_id):
                return [self._merged(bare.card, number, found)]
        if session.waits(place + 1) or (number and self._tx.was_asked_about(number)):
            return []
        beside = [(place, one) for one in session.lying(place) if one.card.id != bare.card.id]
        if len(beside) != 1:
            around = ((place - 1, before), (place + 1, after))
            beside = [(at, one) for at, group in around for one in group if one.alone and bare.alone]
        doubtful = [(at, one, _judged(bare.side, one, bare.taken)) for at, one in beside]
        doubtful = [(at, one, judged) for at, one, judged in doubtful if judged.verdict is Verdict.ASK]
        if any(session.undecided(at) for at, _, _ in doubtful):  # the other may yet find its own other side
            return []
        for _, other, judged in doubtful:
            if other.free and other.card.contact_id is not None:
                return [self._asked(bare, other, judged)]
        return []

    def _both_named(self) -> list[Stored]:
        """Two sides that both name somebody are never made one without a person's word, and seldom asked about."""
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
        """The other side on the same photo, when it is stored already and the two have only each other."""

        def mates(one: ScannedCard) -> list[ScannedCard]:
            others = (other for other in self._photo.cards if other.index != one.index)
            return [o for o in others if judge_sides(side_of(one), side_of(o)).verdict is Verdict.SAME]

        found = mates(card)
        if len(found) != 1 or len(mates(found[0])) != 1:
            return None
        here = [one for one in self._session.lying(self._here) if one.card.index == found[0].index]
        return self._only(side_of(card), here, card.taken)

    def _only(self, mine: Side, group: Sequence[Lying], taken: datetime | None) -> Owner | None:
        """The one card of a photo that certainly is the other side; None where there is none, or more than one."""
        judged = [(one, _judged(mine, one, taken)) for one in group]
        same = [(one, result) for one, result in judged if result.verdict is Verdict.SAME]
        if len(same) != 1 or not same[0][0].free or same[0][0].card.contact_id is None:
            return None
        return Owner(same[0][0].card.contact_id, why(same[0][1]))

    def _merged(self, bare: StoredCard, number: int, owner: Owner) -> Stored:
        self._tx.merge(owner.contact_id, number, now=self._now, actor=PROGRAM)
        note_side(self._tx, owner, bare.id, now=self._now)
        name = self._tx.contact(owner.contact_id).display_name
        return Stored(name, side=f"{bare.photo}, {owner.why}", earlier=True)

    def _asked(self, one: Lying, other: Lying, judged: MatchResult) -> Stored:
        """Nothing is decided: both stay, and the question waits for a person."""
        number, theirs = one.card.contact_id, other.card.contact_id or 0
        if number is None:  # nothing was read on it: a question needs somebody to ask about
            uid = contact_uid(one.card.sha256, one.card.index)
            empty = CardReading(ContactDetails())
            number = self._tx.add_contact(empty, uid=uid, card_id=one.card.id, now=self._now).id
        self._tx.ask_duplicate(number, theirs, score=judged.score, reasons=judged.reasons, now=self._now)
        name = self._tx.contact(theirs).display_name
        review = f"may be the other side of the card of {name} (#{theirs}): {why(judged)}"
        return Stored(one.card.photo, review=review, earlier=True)

    @cached_property
    def _bare_near(self) -> bool:
        """Somewhere within reach is a card that names nobody; nearly always there is none, and no more is asked."""
        return any(self._session.names_nobody(place) for place in self._reach)


def _known_now(before: Stored, said: Stored | None) -> Stored:
    """What is said of a card of this photo, where it was compared with others once all were stored."""
    return before if said is None else replace(before, verdict=said.verdict or Verdict.ASK, review=said.review)


def note_side(tx: Transaction, owner: Owner, card_id: int, *, now: datetime) -> None:
    """Write into the history that a card was taken for the other side, and by what."""
    after = {"card": card_id, "reasons": owner.why}
    tx.note_change(f"contact {owner.contact_id}", "other side", after=after, now=now, actor=PROGRAM)


def _judged(mine: Side, other: Lying, taken: datetime | None) -> MatchResult:
    if taken and other.taken and abs(taken - other.taken) > TOGETHER:
        return MatchResult(Verdict.NEW)
    return judge_sides(mine, other.side)


def _doubtful(one: StoredCard, other: StoredCard) -> bool:
    """Quickly, from what was read: see `doubtful_names`."""
    ours, theirs = (_named_firm(card.reading["contact"]) for card in (one, other))
    return doubtful_names(ours, theirs) is not None


def _named_firm(contact: dict[str, Any]) -> ContactDetails:
    name = contact["name"]
    person = PersonName(name["full"], other_script=name.get("other_script"))
    return ContactDetails(person, organization=contact.get("organization"))
