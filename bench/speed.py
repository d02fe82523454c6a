"""`make bench`: cards per second and peak memory, against Tesseract on each photo as it is, in the same run.

The naive way is what a script of ten lines does: pytesseract on the raw photo, one after the other. Both get the same
photos; the ones that the naive way cannot open (HEIC, PDF) are left out. The samples are kept small, so they are read a
second time at the size that a phone takes them, 12 megapixels.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from bench import storing
from bench.accuracy import ROOT, photo_sets
from bench.reading import read_all
from cardscan.config import Settings
from cardscan.reading.ocr.registry import OCR_ENGINES

PHONE_PIXELS = 12_000_000
NAIVE = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".bmp"}


def read_naively(photos: list[Path]) -> tuple[float, float]:
    """Seconds, and the larger of our and Tesseract's resident size in MB; run in a process of its own."""
    import pytesseract

    started = time.perf_counter()
    for path in photos:
        pytesseract.image_to_string(Image.open(io.BytesIO(path.read_bytes())).convert("RGB"))
    seconds = time.perf_counter() - started
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return seconds, peak / 1024


def measure_naively(photos: list[Path]) -> tuple[float, float]:
    """The same in a fresh process, so that memory is its own."""
    script = "import sys, bench.speed as s, pathlib; print(*s.read_naively([pathlib.Path(p) for p in sys.argv[1:]]))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script, *map(str, photos)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--repeat", type=int, default=1, help="read each photo so many times")
    chosen = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    photo_set = photo_sets(["samples"])[0]
    kept = [path for path in photo_set.photos() if path.suffix.lower() in NAIVE]
    cards = sum(len(t["cards"]) for t in photo_set.truths if Path(t["photo"]).suffix in NAIVE) * chosen.repeat
    compare("the samples as they are kept", kept * chosen.repeat, cards)
    with tempfile.TemporaryDirectory() as folder:
        compare(
            "the same at 12 megapixels", [as_a_phone_takes(path, Path(folder)) for path in kept] * chosen.repeat, cards
        )
    return storing.main()


def as_a_phone_takes(photo: Path, folder: Path) -> Path:
    """The photo enlarged to 12 megapixels, as JPEG; pixels of a phone, though not its detail."""
    with Image.open(photo) as picture:
        factor = (PHONE_PIXELS / (picture.width * picture.height)) ** 0.5
        size = (round(picture.width * factor), round(picture.height * factor))
        enlarged = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC)
        target = folder / f"{photo.stem}.jpg"
        enlarged.save(target, quality=88, exif=picture.getexif())
    return target


def compare(title: str, photos: list[Path], cards: int) -> None:
    """Read the photos in all ways and print a table."""
    settings = Settings(home=ROOT / "cardscan-demo")
    rows: list[tuple[str, float, float]] = []
    if shutil.which("tesseract"):
        rows.append(("naive: pytesseract, one by one", *measure_naively(photos)))
    else:
        print("The naive way needs the tesseract program: sudo apt-get install tesseract-ocr", file=sys.stderr)
    readings = read_all(photos, settings, second_reader="off")
    processes = settings.workers.processes
    rows.append((f"cardscan, Tesseract, {processes} processes", readings.seconds, readings.peak_mb))
    if OCR_ENGINES.load("rapidocr").installed(settings.ocr):
        readings = read_all(photos, settings)
        rows.append((f"cardscan, both readers, {processes} processes", readings.seconds, readings.peak_mb))
    print(f"\n{title}: {len(photos)} photos, {cards} cards")
    print(f"{'':<42}{'cards/s':>9}{'s/card':>9}{'peak MB a process':>20}{'against naive':>15}")
    base = rows[0][1]
    for name, seconds, peak in rows:
        times = f"{base / seconds:.1f} x" if shutil.which("tesseract") else "-"
        print(f"{name:<42}{cards / seconds:>9.2f}{seconds / cards:>9.2f}{peak:>20.0f}{times:>15}")


if __name__ == "__main__":
    sys.exit(main())
