"""Which language a letter is written in."""

from __future__ import annotations

import re

from cardscan.locales.countries import known_country
from cardscan.model.encounter import Encounter

# Frequent words. A word of several languages counts for each, so that it decides nothing by itself.
_FREQUENT = {
    # "a", "as", "do", "me" and "no" are English too: they must not make Portuguese or Spanish of a note.
    "en": "the of and for with about on to from how their our my send by is are was i you paper a an as at be can "
    "could do has have if in into it its longer me more new next no not or should some that them there they this "
    "up us we what when which who will would your",
    "de": "der die das und für mit über auf von ich wir ist sind den dem ein eine einen im zum zur bei nicht du "
    "dir dich",
    "fr": "le les la de des un et pour avec sur du je nous est sont une dans aux au ses leur votre que en c l d n "
    "te tu",
    "es": "el los las la de un y con sobre del yo es son una en sus su hacia cómo que le te tu lo nos hoy algo",
    "it": "il lo gli i le la di e con per su del della dei nel sono è un una una al alla che non come io ho abbiamo "
    "suo sua ti te tu",
    "nl": "de het een en van met over voor op ik wij we u is zijn niet dat naar bij ook om te hoe jij jou",
    "pt": "o os a as de e é com do da dos das em no na um uma são não nas nos eu ao à que te tu",
}
_TELLTALE = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_WORD = re.compile(r"[^\W\d_]+")


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
    hits = {language: sum(word in telltale for word in words) for language, telltale in _TELLTALE.items()}
    best, second = sorted(hits, key=lambda language: -hits[language])[:2]
    # One word decides only where no other language has it.
    others = frozenset().union(*(_TELLTALE[language] for language in _TELLTALE if language != best))
    telling = hits[best] >= least or (
        least <= 2 and any(word in _TELLTALE[best] and word not in others for word in words)
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
    for language, why in (
        (noted, "the language of your notes"),
        ((card_language or "").lower()[:2], "the language of the card"),
        _language_there((country or "").upper(), default),
        (default, "your default language"),
        ("en", "no template in another language fits"),
    ):
        if language in available:
            return str(language), why
    return min(available), "the only template there is"
