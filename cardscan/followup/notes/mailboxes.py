"""Words of mailboxes of every language: whose they are, and which of them nobody reads."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path


@functools.cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one list under [words] in mailboxes.toml."""
    with Path(__file__).with_name("mailboxes.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["words"][kind])
