"""Truth -> the label of a piece of text: which of the card's true values it shows, if any.

Pieces are what the readers read and parsing cut: damaged, split or glued. A piece gets the label of the true value
that it is most like, if it is like one at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import fuzz

from cardscan.reading.parsing.evidence.labeller import LABELS

# From this likeness on (0 to 100, normalised Indel) a piece shows the value: two wrong letters in ten.
ALIKE = 80
# A piece that holds a value and more, or part of one, must hold it nearly letter by letter.
HOLDS, PART_OF = 92, 95
# Share of an address piece's letters that stand in words of the true address.
ADDRESS_SHARE = 0.6


def squash(text: str | None) -> str:
    """Lower-case words of letters and digits, with single spaces."""
    return " ".join(re.findall(r"[^\W_]+", (text or "").casefold()))


def label_of(text: str, truth: Mapping[str, Any]) -> str:
    """One of `LABELS` for a piece of a card's text.

    Args:
        truth: The `contact` object of a truth file.
    """
    key = squash(text)
    if not key:
        return "other"
    claims = [*_names(key, truth), *_titles(key, truth), *_organizations(key, truth), *_addresses(key, truth)]
    best = max(claims, key=lambda claim: claim[1], default=("other", 0.0))
    return best[0]


def label_number(text: str, truth: Mapping[str, Any]) -> int:
    """The label's place in `LABELS`."""
    return LABELS.index(label_of(text, truth))


def _names(key: str, truth: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    people = [truth.get("name"), truth.get("name_printed"), *(truth.get("name_alt") or [])]
    for value in (*people, *(truth.get("other_names") or [])):
        name = squash(value)
        if not name:
            continue
        likeness = fuzz.ratio(key, name)
        if likeness >= ALIKE:
            yield "name", likeness + 2
        # With honorific, degrees or a label around it.
        elif len(name) >= 5 and 0.9 * len(name) <= len(key) < len(name) + 25 and fuzz.partial_ratio(key, name) >= HOLDS:
            yield "name", 86
        # One line of a name that stands on two.
        elif len(key) >= 3 and set(key.split()) < set(name.split()):
            yield "name", 84


def _titles(key: str, truth: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for kind, label in (("titles", "title"), ("other_titles", "title"), ("departments", "department")):
        for value in truth.get(kind) or []:
            title = squash(value)
            if not title:
                continue
            likeness = fuzz.ratio(key, title)
            if likeness >= ALIKE:
                yield label, likeness + 1
            elif 4 <= len(key) < len(title) and fuzz.partial_ratio(key, title) >= PART_OF:
                yield label, 84
            elif 4 <= len(title) <= len(key) and fuzz.partial_ratio(key, title) >= HOLDS:
                yield label, 83


def _organizations(key: str, truth: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for value in (truth.get("organization"), *(truth.get("other_organizations") or [])):
        firm = squash(value)
        if not firm:
            continue
        likeness = fuzz.ratio(key, firm)
        if likeness >= ALIKE:
            yield "organization", likeness
        elif fuzz.ratio(key.replace(" ", ""), firm.replace(" ", "")) >= 88:  # letter-spaced logos
            yield "organization", 90
        elif 3 <= len(key) < len(firm) and fuzz.partial_ratio(key, firm) >= 90:
            yield "organization", 85


def _addresses(key: str, truth: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    found = key.split()
    letters = max(1, sum(len(word) for word in found))
    for address in truth.get("addresses") or []:
        true_words = set(squash(address["printed"]).split())
        hit = sum(len(word) for word in found if word in true_words or _nearly(word, true_words)) / letters
        if hit >= ADDRESS_SHARE:
            yield "address", 80 + 5 * hit


def _nearly(word: str, others: set[str]) -> bool:
    return len(word) > 3 and any(fuzz.ratio(word, other) >= ALIKE for other in others)
