"""Hold the readers of one process: those loaded once at the start, and those loaded when a card first needs them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from cardscan.errors import CardscanError
from cardscan.locales.countries import countries
from cardscan.reading.ocr import (
    Engine,
    OcrSettings,
    ScriptReader,
    load_second_reader,
    open_accent_reader,
    open_engine,
    open_second_reader,
    script_readers,
)


def _none() -> None:
    """Return None: there is no such reader."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers that read the cards.

    Attributes:
        engine: Makes the first pass over every card.
        second: The second reader; None where it is switched off or not installed.
        accents: Opens the reader that covers all languages in Latin letters; returns None where there is none.
        scripts: One reader for each installed script other than Latin; each opens when it is first asked.
    """

    engine: Engine
    second: Engine | None = None
    accents: Callable[[], Engine | None] = _none
    scripts: tuple[ScriptReader, ...] = ()

    def describe(self) -> str:
        """Describe the readers open from the start: "tesserocr 5.5.4 eng + rapidocr 3.10 openvino PP-OCRv6"."""
        return self.engine.describe() + (f" + {self.second.describe()}" if self.second else "")


def open_readers(settings: OcrSettings) -> Readers:
    """Load the models, once per process.

    Raises:
        MissingComponentError: An engine or a language is not installed.
    """
    return Readers(_engine(settings), open_second_reader(settings), partial(_accents, settings), _scripts(settings))


def load_shared(settings: OcrSettings) -> None:
    """Load what the readers of forked processes can share. A failure here is ignored: opening the readers reports it.

    The second reader's network is left out: compiling it starts threads, which a fork does not copy. Only its modules
    are imported, which is the larger half of its start-up time.
    """
    with contextlib.suppress(CardscanError):
        countries()
        if settings.engine not in settings.outside:  # a plug-in is opened only inside the sandbox
            _engine(settings)
        _accents(settings)
    load_second_reader(settings)


@cache
def _engine(settings: OcrSettings) -> Engine:
    return open_engine(settings)


@cache
def _scripts(settings: OcrSettings) -> tuple[ScriptReader, ...]:
    """Create them once per process, because a reader keeps its data once it has loaded them."""
    return script_readers(settings)


@cache
def _accents(settings: OcrSettings) -> Engine | None:
    """Open it once, when it is first asked for: its data takes half a second to load."""
    return open_accent_reader(settings)
