"""Find e-mail addresses that the card breaks over two lines: at the sign, a dot, a hyphen, or anywhere.

The end of one line and the start of the next are read as one text by the finder for whole addresses. That happens only
where the upper line ends, or the lower one begins, like a part of an address and not like a whole one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from cardscan.model.geometry import Box
from cardscan.model.reading import Alternative
from cardscan.reading.parsing.lines.fusion import FusedLine
from cardscan.reading.parsing.values.emails.broken_mailboxes import Broken
from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.emails.email_found import EmailFound
from cardscan.reading.parsing.values.glyphs import plain_text
from cardscan.reading.parsing.values.tlds import is_trusted

WRAPPED, UNMARKED = "over two lines", "over two lines, with no mark at the break"
# How much a break costs in confidence, and a break that no mark shows.
_COSTS = {WRAPPED: 0.1, UNMARKED: 0.25}
# The second line stands at most this far below the first, in heights of the smaller one.
_MOST_BELOW = 1.2

# "ada@", "ada @", "ada@exam", "ada@example.": the sign, without an end that would complete the address.
_OPEN_SIGN = re.compile(r"\S@[\w.-]*\Z|\w[._]?\w*\s@\Z")
# "ada.", "Mail: ada-": a part of a local part, alone in its line except for a label.
_LABEL = r"(?:(?:e-?\s?mails?|mails?|e-?post|correo|courriel|mél|e|m)(?:\s?[:.|]\s*|\s+))?"
_OPEN_LOCAL = re.compile(rf"(?i:{_LABEL})[a-z0-9][a-z0-9._+-]*\Z")
_BEGINS_WITH_SIGN = re.compile(r"@[\w-]+\.")
_HOST_GOES_ON = re.compile(r"[.-]?[a-z0-9][\w.-]*", re.IGNORECASE)
_ADDRESS_OF_ITS_OWN = re.compile(r"(?:www|http|ftp)\b|\w+[:@]", re.IGNORECASE)


def find_wrapped(lines: Sequence[FusedLine], hosts: Collection[tuple[int, str]]) -> Iterator[Broken]:
    """Yield mailboxes on two lines, the second directly below the first.

    Args:
        hosts: Line indices and hosts of the card's addresses. A host elsewhere on the card shows where an address
            ends, and whether a hyphen at the break is printed.
    """
    texts = [plain_text(line.text).rstrip() for line in lines]
    for upper, text in enumerate(texts):
        lower = _right_below(upper, lines) if text else None
        if lower is not None and (how := _broken(text, texts[lower])) is not None:
            elsewhere = {host for line, host in hosts if line not in (upper, lower)}
            found = _read(text, texts[lower], how, elsewhere)
            if found is not None:
                mailbox, end = found
                yield Broken(mailbox, upper, lower, (0, end))


def _right_below(upper: int, lines: Sequence[FusedLine]) -> int | None:
    box = lines[upper].box

    def gap(other: Box) -> float:
        return (other.top - box.bottom) / max(1, min(box.height, other.height))

    below = [
        index
        for index, line in enumerate(lines)
        if index != upper
        and line.box.center[1] > box.bottom
        and min(box.right, line.box.right) > max(box.left, line.box.left)
        and gap(line.box) < _MOST_BELOW
    ]
    return min(below, key=lambda index: gap(lines[index].box), default=None)


def _broken(upper: str, lower: str) -> str | None:
    """Return how two lines show that they are one address, or None where nothing shows it."""
    whole = _at_end(upper) is not None
    if _BEGINS_WITH_SIGN.match(lower):
        return WRAPPED if _OPEN_LOCAL.fullmatch(upper) else None
    if whole:
        # "ada@example.co" and ".uk", or a lone "m": the rest of the domain's end.
        rest = upper.rpartition(".")[2] + lower
        if re.fullmatch(r"\.[a-z]{2,}", lower):
            return WRAPPED
        return UNMARKED if re.fullmatch(r"[a-z]{1,2}", lower) and is_trusted(rest) else None
    if _OPEN_SIGN.search(upper):
        goes_on = _HOST_GOES_ON.match(lower)
        if goes_on is None or _ADDRESS_OF_ITS_OWN.match(lower):
            return None
        begin = upper.rpartition("@")[2].casefold()
        marked = not begin or begin[-1] in ".-" or lower[0] in ".-"
        if not marked and lower.casefold().startswith(begin):
            return None  # "ada@example" without its end, above the web address
        return WRAPPED if marked else UNMARKED
    parted = upper[-1] in "._-" or lower[0] in "._-"
    return WRAPPED if parted and _OPEN_LOCAL.fullmatch(upper) and re.match(r"[a-z0-9._+-]+@", lower) else None


def _read(upper: str, lower: str, how: str, hosts: Collection[str]) -> tuple[EmailFound, int] | None:
    """Return the address that crosses the break, and where it ends in the lower line."""
    readings = [found for head in _heads(upper) if (found := _crossing(head, lower)) is not None]
    if not readings:
        return None
    best, end = max(readings, key=lambda reading: reading[0].value.partition("@")[2] in hosts)
    confidence = round(max(0.1, best.confidence - _COSTS[how]), 3)
    whole = _at_end(upper)
    if whole and whole.value.partition("@")[2] in hosts:
        return None  # another address of the card has the same end
    rest = [found.value for found, _ in readings] + ([whole.value] if whole else [])
    others = [Alternative(value, 0.4) for value in rest if value != best.value]
    printed = " ".join((upper[best.span[0] :], lower[:end]))
    span = (best.span[0], len(upper))
    reasons = (*best.reasons, how)
    return (
        replace(
            best, printed=printed, span=span, confidence=confidence, reasons=reasons,
            alternatives=(*others, *best.alternatives),
        ),
        end,
    )  # fmt: skip


def _at_end(text: str) -> EmailFound | None:
    """Return the whole address that ends a line."""
    return next((found for found in find_emails(text) if found.span[1] == len(text)), None)


def _heads(upper: str) -> tuple[str, ...]:
    """Return the upper line, and also without a final hyphen, which may only mark the break."""
    return (upper, upper[:-1]) if upper.endswith("-") else (upper,)


def _crossing(head: str, lower: str) -> tuple[EmailFound, int] | None:
    for found in find_emails(head + lower):
        if found.span[0] < len(head) < found.span[1]:
            return found, found.span[1] - len(head)
    return None
