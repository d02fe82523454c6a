"""Du or Sie, tu or vous: how a letter addresses somebody. By evidence or by setting, never guessed. Pure."""

from __future__ import annotations

import functools
import re

from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Encounter

FORMAL, INFORMAL = "formal", "informal"
ADDRESSES = (FORMAL, INFORMAL)


@functools.cache
def _noted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What people note about it, in whatever language; an English note says "first-name terms"."""
    known = [language(code).address for code in LANGUAGES]
    informal = [address.noted_informal for address in known if address.noted_informal]
    formal = [address.noted_formal for address in known if address.noted_formal]
    return re.compile("|".join(informal), re.IGNORECASE), re.compile("|".join(formal), re.IGNORECASE)


@functools.cache
def _own_words(code: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """How the user spoke of the recipient in what was promised or is next; None where a language has one form.

    Words that mean something else too are left out ("Sie" is "they", "le" is "him", "ton" is a sound). Upper and lower
    case tell "Ihnen" from "ihnen".
    """
    if code not in LANGUAGES or not language(code).address.informal:
        return None
    return re.compile(language(code).address.informal), re.compile(language(code).address.formal)


def _has_two_forms(code: str, country: str | None) -> bool:
    """Brazilian letters say "você" to everybody, as the formal texts do; the "tu" of ours is that of Portugal."""
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
    """How to address somebody, and why in a few words; both empty where the language knows one form only.

    Args:
        asked: What a person wants of this letter; goes before everything.
        cadence: What the series says; goes before the default.
        default: The user's setting. Where nothing says anything, a letter is formal.
    """
    if not _has_two_forms(code, country):
        return "", ""
    if asked:
        return asked, "as you asked"
    noted = noted_address(code, encounter)
    if noted:
        return noted, "as your notes say"
    if cadence:
        return cadence, "as the series says"
    return (default, "your setting") if default else (FORMAL, "nothing says otherwise")


def noted_address(code: str, encounter: Encounter) -> str:
    """What the notes tell about it: said outright, or by how they speak to the person; empty where they do not.

    Where they say both, they say nothing.
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


def mixed(code: str, text: str) -> tuple[str, str] | None:
    """An informal and a formal word of one text; None where it keeps to one of them."""
    own = _own_words(code)
    if own is None:
        return None
    informal, formal = (pattern.search(text) for pattern in own)
    return (informal[0], formal[0]) if informal and formal else None
