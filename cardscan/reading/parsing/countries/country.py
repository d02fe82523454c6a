"""Decide which country a card is from, and which language it uses."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.locales.countries import sole_language
from cardscan.reading.parsing.countries.country_evidence import likely_country


def country_of(lines: Sequence[str], *, hint: str | None) -> tuple[str | None, str | None]:
    """Return (country, language) by the evidence in the text; the user's hint wins; (None, None) if nothing tells.

    In a country with several business languages, such as Switzerland, the language stays None.
    """
    if hint:
        country: str | None = hint.upper()
    else:
        country = likely_country(lines)
    return country, sole_language(country) if country else None
