"""From a reading to a contact: is it a person already known, and how it leaves for an address book.

match_keys(details) -> keys for `cardscan.store.open_store`
match(details, candidates) -> MatchResult (same, ask, new)
vcard.write(contact) -> bytes            vcard.write_all(contacts) -> pieces
csv_export.write(contacts, flavour) -> pieces
"""

from cardscan.contacts.formats import csv_export, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.matching.keys import match_keys
from cardscan.contacts.matching.match import match

__all__ = ["CsvFlavour", "csv_export", "match", "match_keys", "vcard"]
