"""Which way up a card stands: quarter turns by text-line geometry, 0 against 180 by how well it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cardscan.imaging.opencv import cv2, np
from cardscan.imaging.text_regions import find_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

    Legibility = Callable[[Pixels], float]

WORK_SIDE = 800
# A strip read upright has a mean confidence above this; upside down it hardly ever gets there.
SURE_LEGIBILITY = 0.75
# Largest small rotation that deskewing takes back, degrees; more would be a wrong quarter turn.
MAX_SKEW_DEG = 8.0


@dataclass(frozen=True, slots=True)
class Stance:
    """How a card lies.

    Attributes:
        turn: Degrees (0, 90, 180, 270) to turn it clockwise so that it stands upright.
        confidence: 0 to 1.
    """

    turn: int
    confidence: float


def find_turn(card: Pixels, legibility: Legibility | None) -> Stance:
    """By how many degrees to turn a card clockwise.

    Args:
        card: uint8 BGR (H, W, 3), flat.
        legibility: The reader's mean confidence on a picture, 0 to 1; None: geometry alone.
    """
    reduced = _reduced(card)
    mask = find_text(reduced).mask
    lines = line_strength(mask)
    columns = line_strength(np.ascontiguousarray(np.rot90(mask)))
    sideways = columns > lines
    certainty = abs(columns - lines) / max(columns + lines, 1e-9)
    turns = (90, 270) if sideways else (0, 180)
    if legibility is None:
        upright_guess = _ascender_balance(np.asarray(np.rot90(mask, -(turns[0] // 90)), np.uint8))
        return Stance(turns[0] if upright_guess >= 0 else turns[1], min(1.0, certainty + abs(upright_guess)) / 2)
    readable: dict[int, float] = {}
    for turn in turns:
        readable[turn] = legibility(strip_of(card, mask, turn))
        if readable[turn] >= SURE_LEGIBILITY:
            return Stance(turn, readable[turn])
    if max(readable.values()) < 0.5 or certainty < 0.1:
        for turn in {0, 90, 180, 270} - set(turns):
            readable[turn] = legibility(strip_of(card, mask, turn))
    best = max(readable, key=lambda turn: (readable[turn], -turn))
    return Stance(best, readable[best])


def _reduced(card: Pixels) -> Pixels:
    grey = np.asarray(cv2.cvtColor(card, cv2.COLOR_BGR2GRAY), np.uint8)
    factor = WORK_SIDE / max(grey.shape)
    if factor < 1.0:
        grey = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    return grey


def line_strength(mask: Pixels) -> float:
    """How strongly ink gathers in horizontal lines with empty rows between them; compared with the turned mask.

    Args:
        mask: uint8 (H, W), 255 on ink.
    """
    rows = mask.astype(np.float32).sum(axis=1) / 255.0
    if rows.sum() < 20:
        return 0.0
    change = np.diff(rows)
    return float((change * change).sum() / (rows.sum() * np.sqrt(mask.shape[1])))


def _ascender_balance(mask: Pixels) -> float:
    """Positive when the lines' ink reaches further above their body than below it, as Latin print does."""
    lines = text_lines(mask)
    votes = 0.0
    weight = 0.0
    for top, bottom in lines:
        profile = mask[top:bottom].astype(np.float32).sum(axis=1)
        if len(profile) < 8:
            continue
        body = np.flatnonzero(profile > 0.5 * np.percentile(profile, 80))
        if not len(body):
            continue
        above = float(profile[: body[0]].sum())
        below = float(profile[body[-1] + 1 :].sum())
        votes += above - below
        weight += above + below
    return votes / weight if weight else 0.0


def text_lines(mask: Pixels) -> list[tuple[int, int]]:
    """(top, bottom) rows of the horizontal text lines in an ink mask, from the top."""
    rows = (mask > 0).sum(axis=1)
    full = rows > max(2, 0.003 * mask.shape[1])
    edges = np.diff(np.concatenate([[0], full.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if 5 <= b - a <= mask.shape[0] / 3]


def strip_of(card: Pixels, mask: Pixels, turn: int) -> Pixels:
    """The part of a turned card with the most letters, small enough to be read quickly.

    Args:
        card: uint8 BGR (H, W, 3).
        mask: Ink of a reduced copy of it.
        turn: Degrees clockwise.
    """
    turned = np.rot90(card, -(turn // 90))
    ink = np.rot90(mask, -(turn // 90))
    rows = np.cumsum(np.concatenate([[0.0], (ink > 0).sum(axis=1).astype(np.float64)]))
    window = min(ink.shape[0], max(60, round(ink.shape[0] * 0.4)))
    gains = rows[window:] - rows[:-window]
    start = int(np.argmax(gains))
    factor = turned.shape[0] / ink.shape[0]
    strip = np.ascontiguousarray(turned[round(start * factor) : round((start + window) * factor)])
    shrink = min(1.0, 1100 / max(strip.shape))
    if shrink < 1.0:
        strip = np.asarray(cv2.resize(strip, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    return strip


def find_skew(card: Pixels) -> float:
    """Small rotation left in an upright card, degrees, counter-clockwise positive; 0.0 when no lines tell.

    The ink's row profile is sharpest where the lines lie level (Postl, 1986): searched coarse, then fine.
    """
    mask = find_text(_reduced(card)).mask
    points = np.argwhere(mask > 0)
    if len(points) < 200:
        return 0.0
    if len(points) > 12000:
        points = points[:: len(points) // 12000 + 1]
    y, x = points[:, 0].astype(np.float64), points[:, 1].astype(np.float64)
    x -= x.mean()

    def sharpness(angle: float) -> float:
        rows = (y + x * np.tan(np.radians(angle))).astype(np.int64)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        return float((counts * counts).sum())

    def best_of(angles: NDArray[np.float64]) -> float:
        return float(angles[int(np.argmax([sharpness(a) for a in angles]))])

    coarse = best_of(np.arange(-MAX_SKEW_DEG, MAX_SKEW_DEG + 0.1, 1.0))
    fine = best_of(np.arange(coarse - 1.0, coarse + 1.01, 0.2))
    finest = best_of(np.arange(fine - 0.2, fine + 0.21, 0.05))
    if sharpness(finest) < 1.03 * sharpness(0.0):
        return 0.0
    return finest
