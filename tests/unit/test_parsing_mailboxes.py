"""What a card's names say of an e-mail address: what is glued on goes, what was lost comes back, no more."""

from __future__ import annotations

import pytest

from cardscan.model.reading import Alternative
from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.emails.mailboxes import better_spelled, handle_as_named, settle

ADA = ["Ada Example"]


def settled(line: str, names: list[str]) -> tuple[str, tuple[str, ...]]:
    """The one address of a line after the names were asked, and its reasons."""
    (found,) = find_emails(line)
    result = settle(found, names, line[: found.span[0]])
    return result.value, result.reasons


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("EIada@example.com", "ada@example.com"),
        ("e.info@example.com", "info@example.com"),
        ("ce-mailninfo@example.com", "info@example.com"),
        ("e-maillada.example@example.com", "ada.example@example.com"),
        ("4871.example@example.com", "example@example.com"),
        ("556917ada@example.com", "ada@example.com"),
        ("emallinfo@example.com", "info@example.com"),
        ("mejll-ada@example.com", "ada@example.com"),
        ("em.ada@example.com", "ada@example.com"),
        ("ml.info@example.com", "info@example.com"),
        ("fax045-555012.info@example.com", "info@example.com"),
        ("555-0115.info@example.com", "info@example.com"),
    ],
)
def test_a_label_an_icon_or_a_number_glued_on_is_left_out(line: str, expected: str) -> None:
    """Where a name spells the rest, or the rest is a mailbox of everybody's; what was read stays on offer."""
    value, reasons = settled(line, ADA)
    assert value == expected
    assert "icon, label or number before it left out" in reasons


@pytest.mark.parametrize(
    "line",
    [
        "email@example.com",
        "eva@example.com",
        "info@example.com",
        "1st.choice@example.com",
        "emil@example.com",
        "malinda@example.com",
        "mailroom@example.com",
        "emma@example.com",
    ],
)
def test_an_address_that_nobody_speaks_against_stays(line: str) -> None:
    """Even where it begins with what might be an icon."""
    assert settled(line, ADA)[0] == line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ada.examplell@example.com", "ada.example11@example.com"),
        ("ada.example9s@example.com", "ada.example95@example.com"),
        ("eada.example9O@example.com", "ada.example90@example.com"),
        ("ada.example@example.com", "ada.example@example.com"),
        ("example95@example.com", "example95@example.com"),
    ],
)
def test_letters_behind_a_whole_name_are_the_digits_they_look_like(line: str, expected: str) -> None:
    """ "11" is read as two letters; a name that ends in such letters is not touched."""
    assert settled(line, ADA)[0] == expected


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        ("Iexample@example.com", "Lucy Example", "lexample@example.com"),
        ("I-example@example.com", "Tom Example", "t-example@example.com"),
        ("Mejl.I-example@example.com", "Lena Example", "l-example@example.com"),
        ("t-example@example.com", "Una Example", "t-example@example.com"),
        ("Iexample@example.com", "Ada Example", "example@example.com"),
    ],
)
def test_a_stroke_that_may_be_the_initial_of_the_name_is_no_icon(line: str, name: str, expected: str) -> None:
    """One that may not is left out, unless a hyphen stands behind it."""
    assert settled(line, [name])[0] == expected


@pytest.mark.parametrize(
    ("value", "other", "expected"),
    [
        ("example@example.com", "a.example@example.com", "a.example@example.com"),
        ("18@example.com", "ada.example18@example.com", "ada.example18@example.com"),
        ("example@example.com", "5676.example@example.com", "example@example.com"),
        ("example@example.com", "e.example@example.com", "example@example.com"),
        ("example@example.com", "b.example@example.com", "example@example.com"),
    ],
)
def test_a_reading_with_more_of_the_name_is_taken(value: str, other: str, expected: str) -> None:
    """Not one with a number, a label or an initial of nobody on the card before it."""
    (found,) = find_emails(value)
    assert better_spelled(found, [Alternative(other, 0.3)], ADA).value == expected


@pytest.mark.parametrize(
    ("handle", "expected"),
    [("ada-examplell", "ada-example11"), ("ada_I_example", "ada_l_example"), ("somebody_I", "somebody_I")],
)
def test_strokes_of_a_handle_are_as_the_name_spells_them(handle: str, expected: str) -> None:
    """Where it spells it at all."""
    assert handle_as_named(handle, ["Ada L. Example"]) == expected


def test_a_family_name_that_ends_in_strokes_keeps_them() -> None:
    """Bell is no Be11."""
    assert settled("ann.bell@example.com", ["Ann Bell"])[0] == "ann.bell@example.com"


@pytest.mark.parametrize(
    ("line", "names", "expected"),
    [
        ("ada example@example.com", ADA, "ada.example@example.com"),
        ("write example@example.com", ADA, "example@example.com"),
        ("ada info@example.com", ADA, "info@example.com"),
    ],
)
def test_a_dot_that_was_not_read_comes_back_where_the_name_spells_both_words(
    line: str, names: list[str], expected: str
) -> None:
    """And only there: any other word before an address is no part of it."""
    assert settled(line, names)[0] == expected
