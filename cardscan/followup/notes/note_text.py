"""Decode a note: UTF-8, UTF-16 or UTF-32 if the bytes are valid as such, else Windows-1252 if plausible. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS = (  # UTF-32 comes first, because its mark begins with that of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ufffe\uffff]")
# Characters of Western European text. Other letters of Windows-1252, and its signs inside a word, point to another
# encoding: "ü" in MacRoman would be read as "Ÿ", and "ł" in Windows-1250 as "³".
_WESTERN = re.compile(r"[\x09-\x0d\x1a\x20-\x7e\xa0À-ÖØ-öø-ÿŒœ‘’“”„‚«»‹›–—…•·´§°€£¿¡ºª²]*")
_SIGN_IN_WORD = re.compile(r"[^\W\d_](?:[“”„‚«»‹›…•§°€£¿¡º]|[–—](?=[a-zà-öø-ÿ])|(?<!m)²)[^\W\d_]|[^\W\d_m]²")
# A misread Greek, Russian or Hebrew word has no ASCII letter; in French and Danish only short words have none.
_FOREIGN_WORD = re.compile(r"(?<![A-Za-zÀ-ÿ])[À-ÖØ-öø-ÿ]{3,}(?![A-Za-zÀ-ÿ])")


class NotTextError(ValueError):
    """The bytes are not text, or their encoding cannot be determined; the message is the reason."""


@dataclass(frozen=True, slots=True)
class NoteText:
    """The text of a note.

    Attributes:
        guessed: The encoding, if nothing in the bytes declares it; otherwise empty.
    """

    text: str
    guessed: str = ""


def decode_note(raw: bytes) -> NoteText:
    """Return the text of a note in any encoding that an editor writes.

    Raises:
        NotTextError: It is not text, or its encoding is doubtful.
    """
    try:
        text = decode_unicode(raw)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
        if _WESTERN.fullmatch(text) and not _SIGN_IN_WORD.search(text) and not _FOREIGN_WORD.search(text):
            return NoteText(text, "Windows-1252")
        raise NotTextError("no text, or in an encoding that is not known") from None
    if len(_CONTROLS.findall(text)) > len(text) // 20:
        raise NotTextError("no text")
    if text.startswith("{\\rtf"):
        raise NotTextError("rich text (RTF)")
    return NoteText(text)


def decode_name(name: str) -> str | None:
    """Return a file name or argument as text, even if its bytes are not UTF-8; None if the encoding is unclear."""
    try:
        return decode_note(name.encode("utf-8", "surrogateescape")).text
    except (NotTextError, UnicodeEncodeError):
        return None


def decode_unicode(raw: bytes) -> str:
    """Return text in UTF-8, or in UTF-16 or UTF-32 with a byte order mark or recognisable zero bytes.

    Raises:
        UnicodeDecodeError: It is none of these.
    """
    for mark, coding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(coding)
    return raw.decode(_wide(raw) or "utf-8")


def _wide(raw: bytes) -> str:
    """Return the UTF-16 or UTF-32 encoding that the positions of zero bytes suggest; empty if none."""
    zeros = [raw[start::4].count(0) for start in range(4)]
    quarter = len(raw) / 4
    if not len(raw) % 4 and min(zeros[2:]) > 0.9 * quarter and max(zeros[:2]) > 0.3 * quarter:
        return "utf-32-le"
    if not len(raw) % 4 and min(zeros[:2]) > 0.9 * quarter and max(zeros[2:]) > 0.3 * quarter:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if len(raw) % 2 or not even + odd or min(even, odd) > 0.1 * max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"
