"""A table with papers and things on it, which cards lie on and beside: sheets, notes, a phone, a pen."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .fonts import FAMILIES, font
from .lands import pick
from .surfaces import SURFACES, nonsense

Pixels = NDArray[np.float32]
Thing = NDArray[np.uint8]
Colour = tuple[int, int, int]

PAPERS: tuple[Colour, ...] = ((250, 250, 248), (244, 240, 228), (236, 226, 196), (250, 244, 190), (226, 232, 238))
NOTES: tuple[Colour, ...] = ((250, 226, 96), (248, 170, 190), (150, 210, 240), (176, 226, 150), (250, 190, 110))
INKS: tuple[Colour, ...] = ((30, 30, 34), (70, 70, 76), (30, 44, 110), (110, 40, 40))
# Sharper than this no photo shows it, px per mm.
FINEST = 14.0


def strewn(rng: np.random.Generator, height: int, width: int, mm: float) -> Pixels:
    """Some ground with up to four things on it, large ones below; `mm` is px per millimetre."""
    table = SURFACES[pick(rng, sorted(set(SURFACES) - {"newsprint"}))](rng, height, width, mm)
    fine = min(mm, FINEST)
    things = [pick(rng, [_sheet, _sheet, _sheet, _notebook])(rng, fine)] if rng.random() < 0.8 else []
    others: list[Callable[[np.random.Generator, float], Thing]] = [_note, _note, _phone, _pen, _sheet]
    things += [pick(rng, others)(rng, fine) for _ in range(int(rng.integers(0, 4)))]
    for thing in sorted(things, key=lambda thing: -thing.size):
        _put(rng, table, thing, mm / fine)
    return table


def _put(rng: np.random.Generator, table: Pixels, thing: Thing, scale: float) -> None:
    """Lay a thing (RGB and how far it covers) somewhere on the table, turned at random."""
    height, width = table.shape[:2]
    high, wide = thing.shape[:2]
    angle = rng.normal(0, 8) if rng.random() < 0.4 else rng.uniform(0, 360)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(angle), scale)
    turn[:, 2] += np.array([width, height]) * rng.uniform(0.05, 0.95, 2) - np.array([wide, high]) / 2
    softness = max(0.5, 1.2 * scale * float(rng.uniform(0.5, 4)))
    corners = np.array([(0, 0, 1), (wide, 0, 1), (wide, high, 1), (0, high, 1)]) @ turn.T
    left, top = np.clip(np.floor(corners.min(0) - 4 * softness), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(0) + 4 * softness), (left + 1, top + 1), (width, height)).astype(int)
    turn[:, 2] -= (left, top)
    laid = cv2.warpAffine(thing, turn, (int(right - left), int(bottom - top)), flags=cv2.INTER_LINEAR)
    cover = laid[..., 3:].astype(np.float32) / 255
    shade = cv2.GaussianBlur(cover, (0, 0), softness)[..., None]
    part = table[top:bottom, left:right]
    part *= (1 - 0.35 * shade * (1 - cover)) * (1 - cover)
    part += laid[..., :3] * cover


def _covering(picture: Image.Image, mm: float, *, rounded: float = 0.0) -> Thing:
    """The picture with a fourth channel: 255 within its outline, whose corners are rounded by so many mm."""
    mask = Image.new("L", picture.size, 0)
    box = (0, 0, picture.width - 1, picture.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, round(rounded * mm), fill=255)
    picture.putalpha(mask)
    return np.asarray(picture)


def _blank(mm: float, size: tuple[float, float], colour: Colour) -> Image.Image:
    return Image.new("RGB", (max(4, round(size[0] * mm)), max(4, round(size[1] * mm))), colour)


def _write(rng: np.random.Generator, page: Image.Image, mm: float, letter: float, ink: Colour) -> None:
    """Lines of words of no language from margin to margin, some paragraphs, now and then a heading."""
    draw = ImageDraw.Draw(page)
    name = pick(rng, sorted(name for name, family in FAMILIES.items() if family.style != "cjk"))
    size, margin = max(5, round(letter * mm)), round(rng.uniform(3, 18) * mm)
    spacing, columns = float(rng.uniform(1.15, 2.0)), int(rng.integers(1, 3)) if letter < 4 else 1
    wide = (page.width - margin) // columns - margin
    for column in range(columns):
        left, y = margin + column * (wide + margin), margin
        while y < page.height - margin - size and wide > 4 * size:
            heading = rng.random() < 0.06
            face = font(name, heading, size * 2 if heading else size)
            limit = wide * (rng.uniform(0.2, 0.8) if heading or rng.random() < 0.15 else 1.0)
            line = nonsense(rng, 1)
            while face.getlength(longer := f"{line} {nonsense(rng, 1)}") < limit:
                line = longer
            draw.text((left, y), line.capitalize() if heading else line, font=face, fill=ink)
            y += round(size * spacing * (2 if heading else 1)) + (size if rng.random() < 0.08 else 0)


def _sheet(rng: np.random.Generator, mm: float) -> Thing:
    """A letter, a form or a page of a pad, ruled or squared."""
    page = _blank(mm, pick(rng, [(210, 297), (148, 210), (216, 279), (297, 210)]), pick(rng, PAPERS))
    kind = rng.random()
    if kind < 0.35:
        draw, rule = ImageDraw.Draw(page), pick(rng, [5, 7, 9])
        tone = pick(rng, [(190, 204, 226), (206, 206, 206), (228, 196, 196)])
        for at in range(round(rule * mm), page.height, max(2, round(rule * mm))):
            draw.line((0, at, page.width, at), fill=tone, width=max(1, round(0.25 * mm)))
        if kind < 0.12:
            for at in range(round(rule * mm), page.width, max(2, round(rule * mm))):
                draw.line((at, 0, at, page.height), fill=tone, width=max(1, round(0.25 * mm)))
    if kind > 0.1:
        _write(rng, page, mm, float(rng.uniform(2.2, 7.5)), pick(rng, INKS))
    return _covering(page, mm)


def _note(rng: np.random.Generator, mm: float) -> Thing:
    """A sticky note."""
    side = float(pick(rng, [51, 76, 76, 102]))
    page = _blank(mm, (side, pick(rng, [side, side, 0.66 * side])), pick(rng, NOTES))
    if rng.random() < 0.8:
        _write(rng, page, mm, float(rng.uniform(4.5, 9)), pick(rng, INKS))
    return _covering(page, mm)


def _notebook(rng: np.random.Generator, mm: float) -> Thing:
    """A closed notebook or a folder."""
    cover = _blank(mm, pick(rng, [(130, 210), (90, 140), (148, 210)]), pick(rng, [*INKS, (60, 90, 70), (150, 120, 90)]))
    if rng.random() < 0.5:
        at = round(cover.width * rng.uniform(0.85, 0.93))
        ImageDraw.Draw(cover).line((at, 0, at, cover.height), fill=(16, 16, 18), width=max(1, round(6 * mm)))
    return _covering(cover, mm, rounded=float(rng.uniform(0, 6)))


def _phone(rng: np.random.Generator, mm: float) -> Thing:
    """A phone, its screen dark or lit."""
    body = _blank(mm, (71, 147), pick(rng, [(20, 20, 24), (60, 62, 66), (216, 216, 214)]))
    draw, edge = ImageDraw.Draw(body), round(3 * mm)
    lit = rng.random() < 0.4
    screen = pick(rng, [(236, 240, 246), (40, 60, 110), (250, 250, 250)]) if lit else (10, 11, 14)
    draw.rounded_rectangle((edge, edge, body.width - edge, body.height - edge), round(6 * mm), fill=screen)
    if lit:
        inner = body.crop((edge, 4 * edge, body.width - edge, body.height - 4 * edge))
        _write(rng, inner, mm, float(rng.uniform(2, 4)), pick(rng, INKS))
        body.paste(inner, (edge, 4 * edge))
    return _covering(body, mm, rounded=9)


def _pen(rng: np.random.Generator, mm: float) -> Thing:
    """A pen or pencil."""
    pen = _blank(mm, (float(rng.uniform(120, 180)), float(rng.uniform(7, 12))), pick(rng, [*INKS, *NOTES]))
    shine = round(pen.height * 0.3)
    ImageDraw.Draw(pen).line((0, shine, pen.width, shine), fill=(230, 230, 230), width=max(1, pen.height // 10))
    return _covering(pen, mm, rounded=3)
