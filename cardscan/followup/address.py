"""Du or Sie, tu or vous: how a letter addresses somebody. By evidence or by setting, never guessed. Pure."""

from __future__ import annotations

import re

from cardscan.model.encounter import Encounter

FORMAL, INFORMAL = "formal", "informal"
ADDRESSES = (FORMAL, INFORMAL)

# What people note about it, in whatever language; an English note says "first-name terms".
_SAID_INFORMAL = re.compile(
    r"\bper[ -]du\b|\bbeim du\b|\bduz(?:en|t|te|ten)\b|\btuto(?:yer|ie|ies|ient|yons|yez|yé)\b|"
    r"\btute(?:o|amos|ar|arnos)\b|\bd(?:el|iamo del|arsi del) tu\b|\b(?:tratar?|tratamo-nos) por tu\b|"
    r"\btutoy(?:eren|eert|eer)\b|\bje[ -]en[ -]jij\b|\bfirst[- ]name (?:terms|basis)\b",
    re.IGNORECASE,
)
_SAID_FORMAL = re.compile(
    r"\bper[ -]sie\b|\bbeim sie\b|\bsiez(?:en|t|te|ten)\b|\bvouv?o(?:yer|ie|ies|ient|yons|yez)\b|\bde usted\b|"
    r"\bdel lei\b|\bvousvoy(?:eren|eert)\b|\blast[- ]name (?:terms|basis)\b",
    re.IGNORECASE,
)
# How the user spoke of the recipient in what was promised or is next; words that mean something else too are left out
# ("Sie" is "they", "le" is "him", "ton" is a sound). Upper and lower case tell "Ihnen" from "ihnen".
_OWN_WORDS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    language: (re.compile(informal), re.compile(formal))
    for language, informal, formal in (
        ("de", r"\b(?:[Dd]u|[Dd]ir|[Dd]ich|[Dd]ein(?:e[mnrs]?)?|[Ee]uch)\b", r"\bIhnen\b|\bIhre?[mnrs]?\b"),
        ("fr", r"\b(?:tu|te|toi|tes|ta)\b|\bt['’]\w", r"\b(?:vous|votre|vos)\b"),
        ("es", r"\b(?:te|ti|tú|tus|contigo)\b", r"\busted(?:es)?\b"),
        ("it", r"\b(?:ti|te|tuo|tua|tuoi|tue)\b",
         r"\b(?:Lei|Suo|Sua|Suoi|Sue)\b|\bLe (?:mando|invio|scrivo|porto|presento)\b"),
        ("pt", r"\b(?:te|ti|teu|tua|teus|tuas|contigo)\b|-te\b", r"\b(?:lhe|você)\b|-lhe\b"),
        ("nl", r"\b(?:je|jij|jou|jouw|jullie)\b", r"\b(?:u|uw)\b"),
    )
}  # fmt: skip
# Brazilian letters say "você" to everybody, as the formal texts do; the "tu" of ours is that of Portugal.
_ONE_FORM_ONLY = frozenset({("pt", "BR")})


def choose_address(
    language: str,
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
    if language not in _OWN_WORDS or (language, country) in _ONE_FORM_ONLY:
        return "", ""
    if asked:
        return asked, "as you asked"
    noted = noted_address(language, encounter)
    if noted:
        return noted, "as your notes say"
    if cadence:
        return cadence, "as the series says"
    return (default, "your setting") if default else (FORMAL, "nothing says otherwise")


def noted_address(language: str, encounter: Encounter) -> str:
    """What the notes tell about it: said outright, or by how they speak to the person; empty where they do not.

    Where they say both, they say nothing.
    """
    texts = [*(promise.text for promise in encounter.promises), encounter.next_step]
    told = " ; ".join((encounter.note, *texts))
    informal, formal = _SAID_INFORMAL.search(told), _SAID_FORMAL.search(told)
    if not (informal or formal) and language in _OWN_WORDS:
        own_informal, own_formal = _OWN_WORDS[language]
        said = " ; ".join(texts)
        informal, formal = own_informal.search(said), own_formal.search(said)
    if bool(informal) == bool(formal):
        return ""
    return INFORMAL if informal else FORMAL


def mixed(language: str, text: str) -> tuple[str, str] | None:
    """An informal and a formal word of one text; None where it keeps to one of them."""
    if language not in _OWN_WORDS:
        return None
    informal, formal = (pattern.search(text) for pattern in _OWN_WORDS[language])
    return (informal[0], formal[0]) if informal and formal else None
