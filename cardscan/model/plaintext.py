"""Untrusted text made safe to put on one line of plain text. What it says is not changed."""

from __future__ import annotations

import re
import unicodedata

# Marks that turn the direction of the text after them: with them "moc.elgoog@x" can be shown as another address.
# Source: Unicode Standard Annex 9, table of explicit formatting characters.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# How Python holds bytes of a file name that are no UTF-8 (PEP 383).
_BYTES = re.compile("[\udc80-\udcff]")


def visible_bytes(text: str) -> str:
    """The text, with bytes of file names in other encodings written as \\xNN: two names never look like one."""
    return _BYTES.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", text)


def one_line(text: str, limit: int = 2_000) -> str:
    """The text on one line: controls and direction marks gone, white space single, cut after `limit` characters.

    Half surrogate pairs, which no encoding can write, and non-characters are dropped too.
    """
    # Nothing of use lies beyond that, and normalising megabytes takes long.
    text = unicodedata.normalize("NFC", text[: 4 * limit])
    kept = "".join(" " if _breaks(char) else char for char in text if not _dropped(char))
    return " ".join(kept.split())[:limit].rstrip()


def encodable(text: str) -> str:
    """The text with U+FFFD for half surrogate pairs, which no encoding can write: names of files that are not UTF-8."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _breaks(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Zl", "Zp", "Zs")


def _dropped(char: str) -> bool:
    if char.isspace():
        return False
    return (
        char in _DIRECTION_MARKS
        or char == "\ufeff"
        or unicodedata.category(char) in ("Cc", "Cs")
        or (ord(char) & 0xFFFE) == 0xFFFE
    )
