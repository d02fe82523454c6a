"""Ask the numbering plans whether digits are a number of a region, and of which kind (libphonenumber's metadata)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from cardscan.locales.countries import known_country

# Shorter numbers are subscriber numbers only in a few exchanges. E.164 ends at 15 digits; an international prefix and a
# printed "(0)" make that 19.
MIN_DIGITS, MAX_DIGITS = 5, 19

# Open plans (Germany, Austria) call "04729" a valid number, but area code and number together have at least seven
# digits. Plans of islands have four to six digits throughout.
MIN_NATIONAL, MIN_ON_ISLANDS, ISLAND_LENGTH = 7, 4, 8

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.PAGER}
_FREE = {PhoneNumberType.TOLL_FREE}


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What the numbering plans say about one printed number.

    Attributes:
        e164: "+" and digits, when the print gives a complete number; None for local numbers and for no number.
        valid: Whether it is in an assigned range of the plan.
        possible: Whether the plan allows its length, area code included.
        local: Whether it is plausible but lacks its area code.
        kind: "mobile", "toll_free", "fixed" or "unknown" (also where the plan does not tell, as in North America).
        region: ISO 3166-1 alpha-2 of the plan, where known.
        suggestion: E.164 of a complete number that the print only suggests ("+022..." for a plain 022), or that it
            may mean as well as `e164` ("49 7755 91155").
        international: Whether it is printed with its country code.
        reasons: Named evidence.
    """

    e164: str | None
    valid: bool
    possible: bool
    local: bool
    kind: str
    region: str | None
    suggestion: str | None = None
    international: bool = False
    reasons: tuple[str, ...] = ()


NOTHING = NumberRead(None, False, False, False, "unknown", None)


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return re.sub(r"[^0-9]", "", text)


def parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """Parse digits as a number of a region, or with "+" of any region; None where they are not a number."""
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def kind_of(number: phonenumbers.PhoneNumber) -> str:
    """Return the kind, named as in `NumberRead`."""
    found = phonenumbers.number_type(number)
    if found in _MOBILE:
        return "mobile"
    if found in _FREE:
        return "toll_free"
    return "fixed" if found == PhoneNumberType.FIXED_LINE else "unknown"


@lru_cache(maxsize=512)
def _min_national(country_code: int, *, international: bool) -> int:
    """Return the fewest digits, without country code, that count as a whole number."""
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    lengths = metadata.general_desc.possible_length if metadata and metadata.general_desc else ()
    short = bool(lengths) and max(lengths) <= ISLAND_LENGTH
    if short:
        return MIN_ON_ISLANDS if international else MIN_DIGITS
    return MIN_NATIONAL - 1 if international else MIN_NATIONAL


def verdict(number: phonenumbers.PhoneNumber, *, international: bool, reasons: tuple[str, ...]) -> NumberRead:
    """Return what the plan says about a number; NOTHING where its length is wrong."""
    valid = phonenumbers.is_valid_number(number)
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    national = phonenumbers.national_significant_number(number)
    if not possible or len(national) < _min_national(number.country_code or 0, international=international):
        return NOTHING
    region = phonenumbers.region_code_for_number(number) if valid else None
    region_of_code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return NumberRead(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        valid=valid,
        possible=True,
        local=False,
        kind=kind_of(number) if valid else local_kind(national[2:], region_of_code),
        region=region or region_of_code,
        international=international,
        reasons=reasons,
    )


def local_kind(digits: str, country: str | None) -> str:
    """Return "mobile" where length and first digit show it even without an area code, as in Brazil; else "unknown"."""
    mobiles = known_country(country).phone.local_mobiles
    told = any(len(digits) == one.digits and digits[0] in one.first_digits for one in mobiles)
    return "mobile" if told else "unknown"


@lru_cache(maxsize=512)
def has_trunk(country: str) -> bool:
    """Whether numbers within a country begin with a zero."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return metadata is not None and metadata.national_prefix == "0"
