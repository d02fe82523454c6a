"""Draws docs/explain.jpg: the page of `cardscan explain` for a sample card, as a browser shows it (needs chromium).

.venv/bin/python docs/explain_picture.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
# From the outlines to the fields and their evidence, and small enough for a README.
WIDTH, HEIGHT = 1280, 1850


def main() -> None:
    """Explain a sample, photograph the page, keep it small."""
    with tempfile.TemporaryDirectory() as place:
        folder, shot = Path(place) / "why", Path(place) / "shot.png"
        sample = ROOT / "samples" / "cards" / "de-two-column.jpg"
        command = [sys.executable, "-m", "cardscan", "explain", str(sample), "--output", str(folder)]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
        browser = ["chromium", "--headless", "--no-sandbox", f"--screenshot={shot}", f"--window-size={WIDTH},{HEIGHT}"]
        subprocess.run([*browser, (folder / "index.html").as_uri()], check=True, stderr=subprocess.DEVNULL)  # noqa: S603
        picture = Image.open(shot).convert("RGB").resize((WIDTH * 3 // 4, HEIGHT * 3 // 4), Image.Resampling.LANCZOS)
        picture.save(ROOT / "docs" / "explain.jpg", quality=70, optimize=True)


if __name__ == "__main__":
    main()
