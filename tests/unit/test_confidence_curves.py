"""Evidence -> confidence -> recommendation, and the shipped model's fit to the features."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import ContactDetails, FieldKind, PersonName, Recommendation
from cardscan.reading.parsing.evidence.features import NAMES
from cardscan.reading.parsing.evidence.labeller import LABELS, load_model
from cardscan.reading.parsing.lines.fusion import fuse
from cardscan.reading.parsing.resolving.confidence import (
    STRONG,
    STRONG_ALONE,
    UNMEASURED,
    Evidence,
    confidence_of,
    letters_are_safe,
    recommendation_of,
    witnessed,
)

MEASURES = [measure.name for measure in dataclasses.fields(Evidence)]
SHARES = st.floats(0.0, 1.0)


@given(measures=st.lists(SHARES, min_size=len(MEASURES), max_size=len(MEASURES)), by=SHARES)
def test_more_evidence_never_makes_a_value_less_likely(measures: list[float], by: float) -> None:
    """Whatever measure is raised, the confidence stays or rises, and stays within 0.01 and 0.99."""
    less = Evidence(*measures)
    for kind in FieldKind:
        for raised in MEASURES:
            more = dataclasses.replace(less, **{raised: min(1.0, getattr(less, raised) + by)})
            low, high = confidence_of(kind, less), confidence_of(kind, more)
            assert 0.01 <= low <= high + 1e-12
            assert high <= 0.99


def test_every_measured_field_kind_has_a_curve_over_all_measures() -> None:
    """A bias and one weight a measure, none of the weights negative; of the others none pretends to be fitted."""
    curves = json.loads(files("cardscan.reading.parsing.resolving").joinpath("calibration.json").read_text("utf-8"))
    assert set(curves) == {kind.value for kind in FieldKind if kind not in UNMEASURED}
    assert set(UNMEASURED) == {FieldKind.PRONOUNS}
    for bias, *weights in curves.values():
        assert np.isfinite(bias)
        assert len(weights) == len(MEASURES)
        assert min(weights) >= 0


def test_the_shipped_labeller_was_trained_for_these_features() -> None:
    """Shapes fit, numbers are finite, and the file is small."""
    model = load_model()
    assert model.weights.shape == (len(LABELS), len(NAMES))
    assert model.mean.shape == model.scale.shape == (len(NAMES),)
    assert np.isfinite(model.weights).all()
    assert (model.scale > 0).all()
    assert len(files("cardscan.reading.parsing.evidence").joinpath("labeller.json").read_bytes()) < 3_000_000


def page(reader: str, *texts: str) -> Page:
    """A page with one word a line."""
    words = tuple(Word(text, Box(40, 40 + 80 * i, 400, 40), 0.9) for i, text in enumerate(texts))
    return Page(reader, words, (1000, 600), reader)


def test_a_witness_is_a_reading_with_exactly_these_letters() -> None:
    """Case and marks do not count, accents do."""
    lines = fuse([page("tesseract", "EXAMPLE"), page("neural", "Example")])
    assert witnessed("Example", lines) == (1.0, 1.0, 1.0)
    differing = fuse([page("tesseract", "Exempel"), page("neural", "Exempél")])
    leader = differing[0].text
    share, neural, both = witnessed(leader, differing)
    assert 0 < share < 1
    assert neural == float(leader == "Exempél")
    assert both == 0.0
    assert witnessed("elsewhere", lines) == (0.5, 0.0, 0.0)


@given(text=st.text(max_size=40), others=st.lists(st.text(max_size=20), max_size=3))
def test_witnesses_are_shares_whatever_the_text(text: str, others: list[str]) -> None:
    """Any text gives three numbers between 0 and 1."""
    readable = [t for t in others if t.strip() and unicodedata.category(t[0]) != "Cs"]
    lines = fuse([page("tesseract", *readable)]) if readable else []
    assert all(0.0 <= measure <= 1.0 for measure in witnessed(text, lines))


@pytest.mark.parametrize(
    ("text", "country", "neural", "safe"),
    [
        ("Jose", "ES", 0.0, 0.0),
        ("Jose", "ES", 1.0, 1.0),
        ("José", "ES", 0.0, 1.0),
        ("Ada", "GB", 0.0, 1.0),
        ("1", "ES", 0.0, 1.0),
    ],
)
def test_lost_accents_are_possible_only_where_accents_are_written(
    text: str, country: str, neural: float, safe: float
) -> None:
    """Plain letters in a country with accents, and no second reader."""
    assert letters_are_safe(text, country, neural) == safe


def test_a_card_is_as_sure_as_its_most_doubtful_value() -> None:
    """Titles do not count; without the second reader more is asked."""
    details = ContactDetails(name=PersonName("Ada Example"), emails=("ada@example.com",))
    sure = [(FieldKind.NAME, STRONG), (FieldKind.EMAIL, 0.99), (FieldKind.TITLE, 0.2)]
    assert recommendation_of(details, sure) is Recommendation.STRONG
    assert STRONG < STRONG_ALONE
    assert recommendation_of(details, sure, second_reader=False) is Recommendation.MEDIUM
    assert recommendation_of(details, [(FieldKind.NAME, 0.3), (FieldKind.EMAIL, 0.99)]) is Recommendation.LOW
    assert recommendation_of(ContactDetails(emails=("ada@example.com",)), sure) is Recommendation.LOW
    assert recommendation_of(ContactDetails(), []) is Recommendation.NONE
