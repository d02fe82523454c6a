"""Search the whole store for contacts that may be the same person, after an import or an upgrade. Merges nothing."""

from __future__ import annotations

from datetime import datetime

from cardscan.contacts.matching.match import match
from cardscan.model.contact import Verdict
from cardscan.store import Store

# Contacts compared in one transaction; other programs can write between two transactions.
PAGE = 200


def search_duplicates(store: Store, *, now: datetime) -> int:
    """Compare every contact with those that share a key with it, and queue a question for each likely pair.

    Nothing is merged: two stored contacts are separate for a reason, so a person decides.

    Returns:
        How many pairs were added to the queue.
    """
    found, numbers = 0, [line.id for line in store.people.lines()]
    for start in range(0, len(numbers), PAGE):
        with store.transaction() as tx:
            for number in numbers[start : start + PAGE]:
                if tx.duplicates.became(number) != number:  # merged meanwhile
                    continue
                contact = tx.people.get(number)
                others = [each for each in tx.people.candidates(contact.details) if each.id != number]
                for other in others:
                    compared = match(contact.details, [other])
                    if compared.verdict is not Verdict.NEW:
                        found += tx.duplicates.ask(
                            number, other.id, score=compared.score, reasons=compared.reasons, now=now
                        )
    return found
