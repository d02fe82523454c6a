"""Encode the card picture that the store keeps to check a reading against the print, and encode stored ones again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import CardImage, Pixels

# Gives 100-150 KB per card, and 6 pt print stays readable.
CROP_SIDE_PX, CROP_QUALITY = 1400, 80
# Far more than `crop_jpeg` produces.
MAX_CROP_BYTES = 8_000_000


def crop_jpeg(card: CardImage) -> bytes:
    """Return the card as JPEG bytes, scaled down if larger than needed; empty when it cannot be encoded."""
    done, encoded = cv2.imencode(".jpg", fitted(card.pixels, CROP_SIDE_PX), [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return encoded.tobytes() if done else b""


def fitted(pixels: Pixels, longest: int) -> Pixels:
    """Return the picture with a long side of at most `longest` px."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def encode_again(jpeg: bytes, *, longest: int) -> bytes:
    """Decode a stored picture and encode it anew, at most `longest` px; empty when it is not a card's JPEG.

    A store may come from elsewhere. This way a browser only gets pictures made here, whatever the row holds.
    """
    if not jpeg.startswith(b"\xff\xd8\xff") or len(jpeg) > MAX_CROP_BYTES:
        return b""
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        return b""
    small = fitted(np.asarray(pixels, np.uint8), longest)
    done, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return encoded.tobytes() if done else b""
