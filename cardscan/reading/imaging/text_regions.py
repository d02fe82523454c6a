"""Find where text probably stands: blobs the size of strokes, found without an OCR engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels

# Weakest step between ink and background that counts, grey levels of 255; grey print on a grey card has about 25.
MIN_CONTRAST = 20


@dataclass(frozen=True, slots=True, eq=False)
class TextBlobs:
    """Letters and letter groups.

    Attributes:
        mask: uint8 (H, W), 255 on ink of letter-sized strokes.
        boxes: int (N, 4): left, top, width, height of each blob, px of the picture given.
    """

    mask: Pixels
    boxes: NDArray[np.int32]

    @property
    def centers(self) -> NDArray[np.float64]:
        """Return the middles of the boxes, shape (N, 2)."""
        return np.asarray(self.boxes[:, :2] + self.boxes[:, 2:] / 2.0, np.float64)


def find_text(grey: Pixels, *, stroke: int = 0) -> TextBlobs:
    """Find blobs with the size and contrast of letters, dark on light and light on dark.

    Args:
        grey: uint8 (H, W), best with a long side of 600 to 1,200 px.
        stroke: Widest stroke of a letter, px; 0 takes 1.6 % of the long side.
    """
    longest = max(grey.shape)
    width = stroke or max(7, round(longest * 0.016))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (width | 1, width | 1))
    # Each polarity separately: the space around a letter is stroke-sized too, and both together would fill whole lines.
    inks = [_blobs(cv2.morphologyEx(grey, way, kernel), longest) for way in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT)]
    masks, boxes = zip(*inks, strict=True)
    return TextBlobs(np.maximum(*masks), np.concatenate(boxes))


def _blobs(strokes: NDArray[Any], longest: int) -> tuple[Pixels, NDArray[np.int32]]:
    """Return mask and boxes of the letter-sized blobs in a picture of stroke strengths."""
    level = max(MIN_CONTRAST, int(cv2.threshold(strokes, 0, 255, cv2.THRESH_OTSU)[0] * 0.7))
    mask = np.asarray((strokes > level) * np.uint8(255), np.uint8)
    # Of OpenCV's labelling algorithms, this one takes half the time of the default.
    count, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    stats = np.asarray(stats)
    boxes = stats[1:, :4]
    filled = stats[1:, cv2.CC_STAT_AREA]
    high, wide = boxes[:, 3], boxes[:, 2]
    keep = (
        (np.maximum(high, wide) >= max(4, longest / 250))
        & (high <= longest / 8)
        & (wide <= longest / 3)
        & (filled >= 6)
        & (filled >= 0.12 * high * wide)
        & (np.maximum(high, wide) <= 14 * np.maximum(1, np.minimum(high, wide)))
    )
    lookup = np.zeros(count, np.uint8)
    lookup[1:][keep] = 255
    return np.asarray(np.take(lookup, np.asarray(labels)), np.uint8), np.asarray(boxes[keep], np.int32)
