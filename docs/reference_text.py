"""Small pieces of Markdown, and what docstrings say of each attribute."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_ENTRY = re.compile(r"^ {4}(?P<names>[a-z0-9_]+(?:, [a-z0-9_]+)*): (?P<text>.*)$")
_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; bars inside cells are escaped, line ends become spaces."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    cells = ([" ".join(str(cell).split()).replace("|", "\\|") for cell in row] for row in rows)
    lines += ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join(lines)


def code(text: object) -> str:
    """Inline code, empty for nothing."""
    return f"`{text}`" if str(text) else ""


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = " ".join(text.split())
    return (text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")) if text else ""


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def attributes(cls: type) -> dict[str, str]:
    """What the `Attributes:` section of a docstring says, by name."""
    said: dict[str, str] = {}
    names: list[str] = []
    for line in (inspect.getdoc(cls) or "").partition("Attributes:\n")[2].splitlines():
        entry = _ENTRY.match(line)
        if entry:
            names = entry["names"].split(", ")
            said.update(dict.fromkeys(names, entry["text"]))
        elif line.startswith(" " * 8):
            for name in names:
                said[name] += " " + line.strip()
        elif line.strip():
            break
    return said


def kind_of(hint: Any) -> str:
    """A type as a reader of TOML knows it."""
    if hint in _NAMES:
        return _NAMES[hint]
    arguments = [argument for argument in typing.get_args(hint) if argument not in (type(None), Ellipsis)]
    if typing.get_origin(hint) in (tuple, list):
        return f"list of {kind_of(arguments[0])}s"
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return kind_of(arguments[0])
    raise TypeError(f"no word for {hint!r} yet; add one to docs/reference_text.py")
