"""Pronouns in print: found where a card states them, and nowhere else. All people are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.page import Page
from cardscan.model.pronouns import pronoun_forms, pronoun_language, pronouns_written_alike
from cardscan.model.reading import FieldKind
from cardscan.reading.parsing import read
from cardscan.reading.parsing.evidence.lexicons import words
from cardscan.reading.parsing.resolving.confidence import UNMEASURED_MOST
from cardscan.reading.parsing.values.pronouns import find_pronouns
from tests.unit.test_parsing_read import page

FORMS = [(language, form) for language, forms in pronoun_forms().items() for form in forms.pairs]


def values(text: str) -> list[str]:
    return [found.value for found in find_pronouns(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Beispiel (she/her)", ["she/her"]),
        ("Ana Beispiel (She / Her)", ["she/her"]),
        ("Ana Beispiel [they/them/theirs]", ["they/them/theirs"]),
        ("Ana Beispiel (sie|ihr)", ["sie/ihr"]),
        ("Ana Beispiel | er/ihm", ["er/ihm"]),
        ("Ana Beispiel · she/her · Head of Research", ["she/her"]),
        ("Ana Beispiel, she/her, Director", ["she/her"]),
        ("Ana von Beispiel she/her", ["she/her"]),
        ("Dr. Mira Muster-Beispiel, PhD (she/her) | Head of Research", ["she/her"]),
        ("SHE/HER", ["she/her"]),
        ("they/them • she/her", ["they/them", "she/her"]),
        ("Pronouns: he/him", ["he/him"]),
        ("My pronouns he/him", ["he/him"]),
        ("Pronouns: she/her, sie/ihr", ["she/her", "sie/ihr"]),
        ("Pronomen: keine", ["keine"]),
        ("(Pronouns: any)", ["any"]),
        ("Léa Exemple (iel)", ["iel"]),
        ("Léa Exemple (elle)", ["elle"]),
        ("Pronombres: ella", ["ella"]),
        ("Ana Beispiel (hon/henne)", ["hon/henne"]),
    ],
)
def test_stated_pronouns_are_found(text: str, expected: list[str]) -> None:
    """In parentheses, alone, between marks, at the end of a name and behind a label."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "he/she",
        "er/sie",
        "il/elle",
        "Gesucht: Ingenieur (er/sie)",
        "ELLE",
        "Elle-Str. 5",
        "Gabriella (Ella) Beispiel",
        "He Xiaoming",
        "Han (Hen) Beispiel",
        "IT/HR",
        "DE/EN",
        "Beratung für Sie/Ihr Team",
        "Wo sie/ihr seid",
        "We help her/him",
        "Ask for her (she/her) in our office.",
        "Pronouns",
        "Pronouns matter to us",
        "Pronouns any",
        "she/her@beispiel.example",
        "www.beispiel.example/she/her",
    ],
)
def test_ordinary_text_holds_none(text: str) -> None:
    """Forms that mean anybody, names, streets, departments, sentences."""
    assert values(text) == []


@pytest.mark.parametrize(("language", "form"), FORMS, ids=lambda part: part)
def test_every_form_of_the_lists_is_read_as_it_is_written(language: str, form: str) -> None:
    """Behind a name, and with spaces around the mark."""
    assert values(f"Ana Beispiel ({form})") == [form]
    assert values(form.replace("/", " / ")) == [form]
    assert pronoun_language(form) in (language, None)


@pytest.mark.parametrize("lexicon", ["given", "family", "surnames", "cities", "jobs", "titles", "departments"])
def test_no_name_job_or_city_is_a_pronoun(lexicon: str) -> None:
    """As cards print them: alone, as a second name in parentheses, and behind a name."""
    for entry in words(lexicon):
        printed = entry.title()
        for text in (entry, entry.upper(), printed, f"Ana ({printed}) Beispiel", f"({printed})", f"Ana {printed}"):
            assert not find_pronouns(text), text


@given(
    st.text(max_size=250)
    | st.lists(st.sampled_from(["she", "/", "her", "(", ")", "Pronouns", ":", " ", "A", "|"])).map("".join)
)
def test_any_text_is_survived_and_what_is_found_stands_where_it_says(text: str) -> None:
    """Spans lie within the text and hold what is said to be printed; a second look says the same."""
    found = find_pronouns(text)
    assert found == find_pronouns(text)
    for each in found:
        start, end = each.span
        assert each.printed in text[start:end]
        assert pronouns_written_alike(each.printed) == each.value


CARD = (
    ("Finchgate Capital Ltd", 60, 40, 44),
    ("Senior Software Engineer", 60, 200, 26),
    ("+44 1632 960123", 60, 300, 24),
)


@pytest.mark.parametrize(
    "rows",
    [
        [("Noelle Whitlow (she/her)", 60, 150, 36)],
        [("Noelle Whitlow", 60, 150, 36), ("she/her", 60, 178, 20)],
        [("Noelle Whitlow", 60, 150, 36), ("Pronouns: she/her", 60, 420, 20)],
    ],
)
def test_a_card_with_pronouns_keeps_its_name_and_leaves_nothing_over(rows: list[tuple[str, int, int, int]]) -> None:
    """They are a field with its place, and neither part of the name nor a line that nobody explains."""
    plain = read([page([*CARD, ("Noelle Whitlow", 60, 150, 36)])])
    reading = read([page([*CARD, *rows])])
    assert reading.details.pronouns == ("she/her",)
    assert reading.details.name == plain.details.name
    assert reading.details.unassigned == plain.details.unassigned
    (field,) = [field for field in reading.fields if field.kind is FieldKind.PRONOUNS]
    assert (field.value, field.raw) == ("she/her", "she/her")
    assert field.box is not None
    assert 0.5 < field.confidence <= UNMEASURED_MOST


@pytest.mark.parametrize("name", ["Mrs. Noelle Whitlow", "Mr. Gavin Marsden", "Frau Mira Muster", "Noelle Whitlow"])
def test_no_pronouns_follow_from_a_name_or_a_salutation(name: str) -> None:
    """Nobody but the person knows."""
    assert read([page([*CARD, (name, 60, 150, 36)])]).details.pronouns == ()


def test_an_empty_page_has_none() -> None:
    """Nothing is made of nothing."""
    assert read([Page("drawn", (), (10, 10), "tesseract")]).details.pronouns == ()
