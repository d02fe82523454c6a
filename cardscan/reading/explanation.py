"""Run the stages of `pipeline.scan_file` for one photo that was read wrongly, and keep a picture of each step.

Runs inside an isolated process like a scan, because the photo is no more trusted here. It writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cardscan.errors import CardNotFoundError
from cardscan.model.explanation import Explanation, ShownCard, ShownPage, ShownPass, ShownProposal
from cardscan.model.geometry import Quad
from cardscan.model.page import Page
from cardscan.model.photo import Photo, Rendering
from cardscan.model.scan import PhotoFile
from cardscan.reading.imaging import LocatedCards, LocateSettings, find_cards, load_photos, locate
from cardscan.reading.imaging.drawing import CHOSEN, PASSED_OVER, draw_boxes, draw_quads, picture
from cardscan.reading.imaging.quads import overlap_ratio, to_corners, to_quad
from cardscan.reading.openers import ScannerOpener
from cardscan.reading.parsing import Hints
from cardscan.reading.readers import Readers, open_readers
from cardscan.reading.recognition import Upright, quality_after, recognise, stand_upright
from cardscan.reading.settings import ReadingSettings

# With more outlines than this on one picture, they hide each other.
MOST_SHOWN = 12
# Two outlines with a larger intersection over union than this look like one on the picture.
LOOKS_THE_SAME = 0.93


@dataclass(frozen=True, slots=True)
class ExplainerOpener(ScannerOpener):
    """Loads the models in a worker and returns the function that explains one photo file.

    Raises:
        MissingComponentError: An engine or a language is not installed.
    """

    def __call__(self) -> Callable[[PhotoFile], Explanation]:  # type: ignore[override]
        """Load the models."""
        return partial(explain_file, settings=self.settings, readers=open_readers(self.settings.ocr))


def explain_file(file: PhotoFile, *, settings: ReadingSettings, readers: Readers) -> Explanation:
    """Read every card on every picture of one file, and keep a picture of each step.

    Raises:
        PhotoError: The file is not a readable picture, or larger than the limits.
    """
    hints = Hints(country=settings.country or None, language=None)
    asked: dict[str, None] = {}  # every reader that read a card, in order
    pages = tuple(
        _page(photo, readers, hints, asked) for photo in load_photos(file.data, file.name, limits=settings.photos)
    )
    return Explanation(file.name, hashlib.sha256(file.data).hexdigest(), " + ".join(asked) or readers.describe(), pages)


def _page(photo: Photo, readers: Readers, hints: Hints, asked: dict[str, None]) -> ShownPage:
    settings = LocateSettings()
    located = locate(photo.pixels, settings)
    shown = _proposals(located, settings)
    reason: str | None = None
    try:
        found = find_cards(photo, located=located)
    except CardNotFoundError as error:
        found, reason = (), error.reason
    cards, outlines = [], []
    for number, image in enumerate(found, start=1):
        upright = stand_upright(image, readers)
        outlines.append((upright.card.quad, f"card {number}", CHOSEN))
        cards.append(_card(upright, readers, hints, asked))
    drawn = [
        (quad, f"{item.number}: {item.score:.2f}", CHOSEN if item.fate == "chosen" else PASSED_OVER)
        for quad, item in shown
    ]
    return ShownPage(
        number=photo.page + 1,
        size=photo.full_size,
        proposals=tuple(item for _, item in shown),
        considered=len(located.considered),
        outlines=picture(draw_quads(photo.pixels, drawn)),
        chosen=picture(draw_quads(photo.pixels, outlines, scale=photo.scale)),
        cards=tuple(cards),
        reason=reason,
    )


def _proposals(located: LocatedCards, settings: LocateSettings) -> list[tuple[Quad, ShownProposal]]:
    """Return the best outlines that look different, and what became of each; quads are in px of the photo's pixels."""
    shown: list[tuple[Quad, ShownProposal]] = []
    considered = [(quad, quad.corners / located.scale) for quad in located.considered]

    def is_chosen(index: int) -> bool:
        return any(abs(considered[index][1] - corners).max() < 0.01 for corners in located.corners)

    # Chosen outlines come first, so that of several that look the same the chosen one is drawn.
    order = sorted(range(len(considered)), key=lambda index: (not is_chosen(index), -considered[index][0].score))
    for index in order:
        quad, corners = considered[index]
        if any(overlap_ratio(corners, to_corners(other)) > LOOKS_THE_SAME for other, _ in shown):
            continue
        if is_chosen(index):
            fate = "chosen"
        elif quad.score < settings.accept:
            fate = f"its score is below {settings.accept:.2f}"
        elif located.whole:
            fate = located.whole
        else:
            fate = "a better one covers the same place"
        reasons = sorted(quad.reasons.items(), key=lambda reason: -abs(reason[1]))
        item = ShownProposal(len(shown) + 1, quad.score, quad.source, tuple(reasons), fate)
        shown.append((to_quad(corners), item))
        if len(shown) == MOST_SHOWN:
            break
    return shown


def _card(upright: Upright, readers: Readers, hints: Hints, asked: dict[str, None]) -> ShownCard:
    card = upright.card
    passes: list[ShownPass] = []

    def watch(rendering: Rendering, page: Page) -> None:
        boxes = draw_boxes(card.pixels, [(word.box, word.confidence, "") for word in page.words])
        drawn = picture(rendering.pixels)
        passes.append(ShownPass(page.rendering_name, page.reader, drawn, picture(boxes), page.words))

    found = recognise(upright, readers, hints, watch=watch)
    asked.update(dict.fromkeys(found.readers))
    reading = found.reading
    numbered = [
        (field.box, field.confidence, str(number))
        for number, field in enumerate(reading.fields, start=1)
        if field.box is not None
    ]
    height, width = card.pixels.shape[:2]
    return ShownCard(
        size=(width, height),
        orientation=card.orientation,
        score=card.score,
        why=card.reasons,
        quality=quality_after(card, reading),
        codes=card.codes,
        flat=picture(card.pixels),
        fields=picture(draw_boxes(card.pixels, numbered)),
        passes=tuple(passes),
        reading=reading,
    )
