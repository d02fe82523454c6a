"""Lines that run from right to left: both Tesseracts' words with their letters as a person reads them.

The program gives all words of such a line in the order of Unicode's rules, a number's "+" behind it; libtesseract under
tesserocr gives all of them in print's order, words of Arabic from their last letter on. A person reads words as the
first has them and numbers as the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cardscan.model.page import Word

# Hebrew, Arabic and what Unicode sets in their forms.
LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Numbers and Latin letters run from left to right within such words, with the marks that hold them together.
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9À-ɏ](?:[\w.,:/@+\-]*[A-Za-z0-9À-ɏ])?", re.ASCII)
# What tells a screen which way to write; print has none.
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069))


def as_read(words: Sequence[Word], *, from_print: bool) -> tuple[Word, ...]:
    """Words of lines that run from right to left, as they are read; others as they are.

    Args:
        from_print: All letters stand in print's order, from the left; else in Unicode's.
    """
    found: list[Word] = []
    for row in _rows(words):
        leftwards = any(LETTERS.search(word.text) for word in row)
        for word in row:
            if leftwards and bool(LETTERS.search(word.text)) == from_print:
                found.append(replace(word, text=_turned(word.text)))
            else:
                found.append(word)
    return tuple(found)


def without_marks(text: str) -> str:
    """A text without the signs that only tell a screen which way to write."""
    return text.translate(_MARKS)


def _turned(text: str) -> str:
    return _LEFT_TO_RIGHT.sub(lambda found: found.group()[::-1], text[::-1])


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in words:
        if rows and _in_row(rows[-1][-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _in_row(one: Word, other: Word) -> bool:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    return shared >= 0.5 * min(one.box.height, other.box.height)
