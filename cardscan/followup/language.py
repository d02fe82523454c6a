"""Choose the language that a letter is written in."""

from __future__ import annotations

import functools
import re

from cardscan.locales.countries import known_country
from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter

_WORD = re.compile(r"[^\W\d_]+")


@functools.cache
def _telltale() -> dict[str, frozenset[str]]:
    """Return frequent words by language. A word of several languages counts for each, so alone it decides nothing."""
    return {code: frozenset(language(code).frequent_words) for code in LANGUAGES}


def language_of_notes(encounter: Encounter) -> str | None:
    """Return the language in which talk, promises and next step are noted, or None if that is unclear."""
    texts = (encounter.talk, encounter.next_step, *(promise.text for promise in encounter.promises))
    return language_of_words(" ".join(texts))


def language_of_words(text: str, *, least: int = 2) -> str | None:
    """Return the language whose frequent words occur most in the text, or None if that is unclear.

    Args:
        least: This many frequent words are enough. With `least` up to 2, a single word also decides if no other
            language has it.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    telltale = _telltale()
    hits = {code: sum(word in frequent for word in words) for code, frequent in telltale.items()}
    best, second = sorted(hits, key=lambda code: -hits[code])[:2]
    # A single word decides only if no other language has it.
    others = frozenset().union(*(frequent for code, frequent in telltale.items() if code != best))
    telling = hits[best] >= least or (
        least <= 2 and any(word in telltale[best] and word not in others for word in words)
    )
    return best if hits[best] > hits[second] and telling else None


def _language_there(country: str, default: str) -> tuple[str | None, str]:
    """Return the language that a country suggests, and why.

    If a country has several languages, only the user's default is taken from them. Guessing would be wrong for many
    recipients, while English offends nobody.
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
    """Return the language of a letter, and why in a few words.

    It is the card's language, else the country's (of several, the default), else the default. But the letter repeats
    the user's notes word for word. If they are clearly in another language, the whole letter is written in that
    language: nobody would send a German letter about "OCR on receipts for the tax office".

    Args:
        available: Languages that have a template; must not be empty.
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
