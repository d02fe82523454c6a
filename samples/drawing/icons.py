"""Small signs that stand in for labels, and logos: drawn as vector shapes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Rgba = tuple[int, int, int, int]
At = Callable[..., list[float]]
# Signs are drawn this many times larger and then reduced, so that their edges are smooth.
OVERSAMPLE = 4


def sign(name: str, size: int, ink: Colour, ground: Colour, badge: str = "") -> Image.Image:
    """One sign as an RGBA square of `size` px; `badge` puts it on a "disc" or a "tile" of the ink's colour."""
    big = size * OVERSAMPLE
    image = Image.new("RGBA", (big, big), (*ink, 0))
    draw = ImageDraw.Draw(image)
    colour, hole = (*ink, 255), (*ground, 255)
    if badge == "disc":
        draw.ellipse((0, 0, big - 1, big - 1), fill=colour)
    elif badge == "tile":
        draw.rounded_rectangle((0, 0, big - 1, big - 1), radius=big // 6, fill=colour)
    if badge:
        colour, hole = hole, colour
    inset = 0.24 if badge else 0.06
    unit = big * (1 - 2 * inset)

    def at(*points: float) -> list[float]:
        return [big * inset + unit * value for value in points]

    SIGNS[name](draw, at, unit, colour, hole)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _envelope(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:
    draw.rounded_rectangle(at(0, 0.15, 1, 0.85), radius=unit * 0.06, fill=colour)
    draw.line(at(0.04, 0.22, 0.5, 0.58, 0.96, 0.22), fill=hole, width=max(1, int(unit * 0.09)), joint="curve")


def _phone(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:  # noqa: ARG001
    draw.arc(at(-0.05, -0.85, 1.75, 0.95), 105, 168, fill=colour, width=max(1, int(unit * 0.2)))
    draw.polygon(at(0.0, 0.12, 0.2, 0.0, 0.38, 0.28, 0.16, 0.42), fill=colour)
    draw.polygon(at(0.58, 0.84, 0.72, 0.62, 1.0, 0.8, 0.88, 1.0), fill=colour)


def _mobile(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:
    draw.rounded_rectangle(at(0.24, 0, 0.76, 1), radius=unit * 0.09, fill=colour)
    draw.rectangle(at(0.3, 0.12, 0.7, 0.8), fill=hole)
    draw.ellipse(at(0.46, 0.85, 0.54, 0.93), fill=hole)


def _globe(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:  # noqa: ARG001
    width = max(1, int(unit * 0.075))
    draw.ellipse(at(0.02, 0.02, 0.98, 0.98), outline=colour, width=width)
    draw.ellipse(at(0.3, 0.02, 0.7, 0.98), outline=colour, width=width)
    for height in (0.3, 0.5, 0.7):
        half = math.sqrt(0.25 - (height - 0.5) ** 2) - 0.02
        draw.line(at(0.5 - half, height, 0.5 + half, height), fill=colour, width=width)


def _pin(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:  # noqa: ARG001
    draw.ellipse(at(0.17, 0, 0.83, 0.66), fill=colour)
    draw.polygon(at(0.22, 0.48, 0.78, 0.48, 0.5, 1.0), fill=colour)
    draw.ellipse(at(0.37, 0.2, 0.63, 0.46), fill=hole)


def _fax(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:
    draw.rectangle(at(0.25, 0, 0.75, 0.4), outline=colour, width=max(1, int(unit * 0.07)))
    draw.rounded_rectangle(at(0.05, 0.34, 0.95, 0.8), radius=unit * 0.06, fill=colour)
    draw.rectangle(at(0.25, 0.58, 0.75, 1), fill=hole, outline=colour, width=max(1, int(unit * 0.07)))


def _at(draw: ImageDraw.ImageDraw, at: At, unit: float, colour: Rgba, hole: Rgba) -> None:  # noqa: ARG001
    """Two linked rings: a sign for a social network that is nobody's trademark."""
    width = max(1, int(unit * 0.1))
    draw.ellipse(at(0, 0.2, 0.6, 0.8), outline=colour, width=width)
    draw.ellipse(at(0.4, 0.2, 1.0, 0.8), outline=colour, width=width)


SIGNS = {
    "envelope": _envelope,
    "phone": _phone,
    "mobile": _mobile,
    "globe": _globe,
    "pin": _pin,
    "fax": _fax,
    "at": _at,
}


def logo(rng: np.random.Generator, size: int, ink: Colour, second: Colour) -> Image.Image:
    """An invented mark as an RGBA square of `size` px."""
    big = size * OVERSAMPLE
    image = Image.new("RGBA", (big, big), (*ink, 0))
    draw = ImageDraw.Draw(image)
    one, two = (*ink, 255), (*second, 255)
    kind = int(rng.integers(8))
    centre = big / 2
    if kind == 0:  # rings
        for share in (0.98, 0.66, 0.34):
            radius = centre * share
            draw.ellipse(
                (centre - radius, centre - radius, centre + radius, centre + radius), outline=one, width=int(big * 0.09)
            )
    elif kind == 1:  # petals
        turns = int(rng.integers(5, 9))
        for turn in range(turns):
            angle = 2 * math.pi * turn / turns
            x, y = centre + math.cos(angle) * big * 0.27, centre + math.sin(angle) * big * 0.27
            radius = big * 0.19
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=one if turn % 2 else two)
    elif kind == 2:  # mountain
        draw.polygon((0, big * 0.9, big * 0.38, big * 0.2, big * 0.76, big * 0.9), fill=one)
        draw.polygon((big * 0.4, big * 0.9, big * 0.7, big * 0.42, big, big * 0.9), fill=two)
    elif kind == 3:  # bars
        for n, height in enumerate(rng.uniform(0.35, 1.0, 4)):
            draw.rectangle(
                (big * n * 0.26, big * (1 - height), big * (n * 0.26 + 0.18), big), fill=one if n % 2 == 0 else two
            )
    elif kind == 4:  # hexagon
        points = [
            (
                centre + math.cos(math.pi * (n / 3 + 1 / 6)) * centre,
                centre + math.sin(math.pi * (n / 3 + 1 / 6)) * centre,
            )
            for n in range(6)
        ]
        draw.polygon(points, fill=one)
        draw.ellipse((centre - big * 0.2, centre - big * 0.2, centre + big * 0.2, centre + big * 0.2), fill=two)
    elif kind == 5:  # waves
        for n in range(3):
            y = big * (0.2 + 0.25 * n)
            points = [
                (x, y + math.sin(x / big * 4 * math.pi + n) * big * 0.07) for x in range(0, big, max(1, big // 60))
            ]
            draw.line(points, fill=one if n != 1 else two, width=int(big * 0.1), joint="curve")
    elif kind == 6:  # split square
        draw.polygon((0, 0, big, 0, 0, big), fill=one)
        draw.polygon((big, big * 0.14, big, big, big * 0.14, big), fill=two)
    else:  # leaf
        draw.pieslice((-big * 0.4, 0, big * 0.9, big * 1.3), 270, 360, fill=one)
        draw.pieslice((big * 0.1, -big * 0.3, big * 1.4, big), 90, 180, fill=two)
    return image.resize((size, size), Image.Resampling.LANCZOS)
