"""Define the settings for reading photos."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.reading.imaging.limits import LoadLimits
from cardscan.reading.ocr.engine import OcrSettings


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Settings for reading photos.

    Attributes:
        country: ISO 3166-1 alpha-2 country in which national phone numbers are read where the card does not say; may
            be empty.
        photos: Limits on what is decoded.
        ocr: How cards are read.
    """

    country: str = ""
    photos: LoadLimits = field(default_factory=LoadLimits)
    ocr: OcrSettings = field(default_factory=OcrSettings)
