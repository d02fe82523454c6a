"""Define what every OCR engine offers, and the settings that choose one.

Terminology
    engine      a program or library that turns pixels into words
    language    a Tesseract language code ("eng", "deu"); several are joined with "+"
    tessdata    the folder that holds one NAME.traineddata per language
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cardscan.model.page import ReaderKind, Word
from cardscan.model.settings import OwnOrNamed, each, filled_from, folder, setting, tesseract_language, within

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels


ENGINES = ("auto", "tesserocr", "pytesseract")
SECOND_READER = ("auto", "off", "always")
_NAMED = "plugins.ocr_engines"


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """Settings for reading cards.

    Attributes:
        engine: "auto", "tesserocr" or "pytesseract"; auto prefers the former. It may also be a plug-in that
            `plugins.ocr_engines` names: that makes the first pass, and Tesseract still reads other scripts and accents.
        languages: Tesseract language codes; empty means English.
        tessdata: A folder with *.traineddata; it is searched before those that cardscan finds itself.
        second_reader: The neural reader, which reads every card after Tesseract's first pass. "auto": used where it is
            installed; "always": required, and without it nothing is read; "off": never. A named plug-in can replace it.
        timeout_s: Longest time for one pass over one card, in seconds, where the engine can be interrupted.
        outside: The plug-ins that `engine` and `second_reader` may choose.
    """

    engine: str = setting("auto", OwnOrNamed(ENGINES, _NAMED))
    languages: tuple[str, ...] = setting((), each(tesseract_language))
    tessdata: Path | None = setting(None, folder)
    second_reader: str = setting("auto", OwnOrNamed(SECOND_READER, _NAMED))
    timeout_s: float = setting(20.0, within(0.1, 3_600))
    outside: tuple[str, ...] = filled_from(_NAMED)


@dataclass(frozen=True, slots=True)
class EngineTraits:
    """What an engine can do. The rest of the program relies on this, and never on an engine's name.

    Attributes:
        reads: Whether it finds words or whole lines.
        scripts: Names of the scripts it reads: "Latin", and those of `scripts.SCRIPTS`.
        word_boxes: Whether it gives each word a box. If False, it gives each line one, which is shared out among its
            words by their number of letters.
        any_direction: Whether it finds lines however the card is turned, so that it can tell which way up the card is.
        runs_programs: Whether it starts a program for every picture. If so, its process cannot be barred from starting
            programs and reading files; the network stays closed.
        readable: Files and folders outside Python's own that it reads, mostly models.
    """

    reads: ReaderKind = ReaderKind.WORDS
    scripts: tuple[str, ...] = ("Latin",)
    word_boxes: bool = True
    any_direction: bool = False
    runs_programs: bool = False
    readable: tuple[Path, ...] = ()


class Engine(Protocol):
    """Turns pixels into words. Every implementation runs the same contract suite."""

    @property
    def name(self) -> str:
        """Return the name that the settings use for it."""
        ...

    @property
    def traits(self) -> EngineTraits:
        """Return what it can do."""
        ...

    def describe(self) -> str:
        """Return name, version and languages: "tesserocr 5.5.4 eng"."""
        ...

    def read(self, pixels: Pixels, *, psm: int) -> tuple[Word, ...]:
        """Read one picture.

        Args:
            pixels: uint8, grey of shape (H, W) or BGR of shape (H, W, 3).
            psm: Tesseract's page segmentation mode, 0-13; ignored by engines that have none.
        Returns:
            Words in the engine's order, boxes in px of `pixels`; empty when nothing was read.
        """
        ...


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What `doctor` says about one engine.

    Attributes:
        usable: Whether it can read right now.
        detail: Version and languages, or what is missing.
        remedy: The command that installs it; empty when usable.
    """

    name: str
    usable: bool
    detail: str
    remedy: str = ""
