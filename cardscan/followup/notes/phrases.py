"""What the lint and the readers of notes listen for: phrases.toml, by kind and language."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path


@functools.cache
def phrases() -> dict[str, dict[str, list[str]]]:
    """phrases.toml: kind -> language -> phrases."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        return tomllib.load(file)


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The words of one list under [words] in phrases.toml."""
    return frozenset(phrases()["words"][kind])
