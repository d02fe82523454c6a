"""Who in the whole store may be the same person as somebody else? For after an import, or an upgrade."""

from __future__ import annotations

from datetime import datetime

from cardscan.contacts.matching.match import match
from cardscan.model.contact import Verdict
from cardscan.store import Store

# Contacts looked at in one transaction; others can write in between.
PAGE = 200


def search_duplicates(store: Store, *, now: datetime) -> int:
    """Compare every contact with those that share a key with it, and queue the question for each likely pair.

    Nothing is merged: what is stored as two contacts was so for a reason, and a person decides.

    Returns:
        How many pairs are new in the queue.
    """
    found, numbers = 0, [line.id for line in store.lines()]
    for start in range(0, len(numbers), PAGE):
        with store.transaction() as tx:
            for number in numbers[start : start + PAGE]:
                if tx.became(number) != number:  # merged meanwhile
                    continue
                contact = tx.contact(number)
                others = [each for each in tx.candidates(contact.details) if each.id != number]
                for other in others:
                    compared = match(contact.details, [other])
                    if compared.verdict is not Verdict.NEW:
                        found += tx.ask_duplicate(
                            number, other.id, score=compared.score, reasons=compared.reasons, now=now
                        )
    return found
