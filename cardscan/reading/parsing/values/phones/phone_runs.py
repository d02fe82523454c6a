"""Find the digit groups of a line, and decide how they form numbers.

A *group* is a run of digits. Groups with only separators between them make a *stretch*. A stretch may hold several
numbers. Only the numbering plan can tell that "0341 / 4219238" is one number and "5550136 / 5550183" are two. So each
stretch is cut where the plan's verdicts add up to the most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cardscan.locales.countries import known_country
from cardscan.reading.parsing.values.phones.phone_labels import LETTERS, label_of_word
from cardscan.reading.parsing.values.phones.phone_numbers import local_lengths, read_number
from cardscan.reading.parsing.values.phones.phone_plan import MAX_DIGITS, NumberRead
from cardscan.reading.parsing.values.tlds import is_trusted

# A card line holds about 30 digits in five numbers. One with many more is no line of numbers, and costs time.
MAX_GROUPS = 24
_MAX_GROUPS_A_NUMBER = 9

_DIGITS = re.compile(r"[0-9]+")
# A mailbox. A letter glued to its end before a number is the number's label.
_MAIL = re.compile(r"[\w.%&'-]*@(?:[\w.-]*?\.[a-z]{2,6}(?=[TPMFCDO]\s?[:.|]?\s?\+?\(?\d)|[\w.-]*)")
_WEB = re.compile(
    r"(?:https?\s?:\s?/{1,2}\s?|www[.,])\S+|[A-Za-z][\w-]*(?:\.[\w-]+)*\.([A-Za-z]{2,})(?![\w.])(?:/\S*)?",
    re.IGNORECASE,
)
# "(10 lines)", "24 hours": digits that count something.
_COUNTED = re.compile(
    r"\s?(?:lines?|linhas|linee|leitungen|hrs?|hours?|years?|yrs?|floor|km|am|pm|uhr)\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s.\-/()+,;|&~*\[\]:_'•]*\Z")
_RANGE_WORD = re.compile(r"\s*(?:to|bis|till|upto|thru|hasta|até|a|à|al|до|~|\.\.\.?)\s*[-.]?\s*\Z", re.IGNORECASE)
_LIST_WORD = re.compile(r"[\s,;.]*(?:and|or|und|oder|et|ou|o|y|e|u|og|och|i|&)[\s.]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """A run of digits in a line; `start` includes a plus sign or opening bracket that belongs to it."""

    start: int
    end: int
    digits: str
    plus: bool


@dataclass(frozen=True, slots=True)
class NumberPiece:
    """One number of a stretch, or digits left over.

    Attributes:
        start, end: Where it stands in the line.
        text: The characters between.
        read: What the plan says; None for left-over digits.
        before: What separates it from the piece before: "", "range", "slash", "dash", "bullet", "list", "space".
        splits: Offsets in `text` at which a digit group begins.
    """

    start: int
    end: int
    text: str
    read: NumberRead | None
    before: str
    splits: tuple[int, ...] = ()


def mask_addresses(line: str) -> str:
    """Return the line with e-mail and web addresses blanked out, because digits in them are not phone numbers."""

    def blank(match: re.Match[str]) -> str:
        end = (match.group(1) or "com").casefold()
        # "Tel.No", "H.No" and "Ph.Off" are labels, and ".no" seldom ends a host without "www".
        return "\x00" * len(match.group()) if is_trusted(end) and end not in ("no", "nos") else match.group()

    return _WEB.sub(blank, _MAIL.sub(lambda m: "\x00" * len(m.group()), line))


def _glued_word_is_label(line: str, start: int) -> bool:
    """Whether letters before digits may stand there: a label may ("Tel030..."), a word or letter code may not."""
    word = re.search(r"[^\W\d_]+\Z", line[max(0, start - 20) : start])
    if not word:
        return True
    before = line[: start - len(word.group())][-1:]
    if before.isdigit():
        return False
    return bool(label_of_word(word.group()) or (len(word.group()) == 1 and word.group().casefold() in LETTERS))


def find_groups(line: str) -> list[Group]:
    """Return the digit groups of a folded, masked line that may belong to numbers."""
    groups = []
    for match in _DIGITS.finditer(line):
        start, end = match.span()
        head = re.search(r"[+(\[]{1,3}\s?\Z", line[max(0, start - 4) : start])
        lead = head.group() if head else ""
        if "+" in lead:
            lead = lead[lead.index("+") :] if not lead.startswith("(") else lead
        begin = start - len(lead)
        if not lead and not _glued_word_is_label(line, start):
            continue
        follow = line[end : end + 1]
        if follow.isalpha() and len(match.group()) < 4:
            word = re.match(r"[^\W\d_]+", line[end:])
            known = word and (label_of_word(word.group()) or word.group() in ("x", "X", "to"))
            if not known:
                continue
        if follow == "%" or (follow in "°º²³" and follow) or _COUNTED.match(line, end):
            continue
        groups.append(Group(begin, end, match.group(), "+" in lead))
        if len(groups) >= MAX_GROUPS:
            break
    return groups


def _separator(text: str) -> str | None:
    """Return the kind of separator between two groups, or None where it ends the stretch."""
    if _RANGE_WORD.match(text) and text.strip():
        return "range"
    if _LIST_WORD.match(text) and text.strip(" ,;.&"):
        return "list"
    if not _BETWEEN.match(text) or len(text) > 12 or text.count("\x00"):
        return None
    if "*" in text or "'" in text:
        return "stop"
    if any(c in text for c in ",;|&~") or text.count(":"):
        return "list" if ":" not in text else "stop"
    if "+" in text:
        return "list"
    if "•" in text:
        return "bullet"
    if "/" in text:
        return "slash" if text.strip() == "/" and text == "/" else "wide slash"
    if "-" in text:
        return "dash" if text.strip(" ()") == "-" and len(text) <= 5 else "list" if text.count("-") == 1 else None
    return "space"


def stretches(line: str, groups: list[Group]) -> list[list[tuple[Group, str]]]:
    """Join groups by separators; each comes with the kind of separator before it ("" for the first)."""
    result: list[list[tuple[Group, str]]] = []
    for group in groups:
        between = line[result[-1][-1][0].end : group.start] if result else ""
        kind = _separator(between) if result else None
        if kind is None or kind == "stop":
            # Digits joined by '*' or ':' are radio ids, times or verses: kept apart, and marked as such.
            result.append([(group, "stop" if kind == "stop" else "")])
        else:
            result[-1].append((group, "list" if group.plus and kind != "range" else kind))
    return result


# Cost of a separator inside a number: a bullet either separates two numbers, or replaces the dots of one.
_INNER = {"space": 0.0, "dash": 0.0, "bullet": 1.2, "slash": 1.2, "wide slash": 1.6}


def _worth(read: NumberRead, text: str, digits: str, country: str | None) -> float:
    """Return how much a cut into this number is worth; 0 when it is not a number."""
    if read.valid:
        return 10.0 + 0.1 * len(digits)
    if read.suggestion and read.international:
        return 11.0
    plus = text.startswith(("+", "(+"))
    if read.possible and (read.international or plus):
        return 8.0
    if read.possible:
        if read.kind == "mobile":  # an old mobile number with its area code
            return 11.5
        led = digits.startswith("0") or text.startswith("(")
        return (6.5 if led else 5.0) if len(digits) >= 8 else 3.0
    if read.local:
        if read.kind == "mobile":
            return 11.0
        return (4.5 if len(digits) in local_lengths(country) else 3.0) - (2.0 if len(digits) < 6 else 0.0)
    if plus and 8 <= len(digits) <= 15:
        return 4.0
    return 0.0


def _joined(stretch: list[tuple[Group, str]], i: int, j: int, read: NumberRead, country: str | None) -> float:
    """Return the cost of a number of the groups i to j: a bare gap before it, or a short tail after a long group."""
    cost = 0.0
    if j > i and stretch[j][1] == "space" and len(stretch[j][0].digits) == 1 and len(stretch[j - 1][0].digits) >= 5:
        cost += 2.5
    debris = i == 1 and len(stretch[0][0].digits) == 1  # an icon that was read as a digit
    if stretch[i][1] in ("space", "dash") and not debris:
        cost += 1.0 if read.valid else 4.0
    if j > i and len(stretch[i][0].digits) == 1 and not (read.valid or read.local or stretch[i][0].plus):
        cost += 2.0
    direct_dial = known_country(read.region or country).phone.direct_dial
    if j > i and stretch[j][1] in ("dash", "slash") and not direct_dial:
        last, before = len(stretch[j][0].digits), len(stretch[j - 1][0].digits)
        cost += 5.0 if last <= 3 and before >= 6 else 0.0
    return cost


# Cost of leaving digits over: little for a house number, more for a long group, most for what begins a number.
_HOUSE_NUMBER, _LONG_GROUP, _TORN_OFF = 0.3, 1.0, 3.0


def _left_over(group: Group) -> float:
    """Return the cost of leaving a group over; a plus or trunk zero begins a number ("0176 / 040 690 22" is one)."""
    size = len(group.digits)
    if group.plus or (group.digits[0] == "0" and 3 <= size <= 6):
        return _TORN_OFF
    return _HOUSE_NUMBER if size <= 4 else _LONG_GROUP


def _number_text(line: str, first: Group, last: Group) -> tuple[int, int, str]:
    start, end = first.start, last.end
    text = line[start:end].replace("•", ".")
    if (text.count("(") > text.count(")") and line[end : end + 1] == ")") or (
        text.count("[") > text.count("]") and line[end : end + 1] == "]"
    ):
        end += 1
    text = line[start:end].replace("•", ".")
    if text.startswith(("(", "[")) and text.count(text[0]) > text.count(")" if text[0] == "(" else "]"):
        start += 1
        text = text[1:]
    return start, end, text


def cut(line: str, stretch: list[tuple[Group, str]], country: str | None) -> list[NumberPiece]:
    """Cut one stretch into numbers and left-over digits so that the plan's verdicts add up to the most."""
    n = len(stretch)
    best: list[tuple[float, int, bool]] = [(0.0, n, False)] * (n + 1)  # score from i on, end of piece, is it a number
    for i in range(n - 1, -1, -1):
        best[i] = (best[i + 1][0] - _left_over(stretch[i][0]), i + 1, False)
        inner, digits = 0.0, ""
        for j in range(i, min(n, i + _MAX_GROUPS_A_NUMBER)):
            if j > i:
                kind = stretch[j][1]
                if kind not in _INNER:
                    break
                inner += _INNER[kind]
                between = line[stretch[j - 1][0].end : stretch[j][0].start]
                inner += 0.8 if len(between) - len(between.lstrip()) >= 3 or "   " in between else 0.0
            digits += stretch[j][0].digits
            if len(digits) > MAX_DIGITS:
                break
            _, _, text = _number_text(line, stretch[i][0], stretch[j][0])
            read = read_number(text, country)
            worth = _worth(read, text, digits, country)
            if not worth:
                continue
            total = worth - inner - _joined(stretch, i, j, read, country) + best[j + 1][0]
            if total > best[i][0]:
                best[i] = (total, j + 1, True)
    pieces, i = [], 0
    while i < n:
        _, stop, is_number = best[i]
        first, last = stretch[i][0], stretch[stop - 1][0]
        start, end, text = _number_text(line, first, last)
        splits = tuple(max(0, g.start - start) for g, _ in stretch[i:stop])
        pieces.append(
            NumberPiece(start, end, text, read_number(text, country) if is_number else None, stretch[i][1], splits)
        )
        i = stop
    return pieces


# Two numbers without a gap have at least twice the digits of the shortest full number.
_GLUED_DIGITS = 16


@lru_cache(maxsize=512)
def unglue(digits: str, country: str | None) -> int:
    """Return where to cut a digit run that holds two numbers without a gap; 0 for nowhere."""
    if not _GLUED_DIGITS <= len(digits) <= 2 * MAX_DIGITS:
        return 0
    middle = len(digits) // 2
    for at in sorted(range(7, len(digits) - 6), key=lambda k: abs(k - middle)):
        if read_number(digits[:at], country).valid and read_number(digits[at:], country).valid:
            return at
    return 0


def split_glued(groups: list[Group], country: str | None) -> list[Group]:
    """Cut each group that holds two numbers in two; the second begins where the first ends."""
    result = []
    for group in groups:
        at = unglue(group.digits, country)
        if at:
            offset = group.end - len(group.digits) + at
            result.append(Group(group.start, offset, group.digits[:at], group.plus))
            result.append(Group(offset, group.end, group.digits[at:], False))
        else:
            result.append(group)
    return result
