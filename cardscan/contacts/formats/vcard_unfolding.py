"""Join the folded lines of a vCard file into content lines, undoing folds and soft line breaks of any writer.

Three habits meet here. vCard 3.0 and 4.0 fold with a line break and one white space, which is removed again. vCard 2.1
folds where a space already stands, which stays. Quoted-printable has its own soft line breaks ("=" at the end of a
line); a space after one may be text, or the fold of a writer who does both.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

# A photo of 6 MB is 8 MB of base64; no note is that long.
MAX_OCTETS = 8_000_000

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")
# A property: an optional group, a name with a letter in it, and its end. "10:30" and "https://" start no property.
_START = re.compile(
    rb"\s*+(?:\xef\xbb\xbf)?(?:[A-Za-z0-9_-]{1,40}\.)?(?=[0-9_-]*[A-Za-z])[A-Za-z0-9._-]{1,80}\s*[;:](?!//)"
)
# Names that no standard allows but programs write: "X-messaging/xmpp-All".
_ODD_START = re.compile(rb"\s*+(?=[^:;]{0,80}[A-Za-z])[^\s:;,\"<>()@\\]{1,80}[;:](?!//)")
_ODD_EXTENSION = re.compile(rb"\s*X[-_][^\s:;,\"<>()@\\]{1,80}[;:]", re.IGNORECASE)
# Values of several lines. In any other property, an unindented line cannot belong to the value.
_GOES_ON = re.compile(rb"\s*(?:[\w-]+\.)?(?:NOTE|LABEL|ADR|COMMENT|DESCRIPTION)\s*[;:]", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(rb"[^:]*;(?:ENCODING=)?\"?QUOTED-PRINTABLE\"? *[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb"[^:]*;(?:ENCODING=)?\"?(?:BASE64|B)\"? *[;:]", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}\s*\Z")
_VERSION_OR_BEGIN = re.compile(rb"\s*(VERSION|BEGIN)\s*:", re.IGNORECASE)
_ESCAPE_AT_END = re.compile(rb"=[0-9A-F]{0,2}\Z", re.IGNORECASE)
_ESCAPE_AT_START = re.compile(rb"=[0-9A-F]{2}", re.IGNORECASE)
# UTF-8 cut in two: escapes that begin a character, and the escape that continues it (RFC 3629, 3).
_BEGUN = re.compile(rb"=(?:[CD][0-9A-F]|E[0-9A-F](?:=[89AB][0-9A-F])?|F[0-7](?:=[89AB][0-9A-F]){0,2})\Z", re.IGNORECASE)
_GOING_ON = re.compile(rb"=[89AB][0-9A-F]", re.IGNORECASE)
_WHITE = (b" ", b"\t")


class LineKind(enum.Enum):
    """What a content line turned out to be."""

    PROPERTY = enum.auto()
    NONE = enum.auto()  # not a property: a comment, a separator, the rest of a broken value
    TOO_LONG = enum.auto()


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One content line, unfolded; without octets if it is too long."""

    kind: LineKind
    octets: bytes = b""


def content_lines(data: bytes) -> Iterator[ContentLine]:
    """Yield the lines of a file in UTF-8 (or any code page that contains ASCII), without blank ones."""
    line: _OpenLine | None = None
    habits = _Habits()
    for match in _LINE.finditer(data):
        written = match[1]
        if line is not None:
            if line.takes(written):
                continue
            yield line.closed()
            line = None
        if written.strip(b" \t\0\x1a"):
            line = _OpenLine(written, habits)
    if line is not None:
        yield line.closed()


@dataclass(slots=True)
class _Habits:
    """What the lines so far show about the program that wrote them.

    Attributes:
        keeps_space: The card is a vCard 2.1, which folds where white space already stands.
        folds_printable: Quoted-printable is folded with a space after each soft line break.
    """

    keeps_space: bool = False
    folds_printable: bool = False


class _OpenLine:
    """A content line that is still being put together."""

    def __init__(self, first: bytes, habits: _Habits) -> None:
        head = first[:1_000]
        self._is_property = bool(_START.match(first) or _ODD_START.match(first))
        self._printable = bool(_QUOTED_PRINTABLE.match(head))
        self._base64 = bool(_BASE64.match(head))
        self._goes_on = bool(_GOES_ON.match(head))
        self._parts, self._size = [first], len(first)
        self._folds: list[tuple[bool, bytes]] = []  # quoted-printable: whether a soft break comes before, the line
        self._habits = habits
        if _VERSION_OR_BEGIN.match(first):
            habits.keeps_space = first.rstrip().endswith(b":2.1")

    def takes(self, line: bytes) -> bool:
        """Add the line if it belongs to this one; return whether it does."""
        indented = line[:1] in _WHITE
        if self._printable and self._last.rstrip(b" \t").endswith(b"="):
            self._folds.append((True, line))
        elif self._printable and indented:
            self._folds.append((False, line))
        elif self._base64 and (indented or _BASE64_LINE.match(line)):
            self._add(line.strip())
        elif indented and line.strip():
            self._add(line if self._habits.keeps_space else line[1:])
        elif self._goes_on and line.strip() and not _START.match(line) and not _ODD_EXTENSION.match(line):
            more = (b"=0A" if self._printable else b"\\n") + line  # a line break that the writer forgot to escape
            if self._folds:
                self._folds.append((False, more))
            else:
                self._add(more)
        else:
            return False
        return True

    def closed(self) -> ContentLine:
        """Return the complete line."""
        for part in self._unfolded():
            self._add(part)
        if self._size > MAX_OCTETS:
            return ContentLine(LineKind.TOO_LONG)
        return ContentLine(LineKind.PROPERTY if self._is_property else LineKind.NONE, b"".join(self._parts))

    @property
    def _last(self) -> bytes:
        return self._folds[-1][1] if self._folds else self._parts[-1]

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= MAX_OCTETS:
            self._parts.append(part)

    def _unfolded(self) -> Iterator[bytes]:
        """Yield the folded lines of quoted-printable without the characters that only fold them."""
        if not self._folds:
            return
        self._parts[-1] = before = _without_break(self._parts[-1]) if self._folds[0][0] else self._parts[-1]
        lines = [_without_break(line) for _, line in self._folds[:-1]] + [self._folds[-1][1]]
        self._habits.folds_printable |= any(
            line[:1] in _WHITE and _BEGUN.search(earlier) and _GOING_ON.match(line[1:])
            for earlier, line in zip([before, *lines], lines, strict=False)
        )
        # Soft line breaks fall anywhere; if all of several fall before a space, that is no accident.
        every = len(lines) > 1 and all(line[:1] in _WHITE for line in lines)
        for (soft, _), line in zip(self._folds, lines, strict=True):
            folded = line[:1] in _WHITE and (
                self._habits.folds_printable
                or every
                or (not soft and (not self._habits.keeps_space or line[:1] == b"\t" or _between_escapes(before, line)))
            )
            before = line[1:] if folded else line
            yield before


def _without_break(line: bytes) -> bytes:
    """Return the line without the "=" of a soft line break."""
    bare = line.rstrip(b" \t")
    return bare[:-1] if bare.endswith(b"=") else line


def _between_escapes(before: bytes, line: bytes) -> bool:
    return bool(_ESCAPE_AT_END.search(before) or _ESCAPE_AT_START.match(line[1:]))
