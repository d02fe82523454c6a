"""From a plan to a letter: its values, its text, written in a process of its own, and what the lint has against it."""
