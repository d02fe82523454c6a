"""What one photo takes: peak memory of a process from the file to the first rendering for the reader.

    python -m bench.memory

The photo of a card is enlarged to phones' sizes: one card that fills the frame, and twelve small ones, for which it is
decoded at its full size. A process of its own for each, with what Python and OpenCV take before the photo said apart.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from bench.accuracy import ROOT

# Phones take 12 megapixels, and 48 to 50 when asked for all of them.
MEGAPIXELS = (2, 12, 48)
FILLING, SEVERAL = "us-classic.jpg", "three-cards.jpg"
# By /proc, for the peak that getrusage tells begins with the size of the parent that started the process.
SCRIPT = """
import re, sys
from pathlib import Path
from cardscan.reading.imaging import find_cards, load_photos, read_photo_file, plain
import cardscan.reading.imaging.finding
size = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
path = Path(sys.argv[1]); before = size(); cards = 0
for photo in load_photos(read_photo_file(path), path.name):
    for card in find_cards(photo):
        plain(card); cards += 1
print(before, size(), cards)
"""


def measure(path: Path) -> tuple[float, float, int]:
    """MB before the photo, MB at the peak, and the cards found."""
    done = subprocess.run(  # noqa: S603  our own interpreter and script
        [sys.executable, "-c", SCRIPT, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, peak, cards = done.stdout.split()
    return float(before), float(peak), int(cards)


def enlarged(photo: Path, megapixels: float, folder: Path) -> Path:
    """The photo with so many pixels, as JPEG."""
    with Image.open(photo) as picture:
        factor = (megapixels * 1e6 / (picture.width * picture.height)) ** 0.5
        size = (round(picture.width * factor), round(picture.height * factor))
        target = folder / f"{photo.stem}-{megapixels}.jpg"
        picture.convert("RGB").resize(size, Image.Resampling.BICUBIC).save(target, quality=88)
    return target


def main() -> int:
    """Print a row a photo."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    print(f"{'photo':<20}{'megapixels':>12}{'cards':>8}{'before it, MB':>16}{'peak, MB':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for name in (FILLING, SEVERAL):
            for megapixels in MEGAPIXELS:
                path = enlarged(ROOT / "samples" / "cards" / name, megapixels, Path(folder))
                before, peak, cards = measure(path)
                print(f"{name:<20}{megapixels:>12}{cards:>8}{before:>16.0f}{peak:>11.0f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
