"""Compare nameless cards of one firm among the same photos, such as a restaurant's card twice or backs without fronts.

They are compared with each other only when every other question about them is settled: a card that turns out to be
the back of a person's card is not a card of the firm. They are then compared in the order of their photos, so that
the outcome does not depend on the order in which the photos were taken in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.contacts.matching.match import match
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.contact import Contact, MatchResult, Verdict
from cardscan.model.reading import ContactDetails
from cardscan.store import PROGRAM, Transaction
from cardscan.workflows.intake.session import Session


@dataclass(frozen=True, slots=True)
class AlikeCards:
    """The firms' cards among the photos of one session, as the store holds them inside a transaction."""

    tx: Transaction
    session: Session
    now: datetime

    def any_like(self, details: ContactDetails) -> bool:
        """Whether another card among these photos may belong to the same firm."""
        return bool(self._like(details))

    def settle(self, details: ContactDetails) -> dict[tuple[str, int], CardOutcome]:
        """Join the cards that resemble this one, or queue a question about them, once nothing else about them is open.

        Returns:
            The outcome for each card, keyed by its photo's SHA-256 and its index on the photo.
        """
        alike = self._like(details)
        if any(self.session.undecided(place) for contact in alike for place, _ in self.session.cards_of(contact.id)):
            return {}
        told: dict[tuple[str, int], CardOutcome] = {}
        standing = list(alike)
        for contact in alike:
            (_, first), *others = self.session.cards_of(contact.id)
            before = standing[: standing.index(contact)]
            # A card placed before cards that were decided without it is compared only with those placed after it.
            pool = before or [each for each in standing if each is not contact and self._decided(each)]
            if others or not first.free or self.tx.duplicates.was_asked_about(contact.id):
                continue
            said = self._compared(contact, pool, {each.id for each in alike})
            if said is not None:
                told[first.card.sha256, first.card.index] = said
                if said.verdict is Verdict.SAME:
                    standing.remove(contact)
        return told

    def _decided(self, contact: Contact) -> bool:
        """Whether this contact was joined with another card, or asked about, before."""
        return len(self.tx.cards.all(contact_id=contact.id)) > 1 or self.tx.duplicates.was_asked_about(contact.id)

    def _like(self, details: ContactDetails) -> list[Contact]:
        """Return the contacts that may be this firm, ordered by the places of their first cards."""
        bare = (contact for contact in self.tx.people.candidates(details) if contact.details.name is None)
        alike = [contact for contact in bare if match(details, [contact]).verdict is not Verdict.NEW]
        placed = {contact.id: self.session.cards_of(contact.id)[:1] for contact in alike}
        firsts = {number: (place, one.card.index) for number, found in placed.items() for place, one in found}
        return sorted((contact for contact in alike if contact.id in firsts), key=lambda each: firsts[each.id])

    def _compared(self, contact: Contact, pool: list[Contact], alike: set[int]) -> CardOutcome | None:
        """Match with a known contact or one of these alike cards, then join or ask; return what was done."""
        others = [each for each in self.tx.people.candidates(contact.details) if each.id not in alike]
        distinct = self.tx.duplicates.distinct_from(contact.id)
        compared = match(contact.details, [each for each in (*pool, *others) if each.id not in distinct])
        known = compared.contact_id
        if compared.verdict is Verdict.NEW or known is None:
            return None
        if compared.verdict is Verdict.SAME:
            self.tx.duplicates.merge(known, contact.id, now=self.now, actor=PROGRAM)
            return CardOutcome(contact.display_name, Verdict.SAME, earlier=True)
        return CardOutcome(
            contact.display_name, review=ask_same(self.tx, contact.id, compared, now=self.now), earlier=True
        )


def ask_same(tx: Transaction, number: int, compared: MatchResult, *, now: datetime) -> str:
    """Keep both people and queue the question for a person; return it in words. Unattended runs never merge people."""
    known = compared.contact_id
    if known is not None:
        tx.duplicates.ask(number, known, score=compared.score, reasons=compared.reasons, now=now)
    other = tx.people.get(known).display_name if known else "another contact"
    return f"may be the same as {other} (#{known}): {why(compared)}"


def why(judged: MatchResult) -> str:
    """Return the names of the match's reasons."""
    return ", ".join(name for name, _ in judged.reasons)
