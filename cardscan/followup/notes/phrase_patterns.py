"""Match the phrases of the language files, in the notation that en.toml explains; all languages at once.

Nothing declares the language of a person's line, and one line may mix two languages.
"""

from __future__ import annotations

import functools
import re

from cardscan.followup.notes.phrases import phrases

_ONE_WORD = r"(?:(?!(?:i|ich|je|j['’]ai|ik|io|eu|yo)\b)\S+\s+)?"
_NAME = r"(?-i:[A-ZÀ-ÖØ-Þ][\w'’-]+(?<!['’]s))"
_NAMES = rf"{_NAME}(?:\s+{_NAME}){{0,2}}"


def says(kind: str, text: str) -> bool:
    """Whether the text contains a phrase of this list."""
    return search(kind, text) is not None


def search(kind: str, text: str) -> re.Match[str] | None:
    """Return the first match of this list in the text; None if there is no match or no such list."""
    pattern = _pattern(kind)
    return pattern.search(text) if pattern else None


@functools.cache
def _pattern(kind: str) -> re.Pattern[str] | None:
    listed = phrases(kind)
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
    return "|".join(re.escape(word) for word in phrases(kind).get(language, ()))


@functools.cache
def _not_listed() -> str:
    words = {word for some in phrases("touch_no_name").values() for word in some}
    return rf"(?!(?:{'|'.join(map(re.escape, sorted(words)))})\b)"
