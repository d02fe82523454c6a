"""Decide which country a card is from, and which language it uses."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.locales.countries import sole_language
from cardscan.reading.parsing.countries.country_evidence import PREFIX, country_evidence, likely_country


def country_of(lines: Sequence[str], *, hint: str | None) -> tuple[str | None, str | None]:
    """Return (country, language) by the evidence in the text and the user's hint; (None, None) if nothing tells.

    The hint wins over all but a card that surely is from elsewhere: it is set once, for the cards of everybody.
    In a country with several business languages, such as Switzerland, the language stays None.
    """
    country: str | None = (_surely_elsewhere(lines, hint.upper()) or hint.upper()) if hint else likely_country(lines)
    return country, sole_language(country) if country else None


def _surely_elsewhere(lines: Sequence[str], hint: str) -> str | None:
    """Return the country whose name, phone code or the like is on the card, if nothing at all speaks for the hint."""
    evidence = country_evidence(lines)
    best = next(iter(evidence), None)
    return best if best and hint not in evidence and evidence[best][0] >= PREFIX else None
