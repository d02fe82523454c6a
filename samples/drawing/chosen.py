"""The samples that are kept with the project: one case each, drawn from fixed seeds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from .camera import Shot
from .compose import Wishes, compose
from .layouts import BY_NAME
from .scenes import Design, Picture, fit_span
from .styles import palette, random_style

# What a sample's style does not name: sizes in points as on most cards.
USUAL: dict[str, Any] = {
    "text": "open-sans",
    "display": "lato",
    "spread": 0.0,
    "leading": 1.36,
    "name_pt": 12.5,
    "firm_pt": 10.5,
    "role_pt": 8.0,
    "body_pt": 7.4,
    "name_bold": True,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One photo as `chosen.toml` describes it."""

    name: str
    why: str
    cards: list[dict[str, Any]]
    shot: dict[str, Any]
    share: float = 0.8
    orientation: int = 1
    quality: int = 80


def samples() -> list[Sample]:
    """All kept samples, in the order of the file."""
    table = tomllib.loads((Path(__file__).parent / "chosen.toml").read_text("utf-8"))
    return [Sample(**entry) for entry in table["sample"]]


def picture(sample: Sample, seed: int) -> tuple[Picture, np.random.Generator]:
    """The picture of a sample and the generator that takes it."""
    rng = np.random.default_rng([seed, *sample.name.encode()])
    designs = []
    for card in sample.cards:
        country = card["country"]
        wishes = {key: tuple(value) if isinstance(value, list) else value for key, value in card["wishes"].items()}
        text = compose(rng, Wishes(**{"country": country, "adorned": 0.15, **wishes}))
        look = dict(card["style"])
        turn, at, dark = look.pop("turn", 0.0), tuple(look.pop("at", (0.0, 0.0))), look.pop("dark", False)
        style = replace(random_style(rng, country, dark=dark), palette=palette(rng, dark=dark))
        designs.append(Design(text, BY_NAME[card["layout"]], replace(style, **{**USUAL, **look}), at, turn))
    shot = {key: tuple(value) if isinstance(value, list) else value for key, value in sample.shot.items()}
    made = Picture(sample.name, tuple(designs), Shot(**shot), sample.orientation, sample.quality, (sample.why,))
    return fit_span(made, sample.share), rng
