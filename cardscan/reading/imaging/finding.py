"""Turn a photo into its card images: locate, rectify, turn upright, deskew, measure."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from cardscan.errors import CardNotFoundError
from cardscan.model.photo import CardImage
from cardscan.reading.imaging import curl, orienting, quads, rectifying
from cardscan.reading.imaging.codes import read_codes, read_placed_codes
from cardscan.reading.imaging.locating import LocatedCards, LocateSettings, locate
from cardscan.reading.imaging.opencv import cv2, np
from cardscan.reading.imaging.quality import measure, turned_quality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Homography, Photo, Pixels
    from cardscan.reading.imaging.orienting import Legibility
    from cardscan.reading.imaging.quads import Corners

# If a card is smaller than this in a reduced decoding, the photo is decoded at full size.
WORTH_FULL_SIDE = 1100
# Rotations below this, in degrees, do not hurt the reader and are not worth another warp.
SKEW_TOLERANCE_DEG = 0.15


def find_cards(
    photo: Photo,
    *,
    legibility: Legibility | None = None,
    settings: LocateSettings | None = None,
    located: LocatedCards | None = None,
) -> tuple[CardImage, ...]:
    """Return all cards in a photo, flat and upright, in reading order.

    Args:
        photo: The photo as loaded.
        legibility: Returns how well a reader reads a picture, 0 to 1. It is called on a few strips to tell which way
            up a card stands. Without it geometry guesses, and `turn_upright` can settle it later.
        settings: How to look for them.
        located: What `locate` found in the photo's pixels, if it was already called.
    Returns:
        One image per card; the whole photo as one card where no outline is sure enough.
    Raises:
        CardNotFoundError: The photo is blank: nothing in it could be print.
    """
    located = located or locate(photo.pixels, settings or LocateSettings())
    cards = [_inspected(card, photo) for card in flat_cards(photo, located, legibility)]
    return _with_codes_of_the_photo(cards, photo)


def flat_cards(photo: Photo, located: LocatedCards, legibility: Legibility | None = None) -> tuple[CardImage, ...]:
    """Return the cards that `locate` found in the photo's pixels, flat and upright; see `find_cards`.

    Their codes and quality are not known yet, because a first rendering does not need them.
    """
    if float(photo.pixels[::8, ::8].std()) < 2.0 and not len(located.text.boxes):
        raise CardNotFoundError(photo.name, "the picture is blank; nothing to read")
    pixels = photo.pixels
    scale = photo.scale
    if photo.decode_full_size is not None:
        longest = [float(quads.side_lengths(corners).max()) for corners in located.corners]
        if longest and min(longest) < WORTH_FULL_SIDE:
            pixels, scale = photo.decode_full_size(), 1.0
    return tuple(
        _card(photo, pixels, scale, corners / photo.scale, margin / photo.scale, score, reasons, legibility)
        for corners, margin, score, reasons in zip(
            located.corners,
            located.margins or (np.zeros(4),) * len(located.corners),
            located.scores,
            located.reasons,
            strict=True,
        )
    )


def _inspected(card: CardImage, photo: Photo) -> CardImage:
    """Return the card with the codes on it, and with how well it can be read."""
    corners = quads.to_corners(card.quad)
    per_photo = rectifying.local_scale(card.homography, *(float(v) for v in corners.mean(axis=0)))
    return replace(card, codes=read_codes(card.pixels), quality=measure(card.pixels, corners, photo, per_photo))


def _with_codes_of_the_photo(cards: list[CardImage], photo: Photo) -> tuple[CardImage, ...]:
    """Add the codes that can be read only on the photo: those beside the outline, or spoilt by the warp.

    A code belongs to the card it lies on, or else to the only card in the photo.
    """
    for code, middle in read_placed_codes(photo.pixels):
        at = (middle[0] / photo.scale, middle[1] / photo.scale)
        owners = [index for index, card in enumerate(cards) if _lies_on(card, at)] or list(range(len(cards)))
        if len(owners) == 1 and code not in cards[owners[0]].codes:
            card = cards[owners[0]]
            cards[owners[0]] = replace(card, codes=(*card.codes, code))
    return tuple(cards)


def _lies_on(card: CardImage, at: tuple[float, float]) -> bool:
    outline = quads.to_corners(card.quad).astype(np.float32)
    return cv2.pointPolygonTest(outline, at, False) >= 0


def _card(
    photo: Photo,
    pixels: Pixels,
    scale: float,
    corners: Corners,
    margins: NDArray[np.float64],
    score: float,
    reasons: tuple[str, ...],
    legibility: Legibility | None,
) -> CardImage:
    shown = quads.grown(corners, margins)
    aspect = rectifying.true_aspect(shown, photo.full_size)
    size = rectifying.card_size(shown * scale, aspect)
    homography = rectifying.homography_to(shown, size)
    flat = draw_flat(pixels, scale, homography, size)
    text = orienting.text_of(flat)
    stance = orienting.find_turn(flat, legibility, text)
    turned, size, turn_matrix = _turned(flat, stance.turn)
    homography = turn_matrix @ homography
    rows, copy_size = orienting.print_rows(turned, text if stance.turn == 0 else None)
    skew = orienting.find_skew(rows)
    if abs(skew) > SKEW_TOLERANCE_DEG:
        matrix, size = _levelling(skew, size)
        homography = matrix @ homography
        turned = draw_flat(pixels, scale, homography, size)
    if (bend := curl.find_bend(rows, copy_size)) is not None:
        turned = _unbent(pixels, scale, homography, size, bend)
    return CardImage(
        pixels=turned,
        quad=quads.to_quad(np.roll(corners, -first_corner(stance.turn), axis=0)),
        homography=homography,
        orientation=stance.turn,
        score=score,
        reasons=reasons,
    )


def _unbent(pixels: Pixels, scale: float, homography: Homography, size: tuple[int, int], bend: curl.Bend) -> Pixels:
    """Return the card with straight rows; its homography is correct except for the bow.

    Strongly bowed rows come in pieces, so the first look may correct too little; a second look corrects the rest.
    """
    card, left = pixels, curl.Bend(0.0, 0.0)
    for found in (bend, None):
        more = found or curl.find_bend(*orienting.print_rows(card))
        if more is None:
            break
        left = left.and_then(more)
        pad = math.ceil(left.farthest * size[0]) + 2
        lower = np.array([[1, 0, 0], [0, 1, pad], [0, 0, 1]], np.float64)
        padded = draw_flat(pixels, scale, lower @ homography, (size[0], size[1] + 2 * pad))
        card = curl.straightened(padded, left, pad)
    return card


def turn_upright(card: CardImage, legibility: Legibility, *, as_it_stands: float = 0.0) -> CardImage:
    """Return the card turned the way it reads best: unchanged where it is upright, else by 90, 180 or 270 degrees.

    Args:
        as_it_stands: How well the whole card reads unturned, if it was already read.
    """
    return turned_by(card, orienting.find_turn(card.pixels, legibility, as_it_stands=as_it_stands).turn)


def turned_by(card: CardImage, turn: int) -> CardImage:
    """Return the card turned clockwise by 0, 90, 180 or 270 degrees."""
    if turn == 0:
        return card
    turned, _, matrix = _turned(card.pixels, turn)
    return replace(
        card,
        pixels=turned,
        quad=quads.to_quad(np.roll(np.asarray(card.quad.corners), -first_corner(turn), axis=0)),
        homography=matrix @ card.homography,
        orientation=(card.orientation + turn) % 360,
        quality=turned_quality(card.quality, turn) if card.quality else None,
    )


def draw_flat(pixels: Pixels, scale: float, homography: Homography, size: tuple[int, int]) -> Pixels:
    """Warp the picture, or return it unchanged where the warp would change nothing."""
    to_pixels = homography @ np.diag([1 / scale, 1 / scale, 1.0])
    if np.allclose(to_pixels, np.eye(3), atol=1e-6) and size == (pixels.shape[1], pixels.shape[0]):
        return pixels
    return rectifying.warp(pixels, to_pixels, size)


def first_corner(turn: int) -> int:
    """Return the index of the corner that becomes the top-left when the card is turned clockwise."""
    return {0: 0, 90: 3, 180: 2, 270: 1}[turn]


def _turned(card: Pixels, turn: int) -> tuple[Pixels, tuple[int, int], Homography]:
    """Return a card turned clockwise, its size, and the map from the unturned card."""
    height, width = card.shape[:2]
    matrices = {
        0: np.eye(3),
        90: np.array([[0, -1, height], [1, 0, 0], [0, 0, 1]], np.float64),
        180: np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], np.float64),
        270: np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1]], np.float64),
    }
    turned = np.ascontiguousarray(np.rot90(card, -(turn // 90)))
    return turned, (turned.shape[1], turned.shape[0]), matrices[turn]


def _levelling(skew_deg: float, size: tuple[int, int]) -> tuple[Homography, tuple[int, int]]:
    """Return a rotation by -skew about the middle, and the size of a sheet that still holds all corners."""
    radians = math.radians(skew_deg)
    cosine, sine = math.cos(radians), math.sin(radians)
    width, height = size
    new = (
        math.ceil(width * cosine + height * abs(sine)),
        math.ceil(height * cosine + width * abs(sine)),
    )
    rotation = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], np.float64)
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], np.float64)
    back = np.array([[1, 0, new[0] / 2], [0, 1, new[1] / 2], [0, 0, 1]], np.float64)
    return back @ rotation @ to_middle, new
