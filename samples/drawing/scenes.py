"""Puts printed cards on a table, takes the photo, and writes down the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .camera import LaidCard, Shot, photograph
from .files import save_photo
from .layouts import Layout, card_mm, print_card
from .press import Card
from .styles import Style
from .words import CardText


@dataclass(frozen=True, slots=True)
class Design:
    """A card before it is printed."""

    text: CardText
    layout: Layout
    style: Style
    centre: tuple[float, float] = (0.0, 0.0)
    turn_deg: float = 0.0
    rounded_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo before it is taken: its file name decides the format."""

    name: str
    designs: tuple[Design, ...]
    shot: Shot
    orientation: int = 1
    quality: int = 80
    tags: tuple[str, ...] = ()


def line_truth(card: Card) -> list[dict[str, Any]]:
    """Every printed line with its label and boxes, [left, top, width, height] in px of the flat card."""
    rows = []
    for line in card.lines:
        row = {"text": " ".join(word for word, _ in line.words), "label": line.row.label, "box": line.box}
        if line.row.also:
            row["also"] = list(line.row.also)
        if line.row.icon not in ("", "blank"):
            row["icon"] = line.row.icon
        row["words"] = [{"text": word, "box": box} for word, box in line.words]
        rows.append(row)
    return rows


def card_truth(card: Card, design: Design, quad: list[list[float]], size: tuple[int, int]) -> dict[str, Any]:
    """The truth of one card on a photo of this size."""
    cut = any(not (0 <= x <= size[0] and 0 <= y <= size[1]) for x, y in quad)
    return {
        "quad": quad,
        "cut": cut,
        "country": design.text.country,
        "side": design.text.side,
        "layout": design.layout.name,
        "lines": [" ".join(word for word, _ in line.words) for line in card.lines],
        "qr": design.text.qr,
        "contact": design.text.contact,
    }


def take(picture: Picture, folder: Path, rng: np.random.Generator) -> dict[str, Any]:
    """Draws, photographs and writes one picture; returns its truth."""
    shot = picture.shot
    px_mm = shot.size[0] / shot.span_mm
    scale = float(np.clip(px_mm * 1.25, 8, 36))
    cards = [print_card(d.text, d.layout, d.style, rng, scale) for d in picture.designs]
    lying = [
        LaidCard(c.image, scale, d.centre, d.turn_deg, d.rounded_mm)
        for c, d in zip(cards, picture.designs, strict=True)
    ]
    pixels, quads = photograph(lying, shot, rng)
    save_photo(pixels, folder / picture.name, quality=picture.quality, orientation=picture.orientation)
    heights = [box[3] for card in cards for line in card.lines for _, box in line.words]
    return {
        "photo": picture.name,
        "profile": shot.light,
        "surface": shot.surface,
        "size": list(shot.size),
        "exif_orientation": picture.orientation,
        "min_text_px": round(float(np.percentile(heights, 10)) / scale * px_mm, 1) if heights else None,
        "tags": list(picture.tags),
        "cards": [card_truth(c, d, q, shot.size) for c, d, q in zip(cards, picture.designs, quads, strict=True)],
    }


def fit_span(picture: Picture, share: float) -> Picture:
    """The same picture from so near that its cards take up `share` of the photo's tighter direction."""
    points = []
    for design in picture.designs:
        width, height = card_mm(design.text, design.layout)
        angle = np.radians(design.turn_deg)
        half_x = abs(width / 2 * np.cos(angle)) + abs(height / 2 * np.sin(angle))
        half_y = abs(width / 2 * np.sin(angle)) + abs(height / 2 * np.cos(angle))
        points += [(abs(design.centre[0]) + half_x, abs(design.centre[1]) + half_y)]
    reach = np.array(points).max(0) * 2
    wide, tall = picture.shot.size
    span = max(reach[0], reach[1] * wide / tall) / share
    return replace(picture, shot=replace(picture.shot, span_mm=float(span)))
