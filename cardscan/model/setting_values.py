"""Convert the value of a setting from any source to the right type, and show values in messages.

What is wrong is a ValueError whose message continues a sentence after "... is 'of'; ".
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Paths may be long, and their end tells the most; no other setting's value is longer.
LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SaidValue:
    """The value that one source sets, in the right type; its rule is applied once all sources are known.

    Attributes:
        where: The place, as a message names it.
        source: The source, as a message names it.
        shown: The value as it was written, if that differs from `value`.
        flag: Whether it was given on the command line.
    """

    key: str
    value: Any
    where: str
    source: str
    shown: Any = None
    flag: bool = False


def from_text(text: str, kind: Any) -> Any:
    """Convert a string from the environment for the wanted type; commas or plus signs separate the items of a list."""
    if kind == tuple[str, ...]:
        return [part.strip() for part in text.replace("+", ",").split(",") if part.strip()]
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ValueError("write yes or no")
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            raise ValueError("it must be a number") from None
    return text


_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "text in quotes",
    bool: "true or false",
    Path: "a path in quotes",
}


def typed(value: Any, kind: Any, *, base: Path) -> Any:
    """Return the value as `kind`, or raise ValueError; relative paths start at `base`."""
    options = typing.get_args(kind) if typing.get_origin(kind) in (types.UnionType, typing.Union) else (kind,)
    for option in options:
        if option is Path and isinstance(value, str | Path) and str(value):
            return base / Path(value).expanduser()
        if option == tuple[str, ...] and isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if option is float and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if option in (int, str, bool) and type(value) is option:
            return value
    named = [_WORDS.get(option, "a list of texts") for option in options if option is not type(None)]
    quotes = isinstance(value, str) and str not in options and Path not in options and tuple[str, ...] not in options
    how = ", without quotes" if quotes else ""
    raise ValueError(f"it must be {' or '.join(named)}{how}")


def written(value: Any) -> str:
    """Return the value for a message: short, and without the password of a URL."""
    if not isinstance(value, str | Path):
        return repr(value)
    text = re.sub(r"://[^/@]*@", "://***@", str(value))
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...")
