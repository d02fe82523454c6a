"""Measures imaging on photos with marked corners: corners, cards found, false cards, orientation, time.

    PYTHONPATH=. python docs/measure_imaging.py FOLDER [FOLDER ...] [--no-reader] [--misses]

A FOLDER holds photos and a truth.jsonl with one object a photo: "photo", and "quad" or "cards": [{"quad": ...}],
corners in px of the upright photo, clockwise from the card's own top-left.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from bench.outlines import corner_error, marked
from cardscan import imaging
from cardscan.errors import CardscanError
from cardscan.imaging import quads
from cardscan.imaging.loading import load_photos, read_photo_file
from cardscan.ocr.choice import open_engine
from cardscan.ocr.engine import OcrSettings
from cardscan.ocr.legibility import legibility


def measure(folder: Path, judge, *, misses: bool) -> None:
    """Print one folder's numbers."""
    overlaps, errors, upright, times = [], [], [], []
    false_cards = photos = 0
    for path, truths in marked(folder):
        started = time.perf_counter()
        try:
            photo = next(load_photos(read_photo_file(path), path.name))
            cards = imaging.find_cards(photo, legibility=judge)
            next(imaging.hypotheses(cards[0]))
        except CardscanError as error:
            print(f"  {error}")
            cards = ()
        times.append(time.perf_counter() - started)
        photos += 1
        found = [quads.to_corners(card.quad) for card in cards]
        taken: set[int] = set()
        for truth in truths:
            ranked = sorted(
                range(len(found)),
                key=lambda i: -quads.overlap_ratio(quads.clockwise(found[i]), quads.clockwise(truth)),
            )
            best = ranked[0] if ranked else None
            overlap = quads.overlap_ratio(quads.clockwise(found[best]), quads.clockwise(truth)) if ranked else 0.0
            overlaps.append(overlap)
            errors.append(corner_error(found[best], truth) if ranked else 1.0)
            if best is not None and overlap > 0.5:
                taken.add(best)
                distances = np.linalg.norm(found[best] - truth[0], axis=1)
                upright.append(int(np.argmin(distances)) == 0)
                if misses and not upright[-1]:
                    print(f"  {path.name}: stands the wrong way, turned {cards[best].orientation}")
            if misses and overlap < 0.9:
                print(f"  {path.name}: IoU {overlap:.2f}")
        false_cards += sum(1 for index in range(len(found)) if index not in taken and cards[index].score != 0.5)
    overlap_array, error_array = np.array(overlaps), np.array(errors)
    print(f"{folder.name}: {photos} photos, {len(overlaps)} cards")
    print(f"  corners: mean error under 1 % of the diagonal for {(error_array < 0.01).mean():.1%}")
    shares = [f"{(overlap_array >= level).mean():.1%} at least {level}" for level in (0.9, 0.85)]
    print(f"  IoU: {', '.join(shares)}")
    print(f"  found (IoU over 0.7): {(overlap_array > 0.7).mean():.1%}; false cards: {false_cards}")
    print(f"  orientation right: {np.mean(upright):.1%} of {len(upright)}")
    print(f"  time, file to first hypothesis: median {np.median(times) * 1e3:.0f} ms, worst {max(times) * 1e3:.0f} ms")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--no-reader", action="store_true", help="orientation by geometry alone")
    parser.add_argument("--misses", action="store_true", help="name the photos that went wrong")
    options = parser.parse_args()
    judge = None
    if not options.no_reader:
        engine = open_engine(OcrSettings())

        def judge(pixels: np.ndarray) -> float:
            return legibility(engine, pixels)

    for folder in options.folders:
        measure(folder, judge, misses=options.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())
