"""Draws docs/review.jpg and docs/review-narrow.jpg: the review page over some sample cards (needs chromium).

.venv/bin/python docs/review_pictures.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ("au-code.jpg", "au-two-people.jpg", "fr-warm.jpg", "event.toml")
WIDTH, HEIGHT = 1440, 960
# A phone's window, three pages side by side.
NARROW, TALL = 390, 800


def main() -> None:
    """Scan some drawn cards, open the page, photograph the first person, keep it small."""
    with tempfile.TemporaryDirectory() as place:
        folder, shot = Path(place) / "cards", Path(place) / "shot.png"
        narrow = [Path(place) / f"narrow-{n}.png" for n in range(3)]
        folder.mkdir()
        for name in SAMPLES:
            shutil.copy(ROOT / "samples" / "cards" / name, folder)
        event = (folder / "event.toml").read_text("utf-8")
        (folder / "event.toml").write_text(_only(event, SAMPLES), "utf-8")
        home = {"CARDSCAN_HOME": f"{place}/home", "CARDSCAN_SENDER_NAME": "Robin Sample",
                "CARDSCAN_SENDER_EMAIL": "robin@sample.example.org"}  # fmt: skip
        environment = {**os.environ, **home}
        cardscan = [sys.executable, "-m", "cardscan"]
        subprocess.run([*cardscan, "scan", str(folder)], env=environment, check=True)  # noqa: S603 - our own command
        review = [*cardscan, "review", "--no-browser"]
        page = subprocess.Popen(review, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - as above
        try:
            assert page.stdout  # noqa: S101 - asked for above
            found = re.search(r"http://\S+", page.stdout.readline())
            assert found  # noqa: S101 - the page has started
            _photograph(found[0], shot, narrow)
        finally:
            page.terminate()
            page.wait()
        picture = Image.open(shot).convert("RGB").resize((WIDTH * 3 // 4, HEIGHT * 3 // 4), Image.Resampling.LANCZOS)
        picture.save(ROOT / "docs" / "review.jpg", quality=72, optimize=True)
        side_by_side = Image.new("RGB", (len(narrow) * NARROW + (len(narrow) - 1) * 30, TALL), "white")
        for at, file in enumerate(narrow):
            side_by_side.paste(Image.open(file).convert("RGB"), (at * (NARROW + 30), 0))
        side_by_side.save(ROOT / "docs" / "review-narrow.jpg", quality=72, optimize=True)


def _only(event: str, names: tuple[str, ...]) -> str:
    """event.toml without the notes about cards that are not here."""
    head, *notes = re.split(r"(?m)^(?=\[notes)", event)
    return head + "".join(note for note in notes if any(f'"{name}' in note.splitlines()[0] for name in names))


def _photograph(address: str, shot: Path, narrow: list[Path]) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        window = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        view = window.new_page()
        view.set_default_timeout(120_000)
        view.goto(address)
        view.locator(".queue a", has_text="Lachlan").click()
        view.locator("[data-field=email-0]").hover()
        view.wait_for_load_state("networkidle")
        view.screenshot(path=str(shot), timeout=120_000)
        person = view.url
        phone = browser.new_context(
            viewport={"width": NARROW, "height": TALL}, color_scheme="dark", storage_state=window.storage_state()
        )
        view = phone.new_page()
        view.set_default_timeout(120_000)
        for file, url, place in zip(narrow, ("/", person, person), ("main", "main", "#letter"), strict=True):
            view.goto(person.partition("/person")[0] + url if url == "/" else url)
            view.wait_for_load_state("networkidle")
            if place != "main":
                view.locator(place).evaluate("part => part.scrollIntoView()")
            view.screenshot(path=str(file), timeout=120_000)
        browser.close()


if __name__ == "__main__":
    main()
