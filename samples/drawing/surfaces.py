"""What cards lie on: textures of a table, cloth, paper or print, made from noise."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .fonts import font
from .lands import pick

Pixels = NDArray[np.float32]


def clouds(rng: np.random.Generator, height: int, width: int, cell_px: tuple[float, float]) -> Pixels:
    """Smooth noise of shape (height, width), about -1..1, with blobs of (x, y) px."""
    small = rng.normal(0, 0.5, (max(2, int(height / cell_px[1]) + 2), max(2, int(width / cell_px[0]) + 2)))
    return cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)


def tint(value: Pixels, colour: tuple[float, float, float]) -> Pixels:
    """A grey texture (1 = full) in a colour; shape (h, w, 3)."""
    return (value[..., None] * np.array(colour, np.float32)).astype(np.float32)


def wood(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """Planks with a grain along x; `mm` is px per millimetre, here as everywhere below."""
    colour = pick(rng, [(196, 150, 100), (150, 104, 66), (216, 182, 134), (104, 72, 50), (178, 158, 136)])
    rings = clouds(rng, height, width, (140 * mm, 9 * mm)) * 2.2
    ramp = np.linspace(0, height / mm / 7, height, dtype=np.float32)[:, None]
    value = 1 + 0.05 * np.sin((ramp + rings) * 6.28) + 0.06 * clouds(rng, height, width, (30 * mm, 0.5 * mm))
    value += 0.05 * clouds(rng, height, width, (90 * mm, 25 * mm))
    plank = max(8, int(95 * mm))
    for number, top in enumerate(range(int(rng.integers(plank)) - plank, height, plank)):
        value[max(0, top) : max(0, top + plank)] *= 1 + 0.05 * (number % 3 - 1)
        value[max(0, top) : max(0, top + max(1, int(0.5 * mm)))] *= 0.6
    return tint(value, colour)


def cloth(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """Woven cloth, plain, checked or dotted."""
    one = np.array(
        pick(rng, [(120, 130, 150), (60, 76, 100), (170, 160, 146), (110, 40, 48), (52, 84, 74)]), np.float32
    )
    two = np.array(pick(rng, [(224, 222, 214), (190, 196, 200), (34, 38, 48)]), np.float32)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / mm
    kind = int(rng.integers(4))
    if kind == 0:
        share = ((x // 12 % 2) + (y // 12 % 2)) / 2
    elif kind == 1:
        share = (((x % 16) - 8) ** 2 + ((y % 16) - 8) ** 2 < 14).astype(np.float32)
    elif kind == 2:
        share = (x % 9 < 2.2).astype(np.float32)
    else:
        share = np.zeros_like(x)
    weave = 1 + 0.06 * np.sin(x * 7.5) * np.sin(y * 7.5) + 0.05 * clouds(rng, height, width, (mm, mm))
    weave += 0.05 * clouds(rng, height, width, (60 * mm, 60 * mm))
    return ((one + share[..., None] * (two - one)) * weave[..., None]).astype(np.float32)


def plain_paper(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """White or off-white paper."""
    value = 1 + 0.012 * clouds(rng, height, width, (mm, mm)) + 0.02 * clouds(rng, height, width, (80 * mm, 80 * mm))
    return tint(value, pick(rng, [(236, 236, 232), (226, 224, 216), (214, 216, 220)]))


def stone(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """A pale worktop with veins."""
    warp = clouds(rng, height, width, (50 * mm, 40 * mm)) * 1.4 + 0.4 * clouds(rng, height, width, (12 * mm, 12 * mm))
    veins = np.exp(-np.abs(warp) * 16)
    value = 1 - 0.16 * veins + 0.03 * clouds(rng, height, width, (1.2 * mm, 1.2 * mm))
    return tint(value, pick(rng, [(214, 214, 212), (188, 184, 178), (120, 124, 130)]))


def dark_desk(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """A dark, slightly speckled desk top."""
    value = (
        1
        + 0.1 * clouds(rng, height, width, (0.8 * mm, 0.8 * mm))
        + 0.12 * clouds(rng, height, width, (70 * mm, 50 * mm))
    )
    return tint(value, pick(rng, [(48, 46, 46), (36, 40, 48), (58, 46, 38), (30, 30, 32)]))


def felt(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """A desk pad."""
    value = (
        1
        + 0.14 * clouds(rng, height, width, (0.6 * mm, 0.6 * mm))
        + 0.06 * clouds(rng, height, width, (30 * mm, 30 * mm))
    )
    return tint(value, pick(rng, [(92, 108, 92), (110, 104, 100), (84, 92, 112), (126, 84, 74)]))


SYLLABLES = ("ka", "lo", "ven", "tri", "sul", "mer", "an", "ost", "bri", "del", "uno", "pra", "il", "gos", "tem", "ru")


def newsprint(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """A page of columns in words of no language."""
    page = Image.new("L", (width, height), 226)
    draw = ImageDraw.Draw(page)
    size = max(5, int(2.6 * mm))
    face, head = font("liberation-serif", False, size), font("liberation-serif", True, int(size * 2.2))
    column = max(40, int(52 * mm))
    for left in range(-int(20 * mm), width, column + int(5 * mm)):
        y = -int(rng.integers(1, 40) * mm)
        while y < height:
            if rng.random() < 0.03:
                draw.text((left, y), nonsense(rng, 2).title(), font=head, fill=50)
                y += int(size * 3)
            line = ""
            while face.getlength(line) < column - 6 * mm:
                line += nonsense(rng, 1) + " "
            draw.text((left, y), line.strip(), font=face, fill=88)
            y += int(size * 1.25)
    paper = np.asarray(page, np.float32) / 255 * (1 + 0.03 * clouds(rng, height, width, (1.5 * mm, 1.5 * mm)))
    return tint(paper, (250, 246, 232))


def nonsense(rng: np.random.Generator, words: int) -> str:
    """Words of no language."""
    return " ".join("".join(pick(rng, SYLLABLES) for _ in range(int(rng.integers(1, 4)))) for _ in range(words))


SURFACES: dict[str, Callable[[np.random.Generator, int, int, float], Pixels]] = {
    "wood": wood,
    "cloth": cloth,
    "paper": plain_paper,
    "stone": stone,
    "dark": dark_desk,
    "felt": felt,
    "newsprint": newsprint,
}
