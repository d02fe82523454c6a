"""Find e-mail addresses in two parts: on two lines of the card, or with a gap between them that no reader bridged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.geometry import Box
from cardscan.reading.parsing.lines.fusion import FusedLine
from cardscan.reading.parsing.values.emails.email_found import EmailFound
from cardscan.reading.parsing.values.glyphs import plain_text
from cardscan.reading.parsing.values.hosts import mend_host

_LABEL = r"(?:e-?\s?mails?|mails?|mejl|e-?post|correo|courriel|mél)\s?[:.|]?\s*"
# "Mail: ada@exam", "Mail: ada_example": with the sign and the start of the domain, or after a label without them.
_HEAD = re.compile(
    rf"(?:^|\s|{_LABEL})([a-z0-9][\w.+-]{{1,40}})@([a-z0-9-]*)\s*\Z|{_LABEL}([a-z][\w.+-]{{2,40}})\s*\Z", re.I
)
# The same before a line that begins with the sign; a label or its form shows that it is a mailbox.
_HEAD_OF_SIGN = re.compile(
    rf"(?i:{_LABEL}|(?<!\w)e\s?[:.|]\s*)([a-z][\w.+-]{{2,40}})\s*\Z|(?<!\S)([a-z][a-z0-9]*[._][a-z0-9._]*[a-z0-9])\s*\Z"
)
_SIGN_TAIL = re.compile(r"\s*@\s*([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w@/-])", re.IGNORECASE)
_TAIL = re.compile(r"\s*([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w@/-])", re.IGNORECASE)
UNSEEN = "in two parts, what is between them not read"
# Confidence in the whole: with the start of the domain, and with its end only.
_WITH_SIGN, _WITHOUT_SIGN = 0.8, 0.55
# The end of an address stands at most this far from its start, in heights of the line.
_MOST_GAP, _MOST_BELOW = 6.0, 1.0


@dataclass(frozen=True, slots=True)
class Broken:
    """A mailbox in two parts.

    Attributes:
        line: Index of the line with its start.
        end_line, end_span: Where its end stands: the line's index, and (start, end) in its text.
    """

    found: EmailFound
    line: int
    end_line: int
    end_span: tuple[int, int]


def find_broken(lines: Sequence[FusedLine], taken: Callable[[int], int], hosts: Iterable[str]) -> Iterator[Broken]:
    """Yield mailboxes whose whole domain another address of the card has, or whose sign begins a line beside them.

    Args:
        taken: Returns for a line's index where the line's last value ends in its text; 0 for a line without one.
        hosts: Hosts of the card's other addresses, without "www.".
    """
    hosts = sorted(set(hosts) - FREE_MAIL)
    for index, line in enumerate(lines):
        text = plain_text(line.text)
        if whole := _before_sign(index, text, lines, taken(index)):
            yield whole
            continue
        head = _HEAD.search(text) if not taken(index) else None
        if head is None:
            continue
        for other, tail in _tails(index, lines, below=head[1] is not None):
            domain = _whole(head[2], tail[1].casefold(), hosts)
            if domain is None:
                continue
            start = head.start(1) if head[1] else head.start(3)
            confidence = _WITH_SIGN if head[1] else _WITHOUT_SIGN
            value = f"{(head[1] or head[3]).casefold()}@{domain}"
            reasons = ("in two parts" if head[1] else UNSEEN, "domain of another address of the card")
            found = EmailFound(value, text[start:].strip(), (start, len(line.text)), confidence, reasons)
            yield Broken(found, index, other, tail.span(1))
            break


def _before_sign(index: int, text: str, lines: Sequence[FusedLine], taken: int) -> Broken | None:
    """Return a mailbox whose sign begins another line of its row: "E: ada" and, apart from it, "@ example.com"."""
    head = _HEAD_OF_SIGN.search(text, taken)
    for other, line in enumerate(lines) if head else ():
        tail = _SIGN_TAIL.match(plain_text(line.text))
        if head and other != index and tail and _ends_at(lines[index].box, line.box):
            host, start = mend_host(tail[1]), head.start(head.lastindex or 0)
            if host is not None:
                value = f"{text[start:].strip().casefold()}@{host.value}"
                reasons = ("in two parts", *host.reasons)
                found = EmailFound(value, text[start:].strip(), (start, len(text)), _WITH_SIGN - host.damage, reasons)
                return Broken(found, index, other, tail.span())
    return None


def _tails(index: int, lines: Sequence[FusedLine], *, below: bool) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield lines that begin with the end of a host, directly beside a line or, if `below`, directly below it."""
    box = lines[index].box
    for other, line in enumerate(lines):
        tail = _TAIL.match(plain_text(line.text))
        if other != index and tail and (_beside(box, line.box) or (below and _below(box, line.box))):
            yield other, tail


def _beside(box: Box, other: Box) -> bool:
    level = min(box.bottom, other.bottom) - max(box.top, other.top) > 0.5 * min(box.height, other.height)
    return level and 0 <= other.left - box.right < _MOST_GAP * box.height


def _ends_at(box: Box, other: Box) -> bool:
    """Whether the boxes stand side by side, or the other is the second half of a row that another pass read whole."""
    level = min(box.bottom, other.bottom) - max(box.top, other.top) > 0.5 * min(box.height, other.height)
    return _beside(box, other) or (level and box.center[0] < other.left < box.right)


def _below(box: Box, other: Box) -> bool:
    shared = min(box.right, other.right) - max(box.left, other.left)
    return shared > 0 and -0.5 * box.height < other.top - box.bottom < _MOST_BELOW * box.height


def _whole(begin: str | None, end: str, hosts: Sequence[str]) -> str | None:
    """Return the host with these two ends; without a start, the end must break off in the middle of a word."""
    for host in hosts:
        if host == end or not host.endswith(end):
            continue
        rest = host.removesuffix(end)
        if rest == begin.casefold() if begin else rest[-1].isalnum():
            return host
    return None
