"""How long a photo takes from its file to the first rendering for the reader, by stage, on one core.

    python -m bench.first_rendering [FOLDER]

The samples of one card each, or a folder's photos as they are; samples are enlarged to 2 and 12 megapixels, as a phone
takes them. Processor time, of each photo the best of three; then what codes and quality take on top, which the first
rendering does not wait for.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.accuracy import ROOT
from bench.memory import enlarged
from bench.outlines import marked
from cardscan.reading.imaging import LocateSettings, find_cards, load_photos, locate, plain, read_photo_file
from cardscan.reading.imaging.finding import flat_cards

STAGES = ("load", "locate", "flatten", "render")
MEGAPIXELS = (2, 12)
TRIES = 3


def stages(path: Path) -> list[float]:
    """Milliseconds of each stage, and of codes and quality."""
    told = [time.process_time()]
    for photo in load_photos(read_photo_file(path), path.name):
        told.append(time.process_time())
        located = locate(photo.pixels, LocateSettings())
        told.append(time.process_time())
        cards = flat_cards(photo, located)
        told.append(time.process_time())
        for card in cards:
            plain(card)
        told.append(time.process_time())
        find_cards(photo, located=located)
        told.append(time.process_time())
        break  # of a document the first page
    spent = [1000 * (after - before) for before, after in itertools.pairwise(told)]
    spent[-1] -= spent[2]  # it flattens them once more
    return spent


def row(title: str, photos: list[Path]) -> str:
    """Medians over the photos."""
    times = np.array([np.min([stages(path) for _ in range(TRIES)], axis=0) for path in photos])
    parts = "".join(f"{value:>10.0f}" for value in np.median(times[:, : len(STAGES)], axis=0))
    whole = np.median(times[:, : len(STAGES)].sum(axis=1))
    return f"{title:<20}{len(photos):>8}{parts}{whole:>10.0f}{np.median(times[:, -1]):>20.0f}"


def main() -> int:
    """Print a row a size."""
    columns = "".join(f"{name:>10}" for name in STAGES)
    print(f"{'ms, median':<20}{'photos':>8}{columns}{'together':>10}{'codes and quality':>20}")
    if len(sys.argv) > 1:
        print(row(Path(sys.argv[1]).name, [path for path, _ in marked(Path(sys.argv[1]))]), flush=True)
        return 0
    samples = ROOT / "samples" / "cards"
    kept = [path for path, cards in marked(samples) if len(cards) == 1 and path.suffix == ".jpg"]
    with tempfile.TemporaryDirectory() as folder:
        for megapixels in MEGAPIXELS:
            photos = [enlarged(path, megapixels, Path(folder)) for path in kept]
            print(row(f"{megapixels} megapixels", photos), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
