"""Sort file names in the order in which a person would list them."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key by which "IMG_9" comes before "IMG_10"; upper and lower case are equal."""
    parts = _DIGITS.split(name.casefold())
    return [(1, int(part), "") if part.isdecimal() and len(part) < 20 else (2, 0, part) for part in parts if part]
