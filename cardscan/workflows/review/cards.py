"""Carry out what a person says about one card: read it again, or give it to another or a second person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.scan import ScannedCard, contact_json
from cardscan.store import ValueKind
from cardscan.workflows.review.steps import Done, StepDesk

_OF_A_PERSON = tuple(kind for kind in ValueKind if kind is not ValueKind.UNASSIGNED)
NAMESPACE = uuid.UUID("5d7c1f0e-54d5-4b62-9b58-2c7d4f6f3a13")


@dataclass(frozen=True, slots=True)
class CardDesk(StepDesk):
    """A person's actions on cards."""

    def read_again(self, card_id: int, card: ScannedCard, *, seen: str, now: datetime) -> Done:
        """Replace the card's reading with a new one; what a person said stays as it is.

        Raises:
            UsageError: Nothing was read this time; the old reading is kept, since it is better than none.
        """
        number = self._owner(card_id)
        if card.reading.details.empty:
            raise UsageError("nothing could be read that way, so the card stays as it was; try another side up")
        with self.step("read again", number, seen={number: seen}, now=now) as opened:
            tx = opened.tx
            old = contact_json(tx.people.get(number).details)
            opened.before["card"] = tx.cards.record(card_id)
            tx.cards.replace(card_id, card, now=now)
            tx.people.attach_card(number, card_id, card.reading, now=now)
            if not tx.people.history(number).decision:
                self.draft_letter(opened, number, now)
            new = contact_json(tx.people.get(number).details)
        differs = [name.replace("_", " ") for name in new if new[name] != old[name] and name != "unassigned"]
        note = f"Differs now: {', '.join(differs)}." if differs else "It says the same as before."
        return Done(number, "read again", drafted=bool(opened.written), note=note)

    def split(self, card_id: int, *, seen: str, now: datetime) -> Done:
        """Make a new contact of this card; what was said about the old contact stays with it.

        Raises:
            StoreError: It is the only card of its contact.
        """
        number = self._owner(card_id)
        with self.step("split", number, seen={number: seen}, now=now) as opened:
            uid = uuid.uuid5(NAMESPACE, f"{card_id} {opened.tx.people.get(number).uid} {now.isoformat()}").urn
            opened.before["split"] = opened.tx.cards.split(card_id, uid=uid, now=now)
            opened.also([opened.before["split"]["new"]])
        return Done(number, "split")

    def second_person(
        self,
        card_id: int,
        theirs: Mapping[ValueKind, Sequence[Any]],
        *,
        kept: Mapping[ValueKind, Sequence[Any]],
        seen: str,
        now: datetime,
    ) -> Done:
        """Make a contact for the second person on this card, with the same card and the same place of meeting.

        Args:
            theirs: All values of the second person, including the name; kinds that are left out have no value.
            kept: The values that remain with the first person, for each kind that lost one.
        Raises:
            UsageError: The second person has no name.
        """
        number = self._owner(card_id)
        if not theirs.get(ValueKind.NAME):
            raise UsageError("write the name of the second person; the card has only one so far")
        with self.step("second person", number, seen={number: seen}, now=now) as opened:
            tx = opened.tx
            uid = uuid.uuid5(NAMESPACE, f"{card_id} {tx.people.get(number).uid} second {now.isoformat()}").urn
            opened.before["doubled"] = tx.cards.double(card_id, uid=uid, now=now)
            new = opened.before["doubled"]["new"]
            for kind in _OF_A_PERSON:
                tx.people.correct(new, kind, theirs.get(kind, ()), now=now, actor=self.actor)
            for lost, values in kept.items():
                tx.people.correct(number, lost, values, now=now, actor=self.actor)
            opened.also([new])
        return Done(number, "second person")

    def _owner(self, card_id: int) -> int:
        owner = self.store.cards.get(card_id).contact_id
        if owner is None:
            raise UsageError("this card belongs to nobody; it was not read, or let go")
        return owner
