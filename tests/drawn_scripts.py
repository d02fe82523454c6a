"""Cards of invented people in other scripts, drawn for tests with a font that Debian ships everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cardscan.model.geometry import Quad
from cardscan.model.photo import CardImage
from cardscan.reading.ocr import OcrSettings, Script, ScriptReader, script_readers

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def reader_of(script: Script, settings: OcrSettings | None = None) -> ScriptReader:
    """The real reader of a script; skips where its data or the font is missing."""
    found = [reader for reader in script_readers(settings or OcrSettings()) if reader.script is script]
    if not found or not FONT.is_file():
        pytest.skip(f"other-scripts: {script.package} and fonts-dejavu-core are needed")
    return found[0]


def drawn(rows: Sequence[str], *, leftwards: bool = False) -> CardImage:
    """A white card, the first row large."""
    picture = Image.new("RGB", (1050, 600), (252, 252, 250))
    pen, top = ImageDraw.Draw(picture), 50
    for number, row in enumerate(rows):
        size = 50 if number == 0 else 32
        font = ImageFont.truetype(FONT, size)
        pen.text((980 if leftwards else 70, top), row, fill=(25, 28, 40), font=font, anchor="ra" if leftwards else "la")
        top += size + 34
    pixels: NDArray[np.uint8] = np.ascontiguousarray(np.asarray(picture, np.uint8)[:, :, ::-1])
    return CardImage(pixels, Quad.whole(1050, 600), np.eye(3))
