"""One printed number read by the numbering plans (phonenumbers, Google's libphonenumber metadata)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

# Numbering plans to try, most common on cards first, when nothing says where the card is from.
GUESSES = (
    "US",
    "GB",
    "IN",
    "DE",
    "FR",
    "BR",
    "IT",
    "ES",
    "AU",
    "NL",
    "JP",
    "CN",
    "KR",
    "ZA",
    "SE",
    "CH",
    "AT",
    "PL",
    "PT",
    "MX",
)

# Shorter numbers are no subscriber numbers anywhere but in a few exchanges; E.164 ends at 15 digits,
# with an international prefix and a printed "(0)" that makes 19.
MIN_DIGITS, MAX_DIGITS = 5, 19

# Open plans (Germany, Austria) call "04729" a valid number; area code and number together have seven digits or more.
# Islands have plans of four to six digits throughout.
MIN_NATIONAL, MIN_ON_ISLANDS, ISLAND_LENGTH = 7, 4, 8

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.PAGER}
_FREE = {PhoneNumberType.TOLL_FREE}


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What the numbering plans say of one printed number.

    Attributes:
        e164: "+" and digits, when the print gives a complete number; None for local numbers and no numbers.
        valid: In an assigned range of the plan.
        possible: Of a length the plan allows, area code included.
        local: Plausible, but lacks its area code.
        kind: "mobile", "toll_free", "fixed" or "unknown" (also where the plan does not tell, as in North America).
        region: ISO 3166-1 alpha-2 of the plan, where known.
        suggestion: E.164 of a complete number that the print only suggests ("+022..." for a plain 022).
        international: Printed with its country code.
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


_NOTHING = NumberRead(None, False, False, False, "unknown", None)


def digits_of(text: str) -> str:
    """The ASCII digits of a text."""
    return re.sub(r"[^0-9]", "", text)


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _kind(number: phonenumbers.PhoneNumber) -> str:
    found = phonenumbers.number_type(number)
    if found in _MOBILE:
        return "mobile"
    if found in _FREE:
        return "toll_free"
    return "fixed" if found == PhoneNumberType.FIXED_LINE else "unknown"


@lru_cache(maxsize=512)
def _min_national(country_code: int, *, international: bool) -> int:
    """The fewest digits, without country code, that are taken for a whole number."""
    region = phonenumbers.region_code_for_country_code(country_code)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    lengths = metadata.general_desc.possible_length if metadata and metadata.general_desc else ()
    short = bool(lengths) and max(lengths) <= ISLAND_LENGTH
    if short:
        return MIN_ON_ISLANDS if international else MIN_DIGITS
    return MIN_NATIONAL - 1 if international else MIN_NATIONAL


def _read(number: phonenumbers.PhoneNumber, *, international: bool, reasons: tuple[str, ...]) -> NumberRead:
    valid = phonenumbers.is_valid_number(number)
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    national = phonenumbers.national_significant_number(number)
    if not possible or len(national) < _min_national(number.country_code or 0, international=international):
        return _NOTHING
    region = phonenumbers.region_code_for_number(number) if valid else None
    region_of_code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return NumberRead(
        e164=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        valid=valid,
        possible=True,
        local=False,
        kind=_kind(number) if valid else _local_kind(national[2:], region_of_code),
        region=region or region_of_code,
        international=international,
        reasons=reasons,
    )


# Local numbers without their area code: how many digits, by country; elsewhere 6 to 8 (ITU-T E.164 annex tables).
_LOCAL_LENGTHS = {
    "US": (7,), "CA": (7,), "IN": (6, 7, 8), "BR": (8, 9), "DE": (5, 6, 7, 8), "AT": (5, 6, 7, 8), "GB": (6, 7, 8),
    "AU": (8,),
    "JP": (6, 7, 8), "CN": (7, 8), "IT": (6, 7, 8), "MX": (7, 8), "ZA": (7,), "NL": (6, 7), "FR": (), "ES": (),
    "DK": (), "NO": (),
    "PT": (), "PL": (7,), "CZ": (), "SE": (5, 6, 7, 8), "FI": (5, 6, 7, 8), "TR": (7,), "RU": (5, 6, 7), "NZ": (7,),
    "PK": (7, 8),
    "AR": (6, 7, 8), "KR": (7, 8), "GR": (), "HU": (6, 7), "RO": (6, 7), "PH": (7, 8), "ID": (6, 7, 8), "MY": (6, 7,
    8), "EG": (7, 8),
}  # fmt: skip
_LOCAL_ELSEWHERE = (6, 7, 8)


def local_lengths(country: str | None) -> tuple[int, ...]:
    """How many digits a number without its area code has in a country."""
    return _LOCAL_LENGTHS.get(country or "", _LOCAL_ELSEWHERE)


def _local_kind(digits: str, country: str | None) -> str:
    """Brazil's mobile numbers are told by their first digit also without an area code (Anatel plan, 2016)."""
    if country == "BR" and ((len(digits) == 9 and digits[0] == "9") or (len(digits) == 8 and digits[0] in "6789")):
        return "mobile"
    return "unknown"


def _misprinted(text: str, digits: str, country: str | None) -> NumberRead | None:
    """ "+0044 ..." and "+022 ...": a plus before a trunk or international prefix."""
    if not text.lstrip("( ").startswith("+0"):
        return None
    for attempt, region in ((digits, country), ("+" + digits.lstrip("0"), None)):
        number = _parse(attempt, region)
        if number and phonenumbers.is_valid_number(number):
            fixed = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            return NumberRead(
                None, False, False, False, _kind(number), region, fixed, True, ("plus sign before a zero, as printed",)
            )
    return None


