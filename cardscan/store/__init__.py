"""Store photos, cards, contacts, encounters and drafts in a database. Contains the only SQL of the program.

    with open_store(settings.database, keys_of=match_keys) as store:
        with store.transaction() as tx:  # all of it, or nothing
            photo_id = tx.photos.add(photo, stamp=stamp, now=now)
            card_id = tx.cards.add(photo_id, card, now=now)
            contact = tx.people.add(card.reading, uid=uid, card_id=card_id, now=now)
            tx.encounters.add(contact.id, encounter, card_id=card_id, now=now)

SQLite by default, PostgreSQL through the same code. A value that a person gave is never overwritten by a reading.
"""

from cardscan.model.contact import Decision
from cardscan.store.facets.drafts import PROGRAM
from cardscan.store.facets.meetings import Told
from cardscan.store.forgetting import Belongings
from cardscan.store.ledger import Ledger
from cardscan.store.queue import Lane, QueueCounts, Waiting, Why
from cardscan.store.records import (
    Arrival,
    AuditEntry,
    ContactHistory,
    ContactLine,
    Counts,
    DuplicateQuestion,
    Employment,
    FileStamp,
    LedgerSummary,
    LetterVersion,
    Merge,
    PhotoState,
    Place,
    QuestionState,
    Settled,
    StoredCard,
    StoredValue,
    ValueKind,
    Watcher,
)
from cardscan.store.store import Store, Transaction, open_store
from cardscan.store.values import name_to_store, stored_name
from cardscan.store.view import StoreView

__all__ = [
    "PROGRAM",
    "Arrival",
    "AuditEntry",
    "Belongings",
    "ContactHistory",
    "ContactLine",
    "Counts",
    "Decision",
    "DuplicateQuestion",
    "Employment",
    "FileStamp",
    "Lane",
    "Ledger",
    "LedgerSummary",
    "LetterVersion",
    "Merge",
    "PhotoState",
    "Place",
    "QuestionState",
    "QueueCounts",
    "Settled",
    "Store",
    "StoreView",
    "StoredCard",
    "StoredValue",
    "Told",
    "Transaction",
    "ValueKind",
    "Waiting",
    "Watcher",
    "Why",
    "name_to_store",
    "open_store",
    "stored_name",
]
