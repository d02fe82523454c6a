"""Define the words of one language that keep a noted piece out of a letter; en.toml explains each key."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TouchyWords:
    """Matters that a letter does not touch unless a person chose the words, by matter."""

    health: Words = ()
    family: Words = ()
    drink: Words = ()
    job: Words = ()
    religion: Words = ()
    politics: Words = ()
    looks: Words = ()
    money: Words = ()
    age: Words = ()
    crime: Words = ()
    sex: Words = ()
    secret: Words = ()

    def by_matter(self) -> dict[str, Words]:
        """Return the words of each matter under its name."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


@dataclass(frozen=True, slots=True)
class GuardWords:
    """Words and patterns that the quote guard looks for in a noted piece."""

    third: Words = ()
    third_patterns: Words = ()
    kin: Words = ()
    names: Words = ()
    negation: Words = ()
    joins: Words = ()
    verbs: Words = ()
    questions: Words = ()
    judgement: Words = ()
    send: Words = ()
    corrections: Words = ()
    touchy: TouchyWords = TouchyWords()

    def __post_init__(self) -> None:
        for pattern in self.third_patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
