"""Index the countries' words and shapes: which countries a word on a card speaks for, and how strongly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardscan.locales.countries import countries


@dataclass(frozen=True, slots=True)
class Sign:
    """What a word or shape says for one country.

    Attributes:
        country: ISO 3166-1 alpha-2.
        weight: Evidence for the country.
        place: Position of the word in the country's file, so that its reasons come in the order of its file.
        capitals_only: Whether the word counts only in capitals, in a line that is not all capitals.
    """

    country: str
    weight: float
    place: int
    capitals_only: bool = False


def _words() -> dict[str, tuple[Sign, ...]]:
    """Return legal forms, and words of addresses and labels; a weight of 0 is no evidence."""
    table: dict[str, tuple[Sign, ...]] = {}
    for country in countries().values():
        for place, (word, weight) in enumerate([*country.legal_forms.items(), *country.words.items()]):
            if weight:
                sign = Sign(country.code, weight, place, word in country.capitals_only)
                table[word] = (*table.get(word, ()), sign)
    return table


def _shapes() -> dict[tuple[re.Pattern[str], str], tuple[Sign, ...]]:
    """Return signs by (pattern, name of the evidence); a pattern that several countries share is searched for once."""
    table: dict[tuple[re.Pattern[str], str], tuple[Sign, ...]] = {}
    for country in countries().values():
        for place, shape in enumerate(country.shapes):
            key = country.pattern(shape.pattern), shape.reason
            table[key] = (*table.get(key, ()), Sign(country.code, shape.weight, place))
    return table


def _endings() -> dict[str, tuple[Sign, ...]]:
    table: dict[str, tuple[Sign, ...]] = {}
    for country in countries().values():
        for place, (ending, weight) in enumerate(country.street_endings.items()):
            if weight:
                table[ending] = (*table.get(ending, ()), Sign(country.code, weight, place))
    return table


WORDS = _words()
SHAPES = _shapes()
ENDINGS = _endings()
STREET_ENDINGS = re.compile(rf"[a-zäöüåæø]{{3,}}({'|'.join(map(re.escape, ENDINGS))})\b")
