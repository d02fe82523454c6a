"""The card picture that is kept: what a person needs to check a reading against the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import CardImage

# 100-150 KB a card, and print of 6 pt stays readable.
CROP_SIDE_PX, CROP_QUALITY = 1400, 80


def crop_jpeg(card: CardImage) -> bytes:
    """The card as JPEG bytes, scaled down where it is larger than needed; empty when it cannot be encoded."""
    pixels = card.pixels
    height, width = pixels.shape[:2]
    scale = CROP_SIDE_PX / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return encoded.tobytes() if done else b""
