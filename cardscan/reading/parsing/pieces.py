"""Cut lines into pieces: found values are cut out, and a line with two kinds of text is cut between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cardscan.locales.legal_forms import legal_forms
from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.lexicons import as_firm, fold, says_title, tokens, words
from cardscan.reading.parsing.evidence.text_features import DEGREE, HONORIFIC
from cardscan.reading.parsing.lines.fusion import FusedLine
from cardscan.reading.parsing.names.post_nominals import credentials
from cardscan.reading.parsing.values.phones.phone_labels import Label, label_of_word

# Marks that separate two texts on one line wherever they stand.
MARKS = re.compile(r"\s*[|•·●▪■◆♦◦∙‧]\s*|\s+・\s+|\s+[*~»«›]\s+|\s{3,}")
DASH = re.compile(r"\s*[-–—]\s+|\s+[-–—]\s*|\s+//?\s+")
# This many digits are a number of some kind, not part of a name.
_DIGITS_OF_NUMBER = 4
EDGE = " \t.,;:-–—_/\\|*~•·●▪■()[]{}<>\"'“”‘’=+&@°©®«»!¡#^`"


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """Characters of a line's text that a value finder took: text[start:end]."""

    start: int
    end: int
    kind: str


def cut(lines: Sequence[FusedLine], spans: Sequence[Sequence[ValueSpan]]) -> list[Piece]:
    """Return what is left of each line after its values are cut out, in reading order."""
    pieces: list[Piece] = []
    for index, (line, found) in enumerate(zip(lines, spans, strict=True)):
        kinds = frozenset(span.kind for span in found)
        stretches: list[tuple[int, int]] = []
        position = 0
        for span in sorted(found, key=lambda s: s.start):
            stretches.append((position, span.start))
            position = max(position, span.end)
        stretches.append((position, len(line.text)))
        bare = [_without_labels(line.text, start, end, bool(found)) for start, end in stretches]
        parts = [part for start, end in bare for part in _split(line.text, start, end)]
        parts = [part for part in parts if _worth_keeping(line.text[part[0] : part[1]], bool(kinds))]
        for number, (start, end) in enumerate(parts):
            box = _box_of(line, start, end)
            text = line.text[start:end]
            pieces.append(Piece(text, box, line.confidence, index, number, len(parts), kinds))
    return pieces


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a stretch at marks, and between a name and its title; trim stray marks off the ends."""
    cuts = [(m.start() + start, m.end() + start) for m in MARKS.finditer(text[start:end])]
    parts = []
    position = start
    for left, right in cuts:
        parts.append((position, left))
        position = right
    parts.append((position, end))
    split = [piece for part in parts for piece in _name_from_title(text, *part)]
    return [trimmed for part in split if (trimmed := _trim(text, *part))]


def _without_labels(text: str, start: int, end: int, beside_value: bool) -> tuple[int, int]:
    """Leave out a label that remains beside a cut-out value ("12 High Street - Tel/Fax:")."""
    if beside_value and end < len(text):
        while match := re.search(r"[\s\-–/:;,.(&]([^\W\d_][\w-]*)[\s.:/&\-–)]*$", text[start:end]):
            word = fold(match.group(1))
            if word.replace("-", "") not in words("labels") or len(word) == 1:
                break
            end = start + match.start()
    return start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in EDGE and text[start] not in "(#":
        start += 1
    while end > start and text[end - 1] in EDGE and text[end - 1] not in ").":
        end -= 1
    return (start, end) if start < end else None


def _name_from_title(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut "Ada Example - Director" into the name and the title; anything else stays whole."""
    part = text[start:end]
    for mark in re.finditer(r"\s/\s", part):
        left, right = part[: mark.start()], part[mark.end() :]
        if len(re.findall(r"\d", left)) >= _DIGITS_OF_NUMBER and _all_capitalised(right):
            return [(start, start + mark.start()), (start + mark.end(), end)]  # "ID 45*12 / Ada"
    for mark in (*DASH.finditer(part), *re.finditer(r",\s*|\s*\(", part)):
        left, right = part[: mark.start()], part[mark.end() :]
        if _is_title(right) and not _titled(left) and _could_be_name(left):
            return [(start, start + mark.start()), (start + mark.end(), end)]
    return [(start, end)]


def _all_capitalised(text: str) -> bool:
    """Whether a text is one to three words of letters, each with a capital."""
    chunks = text.split()
    return 1 <= len(chunks) <= 3 and all(chunk.isalpha() and chunk[0].isupper() for chunk in chunks)


def _titled(text: str) -> bool:
    return any(says_title(token) for token in tokens(as_firm(text))[:4])


def _is_title(text: str) -> bool:
    """Whether a text is a title without degrees before it: "MD" alone may be one; "MD/PhD" and "Dipl.-Ing." are not."""
    degrees = credentials(text)
    if len(degrees) > 1 or (degrees and not degrees[0].isalpha()):
        return False
    first, _, rest = text.partition(",")
    return _titled(text) and not (_titled(rest) and not _titled(first) and credentials(first))


def _could_be_name(text: str) -> bool:
    bare = DEGREE.sub("", HONORIFIC.sub("", text.strip()))
    parts = [w for w in tokens(bare) if len(w) > 1]
    if not 1 <= len(parts) <= 5 or any(c.isdigit() for c in bare):
        return False
    if any(w in words("departments") or w in words("organization_words") for w in parts):
        return False
    known = sum(w in words("given") or w in words("family") for w in parts)
    # No list holds every name: two or three capitalised words without an everyday word among them may be one too.
    everyday = any(w in words("common_words") or w in words("street_words") or w in legal_forms(fold) for w in parts)
    chunks = bare.split()
    unknown_name = 2 <= len(chunks) <= 3 and all(c[0].isupper() for c in chunks) and not everyday
    return known >= 1 or unknown_name


# An extension belongs to the number before it; with its own number, it looks like an address.
_EXTENSION = re.compile(r"\W*([^\W\d_]{1,14})\W*\d{1,6}\W*")


def _worth_keeping(text: str, beside_value: bool) -> bool:
    """Whether a piece is more than a label or debris."""
    extension = _EXTENSION.fullmatch(text) if beside_value else None
    if extension and label_of_word(extension[1]) is Label.EXTENSION:
        return False
    bare = [re.sub(r"[^\w]", "", fold(word)) for word in re.split(r"[\s/:.\-&]+", text)]
    bare = [word for word in bare if word]
    if not bare or (len("".join(bare)) < 2 and not any(ord(c) > 0x2FF for c in text)):
        return False
    return not (beside_value and all(word in words("labels") or len(word) == 1 for word in bare))


def _box_of(line: FusedLine, start: int, end: int) -> Box:
    """Return where text[start:end] stands: the words it covers, or its share of the line's width."""
    if line.text == line.line.text:
        position, covered = 0, []
        for word in line.line.words:
            if position < end and position + len(word.text) > start:
                covered.append(word.box)
            position += len(word.text) + 1
        if covered:
            return Box.around(covered)
    box = line.box
    per_letter = box.width / max(1, len(line.text))
    left = round(box.left + start * per_letter)
    return Box(left, box.top, max(1, round((end - start) * per_letter)), box.height)
