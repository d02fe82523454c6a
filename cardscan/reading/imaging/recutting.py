"""Cut a card out of its photo again, where and as a person says: no search, no guess about its orientation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.model.geometry import Quad
from cardscan.model.photo import CardImage
from cardscan.reading.imaging import quads, rectifying
from cardscan.reading.imaging.card_pictures import CROP_QUALITY, fitted
from cardscan.reading.imaging.codes import read_codes
from cardscan.reading.imaging.finding import WORTH_FULL_SIDE, draw_flat, first_corner
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.quality import measure

if TYPE_CHECKING:
    from cardscan.model.photo import Photo


def cut_card(photo: Photo, quad: Quad | None, *, turn: int = 0) -> CardImage:
    """Return the card inside this outline, turned clockwise by `turn` from how it stood.

    Args:
        quad: Corners in px of the full-size photo; None: the whole photo.
        turn: 0, 90, 180 or 270 degrees.
    """
    outline = quad or Quad.whole(*photo.full_size)
    corners = np.roll(quads.to_corners(outline), -first_corner(turn), axis=0)
    pixels, scale = photo.pixels, photo.scale
    if photo.decode_full_size is not None and float(quads.side_lengths(corners * scale).max()) < WORTH_FULL_SIDE:
        pixels, scale = photo.decode_full_size(), 1.0
    size = rectifying.card_size(corners * scale, rectifying.true_aspect(corners, photo.full_size))
    homography = rectifying.homography_to(corners, size)
    flat = draw_flat(pixels, scale, homography, size)
    per_photo = rectifying.local_scale(homography, *(float(value) for value in corners.mean(axis=0)))
    return CardImage(
        pixels=flat,
        quad=quads.to_quad(corners),
        homography=homography,
        orientation=turn,
        codes=read_codes(flat),
        quality=measure(flat, corners, photo, per_photo),
        reasons=("cut out by hand",),
    )


def photo_jpeg(photo: Photo, *, longest: int) -> bytes:
    """Return the photo as a JPEG for viewing, at most `longest` px; empty when it cannot be encoded."""
    done, encoded = cv2.imencode(".jpg", fitted(photo.pixels, longest), [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return encoded.tobytes() if done else b""
