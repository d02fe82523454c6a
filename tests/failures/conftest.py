"""The drawn cards and the command line of the system tests, for the failure tests too; watched folders."""

from tests.failures.watched import inbox, noted, tidy
from tests.system.conftest import card_photos, cardscan, folder, one_reader

__all__ = ["card_photos", "cardscan", "folder", "inbox", "noted", "one_reader", "tidy"]
