"""Draws cards and photographs each of them well and with one thing gone wrong, by a known amount.

Of every drawing there is a good photo and one for each of `DEFECTS`, taken of the same print on the same table in the
same light, so that what the good one gives and the other does not was lost to that one thing.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "samples"))

DEFECTS = ("blurred", "too small", "glare over text", "cut off")
SIDES = ("top", "right", "bottom", "left")
# How far each goes, from hardly to hopelessly: blur in heights of a small letter, a small letter in px of the photo,
# the glare's reach in widths of the card, and the share of the card outside the photo.
BLUR_OF_LETTER = (0.08, 0.75)
LETTER_PX = (3.0, 16.0)
GLARE_REACH = (0.04, 0.16)
CUT_SHARE = (0.04, 0.30)
LIGHTS = ("day", "day", "warm", "shadow", "dim")
# Of a line's box, the part that is the height of a small letter.
SMALL_LETTER = 0.55

Record = dict[str, Any]
Pixels = NDArray[np.uint8]


def draw(count: int, seed: int, folder: Path) -> Iterator[Record]:
    """Write the photos of `count` cards and yield each one's truth.

    Beside the truth of a drawn photo a record has "defect" (None for the good one), "amount" (see the constants) and
    "sides": those of the card that lie outside the photo from end to end, "touched": those of which a part does.
    """
    drawing = {name: importlib.import_module(f"drawing.{name}") for name in ("camera", "files", "layouts", "scenes")}
    lands, sets = importlib.import_module("drawing.lands"), importlib.import_module("drawing.sets")
    surfaces = importlib.import_module("drawing.surfaces")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        design = sets.random_design(rng, lands.codes())
        turn = float(rng.normal(0, 3)) + float(rng.choice([0, 90, 180, 270], p=[0.7, 0.1, 0.1, 0.1]))
        design = replace(design, turn_deg=turn)
        shot = drawing["camera"].Shot(
            size=(1840, 1384),
            tilt_deg=(float(rng.normal(0, 5)), float(rng.normal(0, 4))),
            surface=str(rng.choice(sorted(surfaces.SURFACES))),
            light=str(rng.choice(LIGHTS)),
            blur_px=float(rng.uniform(0.5, 0.9)),
            noise=float(rng.uniform(1, 3)),
        )
        picture = drawing["scenes"].fit_span(
            drawing["scenes"].Picture("", (design,), shot), float(rng.uniform(0.7, 0.88))
        )
        for defect in (None, *DEFECTS):
            name = f"{number:03}-{(defect or 'good').split()[0]}.jpg"
            yield _take(drawing, replace(picture, name=name), defect, (seed, number), folder)


def _take(drawing: dict[str, Any], picture: Any, defect: str | None, seeds: tuple[int, int], folder: Path) -> Record:
    camera, shot, design = drawing["camera"], picture.shot, picture.designs[0]
    rng = np.random.default_rng([*seeds, 1 + (None, *DEFECTS).index(defect)])
    scale = float(np.clip(shot.size[0] / shot.span_mm * 1.25, 8, 36))
    card = drawing["layouts"].print_card(
        design.text, design.layout, design.style, np.random.default_rng([*seeds, 0]), scale
    )
    small_px = SMALL_LETTER * float(np.percentile([line.box[3] for line in card.lines], 10))
    small_px *= shot.size[0] / shot.span_mm / scale
    amount = 0.0
    if defect == "blurred":
        amount = float(rng.uniform(*BLUR_OF_LETTER))
        shot = replace(shot, blur_px=max(shot.blur_px, amount * small_px))
    elif defect == "too small":
        amount = float(rng.uniform(*LETTER_PX))
        shot = replace(shot, span_mm=shot.span_mm * max(1.0, small_px / amount))
    elif defect == "cut off":
        amount = float(rng.uniform(*CUT_SHARE))
        design = _moved_out(camera, design, card, scale, shot, amount, int(rng.integers(4)))
    lying = camera.Lying(card.image, scale, design.centre, design.turn_deg, design.rounded_mm)
    pixels, quads = camera.photograph([lying], shot, np.random.default_rng([*seeds, 9]))
    if defect == "glare over text":
        amount = float(rng.uniform(*GLARE_REACH))
        pixels = _glare(pixels, np.array(quads[0]), card, amount, rng)
    record: Record = {
        "photo": picture.name,
        "size": list(shot.size),
        "cards": [drawing["scenes"].card_truth(card, design, quads[0], shot.size)],
        "defect": defect,
        "amount": round(amount, 3),
        "sides": _sides_outside(np.array(quads[0]), shot.size, all),
        "touched": _sides_outside(np.array(quads[0]), shot.size, any),
    }
    drawing["files"].save_photo(pixels, folder / picture.name, quality=85)
    return record


def _corners(camera: Any, design: Any, card: Any, scale: float, shot: Any) -> NDArray[np.float64]:
    matrix = camera.plane_to_photo(shot) @ camera.card_to_plane(
        camera.Lying(card.image, scale, design.centre, design.turn_deg)
    )
    corners = camera.apply(matrix, [(0, 0), (card.image.width, 0), card.image.size, (0, card.image.height)])
    return np.asarray(corners, np.float64)


def _moved_out(camera: Any, design: Any, card: Any, scale: float, shot: Any, share: float, border: int) -> Any:
    """The card moved so far that `share` of it lies beyond a border of the photo (0 top, 1 right, 2 bottom, 3 left)."""
    axis, last = (1, 0, 1, 0)[border], border in (1, 2)
    px_mm = shot.size[0] / shot.span_mm
    for _ in range(4):
        places = _corners(camera, design, card, scale, shot)[:, axis]
        low, high = float(places.min()), float(places.max())
        wanted = shot.size[axis] + share * (high - low) - high if last else -share * (high - low) - low
        centre = list(design.centre)
        centre[axis] += wanted / px_mm
        design = replace(design, centre=(centre[0], centre[1]))
    return design


def _sides_outside(
    corners: NDArray[np.float64], size: tuple[int, int], which: Callable[[list[bool]], bool]
) -> list[str]:
    """Sides of the card of which both or any of the ends lie outside the photo."""
    outside = [bool(out) for out in ((corners < 0) | (corners > np.array(size))).any(axis=1)]
    return [name for index, name in enumerate(SIDES) if which([outside[index], outside[(index + 1) % 4]])]


def _glare(pixels: Pixels, quad: NDArray[np.float64], card: Any, reach: float, rng: np.random.Generator) -> Pixels:
    """A lamp's reflection on a word of the card: burnt out in the middle, fading at its edge."""
    _, box = card.lines[int(rng.integers(len(card.lines)))].words[0]
    width, height = card.image.size
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    to_photo = cv2.getPerspectiveTransform(flat, quad.astype(np.float32))
    at = cv2.perspectiveTransform(np.array([[[box[0] + box[2] / 2, box[1] + box[3] / 2]]], np.float32), to_photo)[0, 0]
    long_side = float(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    turn, flatness = rng.uniform(0, np.pi), rng.uniform(0.4, 1.0)
    y, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    u = ((x - at[0]) * np.cos(turn) + (y - at[1]) * np.sin(turn)) / (reach * long_side)
    v = ((y - at[1]) * np.cos(turn) - (x - at[0]) * np.sin(turn)) / (reach * long_side * flatness)
    spot = np.exp(-((u * u + v * v) ** 2)) * float(rng.uniform(140, 420))
    return np.asarray(np.clip(pixels + spot[..., None], 0, 255), np.uint8)
