"""`cardscan explain` as a user runs it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.system.conftest import PEOPLE, Ran

Run = Callable[..., Ran]


def test_every_page_of_a_file_is_explained_and_a_blank_one_says_why(
    cardscan: Run, tmp_path: Path, card_photos: tuple[bytes, ...]
) -> None:
    """A PDF of a card and an empty page, with a name that would like to be markup; nothing is stored."""
    photo = tmp_path / "<b>card & co.pdf"
    pages = [Image.open(io.BytesIO(card_photos[0])), Image.new("RGB", (900, 600), "white")]
    pages[0].save(photo, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    ran = cardscan("explain", photo, "--output", tmp_path / "why", "--second-reader", "off")
    assert ran.code == 0, ran.err
    assert "1 card explained" in ran.out
    assert "no card" in ran.err
    names = {path.name for path in (tmp_path / "why").iterdir()}
    assert {"index.html", "page-1-outlines.png", "page-1-card-1-fields.png", "page-2-chosen.png"} <= names
    assert any(name.startswith("page-1-card-1-pass-1-") for name in names)
    page = (tmp_path / "why" / "index.html").read_text("utf-8")
    assert PEOPLE[0][0] in page
    assert "&lt;b&gt;card &amp; co.pdf" in page
    assert "the picture is blank" in page
    assert not (Path(os.environ["CARDSCAN_HOME"]) / "cardscan.db").exists()


def test_a_photo_that_cannot_be_read_ends_in_one_sentence(cardscan: Run, tmp_path: Path) -> None:
    """With the exit code of a photo that failed, and no page that would look like an answer."""
    photo = tmp_path / "cut.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    ran = cardscan("explain", photo, "--output", tmp_path / "why")
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "why" / "index.html").exists()
