"""Value finders: text in, candidates out.

Each room looks for one kind of value in the text of a card: `phones`, `emails`, `web`; `card_values.py` runs them all.
They never raise on any text, whatever a reader made of it, and they look at the first `glyphs.MAX_LINE` characters of
a line only, so that no line can take long.
"""
