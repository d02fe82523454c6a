"""Where a card is from, and the language it speaks."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.locales.countries import sole_language
from cardscan.reading.parsing.countries.country_evidence import likely_country


def country_of(lines: Sequence[str], *, hint: str | None) -> tuple[str | None, str | None]:
    """(country, language) by the evidence in the text; a hint from the user wins; (None, None) when nothing tells.

    Where business is done in several languages, as in Switzerland, the country does not tell the language.
    """
    if hint:
        country: str | None = hint.upper()
    else:
        country = likely_country(lines)
    return country, sole_language(country) if country else None
