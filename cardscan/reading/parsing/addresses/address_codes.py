"""Recognise postal codes, states and rooms: the parts of addresses that show by their form."""

from __future__ import annotations

import re

from cardscan.locales.countries import countries, countries_where
from cardscan.reading.parsing.evidence.lexicons import fold

POSTAL_CODES = {code: one.pattern(one.postal.code) for code, one in countries().items() if one.postal.code}
# Used where no country is known, or a code does not have the country's form. Loose forms come last, since house numbers
# look like them.
_ANY = (
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b\d{5}-\d{3}\b|\b\d{5}(?:[-–]\d{4})?\b|\b\d{3}\s?\d{3}\b|"
    r"\b\d{2}-\d{3}\b|\b\d{4}\s?[A-Z]{2}\b"
)
CODE_LAST = countries_where("postal.ends_line")
TOWN_AFTER_CODE = countries_where("postal.before_town")
REGIONS = {code: one.pattern(one.postal.region) for code, one in countries().items() if one.postal.region}
REGION_AND_CODE = {
    code: one.pattern(one.postal.region_and_code) for code, one in countries().items() if one.postal.region_and_code
}
_ROOM = re.compile(
    r"\W*(?:unit|suite|ste|shop|level|floor|flat|apt|room|office|oficina|ufficio|bureau|piso|planta|scala|interno|"
    r"batiment|bat|etage|stock|lokal|wejscie|haus|aufgang|andar|sala|conjunto)\b\W*(?:no\W*)?\d{1,4}[a-z]?\W*"
)


def is_room(text: str) -> bool:
    """Whether a text is a room or floor and its number ("Unit 8"), which is part of an address wherever it stands."""
    return _ROOM.fullmatch(fold(text)) is not None


def postal_code(text: str, country: str | None) -> re.Match[str] | None:
    """Return the last postal code in a text, preferring the form of the card's country."""
    found = list(POSTAL_CODES[country].finditer(text)) if country in POSTAL_CODES else []
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


# Countries where a number at the start of a line is a house number, never a postal code.
_CODE_NEVER_FIRST = countries_where("postal.never_first")


def _leads_street(number: re.Match[str], text: str) -> bool:
    """Whether a number is a house number with at most a label before it: "18011 High Road"."""
    before = text[: number.start()].strip()
    return (not before or before.endswith(":")) and bool(re.match(r"\s+[^\W\d_]", text[number.end() :]))
