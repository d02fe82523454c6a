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


def foreign_language(text: str, code: str) -> str | None:
    """Return the language that a noted phrase is in, if that is surely another one than this.

    A phrase has few words, so a single small word of the letter's language is enough to let it pass.
    """
    words = {found.casefold() for found in _WORD.findall(text)}
    hits = {other: len(words.intersection(language(other).lint.own_words)) for other in LANGUAGES}
    best = max(hits, key=lambda other: hits[other])
    return best if hits[best] and not hits.get(code) else None


def _language_there(country: str, hints: tuple[str | None, ...], default: str) -> tuple[str | None, str]:
    """Return the language that a country suggests, and why.

    If a country has several languages, a hint or the user's default decides between them. Guessing would be wrong for
    many recipients, while English offends nobody.
    """
    spoken = known_country(country).languages
    if len(spoken) < 2:
        return (spoken or (None,))[0], f"the language of {country}"
    for hint in hints:
        if hint in spoken:
            return hint, f"a language of {country}, as the card or your notes have it"
    if default in spoken:
        return default, f"your default language, which {country} speaks too"
    return "en", f"{country} has several languages"


def choose_language(
    *, card_language: str | None, country: str | None, encounter: Encounter, default: str, available: frozenset[str]
) -> tuple[str, str]:
    """Return the language of a letter, and why in a few words.

    It is that of the country where the recipient is, by the address on the card or in the address book and then by the
    phone; else the card's, that of the user's notes, that of the country where they met, the default. Where the notes
    are in another language, the lint says so of each letter that repeats them.

    Args:
        country: Where the recipient is (ISO 3166-1), if that is known.
        available: Languages that have a template; must not be empty.
    """
    noted = language_of_notes(encounter)
    card = (card_language or "").lower()[:2]
    for code, why in (
        _language_there((country or "").upper(), (card, noted), default),
        (card, "the language of the card"),
        (noted, "the language of your notes"),
        _language_there((encounter.country or "").upper(), (), default) if encounter.country else (None, ""),
        (default, "your default language"),
        ("en", "no template in another language fits"),
    ):
        if code in available:
            return str(code), why
    return min(available), "the only template there is"
