"""Split a note into sentences; a full stop in an abbreviation, a number, a date or a domain ends none."""

from __future__ import annotations

import re

from cardscan.locales.languages import LANGUAGES, language
from cardscan.locales.note_words import NOTE_LANGUAGES, note_words

_CLOSERS = r"[\"'”’»)\]]*"
# What may end a sentence: a line end, semicolon, dash or list mark always; "!", "?" and dots are checked one by one.
_END = re.compile(
    rf"(?P<sure>[;；。！？…\n\r\u2028\u2029]+|\s[-–*•·]+\s|\s?—\s?|\.{{2,}}{_CLOSERS}|"
    rf"[!?]+{_CLOSERS}(?=\s|$|\w))|(?P<dot>\.{_CLOSERS}(?=\s|$|[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]))"
)
_WORD_BEFORE = re.compile(r"[^\s(\"'“„«]+$")
_LISTS = [language(code).sentences for code in LANGUAGES]
_ABBREVIATIONS = frozenset(word for known in _LISTS for word in known.abbreviations).union(
    word for code in NOTE_LANGUAGES for word in note_words(code).abbreviations
)
_ORDINAL_AFTER = frozenset(word for known in _LISTS for word in known.ordinal_after)
_BEGINNINGS = frozenset(word for known in _LISTS for word in known.begin)
_MONTHS = frozenset(name.casefold() for code in LANGUAGES for name in language(code).calendar.months)
_WORD_AFTER = re.compile(r"\s*([^\s,.;:!?]+)")


def sentences(text: str) -> list[str]:
    """Cut the text where its sentences end, in order; all marks are kept but line ends, semicolons and dashes."""
    found, start = [], 0
    for match in _END.finditer(text):
        if match["dot"] and not _ends(text[start : match.start()], text[match.end() :]):
            continue
        if match["sure"] and text[match.end() : match.end() + 1].isalnum() and "/" in _last_word(text[: match.start()]):
            continue  # "?" in a web address
        found.append(text[start : match.end()].rstrip(";；-–—*•·\n\r\u2028\u2029 "))
        start = match.end()
    found.append(text[start:])
    return [sentence for sentence in (each.strip() for each in found) if sentence]


def _ends(before: str, after: str) -> bool:
    """Whether a full stop between these two texts ends a sentence."""
    if not after.strip():
        return True
    word, follows = _last_word(before), _WORD_AFTER.match(after)
    following = follows[1] if follows else ""
    plain = word.casefold().rstrip(".")
    if plain in _ABBREVIATIONS:
        return False
    if re.fullmatch(r"(?:\d{1,2}\.)?\d{1,2}", word):
        rest = before.rstrip()[: -len(word)]
        is_date = following.casefold() in _MONTHS or following[:1].isdecimal()
        return not is_date and _last_word(rest).casefold() not in _ORDINAL_AFTER
    if word.isalpha() and len(word) <= 4 and following[:1].isdecimal():
        return False  # "Dec. 3", "p. 12"
    if re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])*", word):  # an initial, or "a.m"
        return following.casefold() in _BEGINNINGS
    return True


def _last_word(text: str) -> str:
    match = _WORD_BEFORE.search(text.rstrip())
    return match[0] if match else ""
