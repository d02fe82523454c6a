"""A text as date phrases are looked for in it: folded, slips mended, and each letter still knowing where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Signs that people use one for the other.
_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "º": "o", "°": "o", "\xa0": " "})
_WORD = re.compile(r"[a-z]{6,}")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text.

    Attributes:
        text: Lower case, without accents, with plain apostrophes and dashes.
        places: For each of its letters, the start and the end of what it stands for in the original.
    """

    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the folded text stood in the original."""
        return (self.places[start][0], self.places[end - 1][1]) if start < end else (0, 0)

    def mended(self, mend: Callable[[str], str]) -> FoldedText:
        """Return the text with each longer word as `mend` returns it."""
        text, places, done = "", [], 0
        for match in _WORD.finditer(self.text):
            word = mend(match[0])
            if word != match[0]:
                text += self.text[done : match.start()] + word
                places += [*self.places[done : match.start()], *[self.span(*match.span())] * len(word)]
                done = match.end()
        return FoldedText(text + self.text[done:], (*places, *self.places[done:]))


def folded(text: str) -> FoldedText:
    """Return the text folded; a sign that becomes several letters, as "ß", is one place, an accent none."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for at, sign in enumerate(text):
        plain = fold(sign)
        if not plain and places:
            places[-1] = (places[-1][0], at + 1)
        letters += plain
        places += [(at, at + 1)] * len(plain)
    return FoldedText("".join(letters), tuple(places))


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with plain apostrophes and dashes."""
    parts = unicodedata.normalize("NFD", text.translate(_SIGNS).casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
