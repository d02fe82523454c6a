"""From a photo file to flat, upright card images and cleaned renderings for the reader.

The only home of OpenCV, zxing-cpp, libheif and PDFium. Nothing here knows what a name or a phone number is.

    read_photo_file -> load_photos -> find_cards -> hypotheses
"""

from cardscan.imaging.cleaning import (
    best_channel,
    divided,
    enlarged,
    hypotheses,
    in_colour,
    plain,
    polarity_evened,
)
from cardscan.imaging.codes import read_codes
from cardscan.imaging.finding import find_cards, turn_upright
from cardscan.imaging.loading import LoadLimits, load_photos, read_photo_file
from cardscan.imaging.locating import Located, LocateSettings, locate

__all__ = [
    "LoadLimits",
    "LocateSettings",
    "Located",
    "best_channel",
    "divided",
    "enlarged",
    "find_cards",
    "hypotheses",
    "in_colour",
    "load_photos",
    "locate",
    "plain",
    "polarity_evened",
    "read_codes",
    "read_photo_file",
    "turn_upright",
]
