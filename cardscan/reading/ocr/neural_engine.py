"""Run the second reader: PP-OCRv6 small, whose models come inside the rapidocr wheel.

The only home of rapidocr and of the runtime under it. It works offline: it downloads and sends nothing. On one core,
OpenVINO runs the models three to seven times as fast as onnxruntime (docs/experiments.md); onnxruntime is used where
OpenVINO is not installed.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.util
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import MissingComponentError
from cardscan.model.installing import install_command
from cardscan.model.page import ReaderKind, Word
from cardscan.reading.ocr.engine import Engine, EngineStatus, EngineTraits, OcrSettings
from cardscan.reading.ocr.line_words import placed_word, split_line

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# Long side at which the detector looks for text, px; recognition still sees the full picture. Compared with 960 px:
# 0.05 s more, dev cards' titles 86 -> 89 %, rendered cards without an error 80 -> 84 % (docs/experiments.md).
DETECTION_SIDE = 1280

PACKAGES = ("rapidocr>=3.10,<3.11", "openvino")
RUNTIMES = ("openvino", "onnxruntime")
# From this Python version on, no runtime has wheels yet; the extra `neural` in pyproject.toml leaves it out there.
FIRST_WITHOUT_RUNTIME = (3, 15)


def neural_installed() -> bool:
    """Whether the packages of the extra `neural` are installed; imports nothing to find out."""
    return bool(importlib.util.find_spec("rapidocr")) and _runtime() is not None


def missing_neural(version: tuple[int, ...] = sys.version_info[:3]) -> tuple[str, str]:
    """Say why the neural reader is not installed, and give the command that installs it, if there is one."""
    if version[:2] < FIRST_WITHOUT_RUNTIME:
        return "the second reader is not installed", install_command(*PACKAGES)
    named = f"Python {version[0]}.{version[1]}"
    return f"the second reader's runtime has no package for {named} yet; cards are read with Tesseract alone", ""


def _runtime() -> str | None:
    return next((name for name in RUNTIMES if importlib.util.find_spec(name)), None)


def load_modules() -> None:
    """Import the reader's modules but load no model, so no thread starts and the process may fork afterwards."""
    runtime = _runtime()
    if runtime is None or not neural_installed():
        return
    _silence_telemetry()
    inference = f"rapidocr.inference_engine.{runtime}.main"
    for module in (f"{__package__}.shapes", "rapidocr.main", inference, runtime):
        with contextlib.suppress(ImportError):  # other versions of the package may have other modules
            importlib.import_module(module)


def _silence_telemetry() -> None:
    """Stop OpenVINO's Python package from reporting its use over the network, which it does on import.

    It falls back to its own stub when openvino_telemetry cannot be imported; None in sys.modules makes that happen.
    """
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # the documented way to forbid an import


class NeuralEngine:
    """PP-OCRv6 detection and recognition on one thread."""

    name = "rapidocr"
    traits = EngineTraits(
        reads=ReaderKind.LINES,
        scripts=("Latin", "Japanese", "Chinese (simplified)", "Chinese (traditional)"),
        any_direction=True,
    )

    def __init__(self) -> None:
        """Load the models. Raises MissingComponentError when the extra `neural` is not installed."""
        if not neural_installed():
            fact, remedy = missing_neural()
            way = f"install it with `{remedy}`" if remedy else "set ocr.second_reader to auto, or use an older Python"
            raise MissingComponentError(f"{fact}; {way}")
        runtime = _runtime()
        _silence_telemetry()
        import rapidocr

        from cardscan.reading.ocr.shapes import OnGrid  # it imports numpy, which commands that read no photo do without

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        models = Path(rapidocr.__file__).parent / "models"
        engine = rapidocr.EngineType(runtime)
        self._version = f"{importlib.metadata.version('rapidocr')} {runtime}"
        self._ocr: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                # Named by path, so that a missing file is an error and never a download.
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
                "Det.engine_type": engine,
                "Rec.engine_type": engine,
                "Global.text_score": 0.3,
                "Rec.rec_batch_num": 1,  # on one thread a batch only adds padding: 0.35 -> 0.26 s a card
                "Det.limit_type": "max",
                "Det.limit_side_len": DETECTION_SIDE,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "EngineConfig.openvino.inference_num_threads": 1,
                "EngineConfig.openvino.performance_hint": "LATENCY",
                # With pinning, several processes would share one core.
                "EngineConfig.openvino.enable_cpu_pinning": False,
            }
        )

        # rapidocr loads its models on first use. Load them now, before photos wait for them.
        loaders: Any = self._ocr
        detector, recogniser = loaders._load_det_model(), loaders._load_rec_model()
        detector.session = OnGrid(detector.session, height=True)
        recogniser.session = OnGrid(recogniser.session, height=False)

    def describe(self) -> str:
        """Return name and version."""
        return f"{self.name} {self._version} PP-OCRv6"

    def read(self, pixels: Pixels, *, psm: int = 0) -> tuple[Word, ...]:
        """See `Engine.read`; `psm` does not matter here.

        The models find whole lines; the recogniser says at which column each word of a line stands.
        """
        del psm
        if min(pixels.shape[:2]) < 4:
            return ()
        bgr: Any = pixels if pixels.ndim == 3 else pixels[:, :, None].repeat(3, axis=2)
        found = self._ocr(bgr, return_word_box=True)
        if found is None or found.boxes is None or found.txts is None:
            return ()
        words: list[Word] = []
        by_line = found.word_results or ((),) * len(found.txts)
        for corners, text, score, parts in zip(found.boxes, found.txts, found.scores, by_line, strict=False):
            left, top, right, bottom = _bounds(corners)
            if " ".join(str(part[0]) for part in parts).split() == str(text).split():
                # Words of one line share its top and height, because they were found together.
                spans = [(_bounds(part[2])[0], _bounds(part[2])[2]) for part in parts]
                words += [
                    placed_word(str(part[0]), x0, top, x1, bottom, float(score))
                    for part, (x0, x1) in zip(parts, spans, strict=True)
                    if str(part[0]).strip()
                ]
            else:
                words += split_line(str(text), left, top, right, bottom, float(score))
        return tuple(words)


def _bounds(corners: Any) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a quad of points."""
    xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
    return min(xs), min(ys), max(xs), max(ys)


class NeuralKind:
    """Opens the neural engine."""

    api = 1
    traits = NeuralEngine.traits

    def open(self, settings: OcrSettings) -> Engine:  # noqa: ARG002 - it has no languages to choose
        """See `EngineKind.open`."""
        return NeuralEngine()

    def installed(self, settings: OcrSettings) -> bool:  # noqa: ARG002
        """Whether the packages are installed."""
        return neural_installed()

    def status(self, settings: OcrSettings) -> EngineStatus:  # noqa: ARG002
        """See `EngineKind.status`. It does not load the models, which takes seconds."""
        if neural_installed():
            return EngineStatus("rapidocr", True, "PP-OCRv6 (second reader)")
        return EngineStatus("rapidocr", False, *missing_neural())

    def share(self) -> None:
        """Import its modules only, because opening it starts threads."""
        load_modules()


NEURAL = NeuralKind()
