"""Card image -> words: the engines, under one protocol.

The only home of tesserocr, pytesseract and rapidocr.
"""

from cardscan.ocr.choice import installed_languages, open_engine, open_second_reader, probe
from cardscan.ocr.engine import Engine, EngineStatus, OcrSettings
from cardscan.ocr.legibility import legibility

__all__ = [
    "Engine",
    "EngineStatus",
    "OcrSettings",
    "installed_languages",
    "legibility",
    "open_engine",
    "open_second_reader",
    "probe",
]
