"""Find phone numbers, label them, read them by the numbering plans, and complete those that are only implied."""
