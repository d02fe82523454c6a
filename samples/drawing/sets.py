"""Random sets for tuning and measuring: any number of photos or flat cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .camera import Shot
from .compose import compose, random_wishes
from .files import save_photo
from .lands import chance, codes, land, pick
from .layouts import layouts_for, print_card
from .scenes import Design, Picture, card_truth, fit_span, line_truth, take
from .styles import random_style
from .surfaces import SURFACES

# px per mm of a flat card: 300 dpi, what Tesseract wants.
FLAT_SCALE = 300 / 25.4
# Enough to see how far text has to shrink.
TRIAL_SCALE = 6.0
# Printers advise at least 5 pt; some cards go a little below.
SMALLEST_PT = 4.7
# Half the diagonal of the largest card and a finger's breadth: cards at this distance never overlap.
CELL_MM = 112.0


def random_design(rng: np.random.Generator, countries: tuple[str, ...]) -> Design:
    """A card with everything chosen at random."""
    text = compose(rng, random_wishes(rng, pick(rng, countries)))
    cjk = any(ord(letter) > 0x3000 for row in text.rows(*text.groups) for letter in row.text)
    rounded = float(rng.uniform(2, 4)) if chance(rng, 0.12) else 0.0
    style, fitting = random_style(rng, text.country, cjk=cjk), layouts_for(text)
    for _ in range(3):  # a layout that would shrink the text below what printers set is tried again
        layout = pick(rng, fitting)
        trial = print_card(text, layout, replace(style, texture=0.0), np.random.default_rng(0), TRIAL_SCALE)
        if trial.smallest_pt >= SMALLEST_PT:
            break
    return Design(text, layout, style, rounded_mm=rounded)


def flat_cards(count: int, seed: int, folder: Path, countries: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Writes flat card images and yields their truth with every line labelled."""
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        design = random_design(rng, countries or codes())
        card = print_card(design.text, design.layout, design.style, rng, FLAT_SCALE)
        name = f"{number:05}.jpg"
        save_photo(np.asarray(card.image, np.uint8), folder / name, quality=90)
        width, height = card.image.size
        quad = [[0.0, 0.0], [float(width), 0.0], [float(width), float(height)], [0.0, float(height)]]
        truth = card_truth(card, design, quad, card.image.size)
        truth["lines_labelled"] = line_truth(card)
        yield {"photo": name, "profile": "flat", "size": [width, height], "exif_orientation": 1, "cards": [truth]}


def photos(
    count: int,
    seed: int,
    folder: Path,
    per_photo: str = "",
    countries: tuple[str, ...] = (),
    *,
    strewn: bool = False,
) -> Iterator[dict[str, Any]]:
    """Writes photos of random cards and yields their truth.

    Args:
        per_photo: "", "3" or "2-12".
        strewn: Papers and things lie under and beside the cards.
    """
    low, _, high = per_photo.partition("-")
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        usual = pick(rng, [1, 1, 1, 1, 1, 1, 1, 1, 2, 3])
        cards = int(rng.integers(int(low), int(high or low) + 1)) if low else usual
        picture = random_picture(rng, number, cards, countries or codes())
        if strewn and picture.shot.surface != "scan-glass":
            picture = replace(picture, shot=replace(picture.shot, surface="strewn"))
        yield take(picture, folder, rng)


def random_picture(rng: np.random.Generator, number: int, cards: int, countries: tuple[str, ...]) -> Picture:
    """A photo with everything chosen at random."""
    designs = [random_design(rng, countries) for _ in range(cards)]
    upright = chance(rng, 0.35)
    light = pick(rng, ["day", "day", "day", "warm", "shadow", "glare", "dim", "scan"])
    pixels = float(rng.choice([2.2, 3.1, 5.0, 8.0, 12.0], p=[0.25, 0.35, 0.2, 0.1, 0.1])) * 1e6
    if cards > 2:
        pixels = max(pixels, min(12e6, 2.2e6 * cards))
    long_side, short_side = int((pixels * 4 / 3) ** 0.5) // 8 * 8, int((pixels * 3 / 4) ** 0.5) // 8 * 8
    size = (short_side, long_side) if upright else (long_side, short_side)
    if cards == 1:
        turn = float(rng.normal(0, 7)) + float(rng.choice([0, 90, 180, 270], p=[0.82, 0.06, 0.06, 0.06]))
        width, height = land(designs[0].text.country)["card_mm"]
        portrait = designs[0].layout.portrait != (90 in (round(turn) % 180 // 45 * 45, round(turn) % 180 // 46 * 45))
        if portrait != upright and width != height and chance(rng, 0.7):
            size = size[::-1]
        designs = [_at(designs[0], (0.0, 0.0), turn)]
    else:
        designs = spread(rng, designs, size)
    scan = light == "scan"
    shot = Shot(
        size=size,
        tilt_deg=(0.0, 0.0) if scan else (float(rng.normal(0, 9)), float(rng.normal(0, 7))),
        roll_deg=0.0,
        surface="scan-glass" if scan else pick(rng, sorted(SURFACES)),
        light=light,
        blur_px=float(rng.uniform(0.3, 0.6) if scan else rng.uniform(0.5, 1.3)),
        noise=float(rng.uniform(0.5, 1.5) if scan else rng.uniform(1.0, 4.5)),
        motion_px=int(rng.integers(2, 5)) if chance(rng, 0.08) and not scan else 0,
    )
    suffix = str(rng.choice(["jpg", "webp", "png", "heic"], p=[0.86, 0.06, 0.04, 0.04]))
    orientation = int(rng.choice([1, 3, 6, 8], p=[0.8, 0.04, 0.1, 0.06])) if suffix == "jpg" else 1
    quality = int(rng.integers(68, 93)) if suffix != "heic" else 60
    picture = Picture(f"{number:05}.{suffix}", tuple(designs), shot, orientation, quality)
    return fit_span(picture, float(rng.uniform(0.5, 0.92)) if cards == 1 else 0.9)


def spread(rng: np.random.Generator, designs: list[Design], size: tuple[int, int]) -> list[Design]:
    """Lays the cards out without overlap, each turned as it fell."""
    columns = max(1, round((len(designs) * size[0] / size[1]) ** 0.5))
    rows = -(-len(designs) // columns)
    cells = [(c, r) for r in range(rows) for c in range(columns)]
    rng.shuffle(cells)
    laid = []
    for design, (column, row) in zip(designs, cells, strict=False):
        x = (column - (columns - 1) / 2) * CELL_MM + float(rng.uniform(-3, 3))
        y = (row - (rows - 1) / 2) * CELL_MM + float(rng.uniform(-3, 3))
        turn = (
            float(rng.normal(0, 8)) + float(rng.choice([0, 90, 180, 270]))
            if chance(rng, 0.7)
            else float(rng.uniform(0, 360))
        )
        laid.append(_at(design, (x, y), turn))
    return laid


def _at(design: Design, centre: tuple[float, float], turn: float) -> Design:
    return Design(design.text, design.layout, design.style, centre, turn, design.rounded_mm)
