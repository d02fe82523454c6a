"""Estimate with decision trees how likely a quad is a card's outline; each answer is a sum of named reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cardscan.reading.imaging.opencv import np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees whose outputs add up to log odds.

    Attributes:
        names: The features, in the order of the columns.
        start: Log odds before any tree.
        feature: int (T, nodes): the column a node tests; -1 at a leaf.
        threshold: float (T, nodes): a quad goes left if its value is at most this.
        left, right: int (T, nodes): the next nodes.
        value: float (T, nodes): what the tree adds for a quad that ends here, or would add if it stopped here.
    """

    names: tuple[str, ...]
    start: float
    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float64]

    def odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return log odds of shape (N,) for features of shape (N, F)."""
        *_, leaves = self._ways(rows)
        return np.asarray(self.start + self.value.take(leaves).sum(axis=1))

    def shares(self, row: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each feature adds to one quad's log odds, of shape (F,).

        A step from one node to the next changes what the tree would add. The feature that the node tests gets that
        change (Saabas, "Interpreting random forests", 2014). The start and the trees' roots make up the rest.
        """
        shares = np.zeros(len(row))
        for at, following in pairwise(self._ways(row[None])):
            asked = self.feature.take(at)
            change = self.value.take(following) - self.value.take(at)
            np.add.at(shares, np.maximum(asked, 0)[0], change[0])  # a quad at a leaf stays there, which adds nothing
        return shares

    def _ways(self, rows: NDArray[np.float64]) -> Iterator[NDArray[np.int64]]:
        """Yield the nodes (N, T) that the quads have reached after each step, from the roots to the leaves.

        Nodes are numbered through all trees: a node's number is its place in the flattened arrays.
        """
        trees, nodes = self.feature.shape
        roots = np.arange(trees) * nodes
        first = np.arange(len(rows))[:, None] * rows.shape[1]
        at = np.broadcast_to(roots, (len(rows), trees))
        yield at
        while (inner := (asked := self.feature.take(at)) >= 0).any():
            goes_left = rows.take(first + np.maximum(asked, 0)) <= self.threshold.take(at)
            following = np.where(goes_left, self.left.take(at), self.right.take(at)) + roots
            at = np.where(inner, following, at)
            yield at


def parsed(document: dict[str, Any], names: list[str]) -> Forest:
    """Return the forest in a document that `training.train_outlines` wrote."""
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
    """Return two forests, loaded once: is this quad a card, and does it follow the card's outline closely."""
    text = resources.files(__package__).joinpath("outlines.json").read_text(encoding="ascii")
    document = json.loads(text)
    return parsed(document["card"], document["features"]), parsed(document["close"], document["features"])
