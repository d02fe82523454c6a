"""Understands a later line, "she answered" or "habe ihr geschrieben": who of the two it came from, and what it was.

A sign is a phrase of phrases.toml. Only signs that agree say something for sure; where none speaks, where two
contradict, or where the line tells of a bounce, an automatic reply or a request to stop, nobody is made to have
written: the person who typed the line is asked.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from cardscan.followup.phrases import phrases
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, TouchKind

_ONE_WORD = r"(?:(?!(?:i|ich|je|j['’]ai|ik|io|eu|yo)\b)\S+\s+)?"
_NAME = r"(?-i:[A-ZÀ-ÖØ-Þ][\w'’-]+(?<!['’]s))"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,2}}"
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
    if _says("touch_no_exchange", line):
        return None, None
    parts = [part.strip() for part in _PART_END.split(_QUESTION.sub(" ", line))]
    signs = {sign for part in parts for sign in _signs(part)}
    unreached = _says("touch_unreached", line)
    ways = {way for way, _ in signs}
    if not ways and unreached and any(_says("touch_my_call", part) for part in parts):
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
        if (match := _search(f"touch_{way}_{kind}", part)) and not _says("touch_not_before", part[: match.end()])
    }
    back = (Direction.IN, TouchKind.TALK)
    if back in found:  # "she called back" holds "she called" too
        found.discard((Direction.BOTH, TouchKind.TALK))
    return set() if _says("touch_not", part) else found


def _capitalised(line: str, names: Iterable[str]) -> str:
    words = {word for name in names for word in name.split() if len(word) > 1}
    for word in words:
        line = re.sub(rf"\b{re.escape(word)}\b", lambda match: match[0].capitalize(), line, flags=re.IGNORECASE)
    return line


def _says(kind: str, text: str) -> bool:
    return _search(kind, text) is not None


def _search(kind: str, text: str) -> re.Match[str] | None:
    pattern = _pattern(kind)
    return pattern.search(text) if pattern else None


@functools.cache
def _pattern(kind: str) -> re.Pattern[str] | None:
    """One list of phrases.toml, of all languages at once: what a line is written in is nowhere said."""
    listed = phrases().get(kind, {})
    readings = [_reading(phrase, language) for language, some in listed.items() for phrase in some]
    return re.compile("|".join(readings), re.IGNORECASE) if readings else None


def _reading(phrase: str, language: str) -> str:
    start, words = phrase.startswith("^"), phrase.removeprefix("^").split()
    return (r"^" if start else r"(?<![\w'’])") + "".join(
        _word(word, language, last=at == len(words) - 1) for at, word in enumerate(words)
    )


def _word(word: str, language: str, *, last: bool) -> str:
    if word == "~":
        return _ONE_WORD
    if word == "…":
        return rf"(?:{_ONE_WORD}){{4}}"
    optional, word = word.endswith("?"), word.removesuffix("?")
    either = "|".join(_either(each, language) for each in word.split("/"))
    end = r"(?![\w'’])" if last else r"\s+"
    return rf"(?:(?:{either}){end}){'?' if optional else ''}"


def _either(word: str, language: str) -> str:
    if word == "{they}":
        return f"{_list('touch_they', language)}|^{_not_listed()}{_NAMES}"
    if word == "{whom}":
        return f"{_list('touch_whom', language)}|{_not_listed()}{_NAMES}"
    return re.escape(word).replace(r"\*", r"\w*").replace("'", "['’]")


def _list(kind: str, language: str) -> str:
    return "|".join(re.escape(word) for word in phrases()[kind][language])


@functools.cache
def _not_listed() -> str:
    words = {word for some in phrases()["touch_no_name"].values() for word in some}
    return rf"(?!(?:{'|'.join(map(re.escape, sorted(words)))})\b)"
