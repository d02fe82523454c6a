"""From a reading to a contact: is it a person already known, and how it leaves for an address book.

match_keys(details) -> keys for `cardscan.store.open_store`
match(details, candidates) -> MatchResult (same, ask, new)
formats.registry.FORMATS -> the formats that contacts leave in
"""

from cardscan.contacts.matching.keys import match_keys
from cardscan.contacts.matching.match import match

__all__ = ["match", "match_keys"]
