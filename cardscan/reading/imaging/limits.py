"""How much one photo file may ask for. Apart from the loading itself: settings are read where no photo is."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.settings import setting, within

MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """How much one file may ask for.

    Attributes:
        max_pixels: Of one page; a phone's 48 MP pass, memory for one photo stays in hundreds of MB.
        max_pages: Pages of a TIFF or PDF that are read; the rest is left out.
        reduce_above: Pixels above which a JPEG is decoded at half size first (libjpeg scaling);
            0 switches that off.
        pdf_dpi: Resolution at which PDF pages are drawn.
    """

    max_pixels: int = setting(60_000_000, within(10_000, 1_000_000_000))
    max_pages: int = setting(20, within(1, 10_000))
    reduce_above: int = setting(6_000_000, within(0, 1_000_000_000))
    pdf_dpi: int = setting(250, within(36, 1_200))
