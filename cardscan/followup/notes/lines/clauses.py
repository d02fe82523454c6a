"""Cut a later line into clauses, each with the marks of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from cardscan.followup.notes.lines.lexicon import Item, Lexicon

# What ends a clause: marks, dashes between blanks, arrows and emoji. A full stop ends none in "17.12.".
_END = re.compile(
    r"(?P<asked>\?)|[,;:!()\[\]\n…]+|(?<!\d)\.|\.{2,}|\s[-–—]+\s|[–—]|->|=>|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff]"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a line.

    Attributes:
        text: The whole piece between two marks, as typed; two clauses joined by "and" share it.
        spread: Marks of phrases with a gap.
        asked: It ends in a question mark.
    """

    items: tuple[Item, ...]
    text: str
    spread: frozenset[str] = frozenset()
    asked: bool = False

    def has(self, *marks: str) -> bool:
        """Whether any word or phrase of the clause has one of these marks."""
        return any(not item.marks.isdisjoint(marks) for item in self.items) or not self.spread.isdisjoint(marks)

    def first(self, mark: str) -> int | None:
        """Return the place of the first word or phrase with this mark."""
        return next((at for at, item in enumerate(self.items) if mark in item.marks), None)


def clauses(text: str, lexicon: Lexicon, names: Set[str]) -> list[Clause]:
    """Return the clauses of a line, in order."""
    found = []
    # A full stop may only shorten a word: "rép. auto". What several words say together is looked for across it.
    across = frozenset(
        mark for piece, asked in _pieces(text.replace(".", " ")) if not asked for mark in lexicon.spread(piece)
    )
    for piece, asked in _pieces(text):
        spread = across if not asked else frozenset()
        for items in _joined(lexicon.items(piece, names)):
            found.append(Clause(tuple(items), piece, spread, asked))
            spread = frozenset()
    return found


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    start = 0
    for match in _END.finditer(text):
        if text[start : match.start()].strip():
            yield text[start : match.start()].strip(), match["asked"] is not None
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip(), False


def _joined(items: Sequence[Item]) -> list[list[Item]]:
    """Cut at words such as "and" and "that", but not between two names: "lunch with Mira and Ana"."""
    found: list[list[Item]] = [[]]
    for item in items:
        if "split" in item.marks:
            found.append([])
        found[-1].append(item)
    return [each for each in found if each]
