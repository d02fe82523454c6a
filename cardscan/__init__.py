"""cardscan: photos of business cards become a few real relationships, offline."""

__version__ = "0.2.0"
