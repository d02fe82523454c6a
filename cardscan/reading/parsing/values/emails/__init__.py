"""Find e-mail addresses, repair what a reader or a line break damaged, and check them against the card."""
