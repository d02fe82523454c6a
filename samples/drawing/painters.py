"""Paints what is not text on a card: coloured fields, rules, frames, logos, codes, the paper's grain."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import segno
from PIL import Image

from .icons import logo
from .press import Card
from .styles import Style

Share = tuple[float, float, float, float]


def _fill(card: Card, box: Share, colour: tuple[int, int, int]) -> None:
    width, height = card.image.size
    left, top, right, bottom = box[0] * width, box[1] * height, (box[0] + box[2]) * width, (box[1] + box[3]) * height
    card.draw.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=colour)


def band(card: Card, style: Style, *box: float) -> None:
    """A coloured field."""
    _fill(card, (box[0], box[1], box[2], box[3]), style.palette.band)


def rule(card: Card, style: Style, *box: float) -> None:
    """A thin line in the accent colour."""
    _fill(card, (box[0], box[1], box[2], box[3]), style.palette.accent)


def frame(card: Card, style: Style) -> None:
    """A double frame."""
    width, height = card.image.size
    for inset, line in ((2.2, 0.5), (3.4, 0.2)):
        edge = card.px(inset)
        stroke = max(1, card.px(line))
        card.draw.rectangle((edge, edge, width - edge, height - edge), outline=style.palette.accent, width=stroke)


def diagonal(card: Card, style: Style) -> None:
    """Two slanted fields in the lower right corner."""
    width, height = card.image.size
    lighter = tuple(int(v + (255 - v) * 0.35) for v in style.palette.band)
    card.draw.polygon((width * 0.72, height, width, height * 0.5, width, height), fill=lighter)
    card.draw.polygon((width * 0.82, height, width, height * 0.66, width, height), fill=style.palette.band)


def gradient(card: Card, style: Style) -> None:
    """The ground shades from the band's colour into a darker one."""
    width, height = card.image.size
    slope = np.linspace(0, 1, width)[None, :, None] * 0.7 + np.linspace(0, 0.3, height)[:, None, None]
    first = np.array(style.palette.band, float)
    pixels = first * (1 - slope) + first * (0.45 if sum(style.palette.band) < 420 else 0.85) * slope
    card.image.paste(Image.fromarray(pixels.astype(np.uint8)))


PAINTERS: dict[str, Callable[..., None]] = {
    "band": band,
    "rule": rule,
    "frame": frame,
    "diagonal": diagonal,
    "gradient": gradient,
}


def _centre(card: Card, box: Share) -> tuple[int, float, float]:
    """(side, left, top) in px of the largest square in the middle of a box."""
    width, height = card.image.size
    side = min(round(box[2] * width), round(box[3] * height))
    return side, (box[0] + box[2] / 2) * width - side / 2, (box[1] + box[3] / 2) * height - side / 2


def paste_logo(card: Card, style: Style, box: Share, rng: np.random.Generator, *, on_band: bool) -> None:
    """Prints an invented mark."""
    colours = style.palette
    ink, second = (colours.on_band, colours.on_band) if on_band else (colours.accent, colours.soft)
    side, left, top = _centre(card, box)
    mark = logo(rng, side, ink, second)
    card.image.paste(mark, (round(left), round(top)), mark)


def paste_code(card: Card, payload: str, box: Share) -> None:
    """Prints a QR code, dark on a white tile."""
    side, left, top = _centre(card, box)
    buffer = io.BytesIO()
    segno.make(payload, error="l", micro=False).save(buffer, kind="png", scale=8, border=2)
    code = Image.open(buffer).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    card.image.paste(code, (round(left), round(top)))


def add_grain(card: Card, amount: float, rng: np.random.Generator) -> None:
    """Uneven paper: every px lighter or darker by up to `amount` * 1.7 grey levels."""
    width, height = card.image.size
    steps = np.round((np.arange(256) / 127.5 - 1) * amount * 1.7).astype(np.int16)
    noise = steps[np.frombuffer(rng.bytes(width * height), np.uint8)].reshape(height, width, 1)
    card.image = Image.fromarray(np.clip(np.asarray(card.image, np.int16) + noise, 0, 255).astype(np.uint8))
