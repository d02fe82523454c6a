"""Cross-validation: no card is judged by a model that saw it, nor another card of its photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.record import Recorded

FOLDS = 5
# Any fixed number will do: the same cards always fall into the same folds.
SEED = 20261124


def fold_of(records: Sequence[Recorded]) -> dict[tuple[str, str], int]:
    """A fold (0 to FOLDS - 1) for each (source, photo); dev and drawn cards are spread evenly by themselves."""
    found: dict[tuple[str, str], int] = {}
    for drawn in (False, True):
        photos = sorted({(r.key.source, r.key.photo) for r in records if r.key.drawn is drawn})
        order = np.random.default_rng(SEED).permutation(len(photos))
        found.update({photos[place]: number % FOLDS for number, place in enumerate(order)})
    return found
