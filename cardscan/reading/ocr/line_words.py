"""Place the words of a line whose positions within the line are not known."""

from __future__ import annotations

from cardscan.model.geometry import Box
from cardscan.model.page import Word


def placed_word(text: str, left: float, top: float, right: float, bottom: float, score: float) -> Word:
    """Return a word with its box in whole pixels, none below 0, and the score limited to a confidence of 0 to 1."""
    box = Box(max(0, round(left)), max(0, round(top)), max(1, round(right - left)), max(1, round(bottom - top)))
    return Word(text.strip(), box, min(1.0, max(0.0, score)))


def split_line(text: str, left: float, top: float, right: float, bottom: float, score: float) -> list[Word]:
    """Split a line into words where their columns are not known; each is as wide as its share of the letters."""
    words: list[Word] = []
    per_letter = (right - left) / max(1, len(text))
    start = 0
    for part in text.split(" "):
        if part.strip():
            x0, x1 = left + start * per_letter, left + (start + len(part)) * per_letter
            words.append(placed_word(part, x0, top, x1, bottom, score))
        start += len(part) + 1
    return words
