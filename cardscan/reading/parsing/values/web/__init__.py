"""Find web addresses and social handles, and check them against the rest of the card."""
