"""Measure the strong colours of a card: a logo on the front often has the colour of the back's background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.model.photo import Colours
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# Large enough for a logo of a twentieth of the card's width, small enough to average out the camera's noise.
SIDE_PX = 200
# Chroma in CIE Lab (0 to about 130). Paper under a warm lamp reaches 15 to 20; printed colours begin near 30.
STRONG_CHROMA = 28.0
BINS = 24
MOST_ACCENTS = 4
# A few coloured letters cover half a percent of a card. Less is the fringe that a lens draws along black print.
LEAST_SHARE = 0.003


def measure_colours(card: Pixels) -> Colours:
    """Return the hues of a card's strong colours, with their shares.

    Args:
        card: uint8 BGR (H, W, 3).
    """
    height, width = card.shape[:2]
    scale = min(1.0, SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(card, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    # The room's light tints everything alike: a tint on most of a pale card is not a colour of its print.
    tint = _paper_tint(lab)
    a, b = lab[..., 1] - tint[0], lab[..., 2] - tint[1]
    strong = np.hypot(a, b) >= STRONG_CHROMA
    if not strong.any():
        return Colours()
    hue = np.degrees(np.arctan2(b[strong], a[strong])) % 360
    counts, _ = np.histogram(hue, BINS, (0, 360))
    found: list[tuple[float, float]] = []
    for centre in np.argsort(-counts, kind="stable"):
        share = float(counts[[centre - 1, centre, (centre + 1) % BINS]].sum()) / strong.size
        degrees = (float(centre) + 0.5) * 360 / BINS
        apart = all(min(abs(degrees - h), 360 - abs(degrees - h)) > 1.5 * 360 / BINS for h, _ in found)
        if counts[centre] and share >= LEAST_SHARE and apart:
            near = np.abs((hue - degrees + 180) % 360 - 180) <= 1.5 * 360 / BINS
            turned = (hue[near] - degrees + 180) % 360 - 180
            found.append((round(float((degrees + turned.mean()) % 360), 1), round(share, 4)))
    return Colours(tuple(found[:MOST_ACCENTS]))


def _paper_tint(lab: np.ndarray) -> tuple[float, float]:
    """Return (a, b) of a light background that covers most of the card; zeros where it is dark or itself coloured."""
    light = lab[..., 0] > 70
    if light.mean() < 0.4:
        return 0.0, 0.0
    a, b = float(np.median(lab[..., 1][light])), float(np.median(lab[..., 2][light]))
    return (a, b) if np.hypot(a, b) < STRONG_CHROMA else (0.0, 0.0)
