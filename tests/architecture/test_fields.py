"""Every kind of value has its row, and each row its place everywhere: what the recipe of a new field promises."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from cardscan.model.field_kinds import BY_PAGE, ROWS
from cardscan.model.reading import ContactDetails, FieldKind
from cardscan.reading.parsing.resolving.confidence import UNMEASURED, Evidence, confidence_of
from cardscan.store import ValueKind
from cardscan.workflows.review.words import LABELS

RECIPE = Path(__file__).resolve().parents[2] / "docs" / "recipes" / "field.md"


def test_every_kind_and_every_attribute_has_one_row() -> None:
    """The store, the details and the table name the same kinds."""
    assert sorted(row.kind for row in ROWS) == sorted(ValueKind)
    assert {row.attribute for row in ROWS} == {field.name for field in dataclasses.fields(ContactDetails)}
    assert set(FieldKind) <= {row.kind for row in ROWS}
    assert list(LABELS) == [row.kind for row in ROWS]


def test_places_properties_and_options_are_given_once() -> None:
    """No two rows write the same property, stand in the same place, or answer to the same option."""
    assert [row.page for row in BY_PAGE] == list(range(1, len(BY_PAGE) + 1))
    for told in (
        [name for row in ROWS for name in row.properties],
        [row.label for row in ROWS],
        [row.fixed_by[0] for row in ROWS if row.fixed_by],
        [row.column for row in ROWS if row.column],
    ):
        assert len(told) == len(set(told))


def test_a_kind_has_a_fitted_curve_or_says_that_it_has_none() -> None:
    """Every kind has a confidence, and one without a curve is never sure."""
    sure = Evidence(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    for kind in FieldKind:
        assert 0.0 < confidence_of(kind, sure) <= (0.9 if kind in UNMEASURED else 1.0)


def test_the_recipe_names_files_that_exist() -> None:
    """A file that moves takes its name in the recipe along."""
    root = RECIPE.parents[2]
    named = [part for line in RECIPE.read_text("utf-8").splitlines() for part in line.split("`")[1::2] if "/" in part]
    paths = [part for part in named if part.startswith(("cardscan/", "tests/", "training/"))]
    assert len(paths) >= 6
    assert not [path for path in paths if not (root / path).exists()]
