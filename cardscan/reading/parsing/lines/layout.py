"""Group words into lines, by geometry alone.

Tesseract's own lines glue columns and logo debris together (page segmentation mode 6) and are not used: that would lose
a third of the names in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cardscan.model.geometry import Box
from cardscan.model.page import Page, ReaderKind, Word

# Words belong to one line if they share at least this part of the lower one's height...
ROW_OVERLAP = 0.5
# ...if neither is more than this many times as high as the other...
HEIGHT_RATIO = 2.2
# ...and if the gap between them is under this many heights (a wide justified space is about 1).
GAP_IN_HEIGHTS = 1.25
# The neural reader's boxes are wider than the print, so the gaps between them are narrower. It finds whole lines, so
# two of its findings are joined only if no more than a hair's breadth parts them.
NEURAL_GAP_IN_HEIGHTS = 0.75
NEURAL_SEAM_IN_HEIGHTS = 0.3
NEURAL_HEIGHT_RATIO = 1.5
# Beside a lone label ("Tel :"), the value may stand further to the right.
LABEL_GAP_IN_HEIGHTS = 9.0

LABEL_ONLY = re.compile(
    r"(?:tel\w*|ph(?:one)?|mob\w*|cell?(?:ular)?|fax|telefax|fon|e-?mail|mail|web(?:site)?|url|direct|office|off|"
    r"res|hp|hand\w*|int'?l|internet|site|add(?:ress)?|[tmfpedwoarc])\s*\.?\s*[:.\-–]*",
    re.IGNORECASE,
)


# What scanner apps stamp on their pictures is not print on the card.
WATERMARK = re.compile(
    r"(?:cs\s+)?scanned\s+(?:with|by|using)(?:\s+\w+)?(?:\s+\w+)?|cam\s?scanner|(?:cs\s+)?cam\s?scanner|"
    r"(?:adobe|genius|tiny|swift)\s?scan(?:ner)?|shot on \w+(?: \w+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words that a person reads as one line.

    Attributes:
        words: In the order in which a person reads them; never empty.
        text: The words with single spaces.
        box: The box around all words, card px.
    """

    words: tuple[Word, ...]
    # Stored, because they are used tens of thousands of times per card.
    text: str = field(init=False, compare=False)
    box: Box = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(word.text for word in self.words))
        object.__setattr__(self, "box", Box.around(word.box for word in self.words))

    @property
    def confidence(self) -> float:
        """Return the mean of the words' confidences, weighted by their lengths, 0 to 1."""
        letters = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / letters


def is_text(word: Word) -> bool:
    """Whether a word has letters or digits, or is sure punctuation; the rest is debris of logos and rules."""
    if any(character.isalnum() for character in word.text):
        return word.confidence > 0.1
    return word.confidence > 0.6 and word.box.width < 4 * word.box.height


def lines_of(page: Page) -> list[TextLine]:
    """Return the page's words gathered into lines, top to bottom, left to right."""
    neural = page.reader == ReaderKind.LINES
    reach = NEURAL_GAP_IN_HEIGHTS if neural else GAP_IN_HEIGHTS
    ratio = NEURAL_HEIGHT_RATIO if neural else HEIGHT_RATIO
    words = sorted((w for w in page.words if is_text(w)), key=lambda w: (w.box.left, w.box.top))
    groups: list[list[Word]] = []
    for word in words:
        best, best_gap = None, float("inf")
        for group in groups:
            gap = _gap_in_heights(group[-1].box, word.box, ratio)
            if gap is not None and neural:
                together = (group[-1].box.top, group[-1].box.height) == (word.box.top, word.box.height)
                gap = gap if together or gap < NEURAL_SEAM_IN_HEIGHTS else None
            if gap is not None and gap < best_gap:
                best, best_gap = group, gap
        if best is not None and best_gap <= reach:
            best.append(word)
        else:
            groups.append([word])
    lines = [line for group in groups if not WATERMARK.fullmatch((line := TextLine(_as_read(group))).text.strip())]
    return in_reading_order(_join_labels(lines))


# Hebrew and Arabic, including Unicode's presentation forms.
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def _as_read(words: list[Word]) -> tuple[Word, ...]:
    """Return a line's words, given from left to right, in reading order; Hebrew and Arabic read from the right.

    Words in other letters within such a line, and numbers, are still read from the left.
    """
    leftwards = [bool(_LEFTWARDS.search(word.text)) for word in words]
    if 2 * sum(leftwards) < sum(any(c.isalpha() for c in word.text) for word in words) or not any(leftwards):
        return tuple(words)
    found: list[Word] = []
    run = 0  # words at the end of `found` that run in the other direction
    for word, turned in zip(reversed(words), reversed(leftwards), strict=True):
        run = 0 if turned else run + 1
        found.insert(len(found) - max(0, run - 1), word)
    return tuple(found)


def _gap_in_heights(left: Box, right: Box, ratio: float = HEIGHT_RATIO) -> float | None:
    """Return the gap in mean heights, plus up to 0.5 for words half out of line; None if the two share no row."""
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    low, high = sorted((left.height, right.height))
    if overlap < ROW_OVERLAP * low:
        return None
    # Punctuation and small letters are naturally low: heights count only where both boxes are sizeable.
    if high > ratio * low and low * low * 4 > left.width * right.width:
        return None
    gap = (right.left - left.right) / ((left.height + right.height) / 2)
    if gap <= -1.0:
        return None
    # If two rows are within reach (on a curled or tilted card), the better aligned one is the word's own.
    return max(gap, 0.0) + (1 - overlap / low)


def _join_labels(lines: list[TextLine]) -> list[TextLine]:
    """Put a label that stands alone ("Tel :") before the value in its row."""
    joined = list(lines)
    for label in lines:
        if len(label.text) > 12 or not LABEL_ONLY.fullmatch(label.text.strip()):
            continue
        best, best_gap = None, LABEL_GAP_IN_HEIGHTS
        for other in joined:
            if other is label or other.box.left < label.box.left:
                continue
            gap = _gap_in_heights(label.box, other.box)
            if gap is not None and gap < best_gap:
                best, best_gap = other, gap
        if best is not None and label in joined:
            joined[joined.index(best)] = TextLine(label.words + best.words)
            joined.remove(label)
    return joined


def in_reading_order(items: Iterable[TextLine]) -> list[TextLine]:
    """Return items from top to bottom, and those in one row from left to right."""
    rows: list[list[TextLine]] = []
    for item in sorted(items, key=lambda i: i.box.center[1]):
        row = rows[-1] if rows else None
        if row and abs(item.box.center[1] - row[0].box.center[1]) < 0.5 * min(item.box.height, row[0].box.height):
            row.append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda i: i.box.left)]


def in_row(a: Box, b: Box) -> bool:
    """Whether the second box stands directly right of the first, in type of about the same size."""
    low, high = sorted((a.height, b.height))
    beside = b.left - a.right
    level = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.6 * low
    return level and 0 <= beside < 1.6 * high and high < 1.6 * low
