"""What is local about a card: names, streets, phone ranges, titles, labels. One TOML file a country."""

from __future__ import annotations

import functools
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "lands"

# Countries that came later: they are drawn where they are named, so that a set with an earlier seed stays what it is.
ADDED = frozenset({"NL"})

# How a letter is written in an e-mail address where dropping the accent would not do.
IN_ADDRESSES = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "ı": "i", "đ": "d"}
SWEDISH = {"ä": "a", "ö": "o", "å": "a"}


@functools.cache
def land(code: str) -> dict[str, Any]:
    """The country's file, read once."""
    return tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8"))


@functools.cache
def codes() -> tuple[str, ...]:
    """The countries that a random set is drawn from where none are named, sorted; always these."""
    return tuple(code for code in every_code() if code not in ADDED)


@functools.cache
def every_code() -> tuple[str, ...]:
    """Every country there is a file for, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def pick(rng: np.random.Generator, values: Any) -> Any:
    """One of the values, each as likely as the next."""
    return values[int(rng.integers(len(values)))]


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True as often as the probability says."""
    return bool(rng.random() < probability)


def fill_digits(rng: np.random.Generator, pattern: str) -> str:
    """`pattern` with a random digit for each # (the first of a postal code is never a stray 0 by design)."""
    return "".join(str(int(rng.integers(10))) if mark == "#" else mark for mark in pattern)


def plain(text: str, country: str = "DE") -> str:
    """Lower-case ASCII letters, digits, blanks and hyphens, as the country writes them in a domain or mailbox."""
    table = {**IN_ADDRESSES, **(SWEDISH if country in ("SE", "ES", "BR", "FR") else {})}
    text = "".join(table.get(letter, letter) for letter in unicodedata.normalize("NFC", text).lower())
    text = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in text if letter.isascii() and (letter.isalnum() or letter in " -"))
