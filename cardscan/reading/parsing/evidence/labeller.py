"""Label pieces of text: estimate from their features how likely each is a name, a title and so on.

A multinomial logistic regression over `features.NAMES`. `training/train_labeller.py` writes its weights; they hold no
word of any card.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cardscan.reading.parsing.evidence.features import NAMES, CardContext, Piece, features
from cardscan.reading.parsing.evidence.scripted import label_other_scripts

LABELS = ("name", "title", "department", "organization", "address", "other")
NAME, TITLE, DEPARTMENT, ORGANIZATION, ADDRESS, OTHER = range(len(LABELS))


@dataclass(frozen=True, slots=True, eq=False)
class LabelModel:
    """The weights of the regression.

    Attributes:
        mean, scale: Of shape (features,), to standardise the features.
        weights: Of shape (labels, features).
        bias: Of shape (labels,).
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return probabilities of shape (pieces, labels); each row sums to 1."""
        # Far outside the training data a linear score says nothing more, so it is cut at 6 standard deviations.
        standard = np.clip((rows - self.mean) / self.scale, -6.0, 6.0)
        scores = standard @ self.weights.T + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float64)


@lru_cache(maxsize=1)
def load_model() -> LabelModel:
    """Return the model that ships with the package."""
    data = json.loads(files(__package__).joinpath("labeller.json").read_text("utf-8"))
    if data["features"] != list(NAMES) or data["labels"] != list(LABELS):
        raise ValueError("labeller.json was trained for other features; run `make train`")
    return LabelModel(*(np.asarray(data[key], np.float64) for key in ("mean", "scale", "weights", "bias")))


def label_pieces(pieces: Sequence[Piece], context: CardContext) -> NDArray[np.float64]:
    """Return probabilities of shape (pieces, len(LABELS))."""
    if not pieces:
        return np.zeros((0, len(LABELS)))
    return label_other_scripts(pieces, load_model().probabilities(features(pieces, context)))
