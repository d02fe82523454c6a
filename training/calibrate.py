"""Cross-validated readings -> `cardscan/reading/parsing/calibration.json`, the curves from evidence to confidence.

python -m training.calibrate
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cardscan.model.reading import FieldKind
from training.cards import ROOT
from training.confidences import fit_curves, outcomes
from training.folds import fold_of
from training.record import CONFIGURATIONS, load
from training.replay import prepare_all

CURVES = ROOT / "cardscan" / "reading" / "parsing" / "resolving" / "calibration.json"


def write(curves: dict[str, list[float]], path: Path = CURVES) -> None:
    """One line a field kind: bias and weights, in the order of `Evidence.measures`."""
    lines = [f'  "{kind.value}": {json.dumps(curves[kind.value])}' for kind in FieldKind if kind.value in curves]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def main() -> int:
    """Fit the curves to every recorded card, each parsed by a labeller that never saw it."""
    records = load()
    if not records:
        print("nothing is recorded yet; run `python -m training.record` first", file=sys.stderr)
        return 1
    found = outcomes(prepare_all(records, list(CONFIGURATIONS)), fold_of(records))
    write(fit_curves(found))
    print(f"confidence: {sum(len(o.fields) for o in found)} values of {len(records)} cards -> {CURVES.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
