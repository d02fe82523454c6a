"""One pass of a reader over a card: the rendering it gets, and its words brought back to the card."""

from __future__ import annotations

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage, Hypothesis
from cardscan.reading.imaging import plain
from cardscan.reading.ocr import Engine

PSM_BLOCK = 6


def first_rendering(card: CardImage) -> Hypothesis:
    """What every card's first pass reads, and each trial of another script."""
    return plain(card, 1200, psm=PSM_BLOCK)


def read_pass(engine: Engine, hypothesis: Hypothesis, card: CardImage) -> Page:
    """One pass, its boxes brought back from the rendering to the card image."""
    words = engine.read(hypothesis.pixels, psm=hypothesis.psm)
    scale = hypothesis.scale
    placed = [
        Word(
            word.text,
            Box(
                round(word.box.left / scale),
                round(word.box.top / scale),
                max(1, round(word.box.width / scale)),
                max(1, round(word.box.height / scale)),
            ),
            word.confidence,
        )
        for word in words
    ]
    return Page(hypothesis.name, tuple(placed), (card.pixels.shape[1], card.pixels.shape[0]), engine.traits.reads)
