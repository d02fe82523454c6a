"""Understands a later line, "she answered" or "habe ihr geschrieben": who of the two it came from, and what it was.

A sign is a phrase of a language's file. Only signs that agree say something for sure; where none speaks, where two
contradict, or where the line tells of a bounce, an automatic reply or a request to stop, nobody is made to have
written: the person who typed the line is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cardscan.followup.notes.phrase_patterns import says, search
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, TouchKind

# Where one part of a line ends: negation in one part says nothing of the next.
_PART_END = re.compile(
    r"[,;:!?()\n]+|\.+(?=\s|$)|\s[-–—]+\s|\s(?:and|but|und|aber|et|mais|y|pero|ma|mas|en|maar)\s(?!i\b)", re.IGNORECASE
)
_QUESTION = re.compile(r"[^,;:.!?()\n]*\?")
_KINDS = (TouchKind.REFERRAL, TouchKind.HELP, TouchKind.TALK, TouchKind.MESSAGE)  # the first that a sign says wins

Sign = tuple[Direction, TouchKind]


def read_touch(text: str, names: Iterable[str] = ()) -> tuple[Direction | None, TouchKind | None]:
    """Who of the two a line says it came from, and what it was; (None, None) where that is not sure.

    Args:
        names: What the other one is called: "mira answered" is then as good as "Mira answered".
    """
    line = _capitalised(one_line(text), names)
    if says("touch_no_exchange", line):
        return None, None
    parts = [part.strip() for part in _PART_END.split(_QUESTION.sub(" ", line))]
    signs = {sign for part in parts for sign in _signs(part)}
    unreached = says("touch_unreached", line)
    ways = {way for way, _ in signs}
    if not ways and unreached and any(says("touch_my_call", part) for part in parts):
        return Direction.OUT, TouchKind.MESSAGE
    if not ways or (Direction.BOTH in ways and unreached) or ways == {Direction.IN, Direction.OUT}:
        return None, None
    way = Direction.BOTH if Direction.BOTH in ways else ways.pop()
    kinds = {kind for said, kind in signs if said is way or Direction.BOTH is way}
    return way, next(kind for kind in _KINDS if kind in kinds)


def _signs(part: str) -> set[Sign]:
    """What one part of a line says; nothing where it says that it did not happen."""
    found = {
        (way, kind)
        for way in Direction
        for kind in TouchKind
        if (match := search(f"touch_{way}_{kind}", part)) and not says("touch_not_before", part[: match.end()])
    }
    back = (Direction.IN, TouchKind.TALK)
    if back in found:  # "she called back" holds "she called" too
        found.discard((Direction.BOTH, TouchKind.TALK))
    return set() if says("touch_not", part) else found


def _capitalised(line: str, names: Iterable[str]) -> str:
    words = {word for name in names for word in name.split() if len(word) > 1}
    for word in words:
        line = re.sub(rf"\b{re.escape(word)}\b", lambda match: match[0].capitalize(), line, flags=re.IGNORECASE)
    return line
