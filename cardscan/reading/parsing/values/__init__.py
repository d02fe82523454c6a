"""Find values in text: text in, candidates out.

Each package looks for one kind of value in the text of a card: `phones`, `emails`, `web`. `card_values.py` runs them
all. They never raise on any text, whatever a reader made of it. They look only at the first `glyphs.MAX_LINE`
characters of a line, so that no line can take long.
"""
