"""Cards -> recorded pages: what the real engines read on each card, kept so that learning need not read again.

    python -m training.record

The passes are those of `cardscan.reading.recognition`, all of them on every card: each configuration can be replayed.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2

from cardscan.model.geometry import Box, Quad
from cardscan.model.page import Page, ReaderKind, Word
from cardscan.model.photo import CardImage, Rendering
from cardscan.reading.imaging import in_colour, plain, polarity_evened
from cardscan.reading.ocr import Engine, OcrSettings, open_accent_reader, open_engine, open_second_reader
from cardscan.reading.parsing import writes_accents
from cardscan.reading.recognition import SECOND_SIDE
from training.cards import CACHE, Card, CardKey, card_pixels, dev_cards, drawn_cards

RECORD = CACHE / "pages.json.gz"
# After so many cards the file is written, so that a stopped run goes on where it was.
WRITE_EVERY = 20
# Names of the passes in the record, in the order of their use.
BLOCK, SPARSE, AUTO, NEURAL = "block", "sparse", "auto", "neural"
# What is read in which configuration: the cheap first pass alone, all of Tesseract, and with the second reader.
CONFIGURATIONS: dict[str, tuple[str, ...]] = {
    "one pass": (BLOCK,),
    "tesseract": (BLOCK, SPARSE),
    "second reader": (BLOCK, NEURAL),
}

RecordedWord = tuple[str, int, int, int, int, float]


@dataclass(slots=True)
class Recorded:
    """One card as all passes read it, with its truth.

    Attributes:
        size: (width, height) px of the card image.
        passes: By name, words as (text, left, top, width, height, confidence) in card px.
    """

    key: CardKey
    truth: dict[str, Any]
    country: str | None
    size: tuple[int, int]
    passes: dict[str, list[RecordedWord]]

    def pages(self, names: Sequence[str]) -> list[Page]:
        """The pages of some passes, as `recognition` would hand them over."""
        return [
            Page(
                name,
                tuple(Word(text, Box(*box), confidence) for text, *box, confidence in self.passes[name]),
                self.size,
                ReaderKind.LINES if name == NEURAL else ReaderKind.WORDS,
            )
            for name in names
        ]


def load() -> list[Recorded]:
    """All recorded cards, in the order of their keys; empty before the first recording."""
    if not RECORD.exists():
        return []
    rows = json.loads(gzip.decompress(RECORD.read_bytes()))
    recorded = [Recorded(**{**row, "key": CardKey(**row["key"]), "size": tuple(row["size"])}) for row in rows]
    return sorted(recorded, key=lambda r: (r.key.source, r.key.photo, r.key.index))


def read_card(card: Card, engine: Engine, second: Engine, accents: Engine | None = None) -> Recorded:
    """All passes over one card; the second reads accents where the country writes them, as in `recognition`."""
    pixels = card_pixels(card)
    size = (pixels.shape[1], pixels.shape[0])
    image = CardImage(pixels, Quad.whole(*size), None)  # type: ignore[arg-type]  no pass looks at the homography
    passes = {
        BLOCK: (engine, plain(image, 1200, psm=6)),
        SPARSE: (accents if accents and writes_accents(card.country) else engine, polarity_evened(image, 1600, psm=11)),
        AUTO: (engine, plain(image, 1600, psm=3)),
        NEURAL: (second, in_colour(image, SECOND_SIDE)),
    }
    words = {name: _words(reader, rendering) for name, (reader, rendering) in passes.items()}
    return Recorded(card.key, card.truth, card.country, size, words)


def _words(engine: Engine, rendering: Rendering) -> list[RecordedWord]:
    scale = rendering.scale
    return [
        (
            word.text,
            round(word.box.left / scale),
            round(word.box.top / scale),
            max(1, round(word.box.width / scale)),
            max(1, round(word.box.height / scale)),
            word.confidence,
        )
        for word in engine.read(rendering.pixels, psm=rendering.psm)
    ]


def main() -> int:
    """Read every card that is not yet recorded."""
    cv2.setNumThreads(1)
    CACHE.mkdir(exist_ok=True)
    recorded = {r.key: r for r in load()}
    settings = OcrSettings(second_reader="always")
    engine, second = open_engine(settings), open_second_reader(settings)
    if second is None:
        raise SystemExit("the second reader is not installed; run `make setup` first")
    accents = open_accent_reader(settings)
    if accents is None:
        print("accents are not read: install tesseract-ocr-script-latn first", file=sys.stderr)
    fresh = 0
    for card in (*dev_cards(), *drawn_cards()):
        if card.key in recorded:
            recorded[card.key].truth, recorded[card.key].country = card.truth, card.country
            continue
        recorded[card.key] = read_card(card, engine, second, accents)
        fresh += 1
        if fresh % WRITE_EVERY == 0:
            _write(recorded)
            print(f"{len(recorded)} cards recorded", file=sys.stderr)
    _write(recorded)
    print(f"{len(recorded)} cards recorded, {fresh} of them now")
    return 0


def _write(recorded: dict[CardKey, Recorded]) -> None:
    part = RECORD.with_suffix(".part")
    rows = [dataclasses.asdict(r) for r in recorded.values()]
    part.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), mtime=0))
    part.replace(RECORD)


if __name__ == "__main__":
    sys.exit(main())
