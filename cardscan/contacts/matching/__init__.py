"""Judge whether a card belongs to a known person and whether two cards are two sides of one, with named reasons."""
