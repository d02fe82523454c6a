"""Photos with marked corners, and how far a found outline lies from the marked one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.reading.imaging import quads


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


@dataclass(frozen=True, slots=True)
class Outlines:
    """How well the cards of a set were found, as shares from 0 to 1.

    Attributes:
        cards: With marked corners.
        within: Mean error of the corners under 1 % of the diagonal.
        overlap_90, overlap_85: Intersection over union of at least 0.9 and 0.85.
        upright: Of the cards found at 0.85, those whose first corner is the card's own top-left.
        false: Outlines on no card; the whole photo, which is read where nothing is sure, is none.
    """

    cards: int
    within: float
    overlap_90: float
    overlap_85: float
    upright: float
    false: int


def judged(folder: Path, records: Iterable[Mapping[str, Any]]) -> Outlines | None:
    """Compare the quads of readings with the marked corners; None where none are marked."""
    found: dict[str, list[NDArray[np.float64]]] = defaultdict(list)
    for record in records:
        if record.get("quad"):
            found[record["photo"]].append(np.array(record["quad"], np.float64))
    overlaps: list[float] = []
    errors: list[float] = []
    upright: list[bool] = []
    false = 0
    for path, truths in marked(folder):
        if not truths:
            continue
        here = found[path.name]
        for truth in truths:
            shared = [quads.overlap_ratio(quads.clockwise(quad), quads.clockwise(truth)) for quad in here]
            best = int(np.argmax(shared)) if shared else -1
            overlaps.append(shared[best] if shared else 0.0)
            errors.append(corner_error(here[best], truth) if shared else 1.0)
            if overlaps[-1] >= 0.85:
                starts = [float(np.linalg.norm(np.roll(here[best], n, axis=0) - truth)) for n in range(4)]
                upright.append(int(np.argmin(starts)) == 0)
        if len(here) > 1 or (here and not _is_whole(here[0])):
            false += sum(
                max(quads.overlap_ratio(quads.clockwise(q), quads.clockwise(t)) for t in truths) < 0.5 for q in here
            )
    if not overlaps:
        return None
    return Outlines(
        len(overlaps),
        float(np.mean([error < 0.01 for error in errors])),
        float(np.mean([overlap >= 0.9 for overlap in overlaps])),
        float(np.mean([overlap >= 0.85 for overlap in overlaps])),
        float(np.mean(upright)) if upright else 0.0,
        false,
    )


def _is_whole(quad: NDArray[np.float64]) -> bool:
    """Along the photo's own borders: two corners at zero, each with a neighbour at the same height or width."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    return bool((low < 1).all() and all(((np.abs(c - low) < 1) | (np.abs(c - high) < 1)).all() for c in quad))
