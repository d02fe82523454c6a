"""Understand a later line, "she answered" or "habe ihr geschrieben": who of the two it came from, and what it was.

A sign is a phrase from a language's file. Only signs that agree are certain. If there is no sign, if signs contradict
each other, or if the line is about a bounce, an automatic reply or a request to stop, no direction is assumed: the
person who typed the line is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cardscan.followup.notes.phrase_patterns import says, search
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, TouchKind

# Where one part of a line ends; a negation in one part does not apply to the next.
_PART_END = re.compile(
    r"[,;:!?()\n]+|\.+(?=\s|$)|\s[-–—]+\s|\s(?:and|but|und|aber|et|mais|y|pero|ma|mas|en|maar)\s(?!i\b)", re.IGNORECASE
)
_QUESTION = re.compile(r"[^,;:.!?()\n]*\?")
_KINDS = (TouchKind.REFERRAL, TouchKind.HELP, TouchKind.TALK, TouchKind.MESSAGE)  # the first that a sign says wins

Sign = tuple[Direction, TouchKind]


def read_touch(text: str, names: Iterable[str] = ()) -> tuple[Direction | None, TouchKind | None]:
    """Return who a line came from and what it was, or (None, None) if that is not certain.

    Args:
        names: Names of the other person, so that "mira answered" is understood like "Mira answered".
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
    """Return the signs in one part of a line; none if the part says that it did not happen."""
    found = {
        (way, kind)
        for way in Direction
        for kind in TouchKind
        if (match := search(f"touch_{way}_{kind}", part)) and not says("touch_not_before", part[: match.end()])
    }
    back = (Direction.IN, TouchKind.TALK)
    if back in found:  # "she called back" also contains "she called"
        found.discard((Direction.BOTH, TouchKind.TALK))
    return set() if says("touch_not", part) else found


def _capitalised(line: str, names: Iterable[str]) -> str:
    words = {word for name in names for word in name.split() if len(word) > 1}
    for word in words:
        line = re.sub(rf"\b{re.escape(word)}\b", lambda match: match[0].capitalize(), line, flags=re.IGNORECASE)
    return line
