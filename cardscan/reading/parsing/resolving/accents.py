"""Restore accents that one reader lost and another saw: find lines that may lack some, and correct their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading, FieldKind, PersonName
from cardscan.reading.parsing.evidence.lexicons import fold
from cardscan.reading.parsing.resolving.confidence import writes_accents

# Values whose spelling matters to people; the other kinds hold no accents, or are found without them.
SPELLED = (FieldKind.NAME, FieldKind.TITLE, FieldKind.DEPARTMENT, FieldKind.ORGANIZATION)
# At most this many lines are read again on one card, because each costs a call of the reader.
MOST_LINES = 6
# Below this confidence an accent may as well be a speck; on drawn cards, wrong accents have 0.3 to 0.7.
SURE_ACCENT = 0.75


def lines_to_check(page: Page, reading: CardReading) -> tuple[Box, ...]:
    """Return lines of names, titles and firms with a plain word, on a card from a country with accents; px of the card.

    Args:
        page: A page by a reader that gives all words of a line the same top and height.
    """
    if not writes_accents(reading.country):
        return ()
    wanted = [field.box for field in reading.fields if field.kind in SPELLED and field.box is not None]
    lines: dict[tuple[int, int], list[Word]] = {}
    for word in page.words:
        if any(word.box.overlap(box) > 0 for box in wanted):
            lines.setdefault((word.box.top, word.box.height), []).append(word)
    plain = [words for words in lines.values() if any(_plain(word.text) for word in words)]
    return tuple(Box.around(word.box for word in words) for words in plain[:MOST_LINES])


def with_accents(page: Page, seen: Sequence[tuple[Box, Sequence[Word]]]) -> Page:
    """Return the page with plain words as another reader spells them, where the two differ only in accents.

    Args:
        seen: Lines, and the words that the other reader saw on each; their places do not matter.
    """
    words = list(page.words)
    for line, others in seen:
        spellings = {fold(other.text): other for other in others if other.confidence >= SURE_ACCENT}
        for index, word in enumerate(words):
            if word.box.overlap(line) <= 0 or not _plain(word.text):
                continue
            other = spellings.get(fold(word.text))
            if other is not None and _same_but_for_accents(word.text, other.text):
                words[index] = replace(word, text=other.text)
    return replace(page, words=tuple(words))


def accented_as(person: PersonName, texts: Iterable[str]) -> PersonName:
    """Return the name with accents that other lines of the card show on its words; readers lose accents, never add."""
    accented = {fold(word): word for text in texts for word in re.findall(r"[^\W\d_]{4,}", text) if not word.isascii()}
    if not accented:
        return person

    def mend(name: str | None) -> str | None:
        return re.sub(r"[^\W\d_]{4,}", lambda match: _accented(match.group(0), accented), name) if name else name

    return replace(person, full=mend(person.full) or person.full, given=mend(person.given), family=mend(person.family))


def _accented(word: str, accented: Mapping[str, str]) -> str:
    other = accented.get(fold(word), "")
    if not word.isascii() or len(other) != len(word):
        return word
    return "".join(c.upper() if w.isupper() else c.lower() for w, c in zip(word, other, strict=True))


def _plain(text: str) -> bool:
    """Whether a letter of a word may have lost its accent."""
    return sum(c.isascii() and c.isalpha() for c in text) >= 3 and "@" not in text


def _same_but_for_accents(plain: str, accented: str) -> bool:
    """Whether two words equal letter for letter, with the same case, except that the second has accents."""
    if len(plain) != len(accented) or plain == accented:
        return False
    return all(
        one == two or (one.isascii() and fold(one) == fold(two) and one.isupper() == two.isupper())
        for one, two in zip(plain, accented, strict=True)
    )
