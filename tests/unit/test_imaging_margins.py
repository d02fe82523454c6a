"""Print that touches a card's outline is not cut: the side is moved outward for the picture, not for the outline."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from cardscan.model.photo import Photo
from cardscan.reading.imaging import find_cards
from cardscan.reading.imaging.locating import LocatedCards
from cardscan.reading.imaging.scoring import text_margins
from cardscan.reading.imaging.text_regions import TextBlobs

CARD = np.array([(100, 100), (500, 100), (500, 340), (100, 340)], np.float64)


def letters(*, top: int, count: int) -> TextBlobs:
    """A row of letters, 12 by 16 px."""
    boxes = np.array([(140 + 16 * index, top, 12, 16) for index in range(count)], np.int32).reshape(-1, 4)
    mask = np.zeros((440, 600), np.uint8)
    for left, y, width, height in boxes:
        mask[y : y + height, left : left + width] = 255
    return TextBlobs(mask, boxes)


def ink_at_border(pixels: NDArray[np.uint8]) -> bool:
    """Print runs off the picture, whichever way it was turned."""
    inner = pixels[2:-2, 2:-2]
    return bool((pixels < 60).sum() > (inner < 60).sum())


@pytest.mark.parametrize(("top", "count", "cut"), [(92, 10, True), (150, 10, False), (60, 10, False), (92, 2, False)])
def test_a_side_moves_off_a_row_of_letters_only(top: int, count: int, cut: bool) -> None:
    """Rows inside or outside stay where they are, and a blob or two on a side are the ground's."""
    margins = text_margins(CARD, letters(top=top, count=count))
    assert (margins[0] >= 8) == cut
    assert not margins[1:].any()
    assert margins.max() <= 0.06 * 240


def test_the_cards_picture_holds_the_row_that_its_outline_cuts() -> None:
    """The outline that is told stays the one that was found."""
    text = letters(top=92, count=10)
    pixels = np.repeat(np.where(text.mask > 0, 0, 230).astype(np.uint8)[:, :, None], 3, axis=2)
    photo = Photo("drawn.png", "0" * 64, 0, pixels, (600, 440))
    margin = text_margins(CARD, text)
    cut, whole = (
        find_cards(photo, located=LocatedCards((CARD,), (0.9,), ((),), (), 1.0, text, margins))[0]
        for margins in ((), (margin,))
    )
    assert whole.quad == cut.quad
    assert ink_at_border(cut.pixels)
    assert not ink_at_border(whole.pixels)
    assert (whole.pixels < 60).sum() > 1.2 * (cut.pixels < 60).sum()
