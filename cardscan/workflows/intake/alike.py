"""Cards of one firm that name nobody and lie among the same photos: a restaurant's card twice, backs without fronts.

They are compared with each other only when nothing about any of them is open any more: one that turns out to be the
back of a person's card is no card of the firm. Then they are gone through in the order of their photos, so that the
end is the same in whatever order the photos were taken in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.contacts.matching.match import match
from cardscan.model.contact import Contact, MatchResult, Verdict
from cardscan.model.reading import ContactDetails
from cardscan.model.stored import Stored
from cardscan.store import PROGRAM, Transaction
from cardscan.workflows.intake.session import Session


@dataclass(frozen=True, slots=True)
class AlikeCards:
    """The firms' cards among the photos of one session, as they stand inside a transaction."""

    tx: Transaction
    session: Session
    now: datetime

    def any_like(self, details: ContactDetails) -> bool:
        """Another card among these photos may be of the same firm."""
        return bool(self._like(details))

    def settle(self, details: ContactDetails) -> dict[tuple[str, int], Stored]:
        """Join or ask about the cards that are like this one, if nothing is open about any of them.

        Returns:
            What became of which card, by its photo's SHA-256 and its index.
        """
        alike = self._like(details)
        if any(self.session.undecided(place) for contact in alike for place, _ in self.session.lying_of(contact.id)):
            return {}
        told: dict[tuple[str, int], Stored] = {}
        standing = list(alike)
        for contact in alike:
            (_, first), *others = self.session.lying_of(contact.id)
            before = standing[: standing.index(contact)]
            # One that comes before cards that were decided on without it has only those behind it.
            pool = before or [each for each in standing if each is not contact and self._decided(each)]
            if others or not first.free or self.tx.was_asked_about(contact.id):
                continue
            said = self._compared(contact, pool, {each.id for each in alike})
            if said is not None:
                told[first.card.sha256, first.card.index] = said
                if said.verdict is Verdict.SAME:
                    standing.remove(contact)
        return told

    def _decided(self, contact: Contact) -> bool:
        """It was joined with another card, or asked about, before."""
        return len(self.tx.cards(contact_id=contact.id)) > 1 or self.tx.was_asked_about(contact.id)

    def _like(self, details: ContactDetails) -> list[Contact]:
        """Those that may be of this firm, by the places of their first cards."""
        bare = (contact for contact in self.tx.candidates(details) if contact.details.name is None)
        alike = [contact for contact in bare if match(details, [contact]).verdict is not Verdict.NEW]
        lying = {contact.id: self.session.lying_of(contact.id)[:1] for contact in alike}
        firsts = {number: (place, one.card.index) for number, found in lying.items() for place, one in found}
        return sorted((contact for contact in alike if contact.id in firsts), key=lambda each: firsts[each.id])

    def _compared(self, contact: Contact, pool: list[Contact], alike: set[int]) -> Stored | None:
        """Join it with, or ask whether it is, somebody known already or one of these alike cards; what was done."""
        others = [each for each in self.tx.candidates(contact.details) if each.id not in alike]
        distinct = self.tx.known_distinct(contact.id)
        compared = match(contact.details, [each for each in (*pool, *others) if each.id not in distinct])
        known = compared.contact_id
        if compared.verdict is Verdict.NEW or known is None:
            return None
        if compared.verdict is Verdict.SAME:
            self.tx.merge(known, contact.id, now=self.now, actor=PROGRAM)
            return Stored(contact.display_name, Verdict.SAME, earlier=True)
        return Stored(contact.display_name, review=ask_same(self.tx, contact.id, compared, now=self.now), earlier=True)


def ask_same(tx: Transaction, number: int, compared: MatchResult, *, now: datetime) -> str:
    """Unattended, two people are never made one: keep both, and leave the question for a person; it, in words."""
    known = compared.contact_id
    if known is not None:
        tx.ask_duplicate(number, known, score=compared.score, reasons=compared.reasons, now=now)
    other = tx.contact(known).display_name if known else "another contact"
    return f"may be the same as {other} (#{known}): {why(compared)}"


def why(judged: MatchResult) -> str:
    """The names of its reasons."""
    return ", ".join(name for name, _ in judged.reasons)
