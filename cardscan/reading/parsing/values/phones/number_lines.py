"""Choose the text that a number is read with: the lines of its column, and the label before it in its row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cardscan.model.geometry import Box
from cardscan.reading.parsing.lines.fusion import FusedLine
from cardscan.reading.parsing.values.phones.phone_finder import is_label_alone

# A label stands at most this far before its number, in heights of the line; a lone letter is an icon or debris.
_LABEL_GAP, _LABEL_LETTERS, _LONGEST_LABEL = 4.0, 3, 30
# A label line below this confidence is background texture.
_LABEL_SURE = 0.6


def labels_alone(lines: Sequence[FusedLine]) -> dict[int, Box]:
    """Return lines that are only the label of a number, by index, with their boxes."""
    return {
        index: line.box
        for index, line in enumerate(lines)
        if line.confidence >= _LABEL_SURE
        and len(line.text) <= _LONGEST_LABEL
        and sum(c.isalpha() for c in line.text) >= _LABEL_LETTERS
        and is_label_alone(line.text)
    }


def label_beside(box: Box, labels: Mapping[int, Box]) -> int | None:
    """Return the label directly before a line in its row ("Fax |" and, apart from it, the number)."""
    for index, label in labels.items():
        level = min(box.bottom, label.bottom) - max(box.top, label.top) > 0.5 * box.height
        if level and 0 <= box.left - label.right < _LABEL_GAP * box.height:
            return index
    return None


def columns(lines: Sequence[FusedLine]) -> list[list[int]]:
    """Return the indices of the lines, gathered into columns, each from top to bottom."""
    result: list[list[int]] = []
    for index in sorted(range(len(lines)), key=lambda i: lines[i].box.top):
        box = lines[index].box
        for column in reversed(result):
            above = lines[column[-1]].box
            shared = min(box.right, above.right) - max(box.left, above.left)
            gap = box.top - above.bottom
            if shared > 0.3 * min(box.width, above.width) and -0.5 * box.height < gap < 3 * box.height:
                column.append(index)
                break
        else:
            result.append([index])
    return result
