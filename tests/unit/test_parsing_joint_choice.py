"""The person and the organisation of a card, chosen together."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.labeller import LABELS, NAME, ORGANIZATION
from cardscan.reading.parsing.resolving.joint_choice import Candidates, choose_pair
from cardscan.reading.parsing.resolving.resolve import resolve

LINES = st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True).map(tuple)


def chosen(
    names: dict[tuple[int, ...], float], firms: dict[tuple[int, ...], float], other: tuple[float, ...] = (1.0,) * 6
) -> tuple[object, object]:
    """The lines of the name and of the organisation."""
    name, firm = choose_pair(*(Candidates(list(g), np.array([*g.values()]), np.array(other)) for g in (names, firms)))
    return None if name is None else list(names)[name], None if firm is None else list(firms)[firm]


def test_the_likeliest_name_and_organisation_are_chosen_where_they_share_no_line() -> None:
    assert chosen({(0,): 0.7, (1,): 0.2}, {(2,): 0.3, (2, 3): 0.6}) == ((0,), (2, 3))


def test_a_line_that_both_want_goes_to_the_one_that_has_no_other() -> None:
    assert chosen({(0,): 0.9}, {(0,): 0.5, (1,): 0.4}) == ((0,), (1,))
    assert chosen({(0,): 0.5, (0, 1): 0.45}, {(1,): 0.97}) == ((0,), (1,))
    assert chosen({(0, 1): 0.5, (0,): 0.45}, {(1,): 0.97}) == ((0,), (1,))


def test_a_line_that_both_want_and_nothing_else_offers_goes_to_the_surer() -> None:
    assert chosen({(0,): 0.9}, {(0,): 0.6}) == ((0,), None)
    assert chosen({(0,): 0.6}, {(0,): 0.9}) == (None, (0,))


def test_a_card_that_more_likely_names_nobody_names_nobody() -> None:
    assert chosen({(0,): 0.4}, {(1,): 0.3, (1, 2): 0.3}) == (None, (1,))
    assert chosen({}, {}) == (None, None)


def test_candidates_that_share_their_chance_are_not_less_likely_than_none() -> None:
    assert chosen({(0,): 0.3, (0, 1): 0.25, (1,): 0.1}, {}) == ((0,), None)


def test_a_line_that_is_nothing_else_goes_with_the_candidate_that_takes_it() -> None:
    firms = {(0,): 0.5, (0, 1): 0.45}

    assert chosen({}, firms) == (None, (0,))
    assert chosen({}, firms, other=(0.1, 0.1, 1, 1, 1, 1)) == (None, (0, 1))


def test_a_name_under_the_least_chance_is_none_though_somebody_is_named() -> None:
    names = Candidates([(0,), (1,), (2,)], np.array([0.25, 0.25, 0.25]), np.ones(3), least=0.3)

    assert choose_pair(names, Candidates([], np.zeros(0), np.ones(3))) == (None, None)


@given(st.dictionaries(LINES, st.floats(0.01, 1), max_size=6), st.dictionaries(LINES, st.floats(0.01, 1), max_size=6))
def test_no_line_is_in_both(names: dict[tuple[int, ...], float], firms: dict[tuple[int, ...], float]) -> None:
    for chances in (names, firms):
        total = sum(chances.values()) * 1.1
        chances.update({lines: chance / total for lines, chance in chances.items()})

    name, firm = chosen(names, firms)

    assert not (name and firm) or not set(name) & set(firm)  # type: ignore[arg-type,call-overload]
    assert name or sum(names.values()) < 0.5 or firm, "a card with likely candidates names something"


class Fixed:
    """Chances that were written down, in the order of the candidates."""

    def __init__(self, *chances: float) -> None:
        self.chances = chances

    def probabilities(self, measures: Sequence[Sequence[float]]) -> np.ndarray:
        return np.array(self.chances[: len(measures)])


def test_an_organisation_that_gave_its_best_line_to_the_name_is_as_likely_as_the_line_it_got() -> None:
    """Not as likely as the one that it would have been."""
    texts = ("Ada Sampleton", "Finchgate")
    pieces = [Piece(text, Box(50, 50 + 300 * i, 300, 30), 0.9, i) for i, text in enumerate(texts)]
    probabilities = np.zeros((2, len(LABELS)))
    probabilities[0, NAME], probabilities[0, ORGANIZATION], probabilities[1, ORGANIZATION] = 0.5, 0.5, 0.4
    choices = {"name": Fixed(0.97), "organization": Fixed(0.6, 0.3)}

    found = resolve(pieces, probabilities, CardContext((1050, 600)), None, choices)  # type: ignore[arg-type]

    assert found.name is not None
    assert found.organization is not None
    assert (found.name.value, found.organization.value) == texts
    assert found.organization.probability == 0.3
