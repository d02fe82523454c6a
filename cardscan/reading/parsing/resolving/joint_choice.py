"""The person and the organisation of a card, chosen together with what its other lines are.

Every line is explained once: as a part of the name, as a part of the organisation, or as something else. Of all pairs
that share no line the one is taken that all lines together speak for most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

# Candidates of a kind that are compared: others are too unlikely to be in the best pair.
MOST_COMPARED = 12
# How much it counts that a line that neither takes must be explained by something else; the chances know a part of it.
OTHER_LINES = 0.25
# No line is less likely something else than this: any may be a slogan.
LEAST_OTHER = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What competes to be the one name, or the one organisation.

    Attributes:
        lines: Each candidate's lines.
        chances: One a candidate: that it is the one. What is missing to 1 is the chance that there is none.
        elsewhere: Of shape (lines of the card,): how likely each line is something else than a part of it.
        least: A candidate is at least this likely, whatever the chance that there is one.
    """

    lines: Sequence[tuple[int, ...]]
    chances: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    least: float = 0.0


# What one choice can come to: the candidate, its lines, and the logarithm of how much speaks for it. None is an option.
_Option = tuple[int | None, frozenset[int], float]


def choose_pair(names: Candidates, firms: Candidates) -> tuple[int | None, int | None]:
    """Indices of the name and the organisation; None for what the card does not name."""
    pairs = product(_options(names), _options(firms))
    apart = (pair for pair in pairs if not pair[0][1] & pair[1][1])
    (name, _, _), (firm, _, _) = max(apart, key=lambda pair: pair[0][2] + pair[1][2])
    return name, firm


def _options(candidates: Candidates) -> Iterator[_Option]:
    """None, and the likeliest candidates.

    First the card names one or not, then it is this one or another: candidates that share lines share their chance, and
    the best of them is not for that less likely than none at all.
    """
    chances = candidates.chances
    # What a line brings that would have to be explained by something else.
    brings = -OTHER_LINES * np.log(np.maximum(LEAST_OTHER, candidates.elsewhere))
    some = min(1.0, float(chances.sum()))
    yield None, frozenset(), _log(1 - some)
    for index in (-chances).argsort(kind="stable")[:MOST_COMPARED]:
        if chances[index] >= candidates.least:
            lines = candidates.lines[index]
            share = float(chances[index] / max(chances.max(), 1e-12))
            yield int(index), frozenset(lines), _log(some) + _log(share) + float(brings[list(lines)].sum())


def _log(chance: float) -> float:
    return math.log(max(chance, 1e-9))
