"""Card image -> reading: which passes are made over a card, and when enough has been read.

The cheapest good pass comes first. The next one, under another assumption about the print, is asked for only while
the reading is not yet sure: a value that does not validate, a doubtful word, no name. Where the second reader is
installed it reads every card after one Tesseract pass: half of the cards that Tesseract alone was sure of had an
organisation or title wrong (docs/experiments.md), and the two together are better than either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from cardscan.imaging import in_colour, plain, polarity_evened, turn_upright
from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import CardImage, Hypothesis
from cardscan.model.reading import CardReading, ContactDetails, Recommendation
from cardscan.ocr import SURE, Engine, legibility, legibility_of
from cardscan.parsing import Hints, read

# The second reader gets the card in colour at this long side; its detector scales down by itself.
SECOND_SIDE = 1400
PSM_BLOCK, PSM_SPARSE, PSM_AUTO = 6, 11, 3


def stand_upright(card: CardImage, engine: Engine) -> tuple[CardImage, Page | None]:
    """The card as it can be read, with the first pass over it where that was made already.

    The first pass is the judge: what reads well stands upright. Only where it does not are the other ways up tried.
    """
    first = _read(engine, _first(card), card, "tesseract")
    if legibility_of(first.words) >= SURE:
        return card, first
    turned = turn_upright(card, partial(legibility, engine))
    return turned, first if turned is card else None


def recognise(
    card: CardImage, engine: Engine, second: Engine | None, hints: Hints, *, first: Page | None = None
) -> tuple[CardReading, dict[str, float], int]:
    """Read one card.

    Args:
        first: The page of the first pass, where `stand_upright` made it.
    Returns:
        The reading, milliseconds by stage ("ocr", "parse"), and the number of passes made.
    """
    times = {"ocr": 0.0, "parse": 0.0}
    pages: list[Page] = []
    reading = CardReading(ContactDetails())
    for reader, make in _passes(card, engine, second):
        if second is None and reading.recommendation is Recommendation.STRONG:
            break
        started = time.perf_counter()
        if first is not None and not pages:
            pages.append(first)
        else:
            pages.append(_read(reader, make(), card, "neural" if reader is second else "tesseract"))
        read_at = time.perf_counter()
        reading = read(pages, codes=card.codes, hints=hints)
        times["ocr"] += 1000 * (read_at - started)
        times["parse"] += 1000 * (time.perf_counter() - read_at)
    return reading, times, len(pages)


def _first(card: CardImage) -> Hypothesis:
    return plain(card, 1200, psm=PSM_BLOCK)


def _passes(
    card: CardImage, engine: Engine, second: Engine | None
) -> Iterator[tuple[Engine, Callable[[], Hypothesis]]]:
    """Readers and renderings in the order of their use; each rendering is made only when it is asked for."""
    yield engine, partial(_first, card)
    if second is not None:
        yield second, partial(in_colour, card, SECOND_SIDE)
        return
    yield engine, partial(polarity_evened, card, 1600, psm=PSM_SPARSE)
    yield engine, partial(plain, card, 1600, psm=PSM_AUTO)


def _read(engine: Engine, hypothesis: Hypothesis, card: CardImage, reader: str) -> Page:
    """One pass, its boxes brought back from the rendering to the card image."""
    words = engine.read(hypothesis.pixels, psm=hypothesis.psm)
    return _page(words, hypothesis, (card.pixels.shape[1], card.pixels.shape[0]), reader)


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
