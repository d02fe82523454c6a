"""The person and the organisation of a card, chosen together: as likely as can be, and no line is part of both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

# Candidates of a kind that are compared: others are too unlikely to be in the best pair.
MOST_COMPARED = 12

# What one choice can come to: the candidate, its lines, and the logarithm of how much speaks for it. None is an option.
Option = tuple[int | None, frozenset[int], float]


def choose_pair(
    names: Sequence[tuple[int, ...]],
    name_chances: NDArray[np.float64],
    firms: Sequence[tuple[int, ...]],
    firm_chances: NDArray[np.float64],
    *,
    least_name: float = 0.0,
) -> tuple[int | None, int | None]:
    """Indices of the likeliest name and organisation that share no line; None for what the card does not name.

    Args:
        names: Each candidate's lines.
        name_chances: One a candidate: that it is the one. What is missing to 1 is the chance that there is none.
        firms: The same of organisations.
        firm_chances: The same.
        least_name: A name is at least this likely, whatever the chance that there is one.
    """
    pairs = product(_options(names, name_chances, least_name), _options(firms, firm_chances))
    apart = (pair for pair in pairs if not pair[0][1] & pair[1][1])
    (name, _, _), (firm, _, _) = max(apart, key=lambda pair: pair[0][2] + pair[1][2])
    return name, firm


def _options(lines: Sequence[tuple[int, ...]], chances: NDArray[np.float64], least: float = 0.0) -> Iterator[Option]:
    """All candidates and none.

    First the card names one or not, then it is this one or another: candidates that share lines share their chance, and
    none of them is less likely for it than none at all.
    """
    some = min(1.0, float(chances.sum()))
    yield None, frozenset(), _log(1 - some)
    for index in (-chances).argsort(kind="stable")[:MOST_COMPARED]:
        if chances[index] >= least:
            share = float(chances[index] / max(chances.max(), 1e-12))
            yield int(index), frozenset(lines[index]), _log(some) + _log(share)


def _log(chance: float) -> float:
    return math.log(max(chance, 1e-9))
