"""Examine the text around a number: its label, and whether its digits can be a phone number at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cardscan.locales.countries import countries, known_country
from cardscan.reading.parsing.values.phones.phone_labels import (
    LETTERS,
    Label,
    is_telephone_and_fax,
    labels_in,
    strongest,
)
from cardscan.reading.parsing.values.phones.phone_plan import digits_of
from cardscan.reading.parsing.values.phones.phone_runs import NumberPiece

# Labels with at most this many characters between them stand together.
_NEAR = 6
_REACH = 60  # characters before a number in which its label may stand
_FILLER = frozenset(
    ("no", "nos", "nr", "num", "number", "numbers", "numero", "número", "numéro", "id", "is", "us", "me", "at", "n")
)
_WORD = re.compile(r"[^\W\d_\x00]{2,}")
_LETTER = re.compile(r"(?:^|[^\w&'.-]|[^\w]\(|\d[.,])\s*\(?([^\W\d_])\)?\s*[.:;,)\]|\-–=>]*\s*\(?\Z")
_X = re.compile(r"[\s(,;]*(?:[xX]|#)[.:\s]*")
_SUFFIX = re.compile(
    r"\s*[-,]?\s*[(\[]\s*([^\W\d_]{1,12})\.?\s*(?:[/&,]\s*([^\W\d_]{1,12})\.?\s*)?[)\]]|\s*[-,:]?\s*([^\W\d_]{2,12})\b"
)
# Labels that are also common words count only directly before the number.
_LOOSE_WORDS = frozenset((Label.WORK, Label.CONTACT, Label.OTHER, Label.TOLL_FREE))


@dataclass(frozen=True, slots=True)
class Around:
    """The label before a stretch of digits.

    Attributes:
        label: The label; None when there is none.
        also_fax: Whether the number has both uses, as with "Tel/Fax".
        bracketed: Whether the label is in brackets and ends directly before the digits.
        starts: Offset in the text looked at where the label begins; -1 without one.
        letter: The label where it is a single letter, else "".
    """

    label: Label | None
    also_fax: bool = False
    bracketed: bool = False
    starts: int = -1
    letter: str = ""


def _words_between(gap: str) -> int:
    return sum(1 for word in _WORD.findall(gap) if word.casefold() not in _FILLER)


def label_before(text: str, *, after_number: bool = False) -> Around:
    """Return the label that ends a text, with only signs and at most one word between it and the end.

    Args:
        text: Text before the digits.
        after_number: Whether the text begins directly after a number, so that "x" and "#" mean an extension.
    """
    text = text[-_REACH:]
    found = labels_in(text)
    letter = _LETTER.search(text)
    if letter and letter.group(1).casefold() in LETTERS and not (found and found[-1][1] > letter.start(1)):
        found.append((letter.start(1), letter.end(1), LETTERS[letter.group(1).casefold()]))
    if after_number and _X.fullmatch(text):
        return Around(Label.EXTENSION, starts=0)
    if not found:
        return Around(None)
    start, end, nearest = found[-1]
    gap = text[end:]
    words = _words_between(gap)
    if words > (0 if nearest in _LOOSE_WORDS or nearest is Label.EXTENSION else 1) or "\x00" in gap:
        return Around(None)
    if nearest in (Label.NOT_PHONE, Label.EXTENSION):
        # "Ext" and "Reg. No" decide; in "Plot ... Tel", Tel is nearer. In "Fax: DW 99" the fax has the extension.
        begin, stop, other = found[-2] if len(found) > 1 else (0, 0, None)
        if nearest is Label.EXTENSION and other is Label.FAX and start - stop <= _NEAR:
            return Around(Label.FAX, starts=begin)
        return Around(nearest, starts=start)
    group: list[Label] = [nearest]
    left = start
    for begin, stop, other in reversed(found[:-1]):
        if other is Label.NOT_PHONE or left - stop > _NEAR or _words_between(text[stop:left]):
            break
        group.append(other)
        left = begin
    label = strongest([member for member in group if member is not Label.EXTENSION])
    bracketed = bool(re.search(r"[)\]]\s*[:.\-]?\s*\Z", text))
    both = is_telephone_and_fax(text[max(0, left - 2) :])
    return Around(Label.PHONE if both else label, both, bracketed, left, text[start] if end - start == 1 else "")


def label_after(text: str, *, brackets_only: bool) -> tuple[Label | None, int]:
    """Return a label after a number ("(O)", "(Mobile)", or a bare word unless `brackets_only`), and its length."""
    match = _SUFFIX.match(text)
    if not match:
        return None, 0
    words = [w for w in match.groups() if w]
    if match.group(3) and brackets_only:
        return None, 0
    labels = [label for word in words for _, _, label in labels_in(word)]
    if not labels and len(words[0]) == 1 and not match.group(3):
        letter = LETTERS.get(words[0].casefold())
        labels = [letter] if letter else []
    label = strongest([x for x in labels if x is not Label.NOT_PHONE])
    return (label, match.end()) if label else (None, 0)


_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}"
)
# "ISO 9001-2008", which readers turn into "180 9001-2008": quality standards with the year of their edition.
_STANDARD = re.compile(r"(?:[1Il]?[85S][0O]\s?)?(?:9001|14001|18001|22000|27001|13485|45001)\s?[-:]\s?(?:19|20)\d\d")
_YEARS = re.compile(r"(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d")


@lru_cache(maxsize=512)
def _codes(country: str | None) -> tuple[re.Pattern[str], ...]:
    """Return patterns of postal codes whose form a local number could have."""
    if country:
        shapes = [known_country(country).postal.like_phone]
    else:
        shapes = [one.postal.like_phone for one in countries().values() if one.postal.like_phone_elsewhere]
    return tuple(re.compile(shape) for shape in shapes if shape)


def looks_like_other_digits(piece: NumberPiece, country: str | None) -> bool:
    """Whether digits look like a date, a span of years, a quality standard or a postal code."""
    text = piece.text.strip()
    return bool(
        _DATE.fullmatch(text)
        or _STANDARD.fullmatch(text)
        or _YEARS.fullmatch(text)
        or any(code.fullmatch(text) for code in _codes(country))
    )


def other_words(line: str, spans: list[tuple[int, int]]) -> int:
    """Return the number of words of two letters or more in a line outside the given spans."""
    left, at = [], 0
    for start, end in sorted(spans):
        left.append(line[at:start])
        at = max(at, end)
    left.append(line[at:])
    return len(_WORD.findall(" ".join(left)))


def _house_like(piece: NumberPiece) -> bool:
    """Whether digits look like house and plot numbers of the form 6-3-596/95: many groups, some of them short."""
    groups = [len(g) for g in re.findall(r"\d+", piece.text)]
    return (len(groups) >= 3 and max(groups) <= 4 and min(groups) == 1 and "+" not in piece.text) or (
        "/" in piece.text and len(groups) >= 3 and groups[0] <= 2
    )


def may_stand_alone(piece: NumberPiece, words: int, country: str | None, *, alone: bool) -> bool:
    """Whether digits without a label may be a phone number.

    Args:
        words: Number of words in the line besides numbers.
        alone: Whether this is the only number of its stretch.
    """
    read = piece.read
    if read is None:
        return False
    digits = digits_of(piece.text)
    if read.international and (read.e164 or read.suggestion):
        return True
    if looks_like_other_digits(piece, country):
        return False
    bracketed = piece.text.startswith("(")
    if read.valid:
        if len(digits) >= 10 or digits.startswith("0") or read.kind == "toll_free":
            return not (_house_like(piece) and "/" in piece.text) or words <= 1
        return words <= 2
    if _house_like(piece) and not (piece.text[:1] in "(+" or digits.startswith("0")):
        return len(digits) >= 8 and words == 0 and len(re.findall(r"\d+", piece.text)) <= 3 and digits[0] == "9"
    if piece.text.startswith("+"):
        return len(digits) >= 8
    if country is None and min(len(g) for g in re.findall(r"\d+", piece.text)) == 1 and not piece.text.startswith("("):
        return False  # without a numbering plan to ask, house numbers look like phone numbers
    if read.possible:
        return words <= 2 and (bracketed or digits.startswith("0") or len(digits) >= 9 or words == 0)
    if read.local:
        return words <= 1 and (len(digits) >= 7 or (len(digits) >= 6 and not alone and words == 0))
    return False
