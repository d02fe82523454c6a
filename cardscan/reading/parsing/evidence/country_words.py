"""Names of countries and of places that one country alone has, each with its country (data: `cardscan/locales`)."""

from __future__ import annotations

from cardscan.locales.countries import countries

NAMES = {name: country.code for country in countries().values() for name in country.names}
PLACES = {place: country.code for country in countries().values() for place in country.places}
