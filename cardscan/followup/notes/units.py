"""The words of a clause as the grammar sees them: tagged units with their place in the text, and verbs."""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the file: what it does ("give"), its infinitive, and the part that stands apart ("an" of "anrufen")."""

    kind: str
    name: str
    particle: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign as it stands in the text, and the form by which it is looked up."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or known phrase with its tags and, if it may be a verb, its readings as (verb, part)."""

    key: str
    start: int
    end: int
    tags: frozenset[str] = frozenset()
    readings: tuple[tuple[Verb, str], ...] = ()

    def kinds(self) -> frozenset[str]:
        """What kinds of verb this may be."""
        return frozenset(verb.kind for verb, _ in self.readings)

    @property
    def known(self) -> bool:
        """Whether the lexicon has this word."""
        return bool(self.tags or self.readings)


def fold(text: str) -> str:
    """Return the text in small letters without accents, each letter in its place: the length stays the same."""
    return "".join(map(_folded, text))


@functools.lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return "'" if char in "’‘`´" else base if len(base) == 1 else char
