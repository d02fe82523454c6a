"""Tell in which country somebody is, by what is most certain: their address, then their phone."""

from __future__ import annotations

import functools

import phonenumbers

from cardscan.locales.countries import countries
from cardscan.model.reading import Address, ContactDetails


def country_of(details: ContactDetails) -> str | None:
    """Return the country (ISO 3166-1) of the first address that names one or a city of one, else of the first phone.

    Return None if neither tells.
    """
    found = (*map(_of_address, details.addresses), *(_of_phone(phone.e164) for phone in details.phones))
    return next(filter(None, found), None)


def _of_address(address: Address) -> str | None:
    country = (address.country or "").strip()
    if country.upper() in countries():
        return country.upper()
    names, places = _named()
    return names.get(country.casefold()) or places.get((address.city or "").strip().casefold())


@functools.cache
def _named() -> tuple[dict[str, str], dict[str, str]]:
    """Return the codes of countries by their names, and by cities that no other country shares."""
    known = countries().values()
    return (
        {name: country.code for country in known for name in country.names},
        {place: country.code for country in known for place in country.places},
    )


def _of_phone(e164: str | None) -> str | None:
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164)) if e164 else None
    except phonenumbers.NumberParseException:
        return None
