"""Where a card is from, and the language it speaks."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.reading.parsing.countries.country_evidence import likely_country

# The main language of a country's cards, ISO 639-1; others speak English to strangers.
_SPEAKERS = {
    "de": "DE AT CH LI",
    "fr": "FR MC",
    "es": "ES MX AR CL CO PE UY",
    "pt": "BR PT",
    "it": "IT",
    "nl": "NL",
    "sv": "SE",
    "da": "DK",
    "no": "NO",
    "fi": "FI",
    "pl": "PL",
    "cs": "CZ",
    "sk": "SK",
    "hu": "HU",
    "ro": "RO",
    "tr": "TR",
    "ru": "RU",
    "el": "GR",
    "ja": "JP",
    "ko": "KR",
    "zh": "CN TW",
}
LANGUAGES = {country: language for language, countries in _SPEAKERS.items() for country in countries.split()}


def country_of(lines: Sequence[str], *, hint: str | None) -> tuple[str | None, str | None]:
    """(country, language) by the evidence in the text; a hint from the user wins; (None, None) when nothing tells."""
    if hint:
        country: str | None = hint.upper()
    else:
        country = likely_country(lines)
    return country, LANGUAGES.get(country or "", "en" if country else None)
