"""What the domain and other lines say of the chosen organisation's lines. All firms are invented."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.resolving.organization_lines import as_other_lines_say


def said(texts: list[str], group: tuple[int, ...], *domains: str) -> list[str]:
    """The lines that are taken, out of lines below each other."""
    pieces = [Piece(text, Box(50, 50 + 40 * i, 15 * len(text), 30), 0.9, i) for i, text in enumerate(texts)]
    context = CardContext((1050, 600), domains=domains)
    return [texts[i] for i in as_other_lines_say(group, pieces, context, set(range(len(texts))))]


def test_lines_that_spell_the_domain_together_are_the_name() -> None:
    """A logo between them is not read as a part of it otherwise."""
    assert said(["sample", "river", "works"], (0, 2), "sampleriverworks") == ["sample", "river", "works"]


@pytest.mark.parametrize("last", ["Consultores S.A.", "Transport Sp. z o.o.", "Works"])
def test_a_domain_spells_lines_without_their_legal_form(last: str) -> None:
    """Domains leave it out."""
    label = {"Consultores S.A.": "musterwegconsultores", "Transport Sp. z o.o.": "musterwegtransport"}
    assert said(["Musterweg", last], (1,), label.get(last, "musterwegworks")) == ["Musterweg", last]


@pytest.mark.parametrize(
    ("above", "chosen", "joined"),
    [
        ("Sample River", "Consulting Ltd", True),
        ("Sample River", "Orchard Ltd", False),
        ("Services", "Consulting Ltd", False),
    ],
)
def test_a_line_without_a_word_of_its_own_goes_on_from_the_line_above(above: str, chosen: str, joined: bool) -> None:
    """It has a legal form, and no name."""
    assert said([above, chosen], (1,)) == ([above, chosen] if joined else [chosen])


def test_lines_keep_the_order_that_they_were_chosen_in() -> None:
    """A domain may turn it round."""
    assert said(["SAMPLE", "AUTO PARTS"], (0, 1), "autopartssample") == ["SAMPLE", "AUTO PARTS"]


@pytest.mark.parametrize(
    ("below", "kept"),
    [("Ltd.", True), ("ASSOCIÉS", True), ("A Sample Group Company", False), ("Makers of bridges", False)],
)
def test_what_follows_the_whole_of_the_domain_is_a_slogan_unless_names_end_so(below: str, kept: bool) -> None:
    """Legal forms and partners belong to the name."""
    assert said(["Sample Works", below], (0, 1), "sampleworks") == ["Sample Works", *([below] if kept else [])]


def test_a_name_of_one_word_may_go_on_though_the_domain_ends() -> None:
    """Domains leave out what a firm does."""
    assert said(["Sample", "Makers of bridges"], (0, 1), "sample") == ["Sample", "Makers of bridges"]


@pytest.mark.parametrize(
    ("lines", "group", "expected"),
    [
        (["SAMPLE WQRLD", "INFOTECH", "SAMPLE WORLD INFOTECH"], (0, 1), ["SAMPLE WORLD INFOTECH"]),
        (["Sketches", "MIRU SKETCHES"], (0,), ["MIRU SKETCHES"]),
        (["Sketches", "Other lines"], (0,), ["Sketches"]),
        (["Sample", "Sample Street 12"], (0,), ["Sample"]),
    ],
)
def test_a_line_of_print_is_taken_for_a_logo(lines: list[str], group: tuple[int, ...], expected: list[str]) -> None:
    """It is read better than a logo, but a street is none."""
    assert said(lines, group) == expected


def test_a_short_domain_is_spelled_by_chance() -> None:
    """Two lines of two letters each say nothing."""
    assert said(["Other Works", "ab", "cd"], (0,), "abcd") == ["Other Works"]
