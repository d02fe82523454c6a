"""Turn a photo file into flat, upright card images and cleaned renderings for the reader.

The only home of OpenCV, zxing-cpp, libheif, PDFium and Pillow. Nothing here knows what a name or a phone number is.
OpenCV is loaded when one of its functions is first needed, so programs that only dispatch photos do without it.

    read_photo_file -> load_photos -> find_cards -> plain, polarity_evened and other renderings
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardscan.reading.imaging.cleaning import (
        divided,
        in_colour,
        line_alone,
        plain,
        polarity_evened,
    )
    from cardscan.reading.imaging.codes import read_codes
    from cardscan.reading.imaging.finding import find_cards, turn_upright, turned_by
    from cardscan.reading.imaging.limits import LoadLimits
    from cardscan.reading.imaging.loading import load_photos, read_photo_file
    from cardscan.reading.imaging.locating import LocatedCards, LocateSettings, locate
    from cardscan.reading.imaging.recutting import cut_card, photo_jpeg

_HOMES = {
    "cleaning": (
        "divided",
        "in_colour",
        "line_alone",
        "plain",
        "polarity_evened",
    ),
    "codes": ("read_codes",),
    "finding": ("find_cards", "turn_upright", "turned_by"),
    "limits": ("LoadLimits",),
    "loading": ("load_photos", "read_photo_file"),
    "locating": ("LocateSettings", "LocatedCards", "locate"),
    "recutting": ("cut_card", "photo_jpeg"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


__all__ = [
    "LoadLimits",
    "LocateSettings",
    "LocatedCards",
    "cut_card",
    "divided",
    "find_cards",
    "in_colour",
    "line_alone",
    "load_photos",
    "locate",
    "photo_jpeg",
    "plain",
    "polarity_evened",
    "read_codes",
    "read_photo_file",
    "turn_upright",
    "turned_by",
]
