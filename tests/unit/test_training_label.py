"""Truth -> labels of pieces, on an invented card."""

from __future__ import annotations

import pytest

from training.label import label_of

TRUTH = {
    "name": "Ada Example",
    "name_printed": "Dr. Ada Example",
    "other_names": ["Ben Sample"],
    "titles": ["Head of Sales"],
    "departments": ["Department of Bridges"],
    "organization": "Example Bridges Ltd.",
    "other_organizations": ["Sample Group"],
    "addresses": [{"printed": "12 High Street, Leeds LS1 4AB"}],
}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Ada Example", "name"),
        ("Dr. Ada Exarnple", "name"),
        ("BEN SAMPLE", "name"),
        ("ADA", "name"),
        ("Head of Sales", "title"),
        ("Head of", "title"),
        ("Department of Bridqes", "department"),
        ("Example Bridges Ltd", "organization"),
        ("E X A M P L E BRIDGES LTD", "organization"),
        ("Sample Group", "organization"),
        ("Ada's Cakes", "other"),
        ("12 High Street", "address"),
        ("LS1 4AB Leeds", "address"),
        ("Bridges that last", "other"),
        ("---", "other"),
        ("", "other"),
    ],
)
def test_a_piece_gets_the_label_of_the_value_it_shows(text: str, label: str) -> None:
    """Misread letters, parts of a value and values with something around them keep their label."""
    assert label_of(text, TRUTH) == label


def test_a_card_without_values_has_only_other_text() -> None:
    """An empty truth labels nothing."""
    assert label_of("Ada Example", {}) == "other"
