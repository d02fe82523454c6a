"""Register the OCR engines: what one must offer before it is opened, and where cardscan's own are.

Imports little: an engine's module is imported when somebody asks for it, and its library when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from cardscan.errors import MissingComponentError, PluginError
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.model.plaintext import one_line
from cardscan.plugins import Origin, Registry, blamed
from cardscan.reading.ocr.engine import Engine, EngineStatus, EngineTraits, OcrSettings
from cardscan.reading.ocr.line_words import split_line

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

MAX_WORDS = 2000  # a card holds about fifty; more is noise from a hostile picture
LONGEST_NAME = 100


class EnginePlugin(Protocol):
    """What a plug-in offers: what its engine can do, and how to open it."""

    @property
    def api(self) -> int:
        """Return the version of the interface it is written for: 1."""

    @property
    def traits(self) -> EngineTraits:
        """Return what the engine can do; known without opening it."""

    def open(self, settings: OcrSettings) -> Engine:
        """Load the models, once per process; a plug-in does so inside the sandboxed worker.

        Raises:
            MissingComponentError: Something that it needs is not installed; the message says how to get it.
        """


class EngineKind(EnginePlugin, Protocol):
    """An engine as the rest of the program sees it: cardscan's own, or a plug-in's behind its checks."""

    def installed(self, settings: OcrSettings) -> bool:
        """Whether it will open, as far as that can be told without opening it."""

    def status(self, settings: OcrSettings) -> EngineStatus:
        """Return what `doctor` says about it."""

    def share(self) -> None:
        """Import what forked processes can share; starts no thread."""


class OutsideKind:
    """A plug-in's engine. Errors it raises and invalid values it gives are reported under its name."""

    api = 1

    def __init__(self, inner: Any, origin: Origin) -> None:
        if not isinstance(inner.traits, EngineTraits):
            raise TypeError("its traits are no EngineTraits")
        self.traits: EngineTraits = inner.traits
        self._inner, self._origin = inner, origin

    def open(self, settings: OcrSettings) -> Engine:
        """See `EnginePlugin.open`."""
        advice = "no photo was read; update its package, or set another `ocr.engine` and `ocr.second_reader`"
        with blamed(self._origin, "when it was opened", advice, through=(MissingComponentError,)):
            return OutsideEngine(self._inner.open(settings), self.traits, self._origin)

    def installed(self, settings: OcrSettings) -> bool:  # noqa: ARG002 - the interface's argument
        """Return True: it was loaded, or it would not be here."""
        return True

    def status(self, settings: OcrSettings) -> EngineStatus:
        """See `EngineKind.status`."""
        try:
            return EngineStatus(self._origin.name, True, self.open(settings).describe())
        except (MissingComponentError, PluginError) as error:
            return EngineStatus(self._origin.name, False, str(error))

    def share(self) -> None:
        """Do nothing: only sandboxed workers open it."""


class OutsideEngine:
    """A plug-in's opened engine. It checks every word that the plug-in gives."""

    def __init__(self, inner: Any, traits: EngineTraits, origin: Origin) -> None:
        self._inner, self._origin, self.traits = inner, origin, traits
        self.name = origin.name
        self._said = one_line(str(inner.describe()), LONGEST_NAME) or origin.name

    def describe(self) -> str:
        """Return the name and version that the plug-in states."""
        return self._said

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """See `Engine.read`. The pixels that the plug-in gets cannot be written to.

        Raises:
            PluginError: It failed, or returned something other than words of this picture.
        """
        height, width = pixels.shape[:2]
        if height < 4 or width < 4:
            return ()
        seen = pixels.view()
        seen.flags.writeable = False
        with blamed(self._origin, "on a picture", "the other photos are read"):
            return tuple(self._words(self._inner.read(seen, psm=psm), width, height))[:MAX_WORDS]

    def _words(self, found: Iterable[Word], width: int, height: int) -> Iterator[Word]:
        for word in found:
            if not isinstance(word, Word):
                raise TypeError(f"{type(word).__name__} in place of a Word")
            text, box = " ".join(word.text.split()), _inside(word.box, width, height)
            if " " not in text:
                yield Word(text, box, word.confidence)
            elif self.traits.word_boxes:
                raise ValueError("a word with a blank in it")
            else:
                for part in split_line(text, box.left, box.top, box.right, box.bottom, word.confidence):
                    yield Word(part.text, _inside(part.box, width, height), part.confidence)


def _inside(box: Box, width: int, height: int) -> Box:
    """Return the part of a box that lies in the picture. Raises ValueError if none does."""
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(width, box.right), min(height, box.bottom)
    if right <= left or bottom <= top:
        raise ValueError("a word outside the picture")
    return Box(left, top, right - left, bottom - top)


OCR_ENGINES: Registry[EngineKind] = Registry(
    "OCR engine",
    "plugins.ocr_engines",
    {
        "tesserocr": "cardscan.reading.ocr.tesserocr_engine:TESSEROCR",
        "pytesseract": "cardscan.reading.ocr.pytesseract_engine:PYTESSERACT",
        "rapidocr": "cardscan.reading.ocr.neural_engine:NEURAL",
    },
    needs=("traits", "open"),
    adapt=OutsideKind,
)
