"""Draft a letter for an encounter: `wanted.py` decides which letter, `writing.py` writes it and its file."""
