"""Define the domain types. They are frozen, checked once at birth, and import nothing else of cardscan."""
