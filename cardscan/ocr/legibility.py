"""How well a strip can be read: the judge of which way up a card stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cardscan.model.page import Word
from cardscan.ocr.engine import Engine

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels


# A word counts as read from this confidence and length on; noise and text upside down give short or doubtful ones.
READ_CONFIDENCE = 0.6
READ_LETTERS = 3
# One long doubtful word (an e-mail address) says no more against a picture than a short one.
MOST_DOUBT_LETTERS = 6
# A few letters by chance are no proof: as if that many more had been unreadable.
UNSEEN_LETTERS = 4.0


# From here on a picture stands upright: of 52 dev cards the worst upright one has 0.42, the best upside down 0.26.
SURE = 0.4


def legibility(engine: Engine, pixels: Pixels) -> float:
    """How well an engine reads a picture: `legibility_of` its words.

    Args:
        pixels: uint8, grey (H, W) or BGR (H, W, 3); a strip or a whole card.
    """
    return legibility_of(engine.read(pixels, psm=6))


def legibility_of(words: Iterable[Word]) -> float:
    """Share of the letters that belong to words read with confidence.

    Returns:
        0.0 to 1.0; text upside down hardly gets above 0.25.
    """
    read, doubtful = 0.0, UNSEEN_LETTERS
    for word in words:
        letters = sum(character.isalnum() for character in word.text)
        if word.confidence >= READ_CONFIDENCE and letters >= READ_LETTERS:
            read += word.confidence * letters
            doubtful += (1 - word.confidence) * letters
        else:
            doubtful += min(letters, MOST_DOUBT_LETTERS)
    return read / (read + doubtful)
