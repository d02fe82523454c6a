"""Card image -> words: the engines, under one protocol.

The only home of tesserocr, pytesseract and rapidocr.
"""

from cardscan.ocr.choice import (
    accents_installed,
    installed_languages,
    load_second_reader,
    open_accent_reader,
    open_engine,
    open_second_reader,
    probe,
    runs_programs,
)
from cardscan.ocr.engine import Engine, EngineStatus, OcrSettings
from cardscan.ocr.legibility import SURE, legibility, legibility_of, quarter_turn, uprightness

__all__ = [
    "SURE",
    "Engine",
    "EngineStatus",
    "OcrSettings",
    "accents_installed",
    "installed_languages",
    "legibility",
    "legibility_of",
    "load_second_reader",
    "open_accent_reader",
    "open_engine",
    "open_second_reader",
    "probe",
    "quarter_turn",
    "runs_programs",
    "uprightness",
]
