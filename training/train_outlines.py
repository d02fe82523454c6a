"""Learns what a card's outline looks like from photos with marked corners; writes imaging/outlines.json.

    python -m training.train_outlines [FOLDER ...] [--whole FOLDER]

A FOLDER holds photos and a truth.jsonl as `samples/draw_cards.py` writes it; without one, photos are drawn first
(an hour and a half on one core). Flat cards, and every other picture of the folder named with --whole, teach that
logos and panels of a picture that is all card are no cards; the other half of them is for measuring.
Two rounds: the second one also sees the quads that the first round's trees make of moved sides.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.outlines import corner_error, marked
from cardscan.errors import CardscanError
from cardscan.reading.imaging import considering, locating, quads
from cardscan.reading.imaging.judging import judge
from cardscan.reading.imaging.loading import load_photos, read_photo_file
from cardscan.reading.imaging.opencv import cv2
from cardscan.reading.imaging.outline_features import outline_features
from cardscan.reading.imaging.outline_model import outline_forests, parsed
from cardscan.reading.imaging.scoring import score_all

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "cardscan" / "reading" / "imaging" / "outlines.json"
DRAWN = ROOT / "training" / ".cache" / "outlines"
# (name, arguments of the generator); a set that was learned from is measured on no more.
SETS = (
    ("single", ["--count", "390", "--seed", "424243"]),
    ("more single", ["--count", "390", "--seed", "515151"]),
    ("yet more single", ["--count", "390", "--seed", "616161"]),
    ("several", ["--count", "42", "--seed", "502", "--cards-per-photo", "2-12"]),
    ("more several", ["--count", "60", "--seed", "503", "--cards-per-photo", "2-12"]),
    ("strewn", ["--count", "130", "--seed", "511", "--strewn"]),
    ("several strewn", ["--count", "40", "--seed", "512", "--strewn", "--cards-per-photo", "2-12"]),
    ("flat", ["--count", "150", "--seed", "505", "--flat"]),
)
# Mean error of the corners, as a share of the diagonal, up to which a quad follows the outline closely.
CLOSE = 0.008
PICTURES = (".jpg", ".jpeg", ".png", ".webp")
# Share of a picture that is all card below which a quad on it is a logo or panel.
SURELY_NONE = 0.35
# What a quad on such a picture weighs against one of a photo.
DEAR = 10.0
# Overlap from which a quad is a card.
CARD = 0.85
TREES = {"max_depth": 4, "max_iter": 160, "learning_rate": 0.08, "min_samples_leaf": 20, "l2_regularization": 1.0}


class Collected:
    """Features and truth of the quads that `locating.consider` looked at."""

    def __init__(self) -> None:
        self.rows: list[np.ndarray] = []
        self.overlap: list[np.ndarray] = []
        self.error: list[np.ndarray] = []
        self.names: list[str] = []

    def add(self, path: Path, truths: list[np.ndarray]) -> None:
        """Locate the cards of one photo, and measure everything that was considered on the way."""
        photo = next(load_photos(read_photo_file(path), path.name))
        looks: list[tuple[np.ndarray, object, list[np.ndarray]]] = []
        consider = locating.consider

        def watched(lab, text, proposals, **how):
            found = consider(lab, text, proposals, **how)
            looks.append((lab, text, [quad.corners for quad in found]))
            return found

        locating.consider = watched
        try:
            locating.locate(photo.pixels, locating.LocateSettings(thorough=True))
        finally:
            locating.consider = consider
        for lab, text, corners in looks:
            if not truths:
                # The whole picture is a card, or may have a margin: only what is much smaller is surely none.
                corners = [quad for quad in corners if quads.area(quad) < SURELY_NONE * lab[:, :, 0].size]
            if not corners:
                continue
            smooth = np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.8), np.uint8)
            measured = outline_features(smooth, np.stack(corners), text)
            self.names = list(measured)
            self.rows.append(np.stack(list(measured.values()), axis=1))
            scale = lab.shape[1] / photo.full_size[0]
            there = [quad / scale for quad in corners]
            overlaps = [[quads.overlap_ratio(q, quads.clockwise(t)) for t in truths] or [0.0] for q in there]
            errors = [[corner_error(q, t) for t in truths] or [1.0] for q in there]
            self.overlap.append(np.array(overlaps).max(axis=1))
            self.error.append(np.array(errors).min(axis=1))


def collect(folders: list[Path], judge, pictures: list[Path]) -> Collected:
    """Everything considered on the photos of the folders, and on `pictures` of a card each, when `judge` judges."""
    photos = [item for folder in folders for item in marked(folder)] + [(path, []) for path in pictures]
    collected = Collected()
    with ProcessPoolExecutor(initializer=setattr, initargs=(considering, "judge", judge)) as pool:
        for rows, overlap, error, names in filter(None, pool.map(_of_one, photos, chunksize=4)):
            collected.rows.append(rows)
            collected.overlap.append(overlap)
            collected.error.append(error)
            collected.names = names
    return collected


def _of_one(item: tuple[Path, list[np.ndarray]]):
    one = Collected()
    try:
        one.add(*item)
    except CardscanError as error:
        print(error, file=sys.stderr)
    if not one.rows:
        return None
    return np.concatenate(one.rows), np.concatenate(one.overlap), np.concatenate(one.error), one.names


def fitted(rows: np.ndarray, good: np.ndarray, weight: np.ndarray, names: list[str]) -> dict[str, Any]:
    """Trees in the form that cardscan.reading.imaging.outline_model reads."""
    classifier = HistGradientBoostingClassifier(**TREES, random_state=0).fit(rows, good, sample_weight=weight)
    # The trees have no public door: what was written down is held against the classifier's own answer below.
    trees = [stage[0].nodes for stage in classifier._predictors]
    most = max(len(nodes) for nodes in trees)

    def column(name: str, fill: float, digits: int | None = None) -> list[list[float]]:
        return [
            [round(float(v), digits) if digits else int(v) for v in nodes[name]] + [fill] * (most - len(nodes))
            for nodes in trees
        ]

    feature = [
        [-1 if leaf else int(asked) for asked, leaf in zip(nodes["feature_idx"], nodes["is_leaf"], strict=True)]
        + [-1] * (most - len(nodes))
        for nodes in trees
    ]
    document: dict[str, Any] = {
        "start": float(np.asarray(classifier._baseline_prediction).ravel()[0]),
        "feature": feature,
        "threshold": column("num_threshold", 0.0, 5),
        "left": column("left", 0),
        "right": column("right", 0),
        "value": column("value", 0.0, 5),
    }
    some = rows[:: max(1, len(rows) // 500)]
    odds = parsed(document, names).odds(some)
    difference = np.abs(odds - classifier.decision_function(some))
    if np.median(difference) > 0.001:  # a value right at a rounded threshold may go the other way
        raise RuntimeError("the trees as written down do not answer as they were learned")
    return document


def write(collected: Collected) -> None:
    """Fit both forests and keep them."""
    rows = np.concatenate(collected.rows)
    # A crop through a card that fills its picture costs more than a card on a newspaper that is read with it.
    weight = np.concatenate([np.full(len(o), 1.0 if o.any() else DEAR) for o in collected.overlap])
    document = {
        "features": collected.names,
        "card": fitted(rows, np.concatenate(collected.overlap) > CARD, weight, collected.names),
        "close": fitted(rows, np.concatenate(collected.error) < CLOSE, weight, collected.names),
    }
    MODEL.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="ascii")
    print(f"{MODEL.name}: {len(rows)} quads of {len(collected.rows)} photos")


def draw() -> list[Path]:
    """The sets of SETS, drawn where they are not there yet."""
    folders = []
    for name, arguments in SETS:
        folder = DRAWN / name
        if not (folder / "truth.jsonl").exists():
            command = [sys.executable, str(ROOT / "samples" / "draw_cards.py"), *arguments, "--output", str(folder)]
            subprocess.run(command, check=True)  # noqa: S603 - our own generator
        folders.append(folder)
    return folders


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--whole", type=Path, default=None, help="a folder of pictures that are a card each")
    options = parser.parse_args()
    folders = options.folders or draw()
    pictures = [] if options.whole is None else sorted(p for p in options.whole.iterdir() if p.suffix in PICTURES)[::2]
    write(collect(folders, score_all, pictures))
    outline_forests.cache_clear()
    write(collect(folders, judge, pictures))


if __name__ == "__main__":
    main()
