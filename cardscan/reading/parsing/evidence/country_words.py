"""List names of countries, and places that exist in one country only, each with its country (`cardscan/locales`)."""

from __future__ import annotations

from cardscan.locales.countries import countries

NAMES = {name: country.code for country in countries().values() for name in country.names}
PLACES = {place: country.code for country in countries().values() for place in country.places}
