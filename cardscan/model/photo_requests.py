"""Define requests on a photo that was read before: to show it, or to read one of its cards again."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.model.geometry import Quad


@dataclass(frozen=True, slots=True)
class CardToReread:
    """One card of a photo that is to be read again.

    Attributes:
        page: 0-based page of a PDF or TIFF.
        index: Index of the card in its file, which the card keeps.
        quad: Where the card is, in px of the photo at full size; None: the whole photo.
        turn: Degrees clockwise from how the card lies; None: as it reads best.
    """

    name: str
    data: bytes = field(repr=False)
    page: int
    index: int
    quad: Quad | None
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoToShow:
    """A photo that is to be shown, with its longer side at most `longest` px."""

    name: str
    data: bytes = field(repr=False)
    page: int
    longest: int


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as it was taken.

    Attributes:
        jpeg: The photo encoded as JPEG, whatever format the file had.
        full_size: (width, height) px of the photo at full size, in which outlines are given.
    """

    jpeg: bytes = field(repr=False)
    full_size: tuple[int, int]
