"""Fuse the pages of several passes into one list of lines, each with every reading of it.

Passes differ in what they see: one reads the dark band, another the small print. Lines are aligned by geometry. A
line's text is the reading that the others agree with most. All readings are kept as variants, since an e-mail that one
pass spoils may be whole in another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cardscan.model.geometry import Box
from cardscan.model.page import Page, ReaderKind
from cardscan.reading.parsing.lines.layout import TextLine, in_reading_order, lines_of

# Two readings show the same line if their boxes share this part of the smaller one's area.
SAME_LINE_SHARE = 0.5
# A line that only one Tesseract pass saw needs this confidence and a few letters; otherwise it is taken for debris.
LONE_CONFIDENCE = 0.65
LONE_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """One pass's reading of a line."""

    text: str
    confidence: float
    reader: str


@dataclass(frozen=True, slots=True)
class FusedLine:
    """A line of the card, with every reading of it.

    Attributes:
        text: The reading that the others agree with most.
        box: Card px.
        confidence: 0 to 1, before calibration.
        variants: All readings, the chosen one first.
        line: The line's words as read first; they give its place.
    """

    line: TextLine
    variants: tuple[Variant, ...]
    confidence: float

    @property
    def text(self) -> str:
        """Return the chosen reading."""
        return self.variants[0].text

    @property
    def box(self) -> Box:
        """Return the box around the line's words, card px."""
        return self.line.box


def fuse(pages: Sequence[Page]) -> list[FusedLine]:
    """Return all lines that any page shows, in reading order.

    The page that reads the most with the most confidence is the base. Lines of other pages that lie on a base line
    become its variants. Lines that no base line covers are added where they look like text.
    """
    if not pages:
        return []
    by_page = [(page, lines_of(page)) for page in pages]
    by_page.sort(key=lambda item: -_amount(item[0], item[1]))
    base: list[tuple[TextLine, list[Variant]]] = []
    for rank, (page, lines) in enumerate(by_page):
        fresh: list[tuple[TextLine, list[Variant]]] = []
        for line in lines:
            text = _legal_form_mended(line.text)
            variant = Variant(_gaps_put_back(text), line.confidence, page.reader)
            partners = [item for item in base if _same_place(item[0].box, line.box)]
            for known, variants in partners:
                clipped = _clip(line, known.box)
                if clipped:
                    variants.append(Variant(clipped, line.confidence, page.reader))
            if not partners and (rank == 0 or _credible(line, page.reader)):
                fresh.append((line, [variant]))
        base += fresh
    fused = {id(line): FusedLine(line, *_choose(variants)) for line, variants in base}
    ordered = [fused[id(line)] for line in in_reading_order(line for line, _ in base)]
    return [line for line in ordered if not _icon(line.text, ordered)]


# "Sp. z 0.0.": Poland's limited company, in which readers take the letters for zeros.
_SPZOO = re.compile(r"\b([Ss][Pp]\.?\s?[zZ2]\.?\s?)[0oO]\.\s?[0oO]\b\.?")


# "S.r.I.": the form of Italy and Romania, whose last letter looks like a stroke.
_SRL = re.compile(r"\b(S\.\s?([rR])\.\s?)[I1|](?=\.|\s|$)")


def _legal_form_mended(text: str) -> str:
    text = _SRL.sub(lambda found: found.group(1) + ("L" if found.group(2) == "R" else "l"), text)
    return _SPZOO.sub(lambda found: found.group(1).replace("2", "z") + "o.o.", text)


# The neural reader drops the space after a number: before a label, and before a mailbox.
_GLUED = re.compile(
    r"(\d)(?=(?:Tel|Fax|Telefax|Mob|Mobile|Cel|Cell|Ph|Phone|Fone?|E-?mail|Mail|Web|www)\b[.:|]?)|"
    r"(\d[-.\s)]\d{2,5})\s?[.·•]?(?=[A-Za-z][\w.-]*@)"
)


def _gaps_put_back(text: str) -> str:
    return _GLUED.sub(lambda found: f"{found.group(1) or found.group(2)} ", text)


def _icon(text: str, lines: Sequence[FusedLine]) -> bool:
    """Whether a text is one or two ideographs on a card with few others: the neural reader reads icons so ("口")."""
    if len(text) > 2 or not all(_ideograph(c) for c in text):
        return False
    letters = [c for line in lines for c in line.text if c.isalpha()]
    return sum(_ideograph(c) for c in letters) < 0.1 * len(letters)


def _ideograph(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff"


def _amount(page: Page, lines: Sequence[TextLine]) -> float:
    """Return how much a page reads, weighted by confidence; a page by the neural reader counts more."""
    letters = sum(line.confidence**2 * sum(c.isalnum() for c in line.text) for line in lines)
    return letters * (1.5 if page.reader == ReaderKind.LINES else 1.0)


def _same_place(one: Box, other: Box) -> bool:
    smaller = min(one.width * one.height, other.width * other.height)
    vertical = min(one.bottom, other.bottom) - max(one.top, other.top)
    return one.overlap(other) >= SAME_LINE_SHARE * smaller or (
        vertical > 0.5 * min(one.height, other.height)
        and min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.width, other.width)
    )


def _clip(line: TextLine, box: Box) -> str:
    """Return the words of a line that stand within a box's columns, since a pass may have glued columns together."""
    margin = 0.5 * box.height
    inside = [w.text for w in line.words if box.left - margin <= w.box.center[0] <= box.right + margin]
    return " ".join(inside)


def _credible(line: TextLine, reader: str) -> bool:
    """Whether a line that only this page shows looks like text."""
    letters = sum(c.isalnum() for c in line.text)
    if reader == ReaderKind.LINES:
        return letters >= 2 and line.confidence > 0.5
    wordy = re.search(r"[^\W\d_]{3,}|\d{3,}", line.text)
    return bool(wordy) and letters >= LONE_LETTERS and line.confidence > LONE_CONFIDENCE


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _choose(variants: list[Variant]) -> tuple[tuple[Variant, ...], float]:
    """Return the variants, the one most agreed with first, and the line's confidence."""
    if len(variants) == 1:
        return (variants[0],), variants[0].confidence * (0.95 if variants[0].reader == ReaderKind.LINES else 0.85)

    def support(variant: Variant) -> float:
        if not _bare(variant.text):
            return 0.0  # otherwise two passes could agree on a mere dash
        own = variant.confidence * (1.6 if variant.reader == ReaderKind.LINES else 1.0)
        others = sum(
            other.confidence * (fuzz.ratio(_bare(variant.text), _bare(other.text)) / 100) ** 4
            for other in variants
            if other is not variant
        )
        return own + others

    ranked = sorted(variants, key=support, reverse=True)
    best = ranked[0]
    # The neural reader drops spaces between words. If a Tesseract pass has the same letters, its spaces are taken.
    for other in ranked[1:]:
        same = _bare(other.text) == _bare(best.text)
        if (
            same
            and other.text.count(" ") > best.text.count(" ")
            and best.reader == ReaderKind.LINES
            and other.confidence > 0.6
        ):
            best = Variant(other.text, max(best.confidence, other.confidence), best.reader)
            break
    agreeing = [v for v in ranked if _bare(v.text) == _bare(best.text)]
    doubt = 1.0
    for variant in agreeing:
        doubt *= 1 - 0.9 * variant.confidence
    confidence = (1 - doubt) * (1.0 if len(agreeing) > 1 else 0.9)
    return (best, *(v for v in ranked if v != best)), confidence
