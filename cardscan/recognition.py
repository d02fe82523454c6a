"""Card image -> reading: which passes are made over a card, and when enough has been read.

The cheapest good pass comes first. The next one, under another assumption about the print, is asked for only while
the reading is not yet sure: a value that does not validate, a doubtful word, no name. Where the second reader is
installed it reads every card after one Tesseract pass: half of the cards that Tesseract alone was sure of had an
organisation or title wrong (docs/experiments.md), and the two together are better than either.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from cardscan.imaging import in_colour, plain, polarity_evened
from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage, Hypothesis
from cardscan.model.reading import CardReading, ContactDetails, Recommendation
from cardscan.ocr import Engine
from cardscan.parsing import Hints, read

# The second reader gets the card in colour at this long side; its detector scales down by itself.
SECOND_SIDE = 1400
PSM_BLOCK, PSM_SPARSE, PSM_AUTO = 6, 11, 3


def recognise(
    card: CardImage, engine: Engine, second: Engine | None, hints: Hints
) -> tuple[CardReading, dict[str, float], int]:
    """Read one card.

    Returns:
        The reading, milliseconds by stage ("ocr", "parse"), and the number of passes made.
    """
    size = (card.pixels.shape[1], card.pixels.shape[0])
    times = {"ocr": 0.0, "parse": 0.0}
    pages: list[Page] = []
    reading = CardReading(ContactDetails())
    for reader, hypothesis in _passes(card, engine, second):
        if second is None and reading.recommendation is Recommendation.STRONG:
            break
        started = time.perf_counter()
        words = reader.read(hypothesis.pixels, psm=hypothesis.psm)
        pages.append(_page(words, hypothesis, size, "neural" if reader is second else "tesseract"))
        read_at = time.perf_counter()
        reading = read(pages, codes=card.codes, hints=hints)
        times["ocr"] += 1000 * (read_at - started)
        times["parse"] += 1000 * (time.perf_counter() - read_at)
    return reading, times, len(pages)


def _passes(card: CardImage, engine: Engine, second: Engine | None) -> Iterator[tuple[Engine, Hypothesis]]:
    """Readers and renderings in the order of their use; each rendering is made only when it is asked for."""
    yield engine, plain(card, 1200, psm=PSM_BLOCK)
    if second is not None:
        yield second, in_colour(card, SECOND_SIDE)
        return
    yield engine, polarity_evened(card, 1600, psm=PSM_SPARSE)
    yield engine, plain(card, 1600, psm=PSM_AUTO)


def _page(words: tuple[Word, ...], hypothesis: Hypothesis, size: tuple[int, int], reader: str) -> Page:
    """Words with their boxes brought back from the rendering to the card image."""
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
    return Page(hypothesis.name, tuple(placed), size, reader)
