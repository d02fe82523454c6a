"""Choose one of several candidates, or none, with a learned comparison of the measures of each.

A conditional logit: every candidate has a score, choosing none has the score 0, and a softmax over them says how likely
each is. `training/train_choices.py` writes the weights; they contain no word of any card.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceModel:
    """The weights of one choice.

    Attributes:
        weights: Of shape (measures,).
    """

    weights: NDArray[np.float64]

    def probabilities(self, measures: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return how likely each candidate is the one, of shape (candidates,); the rest up to 1 is for none."""
        if not measures:
            return np.zeros(0)
        scores = np.asarray(measures, np.float64) @ self.weights
        highest = max(0.0, float(scores.max()))
        powers = np.exp(scores - highest)
        return np.asarray(powers / (powers.sum() + np.exp(-highest)), np.float64)


@lru_cache(maxsize=1)
def load_choices() -> Mapping[str, ChoiceModel]:
    """Return the models that ship with the package, by what they choose ("organization")."""
    data = json.loads(files(__package__).joinpath("choices.json").read_text("utf-8"))
    return {kind: ChoiceModel(np.asarray(list(weights.values()), np.float64)) for kind, weights in data.items()}


def odds(probability: float) -> float:
    """Return the log odds, scaled to about -1 to 1."""
    p = min(0.99, max(0.01, float(probability)))
    return math.log(p / (1 - p)) / 4.6
