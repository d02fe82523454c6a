"""Define what is shown of each step from a photo to its readings, so that a wrong reading can be understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.model.page import Word
from cardscan.model.photo import Code, Quality
from cardscan.model.reading import CardReading


@dataclass(frozen=True, slots=True)
class StepPicture:
    """One drawn step.

    Attributes:
        png: Exact, for a close look.
        jpeg: Smaller, for the page that shows all steps.
    """

    png: bytes = field(repr=False)
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """An outline that was considered.

    Attributes:
        number: The number drawn on the picture, from 1.
        score: 0 to 1; how much it looks like a card.
        source: The detector that proposed it.
        reasons: Names and contributions to the score's log odds, the strongest first.
        fate: "chosen", or why it was not.
    """

    number: int
    score: float
    source: str
    reasons: tuple[tuple[str, float], ...]
    fate: str


@dataclass(frozen=True, slots=True)
class ShownPass:
    """One reading pass over a card: the rendering that the reader got, and what it read.

    Attributes:
        rendering_name: Name of the rendering.
        reader: The kind of reader (`ReaderKind`), as text.
        rendering: The picture that was read.
        boxes: The card with a box around each word, coloured by confidence.
    """

    rendering_name: str
    reader: str
    rendering: StepPicture
    boxes: StepPicture
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ShownCard:
    """One card in a picture.

    Attributes:
        size: (width, height) px of the card image.
        orientation: Degrees by which it was turned clockwise to be upright.
        why: Reasons for its outline.
        flat: The card image.
        fields: The card image with a numbered box around each field, in the order of the reading, from 1.
    """

    size: tuple[int, int]
    orientation: int
    score: float
    why: tuple[str, ...]
    quality: Quality | None
    codes: tuple[Code, ...]
    flat: StepPicture
    fields: StepPicture
    passes: tuple[ShownPass, ...]
    reading: CardReading


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One picture of the file: the photo itself, or a page of a PDF or TIFF.

    Attributes:
        number: From 1.
        size: (width, height) px of the picture at full size.
        proposals: The best outlines, best first.
        considered: How many outlines were compared.
        outlines: The picture with the proposals drawn.
        chosen: The picture with the cards' outlines drawn.
        reason: Why there is no card; None if there is one.
    """

    number: int
    size: tuple[int, int]
    proposals: tuple[ShownProposal, ...]
    considered: int
    outlines: StepPicture
    chosen: StepPicture
    cards: tuple[ShownCard, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All steps for one photo file.

    Attributes:
        name: File name.
        sha256: SHA-256 of the file's bytes, hexadecimal.
        engine: The OCR engine that read it.
    """

    name: str
    sha256: str
    engine: str
    pages: tuple[ShownPage, ...]
