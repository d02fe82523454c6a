"""Match the whole phrases of a language's notes: how a card came, who introduced whom, where it was, how much was said.

In a phrase a/b is either, x? may be missing, ~ is at most two words, ^ the start of the clause, {name} a person and
{rest} all that follows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from cardscan.followup.notes.lexicon import Lexicon, lexicon
from cardscan.followup.notes.units import fold
from cardscan.locales.note_words import NOTE_LANGUAGES
from cardscan.model.encounter import CardOrigin, TalkDepth

_NAME = r"(?P<name>[^\W\d_][\w'.-]*(?:\s+[^\W\d_][\w'.-]*){0,4}%s)"
_ENDS = " .!?…。！？,;:"
# Small words inside names: "Mia van der Exemplo". Titles stand before: "Dr. Muster".
_INSIDE = frozenset(word for code in NOTE_LANGUAGES for word in lexicon(code).words.in_names)
DEPTHS = {"none": TalkDepth.NONE, "few": TalkDepth.FEW_WORDS, "talk": TalkDepth.REAL_TALK}


@functools.cache
def _patterns(code: str, kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return (what the phrase stands for, pattern) of one list of phrases; each has its list's name or its own key."""
    phrases = lexicon(code).words.phrases
    listed = getattr(phrases, kind)
    table = listed if hasattr(listed, "items") else {kind: listed}
    return tuple((key, _compiled(phrase)) for key, some in table.items() for phrase in some)


def _compiled(phrase: str) -> re.Pattern[str]:
    start = phrase.startswith("^")
    words = [_word(word) for word in fold(phrase.removeprefix("^")).split()]
    if "{name}" in phrase and phrase.rstrip("?").endswith("{name}"):
        words[-1] = words[-1].replace("{0,4}?", "{0,4}")
    return re.compile(("^" if start else r"(?<![\w'])") + "".join(words))


def _word(word: str) -> str:
    if word == "~":
        return r"(?:\S+\s+){0,2}?"
    if word == "{rest}":
        return r"(?P<rest>.+)"
    optional = word.endswith("?")
    word = word.removesuffix("?")
    if "{name}" in word:
        before, _, after = word.partition("{name}")
        end = f"(?:{re.escape(after)})?" if optional and after else re.escape(after)
        return rf"{re.escape(before)}{_NAME % '?'}{end}(?!\w)\W*"
    either = "|".join(map(re.escape, word.split("/")))
    return rf"(?:(?:{either})(?:\s+|[^\w\s]+\s*|$|(?<=')))" + ("?" if optional else "")


def matches(known: Lexicon, kind: str, text: str, *, whole: bool = False) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield (key, match) of the phrases of a list that are in the text; `whole`: that are the whole text."""
    folded = fold(text).strip(_ENDS) if whole else fold(text)
    for key, pattern in _patterns(known.code, kind):
        match = pattern.fullmatch(folded) if whole else pattern.search(folded)
        if match:
            yield key, match


def read_depth(text: str) -> TalkDepth | None:
    """Return how much the two talked, or None if the words do not say."""
    for code in NOTE_LANGUAGES:
        for key, _ in matches(lexicon(code), "depths", text, whole=True):
            return DEPTHS[key]
    return None


def read_cadence(text: str) -> str:
    """Return the cadence that the words name ("cadence: client", "a potential client"), or ""."""
    plain = fold(text).strip(_ENDS)
    if named := re.fullmatch(r"(?:cadence|series|follow[\s_-]up)\s*:\s*([a-z0-9][a-z0-9_-]{0,39})", plain):
        return named[1]
    plain = re.sub(r"^(?:(?:he|she|they)\s+(?:is|are)\s+)?an?\s+", "", plain)
    return next(
        (key for code in NOTE_LANGUAGES for key, _ in matches(lexicon(code), "cadences", plain, whole=True)), ""
    )


def read_origin(text: str) -> tuple[CardOrigin, str | None] | None:
    """Return how a card came and who introduced or passed it on; None if the words do not say how it came."""
    if fold(text).strip(_ENDS) == CardOrigin.UNKNOWN:
        return CardOrigin.UNKNOWN, None
    for code in NOTE_LANGUAGES:
        for key, _ in matches(lexicon(code), "origins", text, whole=True):
            return CardOrigin(key), None
    for code in NOTE_LANGUAGES:
        for key, match in matches(lexicon(code), "origins_by", text, whole=True):
            return CardOrigin(key), text[match.start("rest") :].strip(_ENDS)
    return None


def introducer(known: Lexicon, text: str, person: str) -> tuple[str, str] | None:
    """Return who introduced the two, up to where the name ends, and what follows; None if the clause names nobody."""
    for _, match in matches(known, "introduced", text):
        if (name := _name(known, text[match.start("name") : match.end("name")])) and not _same(name, person):
            named = text.find(name, match.start("name")) + len(name)
            return name, text[max(named, match.end() if match.end() > match.end("name") + 1 else named) :].strip(_ENDS)
    return None


def _name(known: Lexicon, text: str) -> str:
    """Return the name at the start of the text: capitals, or at most two words that the language does not have."""
    kept: list[str] = []
    for word in text.split():
        inside = fold(word).strip(".") in _INSIDE
        if not (word[:1].isupper() or inside) or (
            word[:1].isupper() and _is_word(known, word) and not kept and len(text.split()) == 1
        ):
            break
        kept.append(word)
        if word.endswith((",", ";")):
            break
    while kept and fold(kept[-1]).strip(".") in _INSIDE:
        kept.pop()
    if not kept:
        for word in text.split()[:2]:
            if _is_word(known, word):
                break
            kept.append(word)
    return " ".join(kept).strip(_ENDS).removesuffix("'s").removesuffix("’s")


def _is_word(known: Lexicon, word: str) -> bool:
    return any(unit.known for unit in known.units(word.strip(_ENDS)))


def _same(name: str, person: str) -> bool:
    return bool(set(fold(name).split()) & set(fold(person).split()) - _INSIDE)


def is_person(text: str, person: str) -> bool:
    """Whether a word is a part of this person's name."""
    return fold(text) in fold(person).split()
