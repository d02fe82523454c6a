"""Find pronouns that a card states: "she/her", "(they/them)", "Pronomen: keine"; never infer them from anything else.

Only the forms in `cardscan/model/pronouns.toml` are found, and only where a card states them: in parentheses, alone on
a line, at the end of a line after a name and a mark or a space, or after a label. Ordinary text has none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cardscan.model.pronouns import BETWEEN, pronoun_forms, pronouns_written_alike

# Longer text is not a statement of pronouns.
_MAX_LINE = 200
# A name before pronouns has no more words.
_MAX_WORDS = 6
_BY_LABEL, _IN_PARENTHESES, _ALONE, _AT_END = (
    "behind a label",
    "in parentheses",
    "alone on the line",
    "behind a name",
)
# Confidence of each place by itself; not measured, see `confidence.UNMEASURED`.
_SURE = {_BY_LABEL: 0.95, _IN_PARENTHESES: 0.95, _ALONE: 0.9, _AT_END: 0.85}
# "Prof." and "Dipl.-Ing." stand before names; a longer word with a full stop ends a sentence.
_LONG_ABBREVIATION = 11
_PARTICLES = frozenset(
    (
        *("af", "al", "av", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e", "el", "la"),
        *("le", "ten", "ter", "und", "van", "von", "y", "zu", "zur"),
    )
)
_MARK = r"[|·•,;–—:~-]"
_EDGE = " \t.,;:|·•–—-*~"


@dataclass(frozen=True, slots=True)
class PronounsFound:
    """Pronouns that a text states.

    Attributes:
        value: In lower case, with "/" between the words.
        printed: Text as read, without parentheses and label.
        span: (start, end) in the text of the whole statement, parentheses and label included.
        confidence: 0 to 1, not calibrated.
    """

    value: str
    printed: str
    span: tuple[int, int]
    confidence: float
    reasons: tuple[str, ...] = ()


def _form(form: str) -> str:
    return BETWEEN.join(re.escape(word).replace(r"\ ", r"\s+") for word in form.split("/"))


def _any_of(forms: Iterable[str]) -> str:
    return "(?:" + "|".join(_form(form) for form in sorted(set(forms), key=len, reverse=True)) + r")(?!\w)"


@dataclass(frozen=True, slots=True)
class _Patterns:
    pair: re.Pattern[str]
    single: re.Pattern[str]
    behind_label: re.Pattern[str]
    places: tuple[tuple[str, re.Pattern[str]], ...]
    labelled: re.Pattern[str]
    parenthesis_of_words: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    languages = list(pronoun_forms().values())
    labels = "|".join(
        re.escape(label).replace(r"\ ", r"\s+")
        for label in sorted({label for each in languages for label in each.labels}, key=len, reverse=True)
    )
    pair = _any_of(form for each in languages for form in each.pairs)
    word = _any_of(form for each in languages for form in (*each.words, *each.pairs))
    anything = _any_of(form for each in languages for form in (*each.pairs, *each.words, *each.labelled))
    more = r"\s*(?:[,;|·•/&+]|\b(?:and|und|et|y|e|en|och|or|oder|ou)\b)\s*"

    def several(form: str) -> str:
        return f"{form}(?:{more}{form})*"

    opening, closing = r"[(\[（]\s*", r"\s*[)\]）]"
    stop = rf"(?=\s*(?:\Z|{_MARK}|[)\]]))"
    flags = re.IGNORECASE
    return _Patterns(
        pair=re.compile(rf"(?<!\w){pair}", flags),
        single=re.compile(rf"(?<!\w){word}", flags),
        behind_label=re.compile(rf"(?<!\w){anything}", flags),
        places=(
            (_IN_PARENTHESES, re.compile(rf"{opening}(?P<said>{several(pair)}){closing}", flags)),
            (_ALONE, re.compile(rf"\A[{re.escape(_EDGE)}]*(?P<said>{several(pair)})[{re.escape(_EDGE)}]*\Z", flags)),
            (_AT_END, re.compile(rf"(?:,|\s{_MARK})\s*(?P<said>{several(pair)})\s*(?=\Z|{_MARK}\s)", flags)),
            (_AT_END, re.compile(rf"\s+(?P<said>(?-i:{several(pair)}))\s*\Z", flags)),
        ),
        labelled=re.compile(
            rf"(?<![\w/])[(\[（]?\s*(?:{labels})\s*(?P<colon>[:：=–-])?\s*(?P<said>{several(anything)}){stop}[)\]）]?",
            flags,
        ),
        parenthesis_of_words=re.compile(rf"{opening}(?P<said>{several(word)}){closing}", flags),
    )


def find_pronouns(text: str) -> tuple[PronounsFound, ...]:
    """Return the pronouns that one line states, in their order; never raises, whatever the text is."""
    if len(text) > _MAX_LINE:
        return ()
    patterns = _patterns()
    for match in patterns.labelled.finditer(text):
        # "Pronouns any" states nothing without a colon; "Pronouns she/her" does.
        if match["colon"] or patterns.pair.match(match["said"]):
            return _said(match, patterns.behind_label, _BY_LABEL)
    for match in patterns.parenthesis_of_words.finditer(text):
        if match["said"].islower() and _behind_a_name(text, *match.span()):
            return _said(match, patterns.single, _IN_PARENTHESES)
    for place, pattern in patterns.places:
        for match in pattern.finditer(text):
            if place == _ALONE or _behind_a_name(text, *match.span()):
                return _said(match, patterns.pair, place)
    return ()


def _said(match: re.Match[str], form: re.Pattern[str], place: str) -> tuple[PronounsFound, ...]:
    found: dict[str, PronounsFound] = {}
    for each in form.finditer(match["said"]):
        value = pronouns_written_alike(each.group())
        found.setdefault(value, PronounsFound(value, each.group(), match.span(), _SURE[place], (place,)))
    return tuple(found.values())


def _behind_a_name(text: str, start: int, end: int) -> bool:
    """Whether the text before could be a name or is empty, and the text after does not continue a sentence."""
    before, after = text[:start].split(), text[end:].strip()
    if after and after[0].islower():
        return False
    if len(before) > _MAX_WORDS or any(
        word.endswith((".", "?", "!")) and len(word) > _LONG_ABBREVIATION for word in before
    ):
        return False
    words = [word for word in before if word[:1].isalpha()]
    return all(not word[0].islower() or word.casefold() in _PARTICLES for word in words)
