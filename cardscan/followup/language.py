"""Which language a letter is written in."""

from __future__ import annotations

import functools
import re

from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter

# Countries where one of our languages is what business is written in; those with several (CH, BE, LU, CA) are left
# out, since a wrong guess is worse than English.
_BY_COUNTRY = {
    "de": ("DE", "AT", "LI"),
    "fr": ("FR", "MC", "SN", "CI"),
    "it": ("IT", "SM"),
    "nl": ("NL", "SR"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "UY", "PY", "BO", "EC", "VE", "CR", "PA", "GT", "DO", "HN", "NI", "SV"),
    "pt": ("PT", "BR", "AO", "MZ", "CV"),
    "en": ("GB", "IE", "US", "AU", "NZ"),
}
COUNTRY_LANGUAGE = {country: language for language, countries in _BY_COUNTRY.items() for country in countries}

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


def choose_language(
    *, card_language: str | None, country: str | None, encounter: Encounter, default: str, available: frozenset[str]
) -> tuple[str, str]:
    """The language of a letter, and why in a few words.

    The card's language, else its country's, else the default. But the letter repeats what the user noted, word for
    word: where the notes are plainly in another language, the whole letter is written in that one, as nobody would
    send a German letter about "OCR on receipts for the tax office".

    Args:
        available: Languages for which there is a template; must not be empty.
    """
    noted = language_of_notes(encounter)
    by_country = COUNTRY_LANGUAGE.get((country or "").upper())
    for code, why in (
        (noted, "the language of your notes"),
        ((card_language or "").lower()[:2], "the language of the card"),
        (by_country, f"the language of {country}"),
        (default, "your default language"),
        ("en", "no template in another language fits"),
    ):
        if code in available:
            return str(code), why
    return min(available), "the only template there is"
