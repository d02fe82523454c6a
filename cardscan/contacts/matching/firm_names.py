"""Decide whether two spellings of a firm's name mean the same firm."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from cardscan.contacts.comparable_forms import folded
from cardscan.locales.legal_forms import left_out_of_firms

# One letter off in twelve is an OCR slip. With a lower limit, "Nordsee" and "Nordstern" would be one firm.
_NEAR = 92.0


def same_organization(one: str, other: str) -> bool:
    """Whether two names are equal but for legal form, case, accents, an OCR slip, or an added end ("Acme Berlin")."""
    a, b = organization_core(one), organization_core(other)
    if not a or not b:
        return folded(one).strip() == folded(other).strip()
    if a == b or fuzz.ratio(a, b) >= _NEAR:
        return True
    short, long = sorted((a.split(), b.split()), key=len)
    return len("".join(short)) >= 5 and long[: len(short)] == short


def organization_core(text: str) -> str:
    """Return the folded words of a firm's name without its legal form, or "" if nothing else is left.

    A legal form only says how a firm is owned, and is often left out.
    """
    words = re.split(r"[^\w]+", folded(re.sub(r"(?<=\w)\.(?=\w)|\.", "", text)))
    return " ".join(word for word in words if word and word not in left_out_of_firms(folded))
