"""Make one pass of a reader over a card: choose the first rendering, and map the words back onto the card image."""

from __future__ import annotations

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage, Rendering
from cardscan.reading.imaging import plain
from cardscan.reading.ocr import Engine

PSM_BLOCK = 6


def first_rendering(card: CardImage) -> Rendering:
    """Return the rendering that the first pass over every card reads, and so does each trial of another script."""
    return plain(card, 1200, psm=PSM_BLOCK)


def read_pass(engine: Engine, rendering: Rendering, card: CardImage) -> Page:
    """Read one rendering, and scale its word boxes back to the card image."""
    words = engine.read(rendering.pixels, psm=rendering.psm)
    scale = rendering.scale
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
    return Page(rendering.name, tuple(placed), (card.pixels.shape[1], card.pixels.shape[0]), engine.traits.reads)
