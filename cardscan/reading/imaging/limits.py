"""Define limits on what one photo file may cost. It does no loading, so that settings can be read without it."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.settings import setting, within

MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Limits on what one file may cost to read.

    Attributes:
        max_pixels: Pixels of one page. A phone's 48 MP pass; memory for one photo stays in hundreds of MB.
        max_pages: Pages of a TIFF or PDF that are read; the rest are left out.
        reduce_above: Pixels above which a JPEG is first decoded at half size (libjpeg scaling);
            0 turns that off.
        pdf_dpi: Resolution at which PDF pages are drawn.
    """

    max_pixels: int = setting(60_000_000, within(10_000, 1_000_000_000))
    max_pages: int = setting(20, within(1, 10_000))
    reduce_above: int = setting(6_000_000, within(0, 1_000_000_000))
    pdf_dpi: int = setting(250, within(36, 1_200))
