"""Draws sessions: cards photographed one after the other, some from both sides, with the truth of what is one.

People turn a card over after its front, now and then before it; some cards have a back with a logo and a slogan, on
some the back says how to reach the person; colleagues hand over cards with the same back; a shop's card, which names
nobody, lies between them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "samples"))

# How a card is photographed, and how often, of a hundred.
WAYS = {
    "front only": 34,
    "front, then a back with a logo": 22,
    "a back with a logo, then the front": 9,
    "front, then a back that tells how to reach them": 14,
    "both sides on one photo": 8,
    "a shop's card, which names nobody": 13,
}
COLLEAGUE = 0.25
PX_MM = 300 / 25.4
GROUND = (52, 55, 63)


@dataclass(frozen=True, slots=True)
class Shown:
    """One photo of a session.

    Attributes:
        sides: (number of the card, how it was photographed) of each side on it.
    """

    name: str
    sides: tuple[tuple[int, str], ...]


def draw_session(people: int, seed: int, folder: Path) -> Iterator[Shown]:
    """Write the photos of one session into a folder and yield what is on each, in the order they were taken."""
    names = ("compose", "lands", "layouts", "people", "styles")
    drawing = {name: importlib.import_module(f"drawing.{name}") for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 77])
    country, firm, number = "US", None, 0
    for card in range(people):
        colleague = firm is not None and rng.random() < COLLEAGUE
        if not colleague:
            country = str(drawing["lands"].pick(rng, drawing["lands"].codes()))
            firm = drawing["people"].firm(rng, country)
        way = str(rng.choice(list(WAYS), p=np.array(list(WAYS.values())) / sum(WAYS.values())))
        # Colleagues have one design; everybody else a new one.
        style = drawing["styles"].random_style(np.random.default_rng([seed, card - colleague]), country)
        style = replace(style, texture=0.0)
        for pictures in _photos(drawing, country, firm, style, way, int(rng.integers(1 << 30))):
            number += 1
            name = f"IMG_{number:04}.jpg"
            _beside(pictures).save(folder / name, quality=90)
            yield Shown(name, tuple((card, way) for _ in pictures))


def _photos(
    drawing: dict[str, Any], country: str, firm: Any, style: Any, way: str, seed: int
) -> list[list[Image.Image]]:
    """The photos of one card, each with the sides that are on it."""
    compose = drawing["compose"]
    rng = np.random.default_rng(seed)
    wishes = replace(compose.random_wishes(rng, country), back=False, people=1, second_script=False, qr="")
    front = compose.compose(np.random.default_rng(seed + 1), wishes, works_for=firm)
    back = compose.compose(np.random.default_rng(seed + 1), replace(wishes, back=True), works_for=firm)
    if way == "front, then a back that tells how to reach them":
        back = replace(front, groups={key: rows for key, rows in front.groups.items() if key not in ("name", "role")})
        front = replace(front, groups={k: rows for k, rows in front.groups.items() if k not in ("contact", "address")})
    if way == "a shop's card, which names nobody":
        shop = {key: rows for key, rows in front.groups.items() if key not in ("name", "role")}
        shop["contact"] = [row for row in shop.get("contact", []) if row.label not in ("email", "social")]
        front = replace(front, groups=shop)

    def printed(text: Any) -> Image.Image:
        fitting = drawing["layouts"].layouts_for(text)
        layout = fitting[int(np.random.default_rng(seed + 2).integers(len(fitting)))]
        return drawing["layouts"].print_card(text, layout, style, np.random.default_rng(seed + 3), PX_MM).image  # type: ignore[no-any-return]

    if way in ("front only", "a shop's card, which names nobody"):
        return [[printed(front)]]
    if way == "both sides on one photo":
        return [[printed(front), printed(back)]]
    sides = [[printed(front)], [printed(back)]]
    return sides[::-1] if way == "a back with a logo, then the front" else sides


def _beside(pictures: list[Image.Image]) -> Image.Image:
    """One picture as it is; several on a dark table."""
    if len(pictures) == 1:
        return pictures[0]
    width, height = sum(p.width for p in pictures) + 160 * (len(pictures) + 1), max(p.height for p in pictures) + 320
    table, left = Image.new("RGB", (width, height), GROUND), 160
    for picture in pictures:
        table.paste(picture, (left, 160))
        left += picture.width + 160
    return table
