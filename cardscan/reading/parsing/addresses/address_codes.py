"""Postal codes, states and rooms: the parts of addresses that are told by their form."""

from __future__ import annotations

import re

from cardscan.reading.parsing.evidence.lexicons import fold

# Postal codes by country. Wide forms come last in `postal_code`, since house numbers look like them.
POSTAL_CODES = {
    "US": r"\b\d{5}(?:[-–]\s?\d{4})?\b",
    "CA": r"\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b",
    "GB": r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    "IN": r"\b\d{3}\s?\d{3}\b",
    "DE": r"\b(?:D[-–\s])?\d{5}\b",
    "FR": r"\b(?:F[-–\s])?\d{5}\b",
    "ES": r"\b\d{5}\b",
    "IT": r"\b\d{5}\b",
    "BR": r"\b\d{5}[-–.]?\s?\d{3}\b",
    "PT": r"\b\d{4}[-–]\d{3}\b",
    "PL": r"\b\d{2}[-–]\d{3}\b",
    "SE": r"\b(?:SE?[-–\s])?\d{3}\s?\d{2}\b",
    "CZ": r"\b\d{3}\s?\d{2}\b",
    "SK": r"\b\d{3}\s?\d{2}\b",
    "GR": r"\b\d{3}\s?\d{2}\b",
    "NL": r"\b\d{4}\s?[A-Z]{2}\b",
    "DK": r"\b(?:DK[-–\s])?\d{4}\b",
    "NO": r"\b(?:NO?[-–\s])?\d{4}\b",
    "CH": r"\b(?:CH[-–\s])?\d{4}\b",
    "AT": r"\b(?:A[-–\s])?\d{4}\b",
    "BE": r"\b(?:B[-–\s])?\d{4}\b",
    "AU": r"\b\d{4}\b",
    "NZ": r"\b\d{4}\b",
    "ZA": r"\b\d{4}\b",
    "HU": r"\b\d{4}\b",
    "FI": r"\b(?:FI[-–\s])?\d{5}\b",
    "JP": r"(?:〒\s?)?\b\d{3}[-–]\d{4}\b",
    "KR": r"\b\d{5}\b|\b\d{3}-\d{3}\b",
    "CN": r"\b\d{6}\b",
    "SG": r"\b\d{6}\b",
    "RU": r"\b\d{6}\b",
    "TR": r"\b\d{5}\b",
    "MX": r"\b\d{5}\b",
    "MY": r"\b\d{5}\b",
    "PK": r"\b\d{5}\b",
    "RO": r"\b\d{6}\b",
    "AE": r"\bP\.?\s?O\.?\s?Box\s?:?\s?\d+\b",
}
_ANY = (
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{5}-\d{3}\b|\b\d{5}(?:[-–]\d{4})?\b|\b\d{3}\s?\d{3}\b|"
    r"\b\d{2}-\d{3}\b|\b\d{4}\s?[A-Z]{2}\b"
)
# Where the code ends the line of the town, or stands alone.
CODE_LAST = frozenset(("US", "CA", "AU", "IN"))
US_STATE = re.compile(
    r"\b(A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\b\.?"
)
CA_PROVINCE = re.compile(r"\b(AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT)\b")
AU_STATE = re.compile(r"\b(NSW|VIC|Vic|QLD|Qld|WA|SA|TAS|Tas|ACT|NT)\b")
BR_STATE = re.compile(r"[-–/|,(]\s*(A[CLMP]|BA|CE|DF|ES|GO|M[AGST]|P[ABEIR]|R[JNORS]|S[CEP]|TO)\b")
IT_PROVINCE = re.compile(r"\(([A-Z]{2})\)")
_ROOM = re.compile(
    r"\W*(?:unit|suite|ste|shop|level|floor|flat|apt|room|office|oficina|ufficio|bureau|piso|planta|scala|interno|"
    r"batiment|bat|etage|stock|lokal|wejscie|haus|aufgang|andar|sala|conjunto)\b\W*(?:no\W*)?\d{1,4}[a-z]?\W*"
)


def is_room(text: str) -> bool:
    """A room or floor and its number ("Unit 8"): a part of an address, wherever it stands."""
    return _ROOM.fullmatch(fold(text)) is not None


def postal_code(text: str, country: str | None) -> re.Match[str] | None:
    """The last postal code in a text, in the card's country's form first."""
    found = list(re.finditer(POSTAL_CODES[country], text)) if country in POSTAL_CODES else []
    if country in _CODE_NEVER_FIRST:
        found = [m for m in found if not _leads_street(m, text)]
    if found:
        return found[-1]
    found = [
        m
        for m in re.finditer(_ANY, text)
        if not re.search(r"(?:sector|plot|no|box|suite|#)\W*$", text[: m.start()], re.IGNORECASE)
        and not (country in _CODE_NEVER_FIRST and _leads_street(m, text))
    ]
    return found[-1] if found else None


# Where what stands first in a line is the number of a house.
_CODE_NEVER_FIRST = frozenset(("US", "AU"))


def _leads_street(number: re.Match[str], text: str) -> bool:
    """ "18011 High Road": the number of a house, with nothing but a label before it."""
    before = text[: number.start()].strip()
    return (not before or before.endswith(":")) and bool(re.match(r"\s+[^\W\d_]", text[number.end() :]))
