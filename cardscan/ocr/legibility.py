"""How well a strip can be read: the judge of which way up a card stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardscan.ocr.engine import Engine

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels


UNSEEN_LETTERS = 4.0


def legibility(engine: Engine, pixels: Pixels) -> float:
    """Mean confidence of the words, weighted by their letters and digits; 0.0 when nothing is read.

    Args:
        pixels: uint8, grey (H, W) or BGR (H, W, 3); a strip or a whole card.
    Returns:
        0.0 to 1.0; text upside down seldom gets above 0.5.
    """
    total = letters = 0.0
    for word in engine.read(pixels, psm=6):
        count = sum(character.isalnum() for character in word.text)
        # Short words come out of noise and upside-down text: they count a little only.
        weight = float(count) if count > 2 else 0.3 * count
        total += word.confidence * weight
        letters += weight
    # A few letters by chance are no proof: as if that many more had been unreadable.
    return total / (letters + UNSEEN_LETTERS)
