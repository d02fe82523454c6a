"""Draw pictures of the steps for people: outlines and boxes on copies, encoded as PNG and JPEG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardscan.model.explanation import StepPicture
from cardscan.reading.imaging import quads
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.geometry import Box, Quad
    from cardscan.model.photo import Pixels

    Colour = tuple[int, int, int]

# BGR. Okabe and Ito's palette: colour-blind readers can also tell these apart by lightness.
CHOSEN: Colour = (115, 158, 0)
PASSED_OVER: Colour = (0, 159, 230)
DOUBTFUL: Colour = (0, 94, 213)
# A word's box is drawn as sure, or as fair, from these confidences on.
SURE_WORD, FAIR_WORD = 0.9, 0.6
PNG_SIDE_PX, JPEG_SIDE_PX, JPEG_QUALITY = 1600, 1000, 80


def picture(pixels: Pixels) -> StepPicture:
    """Encode a picture, grey or BGR, scaled down to what a screen shows."""
    done, png = cv2.imencode(".png", _fitted(pixels, PNG_SIDE_PX))
    done_too, jpeg = cv2.imencode(".jpg", _fitted(pixels, JPEG_SIDE_PX), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return StepPicture(png.tobytes() if done else b"", jpeg.tobytes() if done_too else b"")


def draw_quads(pixels: Pixels, shown: Sequence[tuple[Quad, str, Colour]], *, scale: float = 1.0) -> Pixels:
    """Return a copy with outlines and their labels (ASCII); a dot marks each card's own top-left corner.

    Args:
        scale: Px of this picture per px of the quads.
    """
    factor = min(1.0, PNG_SIDE_PX / max(pixels.shape[:2]))
    canvas = _fitted(pixels, PNG_SIDE_PX).copy()
    width = _stroke(canvas)
    for quad, label, colour in reversed(shown):  # the first lies on top
        points = np.round(quads.to_corners(quad) * scale * factor).astype(np.int32)
        cv2.polylines(canvas, [points], True, (255, 255, 255), width + 2, cv2.LINE_AA)
        cv2.polylines(canvas, [points], True, colour, width, cv2.LINE_AA)
        cv2.circle(canvas, (int(points[0][0]), int(points[0][1])), 3 * width, colour, -1, cv2.LINE_AA)
        _label(canvas, label, (int(points[0][0]) + 4 * width, int(points[0][1]) + 8 * width), colour)
    return canvas


def draw_boxes(pixels: Pixels, shown: Sequence[tuple[Box, float, str]]) -> Pixels:
    """Return a copy of a card image with labelled (ASCII) boxes, coloured by confidence (0 to 1)."""
    canvas = pixels.copy()
    width = _stroke(canvas)
    for box, confidence, label in shown:
        colour = CHOSEN if confidence >= SURE_WORD else PASSED_OVER if confidence >= FAIR_WORD else DOUBTFUL
        cv2.rectangle(canvas, (box.left, box.top), (box.right, box.bottom), colour, width, cv2.LINE_AA)
        if label:
            _label(canvas, label, (box.left, max(12, box.top - 2 * width)), colour)
    return canvas


def _stroke(canvas: Pixels) -> int:
    return max(2, round(float(max(canvas.shape[0], canvas.shape[1])) / 500))


def _label(canvas: Pixels, label: str, at: tuple[int, int], colour: Colour) -> None:
    size = max(0.5, max(canvas.shape[:2]) / 1600)
    weight = max(1, round(2 * size))
    cv2.putText(canvas, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), 3 * weight, cv2.LINE_AA)
    cv2.putText(canvas, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, weight, cv2.LINE_AA)


def _fitted(pixels: Pixels, side: int) -> Pixels:
    factor = side / max(pixels.shape[:2])
    if factor >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
