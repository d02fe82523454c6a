"""Photos with marked corners, and how far a found outline lies from the marked one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def marked(folder: Path) -> Iterator[tuple[Path, list[NDArray[np.float64]]]]:
    """Each photo of a folder whose truth.jsonl says where its cards lie, with their corners.

    Corners have shape (4, 2), px of the upright photo, clockwise from the card's own top-left. A picture that is
    marked as flat (the whole of it is the card) has none; one without a mark is left out, and so are PDF pages.
    """
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        found = [card["quad"] for card in record.get("cards", []) if card.get("quad")]
        if record.get("quad"):
            found = [record["quad"]]
        flat = record.get("profile") == "flat"
        if flat:
            found = []
        if (found or flat) and not record["photo"].endswith(".pdf"):
            yield folder / record["photo"], [np.array(corners, np.float64) for corners in found]


def corner_error(found: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Mean distance of the corners, whichever way round they start, as a share of the card's diagonal."""
    diagonal = max(np.linalg.norm(truth[0] - truth[2]), np.linalg.norm(truth[1] - truth[3]))
    errors = [np.linalg.norm(np.roll(found, shift, axis=0) - truth, axis=1).mean() for shift in range(4)]
    return float(min(errors) / diagonal)
