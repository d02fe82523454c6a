"""Turn one printed number, with its brackets and trunk signs, into what the numbering plans make of it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat

from cardscan.locales.countries import countries, known_country
from cardscan.reading.parsing.values.phones.phone_plan import (
    MAX_DIGITS,
    MIN_DIGITS,
    NOTHING,
    NumberRead,
    digits_of,
    has_trunk,
    kind_of,
    local_kind,
    parse,
    verdict,
)

# Digits of local numbers without their area code, where a country's file does not say (ITU-T E.164 annex).
_LOCAL_ELSEWHERE = (6, 7, 8)


@lru_cache(maxsize=1)
def guesses() -> tuple[str, ...]:
    """Return numbering plans to try when nothing says where the card is from, most common on cards first."""
    ranked = [(one.phone.guess_rank, code) for code, one in countries().items() if one.phone.guess_rank]
    return tuple(code for _, code in sorted(ranked))


def local_lengths(country: str | None) -> tuple[int, ...]:
    """Return how many digits a number without its area code has in a country."""
    said = known_country(country).phone.local_lengths
    return _LOCAL_ELSEWHERE if said is None else said


def _misprinted(text: str, digits: str, country: str | None) -> NumberRead | None:
    """Read "+0044 ..." and "+022 ...": a plus before a trunk or international prefix."""
    if not text.lstrip("( ").startswith("+0"):
        return None
    for attempt, region in ((digits, country), ("+" + digits.lstrip("0"), None)):
        number = parse(attempt, region)
        if number and phonenumbers.is_valid_number(number):
            fixed = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            reasons = ("plus sign before a zero, as printed",)
            return NumberRead(None, False, False, False, kind_of(number), region, fixed, True, reasons)
    return None


@lru_cache(maxsize=20_000)
def read_number(text: str, country: str | None) -> NumberRead:
    """Read one number, printed without label and extension, for a card of a given or unknown country.

    Args:
        text: ASCII digits with separators, a leading "+", or "(0)".
        country: ISO 3166-1 alpha-2 of the card.
    """
    digits = digits_of(text)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS:
        return NOTHING
    plus = text.lstrip("( ").startswith("+")
    if plus:
        number = parse(text, country)
        read = verdict(number, international=True, reasons=("country code",)) if number else NOTHING
        if not read.valid and re.search(r"\(\s*0\s*\)", text):
            bare = parse(re.sub(r"\(\s*0\s*\)", " ", text, count=1), country)
            without = verdict(bare, international=True, reasons=("country code", "(0) dropped")) if bare else NOTHING
            read = without if without.valid else read
        if not read.valid and (odd := _misprinted(text, digits, country)):
            return odd
        return read
    if digits.startswith("00") and len(digits) >= 10:
        number = parse("+" + digits[2:], None)
        read = verdict(number, international=True, reasons=("country code after 00",)) if number else NOTHING
        if not read.valid and re.search(r"\(\s*0\s*\)", text):
            bare = parse("+" + digits_of(re.sub(r"\(\s*0\s*\)", "", text, count=1))[2:], None)
            read = verdict(bare, international=True, reasons=("country code after 00",)) if bare else read
        if read.valid:
            return read
    return _in_country(text, digits, country) if country else _guess(text, digits)


def _in_country(text: str, digits: str, country: str) -> NumberRead:
    number = parse(text, country)
    read = verdict(number, international=False, reasons=(f"read as a number of {country}",)) if number else NOTHING
    local = local_kind(digits, country)
    said = known_country(country).phone.local_lengths or ()
    if len(digits) in said and len(digits) <= 8 and digits[0] != "0" and has_trunk(country):
        # "4219238" parses as 04219/238 in Germany, but whoever leaves out the 0 also leaves out the area code.
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    if coded := _with_own_code(text, digits, country, read):
        return coded
    if read.valid and local == "unknown":
        return _or_foreign(text, digits, country, read)
    if not digits.startswith("0") and len(digits) >= 10 and not read.valid:
        if digits[0] == "1" and (bare := _without_stroke(digits, country)).valid:
            return bare
        with_code = _coded(digits)
        if with_code.valid:
            return with_code
    if len(digits) in local_lengths(country) and not digits.startswith("0") and not read.valid:
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    if read.possible and local == "mobile" and len(digits) <= 9:
        return NumberRead(None, False, False, True, local, country, reasons=("no area code",))
    return read


WITHOUT_PLUS = "country code without plus sign"


def _coded(digits: str) -> NumberRead:
    """Read digits that begin with a country code but lack the plus sign."""
    number = parse("+" + digits, None)
    return verdict(number, international=True, reasons=(WITHOUT_PLUS,)) if number else NOTHING


# From this many digits in one group, a number with its country code is likelier than one that lacks its zero.
_LONG = 11


def _with_own_code(text: str, digits: str, country: str, national: NumberRead) -> NumberRead | None:
    """Read "49 7755 91155" on a German card with its country code, since national numbers there begin with a zero.

    Where the national reading is also valid, it is offered as the suggestion, or is taken and the other is offered.
    """
    code = str(phonenumbers.country_code_for_region(country))
    coded = _coded(digits) if digits.startswith(code) and has_trunk(country) else NOTHING
    groups = _grouping(text)
    set_apart = groups[0] == len(code)
    if not coded.possible or coded.e164 == national.e164 or not (coded.valid or (set_apart and not national.valid)):
        return None
    if not national.valid:
        return coded
    if set_apart or (len(groups) == 1 and len(digits) >= _LONG):
        return replace(coded, suggestion=national.e164)
    return replace(national, suggestion=coded.e164) if national.kind != "mobile" else None


def _or_foreign(text: str, digits: str, country: str, national: NumberRead) -> NumberRead:
    """Offer the other reading of "33 1 42 68 53 00" on a German card, which lacks its zero or its plus sign."""
    if digits.startswith("0") or len(digits) < _LONG - 1 or national.kind == "mobile" or not has_trunk(country):
        return national
    coded = _coded(digits)
    code = str(phonenumbers.country_code_for_region(coded.region or "ZZ"))
    another = coded.valid and coded.e164 != national.e164
    set_apart = digits.startswith(code) and _grouping(text)[0] == len(code)
    return replace(national, suggestion=coded.e164) if another and set_apart else national


def _without_stroke(digits: str, country: str) -> NumberRead:
    """Drop a bar that was read as 1: "T | 31 3550 9006"; not where 1 is the country code, in North America."""
    rest = parse(digits[1:], country) if phonenumbers.country_code_for_region(country) != 1 else None
    return verdict(rest, international=False, reasons=(f"read as a number of {country}",)) if rest else NOTHING


# An exact and a loose match of grouping differ by half a point.
MIN_LEAD = 0.4


def _custom(region: str, groups: list[int], digits: str) -> float:
    """Return the weight of a country's habit of grouping digits: unlike the plan's format, or as no other country."""
    for grouping in known_country(region).phone.groupings:
        sizes = tuple(groups) in grouping.sizes or len(groups) == grouping.count
        if sizes and (not grouping.first_digits or digits[0] in grouping.first_digits):
            return grouping.weight
    return 0.0


def _grouping(text: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", text)]


def _guess(text: str, digits: str) -> NumberRead:
    """Read a number without a known country: by the plan that groups digits as printed; else leave the plan open."""
    if len(digits) >= 11 and digits[0] != "0":
        read = _coded(digits)
        if read.valid and not (digits[0] == "1" and len(digits) == 11):
            return read
    groups = _grouping(text)
    fits: list[tuple[float, NumberRead]] = []
    for order, region in enumerate(guesses()):
        number = parse(text, region)
        if number is None or not phonenumbers.is_valid_number_for_region(number, region):
            continue
        national = _grouping(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
        fit = 2.0 if national == groups else 1.5 if sorted(national) == sorted(groups[-len(national) :]) else 0.5
        habits = known_country(region).phone
        fit = max(fit, _custom(region, groups, digits)) - habits.guess_doubt
        fit -= habits.guess_doubt_dashed if "-" in text else 0.0
        fits.append((fit - order / 100, verdict(number, international=False, reasons=(f"grouped as in {region}",))))
    fits = sorted((f for f in fits if f[1].e164), key=lambda f: -f[0])
    # Only one plan groups digits this way, or one fits better than the others, so it is that one.
    if fits and fits[0][0] > 1.4 and (len(fits) == 1 or fits[0][0] - fits[1][0] > MIN_LEAD):
        return fits[0][1]
    if fits:
        found = fits[0][1]
        return NumberRead(
            None, False, True, False, found.kind, None, found.e164, reasons=("complete number of an unknown country",)
        )
    if len(digits) in _LOCAL_ELSEWHERE and digits[0] != "0":
        return NumberRead(None, False, False, True, "unknown", None, reasons=("no area code",))
    return NOTHING
