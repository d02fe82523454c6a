"""Define an e-mail address as the finder returns it."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.reading import Alternative


@dataclass(frozen=True, slots=True)
class EmailFound:
    """An e-mail address that a text may hold.

    Attributes:
        value: The address in lower case, repaired.
        printed: The text as read; a line break becomes a space.
        span: (start, end) in the text.
        confidence: 0 to 1, not calibrated.
        reasons: What was repaired, and what supports the address.
        alternatives: Other readings.
    """

    value: str
    printed: str
    span: tuple[int, int]
    confidence: float
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
