"""Define what an OCR engine returns: words, and the page on which they stand."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cardscan.model.geometry import Box


class ReaderKind(enum.StrEnum):
    """How a reader sees a card, which decides what its words are worth. Recorded pages contain the values.

    WORDS: Finds words on a page, as Tesseract does; a line may mix in other columns and debris of a logo.
    LINES: Finds whole lines, as neural readers do; surer of the letters, but drops spaces between words.
    """

    WORDS = "tesseract"
    LINES = "neural"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as the OCR engine read it, on the card image.

    Attributes:
        text: As recognised; never blank, never corrected here.
        box: Pixels of the card image; origin top-left, y grows downward.
        confidence: 0.0 to 1.0 (Tesseract's 0-100 is scaled once, at the engine's edge).
    """

    text: str
    box: Box
    confidence: float

    def __post_init__(self) -> None:
        if not (self.text.strip() and 0.0 <= self.confidence <= 1.0):
            raise ValueError(f"blank text, or confidence outside 0..1: {self!r}")


@dataclass(frozen=True, slots=True)
class Page:
    """All words of one reading pass over one card image.

    Attributes:
        rendering_name: Name of the rendering that was read.
        words: In the engine's order.
        size: (width, height) px of the card image.
        reader: The kind of reader that read it.
    """

    rendering_name: str
    words: tuple[Word, ...]
    size: tuple[int, int]
    reader: ReaderKind = ReaderKind.WORDS
