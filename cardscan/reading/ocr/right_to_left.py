"""Put the letters of right-to-left words from either Tesseract into the order in which a person reads them.

The `tesseract` program gives every word of such a line in the order of Unicode's rules, with a number's "+" behind it.
libtesseract under tesserocr gives every word in the order of print, so Arabic words start at their last letter. A
person reads words in the first order and numbers in the second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cardscan.model.page import Word

# Hebrew and Arabic letters, and Unicode's presentation forms of them.
LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Within such words, numbers and Latin letters run from left to right, with the marks that join them.
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9À-ɏ](?:[\w.,:/@+\-]*[A-Za-z0-9À-ɏ])?", re.ASCII)
# Characters that only tell a screen the writing direction; print has none.
_MARKS = dict.fromkeys((0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069))


def as_read(words: Sequence[Word], *, from_print: bool) -> tuple[Word, ...]:
    """Return the words, with the letters of right-to-left lines in reading order; other words stay unchanged.

    Args:
        from_print: Whether the letters come in the order of print, from the left; otherwise in Unicode's order.
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
    """Return a text without the characters that only tell a screen the writing direction."""
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
