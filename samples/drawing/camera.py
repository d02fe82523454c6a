"""Photographs flat cards in simulation: perspective, light, shadow, lens and sensor.

The plane of the table is measured in millimetres, x to the right, y downward; a pinhole camera looks at its origin.
Source: Hartley & Zisserman, Multiple View Geometry, 2nd ed., ch. 6 (camera) and 2 (homographies).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .strewn import strewn
from .surfaces import SURFACES, clouds

Matrix = NDArray[np.float64]
Pixels = NDArray[np.float32]
# Textures larger than this gain nothing: the table is slightly out of focus.
MAX_TEXTURE_PX = 2200


@dataclass(frozen=True, slots=True)
class LaidCard:
    """A flat card on the table: centre in mm, turned clockwise by `turn_deg`."""

    image: Image.Image
    scale: float
    centre: tuple[float, float] = (0.0, 0.0)
    turn_deg: float = 0.0
    rounded_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Shot:
    """How a photo is taken.

    Attributes:
        size: (width, height) px, upright.
        span_mm: Width of table seen across the middle of the photo.
        tilt_deg: Camera tilt about the x and y axes.
        light: "day", "warm", "shadow", "glare", "dim" or "scan".
        blur_px: Sigma of the lens blur.
        noise: Sigma of the sensor noise, grey levels.
    """

    size: tuple[int, int] = (2000, 1500)
    span_mm: float = 150.0
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    roll_deg: float = 0.0
    surface: str = "wood"
    light: str = "day"
    blur_px: float = 0.7
    noise: float = 2.0
    motion_px: int = 0
    bend: float = 0.0


def plane_to_photo(shot: Shot) -> Matrix:
    """The 3x3 homography from table mm to photo px."""
    width, height = shot.size
    focal = 1.05 * max(width, height)  # about a phone's main camera: 50 degrees across the long side
    distance = focal * shot.span_mm / width
    a, b, c = (np.radians(v) for v in (*shot.tilt_deg, shot.roll_deg))
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned = about_x @ about_y @ about_z
    lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1.0]])
    return np.asarray(lens @ np.column_stack([turned[:, 0], turned[:, 1], [0, 0, distance]]), np.float64)


def apply(matrix: Matrix, points: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Points through a homography; shape (n, 2)."""
    spread = np.column_stack([np.array(points, float), np.ones(len(points))]) @ matrix.T
    return np.asarray(spread[:, :2] / spread[:, 2:], np.float64)


def card_to_plane(card: LaidCard) -> Matrix:
    """The homography from card px to table mm."""
    width, height = card.image.size
    angle = np.radians(card.turn_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin, card.centre[0]], [sin, cos, card.centre[1]], [0, 0, 1]])
    return np.asarray(
        turn
        @ np.array(
            [[1 / card.scale, 0, -width / 2 / card.scale], [0, 1 / card.scale, -height / 2 / card.scale], [0, 0, 1]]
        )
    )


def photograph(
    cards: list[LaidCard], shot: Shot, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[list[list[float]]]]:
    """Takes the photo.

    Returns:
        uint8 RGB pixels of shape (H, W, 3), and each card's quad: clockwise from its own top-left, photo px.
    """
    width, height = shot.size
    to_photo = plane_to_photo(shot)
    photo = _table(shot, to_photo, rng)
    glossy = np.zeros((height, width), np.float32)
    quads = []
    angle = rng.uniform(0, 6.28)
    for card in cards:
        matrix = to_photo @ card_to_plane(card)
        corners = apply(matrix, [(0, 0), (card.image.width, 0), card.image.size, (0, card.image.height)])
        quads.append([[round(float(x), 1), round(float(y), 1)] for x, y in corners])
        px_mm = float(np.linalg.norm(corners[1] - corners[0])) / (card.image.width / card.scale)
        if shot.light != "scan":
            _drop_shadow(photo, corners, px_mm, angle, 0.5 if shot.light in ("shadow", "glare") else 1.0)
        _lay(photo, glossy, card, matrix, corners, px_mm)
    photo = _light(photo, glossy, shot, rng)
    photo = _lens(photo, shot)
    if shot.noise:
        grain = rng.normal(0, 1, (height, width)).astype(np.float32) * shot.noise
        grain = cv2.GaussianBlur(grain, (0, 0), 0.6) * 1.5  # a phone's noise reduction leaves soft grain
        photo += grain[..., None] * (0.6 + 0.8 * (1 - photo / 255))
    return np.clip(photo, 0, 255).astype(np.uint8), quads


