"""Small print, enlarged before Tesseract reads it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import Engine, EngineTraits, OcrSettings
from cardscan.reading.ocr.registry import OCR_ENGINES

TIMES = 2


class LargePrintEngine:
    """Tesseract on a picture twice as large; boxes are brought back to the picture as it came."""

    name = "large_print"
    traits = EngineTraits()

    def __init__(self, tesseract: Engine) -> None:
        self._tesseract = tesseract

    def describe(self) -> str:
        """What stands beside each reading."""
        return f"large_print 1.0 on {self._tesseract.describe()}"

    def read(self, pixels: NDArray[np.uint8], *, psm: int) -> tuple[Word, ...]:
        """The words of one picture."""
        large = cv2.resize(pixels, None, fx=TIMES, fy=TIMES, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        return tuple(Word(w.text, _smaller(w.box), w.confidence) for w in self._tesseract.read(large, psm=psm))


class LargePrint:
    """An OCR engine: `[plugins] ocr_engines = ["large_print"]` and `[ocr] engine = "large_print"`."""

    api = 1
    traits = LargePrintEngine.traits

    def open(self, settings: OcrSettings) -> Engine:
        """Called once a process, which is shut in by then."""
        return LargePrintEngine(OCR_ENGINES.load("tesserocr").open(settings))


def _smaller(box: Box) -> Box:
    return Box(box.left // TIMES, box.top // TIMES, max(1, box.width // TIMES), max(1, box.height // TIMES))
