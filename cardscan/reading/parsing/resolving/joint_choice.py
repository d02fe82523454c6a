"""Choose the person and the organisation of a card together, considering what its other lines are.

Every line is explained once: as part of the name, as part of the organisation, or as something else. Of all pairs that
share no line, the one that all lines together support most is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

# Number of candidates of a kind that are compared; the others are too unlikely to be in the best pair.
MOST_COMPARED = 12
# Weight of the lines that neither takes, which something else must explain; the chances already contain part of it.
OTHER_LINES = 0.25
# Every line is at least this likely to be something else: it may be a slogan.
LEAST_OTHER = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The candidates for the one name, or for the one organisation.

    Attributes:
        lines: Each candidate's lines.
        chances: For each candidate, the chance that it is the one. The rest up to 1 is the chance of none.
        elsewhere: Of shape (lines of the card,): how likely each line is to be something other than a part of it.
        least: Lowest chance of a candidate that is considered at all.
    """

    lines: Sequence[tuple[int, ...]]
    chances: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    least: float = 0.0


# One possible outcome of a choice: the candidate or None, its lines, and the logarithm of its support.
_Option = tuple[int | None, frozenset[int], float]


def choose_pair(names: Candidates, firms: Candidates) -> tuple[int | None, int | None]:
    """Return the indices of the name and the organisation; None for what the card does not name."""
    pairs = product(_options(names), _options(firms))
    apart = (pair for pair in pairs if not pair[0][1] & pair[1][1])
    (name, _, _), (firm, _, _) = max(apart, key=lambda pair: pair[0][2] + pair[1][2])
    return name, firm


def _options(candidates: Candidates) -> Iterator[_Option]:
    """Yield the option of none, and the likeliest candidates.

    First the card names one or none, and then it is this one or another. Candidates that share lines share their
    chance; that must not make the best of them less likely than none at all.
    """
    chances = candidates.chances
    # Support gained by taking a line that something else would otherwise have to explain.
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
