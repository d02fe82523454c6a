"""The cards that are learned from: drawn ones of the project's own, and the dev corpus where it is there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from cardscan.reading.imaging import load_photos, read_photo_file
from cardscan.reading.imaging.rectifying import card_size, homography_to, true_aspect, warp

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(__file__).resolve().parent / ".cache"
CORPUS = ROOT.parent / "shared" / "corpus"
DEV_SETS = ("cards", "photos", "rendered")
# Flat drawings (a third of them spoiled) and simulated photographs: (seed, pictures).
FLAT = ((101, 80), (102, 80), (103, 80), (104, 120), (105, 120))
PHOTOS = ((201, 40), (202, 40))
# Long sides of spoiled drawings, px: from what a card in a photo of several cards has to the drawing's own size.
SPOILED_SIDES = (520, 1000)


@dataclass(frozen=True, slots=True)
class CardKey:
    """A card: which set it is from ("flat-101", "photo-201", "cards", ...), its picture, and its place on it."""

    source: str
    photo: str
    index: int

    @property
    def drawn(self) -> bool:
        """Of a fictional person, drawn by this project."""
        return self.source.startswith(("flat-", "photo-"))


@dataclass(frozen=True, slots=True)
class Card:
    """A card with its truth.

    Attributes:
        truth: The `contact` object of the truth file.
        country: ISO 3166-1 alpha-2.
        quad: Corners in photo px, clockwise from the card's top-left; None where the picture is the card.
    """

    key: CardKey
    path: Path
    truth: dict[str, Any]
    country: str | None
    quad: list[list[float]] | None


def drawn_cards() -> Iterator[Card]:
    """Draw what is not yet drawn, and list it."""
    for kind, sets, extra in (("flat", FLAT, ["--flat"]), ("photo", PHOTOS, [])):
        for seed, count in sets:
            yield from _drawn(f"{kind}-{seed}", [*extra, "--count", str(count), "--seed", str(seed)])


def dev_cards() -> Iterator[Card]:
    """The dev corpus; nothing where it is not there."""
    for name in DEV_SETS:
        if (CORPUS / name / "truth.jsonl").exists():
            yield from _listed(name, CORPUS / name)


def _drawn(source: str, arguments: list[str]) -> Iterator[Card]:
    folder = CACHE / source
    if not (folder / "truth.jsonl").exists():
        program = str(ROOT / "samples" / "draw_cards.py")
        subprocess.run(  # noqa: S603  our own program, our own arguments
            [sys.executable, program, *arguments, "--output", str(folder)], check=True, stderr=subprocess.DEVNULL
        )
    yield from _listed(source, folder)


def _listed(source: str, folder: Path) -> Iterator[Card]:
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record.get("not_a_card") or record.get("legible") is False:
            continue
        for index, card in enumerate(record.get("cards") or [record]):
            if not card.get("contact") or card.get("cut"):
                continue
            key = CardKey(source, Path(record["photo"]).name, index)
            country = card.get("country") or record.get("country")
            flat = source.startswith("flat-")
            yield Card(key, folder / record["photo"], card["contact"], country, None if flat else card.get("quad"))


def card_pixels(card: Card) -> Pixels:
    """The card alone, flat and upright: uint8 BGR of shape (H, W, 3)."""
    photo = next(load_photos(read_photo_file(card.path), card.path.name))
    pixels = photo.pixels
    if card.quad:
        corners = np.asarray(card.quad, np.float64)
        size = card_size(corners, true_aspect(corners, photo.full_size))
        pixels = warp(pixels, homography_to(corners * photo.scale, size), size)
    if card.key.source.startswith("flat-"):
        pixels = _spoiled(pixels, np.random.default_rng([*card.key.source.encode(), *card.key.photo.encode()]))
    return pixels


def _spoiled(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Every third drawing smaller, softer, noisier and unevenly lit, as a hasty photo is; the others as drawn."""
    if rng.random() > 0.33:
        return pixels
    factor = float(rng.uniform(*SPOILED_SIDES)) / max(pixels.shape[:2])
    picture = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.1)))
    slope = np.linspace(float(rng.uniform(0.6, 1.0)), 1.0, picture.shape[1])[None, :, None]
    picture = picture * slope + rng.normal(0, float(rng.uniform(1, 7)), picture.shape)
    coded = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 70])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
