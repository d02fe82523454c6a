"""Measure how well a picture can be read, which decides which way up a card stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cardscan.model.page import Word
from cardscan.reading.ocr.engine import Engine

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels


# A word counts as read from this confidence and length on. Noise and upside-down text give short or doubtful words.
READ_CONFIDENCE = 0.6
READ_LETTERS = 3
# A long doubtful word (an e-mail address) counts no more against a picture than a word of this length.
MOST_DOUBT_LETTERS = 6
# A few letters read by chance prove nothing, so this many unreadable letters are added.
UNSEEN_LETTERS = 4.0
# A syllable letter counts as this many letters of Latin words.
SYLLABLE = 3


# A picture stands upright from this legibility on: of 52 dev cards the worst upright one has 0.42, the best
# upside-down one 0.26.
SURE = 0.4


def legibility(engine: Engine, pixels: Pixels) -> float:
    """Return how well an engine reads a picture: the `legibility_of` its words.

    Args:
        pixels: uint8, grey (H, W) or BGR (H, W, 3); a strip or a whole card.
    """
    return legibility_of(engine.read(pixels, psm=6))


def legibility_of(words: Iterable[Word], *, dense: str = "") -> float:
    """Return the share of the letters that belong to words read with confidence.

    Args:
        dense: A regex character class of letters that each stand for a syllable or a word, and count for more.

    Returns:
        0.0 to 1.0; upside-down text hardly gets above 0.25.
    """
    read, doubtful = 0.0, UNSEEN_LETTERS
    syllables = re.compile(f"[{dense}]") if dense else None
    for word in words:
        letters = sum(character.isalnum() for character in word.text)
        if syllables is not None:
            letters += (SYLLABLE - 1) * len(syllables.findall(word.text))
        if word.confidence >= READ_CONFIDENCE and letters >= READ_LETTERS:
            read += word.confidence * letters
            doubtful += (1 - word.confidence) * letters
        else:
            doubtful += min(letters, MOST_DOUBT_LETTERS)
    return read / (read + doubtful)


# E-mail and web addresses read alike in every script.
_NET = re.compile(r"@|www|\.[a-z]{2}")
# As with legibility: a long word counts no more than a short one, and a few letters read by chance prove nothing.
MOST_PLAIN_LETTERS, UNSEEN_PLAIN_LETTERS = 8, 2


def is_net_address(text: str) -> bool:
    """Whether the text is an e-mail or web address, or a part of one."""
    return bool(_NET.search(text))


def plain_share(words: Iterable[Word]) -> float:
    """Return the share of the letters in plain words (no addresses or numbers) that are read with confidence.

    Returns:
        0.0 to 1.0. On a card in a script that the reader does not know, numbers and addresses are still read, but
        words are not.
    """
    read, everything = 0, UNSEEN_PLAIN_LETTERS
    for word in words:
        letters = sum(character.isalpha() for character in word.text)
        if letters == 0 or sum(map(str.isdigit, word.text)) > letters or is_net_address(word.text):
            continue
        everything += min(letters, MOST_PLAIN_LETTERS)
        if word.confidence >= READ_CONFIDENCE and letters >= READ_LETTERS:
            read += min(letters, MOST_PLAIN_LETTERS)
    return read / everything


# A neural reader's words stand upright from this mean confidence on: of 80 dev cards the worst upright one has 0.91,
# the best upside-down one 0.84 (on twelve letters; otherwise 0.79).
UPRIGHT_CONFIDENCE = 0.88
# Fewer letters than this prove nothing.
LEAST_LETTERS = 6


def uprightness(words: Sequence[Word]) -> float:
    """Return the mean confidence of the letters, minus the share of them in words that are higher than wide.

    This is for a neural reader, which finds lines in any direction and turns high ones by a quarter before it reads
    them. So it reads a card that lies on its right side as well as an upright one.

    Returns:
        -1.0 to 1.0; 0.0 without words.
    """
    letters = sum(len(word.text) for word in words)
    return _confidence(words) - _high(words) if letters else 0.0


def quarter_turn(words: Sequence[Word]) -> int:
    """Return by how many degrees clockwise to turn the picture, going by a neural reader's words: 0, 90, 180, 270."""
    if sum(len(word.text) for word in words) < LEAST_LETTERS:
        return 0
    well = _confidence(words) >= UPRIGHT_CONFIDENCE
    if _high(words) > 0.5:
        return 270 if well else 90
    return 0 if well else 180


def _confidence(words: Sequence[Word]) -> float:
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def _high(words: Sequence[Word]) -> float:
    """Return the share of the letters of longer words that stand in boxes higher than wide."""
    longer = [word for word in words if len(word.text) >= READ_LETTERS]
    high = sum(len(word.text) for word in longer if word.box.height > word.box.width)
    return high / max(1, sum(len(word.text) for word in longer))
