"""Choose between Du and Sie, tu and vous, by evidence or by setting, never by a guess. Pure."""

from __future__ import annotations

import functools
import re

from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter

FORMAL, INFORMAL = "formal", "informal"
ADDRESSES = (FORMAL, INFORMAL)


@functools.cache
def _noted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for remarks about it in notes of any language; an English note says "first-name terms"."""
    known = [language(code).address for code in LANGUAGES]
    informal = [address.noted_informal for address in known if address.noted_informal]
    formal = [address.noted_formal for address in known if address.noted_formal]
    return re.compile("|".join(informal), re.IGNORECASE), re.compile("|".join(formal), re.IGNORECASE)


@functools.cache
def _own_words(code: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """Return patterns for how the user addressed the recipient in promises or next steps; None for one-form languages.

    Ambiguous words are left out ("Sie" is also "they", "le" is "him", "ton" is a sound). Case counts: it tells "Ihnen"
    from "ihnen".
    """
    if code not in LANGUAGES or not language(code).address.informal:
        return None
    return re.compile(language(code).address.informal), re.compile(language(code).address.formal)


def _has_two_forms(code: str, country: str | None) -> bool:
    """Whether the language has two forms there; Brazilians say "você" to everybody, and our "tu" is Portugal's."""
    return _own_words(code) is not None and country not in language(code).address.one_form_in


def choose_address(
    code: str,
    country: str | None,
    encounter: Encounter,
    *,
    asked: str = "",
    cadence: str = "",
    default: str = "",
) -> tuple[str, str]:
    """Return how to address somebody, and why in a few words; both are "" if the language has only one form.

    Args:
        asked: What a person wants for this letter; overrides everything.
        cadence: What the cadence says; overrides the default.
        default: The user's setting. If nothing says anything, a letter is formal.
    """
    if not _has_two_forms(code, country):
        return "", ""
    if asked:
        return asked, "as you asked"
    noted = noted_address(code, encounter)
    if noted:
        return noted, "as your notes say"
    if cadence:
        return cadence, "as the cadence says"
    return (default, "your setting") if default else (FORMAL, "nothing says otherwise")


def noted_address(code: str, encounter: Encounter) -> str:
    """Return the form of address that the notes name or use themselves, or "".

    Notes that point to both forms count as silent.
    """
    texts = [*(promise.text for promise in encounter.promises), encounter.next_step]
    told = " ; ".join((encounter.note, *texts))
    informal, formal = (pattern.search(told) for pattern in _noted())
    own = _own_words(code)
    if own and not (informal or formal):
        said = " ; ".join(texts)
        informal, formal = (pattern.search(said) for pattern in own)
    if bool(informal) == bool(formal):
        return ""
    return INFORMAL if informal else FORMAL


def said_form(code: str, text: str) -> str:
    """Return the form of address that a text of this language uses, or "" if it uses none or both."""
    own = _own_words(code)
    informal, formal = (pattern.search(text) for pattern in own) if own else (None, None)
    if bool(informal) == bool(formal):
        return ""
    return INFORMAL if informal else FORMAL


def mixed(code: str, text: str) -> tuple[str, str] | None:
    """Return an informal and a formal word from one text, or None if it keeps to one form."""
    own = _own_words(code)
    if own is None:
        return None
    informal, formal = (pattern.search(text) for pattern in own)
    return (informal[0], formal[0]) if informal and formal else None
