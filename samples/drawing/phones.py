"""Phone numbers from ranges kept for fiction where a country has them, printed in the country's ways."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .lands import chance, fill_digits, land, pick


def group_digits(digits: str, sizes: str, separator: str) -> str:
    """ "5550123", "3 4", "-" -> "555-0123"."""
    parts, start = [], 0
    for size in map(int, sizes.split()):
        parts.append(digits[start : start + size])
        start += size
    return separator.join(parts)


def number(rng: np.random.Generator, country: str, kind: str, city: list[str]) -> tuple[str, str]:
    """(area, local) digits of a new number of this kind."""
    here = land(country)
    if kind in ("mobile", "toll_free"):
        area, pattern = pick(rng, here[kind])
    else:
        area, pattern = city[3], city[4]
    return area, fill_digits(rng, pattern)


def print_number(country: str, area: str, local: str, form: list[str], grouping: int = 0) -> str:
    """The number in one of the country's written forms."""
    here = land(country)
    pattern, separator = form
    sizes = here["groups"][str(len(local))]
    digits = group_digits(local, sizes[grouping % len(sizes)], separator)
    text = pattern.replace("{cc}", here["calling_code"]).replace("{s}", separator)
    return text.replace("{a}", area).replace("{l}", digits)


def form_for(rng: np.random.Generator, country: str) -> list[str]:
    """A written form, to be kept for all numbers of a card."""
    return list(pick(rng, land(country)["formats"]))


def phone(
    rng: np.random.Generator, country: str, kind: str, city: list[str], form: list[str], grouping: int
) -> tuple[str, dict[str, Any]]:
    """The printed text and the truth of one number."""
    area, local = number(rng, country, kind, city)
    here = land(country)
    if kind == "toll_free":  # a national number: never printed with the country code
        form = ["{a}{s}{l}" if country in ("US", "AU", "BR", "IN", "ES", "IT") else "0{a} {l}", form[1] or " "]
    elif country == "BR" and form[0].startswith("{a} ") is False and kind == "mobile" and form[1] == " ":
        form = [form[0], "-"]
    printed = print_number(country, area, local, form, grouping)
    extension = None
    if kind == "work" and here["extensions"] and chance(rng, 0.12):
        extension = str(int(rng.integers(11, 989)))
        printed += " " + pick(rng, here["extensions"]).format(x=extension)
    truth = {
        "type": {"direct": "work"}.get(kind, kind),
        "e164": f"+{here['calling_code']}{area}{local}",
        "ext": extension,
        "printed": printed,
        "labelled": True,
    }
    return printed, truth


def digits_of(text: str) -> str:
    """Only the digits."""
    return re.sub(r"\D", "", text)
