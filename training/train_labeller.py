"""Recorded cards -> `cardscan/reading/parsing/labeller.json`, the weights of the line labeller.

python -m training.train_labeller
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from cardscan.reading.parsing.evidence.features import NAMES
from cardscan.reading.parsing.evidence.labeller import LABELS, LabelModel
from training.cards import ROOT
from training.record import CONFIGURATIONS, load
from training.replay import Example, prepare_all

MODEL = ROOT / "cardscan" / "reading" / "parsing" / "evidence" / "labeller.json"
# Strength of the ridge (1 / C), and a drawn piece's weight against a real one: best on the dev cards.
RIDGE_C = 0.05
DRAWN_WEIGHT = 0.05
# A feature that hardly varies is not blown up to unit variance.
MIN_SCALE = 0.05


def train(examples: Sequence[Example]) -> LabelModel:
    """Fit the regression to all pieces of these cards."""
    used = [example for example in examples if len(example.labels)]
    rows = np.vstack([example.rows for example in used]).astype(np.float64)
    labels = np.concatenate([example.labels for example in used])
    weights = np.concatenate([np.full(len(e.labels), DRAWN_WEIGHT if e.recorded.key.drawn else 1.0) for e in used])
    mean = np.average(rows, axis=0, weights=weights)
    scale = np.maximum(np.sqrt(np.average((rows - mean) ** 2, axis=0, weights=weights)), MIN_SCALE)
    standard = np.clip((rows - mean) / scale, -6.0, 6.0)
    fitted = LogisticRegression(C=RIDGE_C, max_iter=3000).fit(standard, labels, sample_weight=weights)
    if list(fitted.classes_) != list(range(len(LABELS))):
        raise SystemExit("the recorded cards do not show every label; record more of them")
    return LabelModel(mean, scale, fitted.coef_, fitted.intercept_)


def write(model: LabelModel, path: Path = MODEL) -> None:
    """The model as JSON, rounded so that the same training gives the same bytes."""
    arrays = {key: np.round(getattr(model, key), 4).tolist() for key in ("mean", "scale", "weights", "bias")}
    path.write_text(json.dumps({"labels": list(LABELS), "features": list(NAMES), **arrays}) + "\n", "utf-8")


def main() -> int:
    """Train on everything that is recorded, under all configurations."""
    records = load()
    if not records:
        print("nothing is recorded yet; run `python -m training.record` first", file=sys.stderr)
        return 1
    examples = prepare_all(records, list(CONFIGURATIONS))
    write(train(examples))
    drawn = sum(r.key.drawn for r in records)
    pieces = sum(len(e.labels) for e in examples)
    print(f"labeller: {pieces} pieces of {drawn} drawn and {len(records) - drawn} dev cards -> {MODEL.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
