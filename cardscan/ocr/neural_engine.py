"""The second reader: PP-OCRv6 small, whose models come inside the rapidocr wheel.

The only home of rapidocr. It works offline: nothing is downloaded.
"""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import MissingComponentError
from cardscan.model.geometry import Box
from cardscan.model.page import Word

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# Long side at which text is looked for, px; recognition still sees the full picture. On the dev cards 736 px on the
# short side finds 2 % more lines in three times the time.
DETECTION_SIDE = 960

REMEDY = "pip install 'rapidocr>=3.10,<3.11' onnxruntime"


def neural_installed() -> bool:
    """Both packages of the extra `neural` are there (nothing is imported to find out)."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


class NeuralEngine:
    """PP-OCRv6 detection and recognition on one thread."""

    name = "rapidocr"

    def __init__(self) -> None:
        """Load the models. Raises MissingComponentError when the extra `neural` is not installed."""
        if not neural_installed():
            raise MissingComponentError(f"the second reader is not installed; install it with `{REMEDY}`")
        import rapidocr

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        models = Path(rapidocr.__file__).parent / "models"
        self._version = getattr(rapidocr, "__version__", "3")
        self._ocr: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Global.model_root_dir": str(models),
                "Global.text_score": 0.3,
                "Rec.rec_batch_num": 1,  # on one thread a batch only adds padding: 0.35 -> 0.26 s a card
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def describe(self) -> str:
        """Name and version."""
        return f"{self.name} {self._version} PP-OCRv6"

    def read(self, pixels: Pixels, *, psm: int = 0) -> tuple[Word, ...]:
        """See `Engine.read`; `psm` does not matter here.

        The models return whole lines: they are cut at their spaces, each word as wide as its share of the letters.
        """
        del psm
        if min(pixels.shape[:2]) < 4:
            return ()
        bgr: Any = pixels if pixels.ndim == 3 else pixels[:, :, None].repeat(3, axis=2)
        found = self._ocr(bgr)
        if found is None or found.boxes is None or found.txts is None:
            return ()
        words: list[Word] = []
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
            words += _split_line(str(text), min(xs), min(ys), max(xs), max(ys), float(score))
        return tuple(words)


def _split_line(text: str, left: float, top: float, right: float, bottom: float, score: float) -> list[Word]:
    """Words of one line, each as wide as its share of the letters."""
    words: list[Word] = []
    per_letter = (right - left) / max(1, len(text))
    start = 0
    for part in text.split(" "):
        if part.strip():
            x0, x1 = left + start * per_letter, left + (start + len(part)) * per_letter
            box = Box(max(0, round(x0)), max(0, round(top)), max(1, round(x1 - x0)), max(1, round(bottom - top)))
            words.append(Word(part.strip(), box, min(1.0, max(0.0, score))))
        start += len(part) + 1
    return words
