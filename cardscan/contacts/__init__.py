"""Match readings to known contacts and exchange contacts with address books.

match_keys(details) -> keys for `cardscan.store.open_store`
match(details, candidates) -> MatchResult (same, ask, new)
formats.registry.FORMATS -> the export formats
"""

from cardscan.contacts.matching.keys import match_keys
from cardscan.contacts.matching.match import match

__all__ = ["match", "match_keys"]
