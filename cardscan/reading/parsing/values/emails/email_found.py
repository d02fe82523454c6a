"""An e-mail address as a finder hands it on."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.reading import Alternative


@dataclass(frozen=True, slots=True)
class EmailFound:
    """An e-mail address a text may hold.

    Attributes:
        value: Lower case, mended.
        printed: As read, over a line break joined by a space.
        span: (start, end) in the text.
        confidence: 0 to 1, not calibrated.
        reasons: What was mended, and what speaks for it.
        alternatives: Other readings.
    """

    value: str
    printed: str
    span: tuple[int, int]
    confidence: float
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
