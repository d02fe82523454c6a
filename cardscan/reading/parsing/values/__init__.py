"""Value finders: text in, candidates out.

Each module is a set of pure functions that look for one kind of value in the text of a card:
`phones`, `emails`, `urls`, `social`, and `countries` for the evidence where the card is from.
They never raise on any text, whatever a reader made of it, and they look at the first
`glyphs.MAX_LINE` characters of a line only, so that no line can take long.
"""
