"""Writes photos in the formats people send, the same bytes each time, and their truth."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

pillow_heif.register_heif_opener()

# EXIF orientation -> how the stored pixels are turned against the upright photo (Exif 2.32, tag 0x0112).
STORED = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
PDF_DPI = 300


def save_photo(pixels: NDArray[np.uint8], path: Path, *, quality: int = 82, orientation: int = 1) -> None:
    """Writes upright RGB pixels by the suffix of `path`; with `orientation`, stored turned and marked in EXIF."""
    image = Image.fromarray(pixels)
    turn = STORED[orientation]
    if turn is not None:
        image = image.transpose(turn)
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    suffix = path.suffix.lower()
    if suffix in (".jpg", ".jpeg"):
        image.save(path, quality=quality, exif=exif.tobytes(), subsampling="4:2:0")
    elif suffix == ".webp":
        image.save(path, quality=quality, method=4)
    elif suffix == ".png":
        image.save(path, optimize=True)
    elif suffix == ".heic":
        image.save(path, quality=quality)
    elif suffix == ".pdf":
        epoch = time.gmtime(0)
        image.save(path, resolution=PDF_DPI, quality=quality, creationDate=epoch, modDate=epoch, producer="draw_cards")
    else:
        raise ValueError(f"{path}: no way to write {suffix!r}; use .jpg, .png, .webp, .heic or .pdf")


def write_truth(path: Path, records: list[dict[str, Any]]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
