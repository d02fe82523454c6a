"""Read TOML tables into frozen dataclasses; an unknown key, missing key or wrong type is an error with file and key."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from cardscan.errors import ConfigError

T = TypeVar("T")


class LocaleFileError(ConfigError):
    """A file of countries, languages or mail services contains something that cardscan cannot use."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        self.file, self.key, self.problem = file, key, problem
        super().__init__(file, key, problem)  # all three, so that it survives pickling between processes

    def __str__(self) -> str:
        return f"{self.file}: {self.key} {self.problem}" if self.key else f"{self.file}: {self.problem}"


def read_toml(path: Path, kind: type[T], **known: Any) -> T:
    """Return one file as a dataclass.

    Args:
        kind: A dataclass. Its fields are the keys; fields with a default may be left out. Fields may be texts,
            numbers, truth values, tuples of these, tables of numbers, and further dataclasses.
        known: Fields that are not in the file.
    Raises:
        LocaleFileError: The file is not TOML, a key is unknown or missing, or a value has the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LocaleFileError(path.name, "", f"it cannot be read as TOML ({error}); correct the file") from error
    return _built(kind, table, path.name, "", known)


def _built(kind: type[T], table: Any, file: str, within: str, known: Mapping[str, Any]) -> T:
    if not isinstance(table, dict):
        raise LocaleFileError(file, within.rstrip("."), "must be a table")
    fields = {name: field for name, field in _fields(typing.cast(Any, kind)).items() if name not in known}
    for key in table:
        if key not in fields:
            raise LocaleFileError(file, within + key, f"is no key that cardscan knows; use one of {', '.join(fields)}")
    for key, (_, needed) in fields.items():
        if needed and key not in table:
            raise LocaleFileError(file, within + key, "is missing; add it")
    values = {key: _value(fields[key][0], value, file, within + key) for key, value in table.items()}
    return kind(**known, **values)


@functools.cache
def _fields(kind: Any) -> dict[str, tuple[Any, bool]]:
    """Return field name -> (its type, whether it has no default)."""
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


_SAID = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", re.Pattern: "a pattern"}


def _value(kind: Any, value: Any, file: str, key: str) -> Any:
    """Return the value converted to its field's type."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:  # "str | None": a missing key is None
        return _value(inside[0], value, file, key)
    if origin is tuple:
        if not isinstance(value, list):
            raise LocaleFileError(file, key, "must be a list")
        return tuple(_value(inside[0], one, file, f"{key}[{at}]") for at, one in enumerate(value))
    if origin is Mapping:
        if not isinstance(value, dict):
            raise LocaleFileError(file, key, "must be a table")
        return {name: _value(inside[1], one, file, f"{key}.{name}") for name, one in value.items()}
    if dataclasses.is_dataclass(kind):
        return _built(typing.cast("type[Any]", kind), value, file, f"{key}.", {})
    return _plain(kind, value, file, key)


def _plain(kind: Any, value: Any, file: str, key: str) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise LocaleFileError(file, key, f"must be {_SAID[kind]}, and is {value!r}")
    return value
