"""E-mail addresses: found, mended where a reader or a line break damaged them, and checked against the card."""
