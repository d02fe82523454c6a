"""Turn the words of a card into fields with evidence and confidence.

The only home of phonenumbers and email-validator. Data flows one way:

    pages -> lines -> card_values (phones, e-mails, ...) -> pieces -> labeller -> resolving -> fields -> reading
"""

from cardscan.reading.parsing.read import Hints, read
from cardscan.reading.parsing.resolving.accents import lines_to_check, with_accents
from cardscan.reading.parsing.resolving.confidence import writes_accents

__all__ = ["Hints", "lines_to_check", "read", "with_accents", "writes_accents"]
