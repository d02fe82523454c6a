"""One value of a setting, whatever said it: of the right type, within its rule, or a sentence that says what is."""

from __future__ import annotations

import re
import types
import typing
from pathlib import Path
from typing import Any

from cardscan.errors import ConfigError, UsageError
from cardscan.model.settings import Rule

# A path may be long, and its end tells most; nothing else that a setting takes is longer.
LONGEST_SHOWN = 200


def from_text(text: str, kind: Any, name: str) -> Any:
    """A string of the environment as the type that is wanted; lists are separated by commas or plus signs."""
    if kind == tuple[str, ...]:
        return [part.strip() for part in text.replace("+", ",").split(",") if part.strip()]
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ConfigError(f"{name} is {text!r}; write yes or no")
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            raise ConfigError(f"{name} is {text!r}; it must be a number") from None
    return text


_WORDS = {
    int: "a whole number",
    float: "a number",
    str: "text in quotes",
    bool: "true or false",
    Path: "a path in quotes",
}


def typed(value: Any, kind: Any, where: str, *, base: Path) -> Any:
    """The value as `kind`, or a ConfigError that says what was expected; paths start at the file's folder."""
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
    raise ConfigError(f"{where} is {value!r}; it must be {' or '.join(named)}{how}")


def ruled(value: Any, rule: Rule | None, where: str, *, error: type[ConfigError | UsageError] = ConfigError) -> Any:
    """The value as it counts, or an error that says what is allowed and what was near."""
    try:
        return value if rule is None else rule(value)
    except ValueError as problem:
        raise error(f"{where} is {_written(value)}; {problem}") from problem


def _written(value: Any) -> str:
    """The value as a message names it: short, and without the password of a URL."""
    if not isinstance(value, str | Path):
        return repr(value)
    text = re.sub(r"://[^/@]*@", "://***@", str(value))
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...")
