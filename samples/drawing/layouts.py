"""Where the groups of text stand on a card: `layouts.toml` as types, and the printing that follows it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .flow import join, wrap
from .fonts import font
from .lands import chance, land
from .painters import PAINTERS, Share, add_grain, paste_code, paste_logo
from .press import Card, Look
from .styles import Style, look_for
from .words import CardText, Row


@dataclass(frozen=True, slots=True)
class Place:
    """A box for groups of rows: left, top, width, height as shares of the card."""

    groups: tuple[str, ...]
    box: Share
    align: str = "left"
    valign: str = "top"
    on_band: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all groups.

    Attributes:
        kind: front, back, pair (two people) or qr.
        tiny: Contact values run in small print along the foot.
        paint: (painter, numbers) pairs, in order.
    """

    name: str
    places: tuple[Place, ...]
    paint: tuple[tuple[Any, ...], ...] = ()
    logo: Share | None = None
    logo_on_band: bool = False
    portrait: bool = False
    kind: str = "front"
    qr: Share | None = None
    tiny: bool = False


def _read() -> tuple[Layout, ...]:
    tables = tomllib.loads((Path(__file__).parent / "layouts.toml").read_text("utf-8"))["layout"]
    return tuple(
        Layout(
            **{
                **table,
                "places": tuple(Place(**{**place, "groups": tuple(place["groups"])}) for place in table["places"]),
            }
        )
        for table in tables
    )


LAYOUTS = _read()
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def layouts_for(text: CardText) -> list[Layout]:
    """The layouts that can hold this card."""
    kind = "back" if text.side == "back" else "pair" if text.groups.get("second") else "qr" if text.qr else "front"
    signs = any(row.icon for row in text.rows(*text.groups))  # a tiny footer has no room for signs
    return [layout for layout in LAYOUTS if layout.kind == kind and not (signs and layout.tiny)]


def card_mm(text: CardText, layout: Layout) -> tuple[float, float]:
    """Width and height of the card."""
    width, height = land(text.country)["card_mm"]
    return (min(width, height), max(width, height)) if layout.portrait else (width, height)


def print_card(text: CardText, layout: Layout, style: Style, rng: np.random.Generator, scale: float) -> Card:
    """The flat card at `scale` px per mm."""
    size = card_mm(text, layout)
    card = Card(size, scale, style.palette.ground)
    for painter, *numbers in layout.paint:
        PAINTERS[painter](card, style, *numbers)
    if layout.logo and (chance(rng, 0.85) or layout.kind == "back"):
        paste_logo(card, style, layout.logo, rng, on_band=layout.logo_on_band)
    for place in layout.places:
        card.ground = style.palette.band if place.on_band else style.palette.ground
        left, top, wide, tall = (share * size[n % 2] for n, share in enumerate(place.box))
        rows, looks = _flow(card, text, layout, place, style, wide)
        card.block(rows, looks, (left, top, wide, tall), place.valign)
    if text.qr and layout.qr:
        paste_code(card, text.qr, layout.qr)
    if style.texture:
        add_grain(card, style.texture, rng)
    return card


def _flow(
    card: Card, text: CardText, layout: Layout, place: Place, style: Style, wide: float
) -> tuple[list[Row], list[Look]]:
    """The rows of a place with their looks, broken and joined to its width in mm."""
    rows: list[Row] = []
    looks: list[Look] = []
    for group in place.groups:
        found = text.rows(group)
        most = 3 if layout.tiny else text.joined
        if found and most > 1 and not any(row.icon for row in found):
            look = look_for(found[-1], group, style, place.align, on_band=place.on_band)
            face = font(look.family, look.bold, card.type_px(look.size_pt))
            room = card.px(wide) * (1.15 if layout.tiny else 0.96)
            found = join(found, text.glue, most, lambda line, f=face, r=room: f.getlength(line) <= r)
        for row in found:
            look = look_for(row, group, style, place.align, on_band=place.on_band)
            for piece in wrap(row, look.family, card.type_px(look.size_pt), card.px(wide)):
                rows.append(piece)
                looks.append(look)
    return rows, looks
