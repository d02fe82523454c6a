"""Find the e-mail addresses in one value, as people and programs write them: bare, beside a name, or several."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Enough for a dozen addresses with names; on megabytes the patterns below would take minutes.
MAX_LENGTH = 2_000

_WHOLE = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
_WITHIN = re.compile(r"[^\s@<>,;:|\"()\[\]]+@[^\s@<>,;:|\"()\[\]]+")
_BETWEEN = re.compile(r"[;,|\r\n]|\s:::\s")
_BRACKETED = re.compile(r"<\s*(?:mailto:)?([^<>\s]*)\s*>", re.IGNORECASE)
_SCHEME = re.compile(r"\A\s*mailto:", re.IGNORECASE)
# Quotation marks around a local part that does not need them.
_QUOTED_LOCAL = re.compile(r'"([\w.+-]+)"(?=@)')
_NAMED = re.compile(r"\s*(?:\"([^\"<>@]+)\"|'([^'<>@]+)'|([^\"'<>@;,]*[^\"'<>@;,\s]))\s*<[^<>]+>\s*")


def addresses_in(value: str) -> tuple[str, ...]:
    """Return every address in the value in order, or none."""
    if len(value) > MAX_LENGTH:
        return ()
    value = _QUOTED_LOCAL.sub(r"\1", _SCHEME.sub("", value)).strip()
    if _WHOLE.fullmatch(value) and value[0] not in "'(":
        return (value,)
    return tuple(dict.fromkeys(address for piece in _BETWEEN.split(value) for address in _in_piece(piece)))


def name_beside(value: str) -> str:
    """Return the name in "Name <address>", or ""."""
    found = _NAMED.fullmatch(value) if len(value) <= MAX_LENGTH else None
    return next((name for name in found.groups() if name), "") if found else ""


def _in_piece(piece: str) -> Iterator[str]:
    bracketed = [address for address in _BRACKETED.findall(piece) if _WHOLE.fullmatch(address)]
    if bracketed or "@" in _WITHIN.sub("", piece):  # "a@b@c" is no address, and neither is any part of it
        yield from bracketed
    else:
        yield from (address.strip("'").rstrip(".") for address in _WITHIN.findall(piece))