@lru_cache(maxsize=20_000)
def read_number(text: str, country: str | None) -> NumberRead:
    """Read one number, printed without label and extension, for a card of a country (or of none known).

    Args:
        text: ASCII digits with separators, a leading "+", or "(0)".
        country: ISO 3166-1 alpha-2 of the card.
    """
    digits = digits_of(text)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return _NOTHING
    plus = text.lstrip("( ").startswith("+")
    if plus:
        number = _parse(text, country)
        read = _read(number, international=True, reasons=("country code",)) if number else _NOTHING
        if not read.valid and re.search(r"\(\s*0\s*\)", text):
            bare = _parse(re.sub(r"\(\s*0\s*\)", " ", text, count=1), country)
            without = _read(bare, international=True, reasons=("country code", "(0) dropped")) if bare else _NOTHING
            read = without if without.valid else read
        if not read.valid and (odd := _misprinted(text, digits, country)):
            return odd
        return read
    if digits.startswith("00") and len(digits) >= 10:
        number = _parse("+" + digits[2:], None)
        read = _read(number, international=True, reasons=("country code after 00",)) if number else _NOTHING
        if not read.valid and re.search(r"\(\s*0\s*\)", text):
            bare = _parse("+" + digits_of(re.sub(r"\(\s*0\s*\)", "", text, count=1))[2:], None)
            read = _read(bare, international=True, reasons=("country code after 00",)) if bare else read
        if read.valid:
            return read
    return _in_country(text, digits, country) if country else _guess(text, digits)


@lru_cache(maxsize=512)
def _has_trunk(country: str) -> bool:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    return metadata is not None and metadata.national_prefix == "0"


def _in_country(text: str, digits: str, country: str) -> NumberRead:
    number = _parse(text, country)
    read = _read(number, international=False, reasons=(f"read as a number of {country}",)) if number else _NOTHING
    local = _local_kind(digits, country)
    if len(digits) in _LOCAL_LENGTHS.get(country, ()) and len(digits) <= 8 and digits[0] != "0" and _has_trunk(country):
        # "4219238" parses as 04219/238 in Germany, but whoever leaves out the 0 leaves out the area code, too.
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    if read.valid and local == "unknown":
        return read
    if not digits.startswith("0") and len(digits) >= 10 and not read.valid:
        if digits[0] == "1" and (bare := _without_stroke(digits, country)).valid:
            return bare
        foreign = _parse("+" + digits, None)
        with_code = (
            _read(foreign, international=True, reasons=("country code without plus sign",)) if foreign else _NOTHING
        )
        if with_code.valid:
            return with_code
    if len(digits) in local_lengths(country) and not digits.startswith("0") and not read.valid:
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    if read.possible and local == "mobile" and len(digits) <= 9:
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    return read


def _without_stroke(digits: str, country: str) -> NumberRead:
    """ "T | 31 3550 9006": the bar behind a label is read as 1; where North America's code is 1, it may be that."""
    rest = _parse(digits[1:], country) if phonenumbers.country_code_for_region(country) != 1 else None
    return _read(rest, international=False, reasons=(f"read as a number of {country}",)) if rest else _NOTHING


# Between an exact and a loose match of grouping lies half a point.
MIN_LEAD = 0.4


def _custom(region: str, groups: list[int], digits: str) -> float:
    """How people of a country group digits where the plan's own format differs, or where it is theirs alone."""
    if region == "IN" and digits[0] in "6789" and groups in ([10], [5, 5], [4, 6], [1, 10], [6, 5]):
        return 2.5  # hardly any other country leaves ten digits ungrouped
    if region == "IN" and digits[0] == "0" and len(groups) == 2:
        return 2.0  # area code, subscriber number in one run: as in Germany
    if region == "US" and groups in ([3, 3, 4], [1, 3, 3, 4]):
        return 2.5
    if region == "FR" and groups == [2, 2, 2, 2, 2] and digits[0] == "0":
        return 2.5
    return 0.0


def _grouping(text: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", text)]


def _guess(text: str, digits: str) -> NumberRead:
    """No country known: the plan whose own way of grouping digits is the printed one; else the print stands alone."""
    if len(digits) >= 11 and digits[0] != "0":
        foreign = _parse("+" + digits, None)
        read = _read(foreign, international=True, reasons=("country code without plus sign",)) if foreign else _NOTHING
        if read.valid and not (digits[0] == "1" and len(digits) == 11):
            return read
    groups = _grouping(text)
    fits: list[tuple[float, NumberRead]] = []
    for order, region in enumerate(GUESSES):
        number = _parse(text, region)
        if number is None or not phonenumbers.is_valid_number_for_region(number, region):
            continue
        national = _grouping(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
        fit = 2.0 if national == groups else 1.5 if sorted(national) == sorted(groups[-len(national) :]) else 0.5
        fit = max(fit, _custom(region, groups, digits)) - (
            0.7 if region == "IT" or (region == "DE" and "-" in text) else 0.0
        )
        fits.append((fit - order / 100, _read(number, international=False, reasons=(f"grouped as in {region}",))))
    fits = sorted((f for f in fits if f[1].e164), key=lambda f: -f[0])
    # One plan groups digits this way and no other, or better than any other: then it is that one.
    if fits and fits[0][0] > 1.4 and (len(fits) == 1 or fits[0][0] - fits[1][0] > MIN_LEAD):
        return fits[0][1]
    if fits:
        found = fits[0][1]
        return NumberRead(
            None, False, True, False, found.kind, None, found.e164, reasons=("complete number of an unknown country",)
        )
    if len(digits) in _LOCAL_ELSEWHERE and digits[0] != "0":
        return NumberRead(None, False, False, True, "unknown", None, reasons=("no area code",))
    return _NOTHING
