"""Decision trees that say how likely a quad is a card's outline, each answer a sum of named reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from cardscan.imaging.opencv import np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees whose outputs add up to a logarithm of odds.

    Attributes:
        names: The features, in the order of the columns.
        start: Log odds before any tree.
        feature: int (T, nodes): the column a node asks; -1 at a leaf.
        threshold: float (T, nodes): up to and at this value a quad goes left.
        left, right: int (T, nodes): the next nodes.
        value: float (T, nodes): what the tree adds for a quad that ends here, and would add if it stopped here.
    """

    names: tuple[str, ...]
    start: float
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float64]

    def explain(self, rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(log odds of shape (N,), what each feature adds to them of shape (N, F)) for features of shape (N, F).

        A step from a node to the next changes what the tree would add; the change is owed to the feature that the
        node asked (Saabas, "Interpreting random forests", 2014). The start and the trees' roots are the rest.
        """
        count, trees = len(rows), np.arange(len(self.feature))[None]
        at = np.zeros((count, len(self.feature)), np.int64)
        shares = np.zeros(rows.shape)
        reader = np.arange(count)[:, None]
        while True:
            asked = self.feature[trees, at]
            inner = asked >= 0
            if not inner.any():
                break
            goes_left = rows[reader, np.maximum(asked, 0)] <= self.threshold[trees, at]
            following = np.where(goes_left, self.left[trees, at], self.right[trees, at])
            following = np.where(inner, following, at)
            change = np.where(inner, self.value[trees, following] - self.value[trees, at], 0.0)
            np.add.at(shares, (np.broadcast_to(reader, asked.shape), np.maximum(asked, 0)), change)
            at = following
        return self.start + self.value[trees, at].sum(axis=1), shares


def parsed(document: dict[str, Any], names: list[str]) -> Forest:
    """A forest as `training.train_outlines` writes it."""
    return Forest(
        tuple(names),
        float(document["start"]),
        np.array(document["feature"], np.int16),
        np.array(document["threshold"], np.float64),
        np.array(document["left"], np.int16),
        np.array(document["right"], np.int16),
        np.array(document["value"], np.float64),
    )


@cache
def outline_forests() -> tuple[Forest, Forest]:
    """(is this quad a card? does it follow the card's outline closely?), loaded once."""
    text = resources.files("cardscan.imaging").joinpath("outlines.json").read_text(encoding="ascii")
    document = json.loads(text)
    return parsed(document["card"], document["features"]), parsed(document["close"], document["features"])
