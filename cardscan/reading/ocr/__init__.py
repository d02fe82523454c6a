"""Turn a card image into words: the OCR engines, behind one protocol.

The only home of tesserocr, pytesseract and rapidocr.
"""

from cardscan.reading.ocr.choice import (
    accents_installed,
    installed_languages,
    load_second_reader,
    open_accent_reader,
    open_engine,
    open_second_reader,
    outside_folders,
    probe,
    runs_programs,
    script_readers,
    second_reader_says,
)
from cardscan.reading.ocr.engine import Engine, EngineStatus, EngineTraits, OcrSettings
from cardscan.reading.ocr.legibility import (
    SURE,
    is_net_address,
    legibility,
    legibility_of,
    plain_share,
    quarter_turn,
    uprightness,
)
from cardscan.reading.ocr.scripts import SCRIPTS, Script, ScriptReader, kana_share, share_read

__all__ = [
    "SCRIPTS",
    "SURE",
    "Engine",
    "EngineStatus",
    "EngineTraits",
    "OcrSettings",
    "Script",
    "ScriptReader",
    "accents_installed",
    "installed_languages",
    "is_net_address",
    "kana_share",
    "legibility",
    "legibility_of",
    "load_second_reader",
    "open_accent_reader",
    "open_engine",
    "open_second_reader",
    "outside_folders",
    "plain_share",
    "probe",
    "quarter_turn",
    "runs_programs",
    "script_readers",
    "second_reader_says",
    "share_read",
    "uprightness",
]
