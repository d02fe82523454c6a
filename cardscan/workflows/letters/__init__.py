"""From an encounter to a letter and its file: `wanted.py` says which letter, `writing.py` makes it."""
