"""Make untrusted text safe for one line of plain text, without changing what it says."""

from __future__ import annotations

import re
import unicodedata

# Marks that change the direction of the text after them: with them "moc.elgoog@x" can look like another address.
# Source: Unicode Standard Annex 9, table of explicit formatting characters.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# How Python represents bytes of a file name that are not UTF-8 (PEP 383).
_BYTES = re.compile("[\udc80-\udcff]")


def visible_bytes(text: str) -> str:
    """Write bytes of file names in other encodings as \\xNN, so that two different names never look the same."""
    return _BYTES.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", text)


def one_line(text: str, limit: int = 2_000) -> str:
    """Put the text on one line: no controls or direction marks, single spaces, cut after `limit` characters.

    Lone surrogates, which no encoding can represent, and non-characters are dropped too.
    """
    # Nothing useful lies beyond that, and normalising megabytes takes long.
    text = unicodedata.normalize("NFC", text[: 4 * limit])
    kept = "".join(" " if _breaks(char) else char for char in text if not _dropped(char))
    return " ".join(kept.split())[:limit].rstrip()


def encodable(text: str) -> str:
    """Replace lone surrogates, which no encoding can represent, with U+FFFD; non-UTF-8 file names contain them."""
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
