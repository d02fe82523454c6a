"""Which lines are the organisation, and what is said of it where no line is. All people and firms are invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.agreement import domain_label
from cardscan.reading.parsing.evidence.choosing import ChoiceModel, load_choices
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.labeller import LABELS, ORGANIZATION, OTHER
from cardscan.reading.parsing.resolving.organization_choice import MEASURES, MOST_CANDIDATES, candidates

SIZE = (1000, 600)


def pieces_of(*rows: tuple[str, int, int, int]) -> list[Piece]:
    """Rows (text, left, top, height px)."""
    boxes = [Box(left, top, max(1, len(text) * height // 2), height) for text, left, top, height in rows]
    return [Piece(row[0], box, 0.95, line) for line, (row, box) in enumerate(zip(rows, boxes, strict=True))]


def likely(*organization: float) -> np.ndarray:
    """Probabilities by the labeller: an organisation or nothing."""
    table = np.zeros((len(organization), len(LABELS)))
    table[:, ORGANIZATION] = organization
    table[:, OTHER] = 1 - table[:, ORGANIZATION]
    return table


def chosen(pieces: list[Piece], probabilities: np.ndarray, *domains: str) -> str:
    """The likeliest organisation under the weights that ship with the package."""
    found = candidates(pieces, probabilities, CardContext(SIZE, domains=domains))
    chances = load_choices()["organization"].probabilities([o.measures for o in found])
    return found[int(chances.argmax())].text


def test_a_legal_form_on_the_next_line_belongs_to_the_name() -> None:
    """Two tight lines of one size, the second of which is no name by itself."""
    rows = pieces_of(("Finchgate Capital", 60, 40, 40), ("Holdings Ltd", 60, 84, 40))
    assert chosen(rows, likely(0.9, 0.8)) == "Finchgate Capital Holdings Ltd"


def test_a_name_that_breaks_off_goes_on_below() -> None:
    """ "University of" is no name."""
    rows = pieces_of(("University of", 60, 40, 40), ("Exampleton", 60, 84, 40))
    assert chosen(rows, likely(0.9, 0.5)) == "University of Exampleton"


def test_a_far_line_is_not_joined() -> None:
    """Neither is a firm's name said twice, as logo and in full."""
    rows = pieces_of(("Finchgate", 60, 40, 60), ("Finchgate Capital Ltd", 60, 400, 24))
    assert chosen(rows, likely(0.8, 0.95), "finchgate") in ("Finchgate", "Finchgate Capital Ltd")


def test_the_domain_names_the_organisation_where_no_line_does_and_says_so() -> None:
    """An inferred candidate stands on no piece and is marked."""
    rows = pieces_of(("cs", 60, 40, 40))
    found = candidates(rows, likely(0.01), CardContext(SIZE, domains=("finchgate",)))
    assert [(o.text, o.pieces) for o in found] == [("Finchgate", ())]
    assert "inferred" in found[0].reasons[0]


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("www.finchgate.com", "finchgate"),
        ("finchgate.blogspot.com", "finchgate"),
        ("blogspot.com", ""),
        ("gmail.com", ""),
        ("facebook.com", ""),
        ("mail.finchgate.co.uk", "finchgate"),
    ],
)
def test_a_shared_host_names_nobody_but_the_owner_of_the_page(host: str, label: str) -> None:
    """The site that hosts a page is not the card's organisation."""
    assert domain_label(host) == label


@given(
    st.lists(
        st.tuples(st.text(max_size=12), st.integers(0, 900), st.integers(0, 500), st.integers(1, 80)), max_size=25
    ),
    st.lists(st.text("abcdefgh", min_size=1, max_size=8), max_size=4),
)
def test_no_card_makes_candidates_fail_or_grow_without_end(
    rows: list[tuple[str, int, int, int]], domains: list[str]
) -> None:
    """Each candidate has all measures, each a finite number; a piece stands in it once."""
    pieces = pieces_of(*rows)
    found = candidates(pieces, likely(*[0.6] * len(rows)), CardContext(SIZE, domains=tuple(domains)))
    assert len(found) <= MOST_CANDIDATES + 3
    for candidate in found:
        assert len(candidate.measures) == len(MEASURES)
        assert np.isfinite(candidate.measures).all()
        assert len(set(candidate.pieces)) == len(candidate.pieces)


@given(st.lists(st.lists(st.floats(-2, 2), min_size=3, max_size=3), max_size=8))
def test_chances_of_candidates_and_of_none_sum_to_one(rows: list[list[float]]) -> None:
    """What is missing to one is the chance of none; whatever the weights, nothing overflows."""
    chances = ChoiceModel(np.array([400.0, -3.0, 0.5])).probabilities(rows)
    assert len(chances) == len(rows)
    assert (chances >= 0).all()
    assert chances.sum() <= 1 + 1e-9
