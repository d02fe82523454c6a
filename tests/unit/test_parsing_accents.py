"""Accents that the second reader lost come back from another one, and nothing else does."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading, ContactDetails, Field, FieldKind
from cardscan.reading.parsing import lines_to_check, with_accents

LINE = Box(10, 20, 200, 30)


def page(*texts: str) -> Page:
    """Words beside each other on one line, as the second reader gives them."""
    words = tuple(Word(text, Box(10 + 60 * place, 20, 50, 30), 0.9) for place, text in enumerate(texts))
    return Page("neural", words, (600, 340), "neural")


def read_again(before: str, after: str, confidence: float = 0.9) -> str:
    """One word of the page after another reader saw `after` on its line."""
    seen = [(LINE, [Word(after, Box(0, 0, 50, 30), confidence)])]
    return with_accents(page(before), seen).words[0].text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("GASIOREK", "GĄSIOREK"),
        ("Dabrówka", "Dąbrówka"),
        ("Tallasen", "Tallåsen"),
        ("Geschaftsfuhrer", "Geschäftsführer"),
    ],
)
def test_a_lost_accent_comes_back(before: str, after: str) -> None:
    """Also where the word kept another one."""
    assert read_again(before, after) == after


@pytest.mark.parametrize(
    ("before", "after", "confidence"),
    [
        ("Germany", "Germâny", 0.4),  # a speck
        ("Tallåsen", "Tallasen", 0.95),  # the other reader's loss
        ("Márton", "Mårton", 0.95),  # accents against accents: nobody knows
        ("Bell", "Béll1", 0.95),
        ("BELL", "béll", 0.95),
        ("ada@example.com", "áda@example.com", 0.95),
    ],
)
def test_nothing_else_changes(before: str, after: str, confidence: float) -> None:
    """Letters, case and accents that are there stay as the second reader read them."""
    assert read_again(before, after, confidence) == before


def test_a_word_on_another_line_is_left_alone() -> None:
    """The same name may be printed with and without its accent."""
    seen = [(Box(10, 200, 200, 30), [Word("Gąsiorek", Box(0, 0, 50, 30), 0.9)])]
    assert with_accents(page("Gasiorek"), seen).words[0].text == "Gasiorek"


@pytest.mark.parametrize(
    ("country", "kind", "count"),
    [("PL", FieldKind.NAME, 1), ("GB", FieldKind.NAME, 0), (None, FieldKind.NAME, 0), ("PL", FieldKind.PHONE, 0)],
)
def test_only_lines_of_names_and_firms_are_read_again_where_accents_are_written(
    country: str | None, kind: FieldKind, count: int
) -> None:
    """Each line costs a call of the reader."""
    fields = (Field(kind, "Zaneta Gasiorek", "Zaneta Gasiorek", 0.9, LINE, ()),)
    reading = CardReading(ContactDetails(), fields=fields, country=country)
    assert len(lines_to_check(page("Zaneta", "Gasiorek"), reading)) == count