def _table(shot: Shot, to_photo: Matrix, rng: np.random.Generator) -> Pixels:
    """The empty table as the camera sees it."""
    width, height = shot.size
    if shot.surface == "scan-glass":
        return np.full((height, width, 3), rng.uniform(232, 250), np.float32)
    seen = apply(np.linalg.inv(to_photo), [(0, 0), (width, 0), (width, height), (0, height)])
    low, high = seen.min(0) - 2, seen.max(0) + 2
    mm = min(width / shot.span_mm, MAX_TEXTURE_PX / float((high - low).max()))
    shape = np.ceil((high - low) * mm).astype(int) + 2
    drawn = strewn if shot.surface == "strewn" else SURFACES[shot.surface]
    texture = drawn(rng, int(shape[1]), int(shape[0]), float(mm))
    onto = to_photo @ np.array([[1 / mm, 0, low[0]], [0, 1 / mm, low[1]], [0, 0, 1]])
    return np.asarray(
        cv2.warpPerspective(texture, onto, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
        np.float32,
    )


def _drop_shadow(photo: Pixels, corners: NDArray[np.float64], px_mm: float, angle: float, softness: float) -> None:
    """Darkens the table beside a card, which never lies quite flat."""
    shift = np.array([np.cos(angle), np.sin(angle)]) * px_mm * 0.9
    low = np.floor(corners.min(0) - 6 * px_mm).astype(int).clip(0)
    high = np.ceil(corners.max(0) + 6 * px_mm).astype(int)
    part = photo[low[1] : high[1], low[0] : high[0]]
    if part.size == 0:
        return
    mask = np.zeros(part.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, (corners + shift - low).astype(np.int32), 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), max(0.5, px_mm * 1.1 * softness))
    part *= 1 - 0.5 * mask[..., None]


def _lay(
    photo: Pixels, glossy: Pixels, card: LaidCard, matrix: Matrix, corners: NDArray[np.float64], px_mm: float
) -> None:
    """Puts one card onto the table, with smooth edges."""
    height, width = photo.shape[:2]
    low = np.floor(corners.min(0) - 3).astype(int).clip(0)
    high = np.minimum(np.ceil(corners.max(0) + 3).astype(int), (width, height))
    if (high <= low).any():
        return
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    moved = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]]) @ matrix
    pixels = np.asarray(card.image, np.float32)
    print_px_mm = px_mm / card.scale
    if print_px_mm < 0.8:  # more than 1.25 card px per photo px: blur first, or thin strokes break up
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.35 / print_px_mm)
    mask = Image.new("L", card.image.size, 255)
    if card.rounded_mm:
        mask = Image.new("L", card.image.size, 0)
        ImageDraw.Draw(mask).rounded_rectangle(
            (0, 0, mask.width - 1, mask.height - 1), radius=card.rounded_mm * card.scale, fill=255
        )
    shifted = moved @ np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1.0]])  # px centres
    laid = cv2.warpPerspective(pixels, shifted, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpPerspective(np.asarray(mask, np.float32) / 255, shifted, size, flags=cv2.INTER_LINEAR)
    edge = cv2.GaussianBlur(alpha, (0, 0), max(0.6, px_mm * 0.12))
    laid *= (0.93 + 0.07 * edge)[..., None]
    window = np.s_[low[1] : high[1], low[0] : high[0]]
    photo[window] = photo[window] * (1 - alpha[..., None]) + np.clip(laid, 0, 255) * alpha[..., None]
    glossy[window] = np.maximum(glossy[window], alpha)


def _light(photo: Pixels, glossy: Pixels, shot: Shot, rng: np.random.Generator) -> Pixels:
    """Light falls off, is coloured, and throws shadows or a glare."""
    height, width = photo.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    if shot.light == "scan":
        return photo
    angle = rng.uniform(0, 6.28)
    slope = {"day": 0.16, "warm": 0.42, "dim": 0.34}.get(shot.light, 0.2) * rng.uniform(0.7, 1.3)
    field = 0.97 + slope * (x * np.cos(angle) + y * np.sin(angle)) - 0.22 * (x * x + y * y)
    field += 0.02 * clouds(rng, height, width, (width / 3, height / 3))
    colour = {"warm": (1.0, 0.84, 0.62), "dim": (0.95, 0.9, 0.86), "shadow": (1.0, 0.985, 0.95)}.get(
        shot.light, (0.985, 1.0, 1.0)
    )
    strength = {"warm": 0.72, "dim": 0.62}.get(shot.light, 0.98) * rng.uniform(0.94, 1.03)
    photo = photo * (field * strength)[..., None] * np.array(colour, np.float32)
    if shot.light == "shadow":
        turn = rng.uniform(0.4, 1.2) + (3.14 if rng.random() < 0.5 else 0)
        edge = (
            (x - rng.uniform(-0.08, 0.08)) * np.cos(turn)
            + (y - rng.uniform(-0.05, 0.05)) * np.sin(turn)
            + 0.05 * np.sin(x * 5)
        )
        shade = 1 / (1 + np.exp(-edge * 180))
        photo = photo * (1.04 - 0.52 * shade[..., None] * np.array((1.0, 0.97, 0.92), np.float32))
    if shot.light == "glare":
        cx, cy, turn = rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.15), rng.uniform(0, 3.14)
        u = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
        v = -(x - cx) * np.sin(turn) + (y - cy) * np.cos(turn)
        spot = np.exp(-((u / 0.30) ** 2 + (v / 0.11) ** 2))
        photo = photo + (spot * (0.25 + 0.75 * glossy) * 95)[..., None]
    return np.asarray(photo, np.float32)


def _lens(photo: Pixels, shot: Shot) -> Pixels:
    """Blur by the lens and by a moving hand."""
    if shot.motion_px > 1:
        photo = cv2.blur(photo, (shot.motion_px, 1))
    if shot.blur_px > 0.2:
        photo = cv2.GaussianBlur(photo, (0, 0), shot.blur_px)
    return np.asarray(photo, np.float32)
