"""What a person may ask of a photo that was read before: to see it, or to have one of its cards read again."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.model.geometry import Quad


@dataclass(frozen=True, slots=True)
class CardAgain:
    """One card of a photo, to be read again.

    Attributes:
        page: 0-based page of a PDF or TIFF.
        index: Of the card in its file; it keeps it.
        quad: Where it is, px of the undiminished photo; None: the whole photo.
        turn: Degrees clockwise from how it stood; None: as it reads best.
    """

    name: str
    data: bytes = field(repr=False)
    page: int
    index: int
    quad: Quad | None
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoLook:
    """A photo that is to be shown, at most `longest` px."""

    name: str
    data: bytes = field(repr=False)
    page: int
    longest: int


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as it was taken.

    Attributes:
        jpeg: Encoded here, whatever the file was.
        full_size: (width, height) px of the undiminished photo, in which outlines are given.
    """

    jpeg: bytes = field(repr=False)
    full_size: tuple[int, int]
