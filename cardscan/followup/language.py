"""Which language a letter is written in."""

from __future__ import annotations

import functools
import re

from cardscan.locales.countries import known_country
from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter

_WORD = re.compile(r"[^\W\d_]+")


@functools.cache
def _telltale() -> dict[str, frozenset[str]]:
    """Frequent words. A word of several languages counts for each, so that it decides nothing by itself."""
    return {code: frozenset(language(code).frequent_words) for code in LANGUAGES}


def language_of_notes(encounter: Encounter) -> str | None:
    """The language in which talk, promises and next step are noted; None where that cannot be told."""
    texts = (encounter.talk, encounter.next_step, *(promise.text for promise in encounter.promises))
    return language_of_words(" ".join(texts))


def language_of_words(text: str, *, least: int = 2) -> str | None:
    """The language whose frequent words are the most in the text; None where that cannot be told.

    Args:
        least: So many frequent words are enough; fewer decide only where no other language has one of them (and
            not at all where more than two are asked for).
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    telltale = _telltale()
    hits = {code: sum(word in frequent for word in words) for code, frequent in telltale.items()}
    best, second = sorted(hits, key=lambda code: -hits[code])[:2]
    # One word decides only where no other language has it.
    others = frozenset().union(*(frequent for code, frequent in telltale.items() if code != best))
    telling = hits[best] >= least or (
        least <= 2 and any(word in telltale[best] and word not in others for word in words)
    )
    return best if hits[best] > hits[second] and telling else None


def _language_there(country: str, default: str) -> tuple[str | None, str]:
    """What a country tells of the language, and why.

    Where several are spoken, only the user's own is taken: a guess between them would be wrong for many, and English
    offends nobody.
    """
    spoken = known_country(country).languages
    if len(spoken) < 2:
        return (spoken or (None,))[0], f"the language of {country}"
    if default in spoken:
        return default, f"your default language, which {country} speaks too"
    return "en", f"{country} has several languages"


def choose_language(
    *, card_language: str | None, country: str | None, encounter: Encounter, default: str, available: frozenset[str]
) -> tuple[str, str]:
    """The language of a letter, and why in a few words.

    The card's language, else its country's (of several, the default), else the default. But the letter repeats what
    the user noted, word for word: where the notes are plainly in another language, the whole letter is written in
    that one, as nobody would send a German letter about "OCR on receipts for the tax office".

    Args:
        available: Languages for which there is a template; must not be empty.
    """
    noted = language_of_notes(encounter)
    for code, why in (
        (noted, "the language of your notes"),
        ((card_language or "").lower()[:2], "the language of the card"),
        _language_there((country or "").upper(), default),
        (default, "your default language"),
        ("en", "no template in another language fits"),
    ):
        if code in available:
            return str(code), why
    return min(available), "the only template there is"
