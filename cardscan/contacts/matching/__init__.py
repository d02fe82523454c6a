"""Is this person known already, and are two cards the front and the back of one? Named reasons, and a verdict."""
