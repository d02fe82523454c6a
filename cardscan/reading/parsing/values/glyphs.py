"""Fold look-alikes of ASCII characters one to one, so that spans in the text stay valid."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cardscan.reading.parsing.values.tlds import SUFFIXES, is_trusted

# Length of the text of a whole card; more is not a card.
MAX_TEXT = 4000

# The longest line of 290 studied cards has 143 characters; more is not a line of a card.
MAX_LINE = 400

_DASHES = "‐‑‒–—―−⁃﹣－﹘➖ー"
# A middle dot or bullet: a dot within a number, or a separator between two.
BULLETS = "·•∙⋅・‧●▪■◦"
_DOTS = BULLETS + "｡"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\f\v"
_ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_OTHER = dict(
    zip("（）［］【】＋：∶；，、．。／⁄∕｜¦￨│＠﹫＆‚＃＊～〜’‘＿％", "()[][]+::;,,..///||||@@&,#*~~''_%", strict=True),
)
_FOLD = {
    **{ord(c): "-" for c in _DASHES},
    **{ord(c): "." for c in _DOTS},
    **{ord(c): " " for c in _SPACES},
    **{ord(c): " " for c in _ZERO_WIDTH},
    **{ord(c): to for c, to in _OTHER.items()},
    **{c: chr(c - 0xFEE0) for c in range(0xFF10, 0xFF5B)},  # full-width digits and letters
}


def _digit(char: str) -> str:
    """Return the ASCII digit for a decimal digit of any script, else the character itself."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the first MAX_LINE characters with dashes, dots, spaces and digits of all kinds as ASCII.

    The output has one character for each input character, so spans found in it hold in `text`.
    """
    folded = text[:MAX_LINE].translate(_FOLD)
    return folded if folded.isascii() else "".join(c if c < "\x80" else _digit(c) for c in folded)


def plain_text(text: str) -> str:
    """Return `plain` for the lines of a card's first MAX_TEXT characters; what is cut off a line becomes blank.

    A bullet that separates two values also becomes a blank; one inside a name becomes a dot.
    """
    return "\n".join(_parted(line).ljust(len(line)) for line in text[:MAX_TEXT].split("\n"))


def _parted(line: str) -> str:
    folded = plain(line)
    if not any(c in BULLETS for c in line):
        return folded
    return "".join(" " if c in BULLETS and _parts(folded, k) else folded[k] for k, c in enumerate(line[:MAX_LINE]))


_ENDS_NUMBER, _LABEL_BEFORE, _LABEL_BEHIND = re.compile(r"\d{3}\Z"), re.compile(r"\.(\w+)\Z"), re.compile(r"\w+")


def _parts(folded: str, at: int) -> bool:
    """Whether the bullet at `at` ends the value before it: a gap is beside it, or a number or a host ends there."""
    before, behind = folded[:at], folded[at + 1 :]
    following = _LABEL_BEHIND.match(behind)
    if not before or not before[-1].isalnum() or not following:
        return True
    if _ENDS_NUMBER.search(before):
        return behind[0].isalpha()
    end = _LABEL_BEFORE.search(before)
    return end is not None and is_trusted(end[1]) and f"{end[1]}.{following.group()}".casefold() not in SUFFIXES
