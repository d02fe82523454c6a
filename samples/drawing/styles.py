"""Colours, type and sizes of one card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .fonts import COMMON, FAMILIES, text_families
from .icons import Colour
from .lands import chance, pick
from .press import Look
from .words import Row


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground and inks of a card; `band` is the ground of a coloured field and `on_band` the ink there."""

    ground: Colour
    ink: Colour
    soft: Colour
    accent: Colour
    band: Colour
    on_band: Colour
    dark: bool = False


ACCENTS: tuple[Colour, ...] = (
    (178, 42, 48), (24, 92, 148), (14, 116, 106), (192, 96, 22), (94, 54, 132),
    (40, 110, 52), (160, 124, 30), (190, 30, 104), (30, 60, 110), (70, 70, 76),
)  # fmt: skip
PAPERS: tuple[Colour, ...] = (
    (252, 252, 252),
    (255, 255, 255),
    (250, 247, 238),
    (244, 239, 226),
    (238, 240, 244),
    (226, 210, 180),
    (240, 244, 238),
)
DARKS: tuple[Colour, ...] = (
    (32, 33, 38),
    (18, 30, 56),
    (20, 52, 46),
    (64, 18, 30),
    (12, 12, 14),
    (48, 44, 40),
    (26, 58, 92),
)
LIGHTS: tuple[Colour, ...] = ((250, 250, 250), (240, 232, 210), (222, 228, 236))
GOLDS: tuple[Colour, ...] = ((212, 176, 92), (230, 190, 110), (120, 210, 200), (240, 150, 90), (200, 205, 214))


def palette(rng: np.random.Generator, *, dark: bool | None = None) -> Palette:
    """Colours that keep text well apart from its ground."""
    dark = chance(rng, 0.25) if dark is None else dark
    accent = pick(rng, ACCENTS)
    if dark:
        ground, ink = pick(rng, DARKS), pick(rng, LIGHTS)
        gold = pick(rng, GOLDS)
        soft = tuple(int(v * 0.82 + g * 0.18) for v, g in zip(ink, ground, strict=True))
        band = gold if chance(rng, 0.3) else pick(rng, DARKS)
        on_band = (26, 26, 30) if band == gold else pick(rng, LIGHTS)  # white on gold cannot be read
        return Palette(ground, ink, soft, gold, band, on_band, dark=True)
    ink = pick(rng, [(20, 20, 22), (34, 36, 42), (22, 32, 58), (58, 58, 62)])
    soft = pick(rng, [(84, 86, 92), (60, 62, 66), ink, ink, (104, 104, 110)])
    band = accent if chance(rng, 0.75) else pick(rng, DARKS)
    return Palette(pick(rng, PAPERS), ink, soft, accent, band, pick(rng, [(255, 255, 255), (250, 246, 232)]))


@dataclass(frozen=True, slots=True)
class Style:
    """All free choices of a card's look.

    Attributes:
        text, display: Type families of the small print and of name and firm.
        scale: Factor on all type sizes.
        name_pt, firm_pt, body_pt: Type sizes in points.
    """

    palette: Palette
    text: str = "liberation"
    display: str = "liberation"
    name_pt: float = 12.5
    firm_pt: float = 10.0
    role_pt: float = 7.8
    body_pt: float = 7.2
    leading: float = 1.36
    marks: str = "run"
    mark_bold: bool = False
    mark_accent: bool = True
    badge: str = ""
    name_bold: bool = True
    name_accent: bool = False
    spread: float = 0.0
    texture: float = 0.0


def random_style(rng: np.random.Generator, country: str, *, dark: bool | None = None, cjk: bool = False) -> Style:
    """A style as varied as real cards' styles."""
    families = text_families(country)
    text = pick(rng, COMMON) if chance(rng, 0.5) else pick(rng, families)
    display = text if chance(rng, 0.6) else pick(rng, families)
    if cjk:
        text = display = pick(rng, ["cjk", "cjk-serif"])
    if FAMILIES[display].style == "mono" and chance(rng, 0.7):
        display = "lato"
    return Style(
        palette=palette(rng, dark=dark),
        text=text,
        display=display,
        name_pt=float(rng.uniform(9.5, 15.5)),
        firm_pt=float(rng.uniform(8.0, 13.5)),
        role_pt=float(rng.uniform(6.6, 9.0)),
        body_pt=float(rng.uniform(6.0, 8.6)),
        leading=float(rng.uniform(1.2, 1.6)),
        marks=pick(rng, ["run", "run", "column"]),
        mark_bold=chance(rng, 0.4),
        mark_accent=chance(rng, 0.55),
        badge=pick(rng, ["", "", "disc", "tile"]),
        name_bold=chance(rng, 0.7),
        name_accent=chance(rng, 0.2),
        spread=float(rng.uniform(0.04, 0.14)) if chance(rng, 0.12) else 0.0,
        texture=float(rng.uniform(0, 2.5)),
    )


def look_for(row: Row, group: str, style: Style, align: str, *, on_band: bool) -> Look:
    """How a row of a group is set."""
    colours = style.palette
    ink = colours.on_band if on_band else colours.ink
    soft = ink if on_band else colours.soft
    accent = ink if on_band else colours.accent
    leading = style.leading
    if row.label == "name":
        return Look(
            style.display,
            style.name_pt,
            accent if style.name_accent else ink,
            style.name_bold,
            align,
            1.28,
            spread=style.spread,
        )
    if group == "organization" and row.label == "organization":
        return Look(
            style.display,
            style.firm_pt,
            accent if not style.name_accent else ink,
            True,
            align,
            1.25,
            spread=style.spread,
        )
    if row.label in ("title", "department"):
        return Look(style.text, style.role_pt, soft, False, align, 1.35)
    if group == "slogan":
        return Look(style.text, style.role_pt * 0.95, soft, False, align, 1.4)
    mark_ink = accent if style.mark_accent else soft
    return Look(
        style.text, style.body_pt, soft, False, align, leading, mark_ink, style.mark_bold, style.marks, style.badge
    )
