"""Load what cardscan knows of a language: one file per language in `languages/`, checked when it is loaded.

To add a language, add a file there, and texts in it under `templates/email`. en.toml explains each key.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cardscan.errors import ConfigError
from cardscan.locales.due_words import DueWords
from cardscan.locales.guard_words import GuardWords
from cardscan.locales.letter_words import NO_PROMISE_WORDS, PromiseWords, TopicRule, Words, check_form, check_pattern
from cardscan.model.settings import did_you_mean

FOLDER = Path(__file__).with_name("languages")
# If two patterns begin at the same word, the first one wins: they are tried in this order, new languages last.
_FIRST = ("en", "de", "fr", "es", "it", "pt", "nl")
# The codes of our languages, in which letters can be written without the user's own texts; files load when needed.
LANGUAGES: tuple[str, ...] = (*_FIRST, *sorted({file.stem for file in FOLDER.glob("*.toml")}.difference(_FIRST)))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of days and months, and how a letter writes a date; `date_in` by country, where it is written otherwise."""

    weekdays: Words
    months: Words
    date: str
    first_day: str = "1"
    date_in: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.weekdays) != 7 or len(self.months) != 12:
            raise ValueError("`weekdays` are 7 names, `months` 12")
        for key, form in (("date", self.date), *((f"date_in.{code}", form) for code, form in self.date_in.items())):
            check_form(form, key, ("weekday", "day", "month"))


@dataclass(frozen=True, slots=True)
class Salutation:
    """Greetings with {} for the name. Those for a friend are left out if a language has only one form of address.

    Attributes:
        titles, titles_in: A pattern for the printed titles that are said before the family name; by country, others.
        gendered: Words that greet a man or a woman and nobody else; no greeting with one is learned.
    """

    given: str
    full: str
    nameless: str
    friend: str = ""
    nameless_friend: str = ""
    first_letter_says_given: bool = True
    titles: str = ""
    titles_in: Mapping[str, str] = field(default_factory=dict)
    titles_said: Mapping[str, str] = field(default_factory=dict)
    gendered: Words = ()

    def __post_init__(self) -> None:
        for pattern in (self.titles, *self.titles_in.values()):
            check_pattern(pattern)
        if bool(self.friend) != bool(self.nameless_friend):
            raise ValueError("`friend` and `nameless_friend` are both needed, or neither")


@dataclass(frozen=True, slots=True)
class EventRule:
    """How to word an event that begins with these letters or matches this pattern; any event if both are empty."""

    say: str
    begins: str = ""
    has: str = ""

    def __post_init__(self) -> None:
        check_pattern(self.has)
        check_form(self.say, "say", ("rest" if "{rest}" in self.say else "event",))
        if "{rest}" in self.say and not self.begins:
            raise ValueError("`{rest}` is what follows `begins`, which is missing")


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words that matter when a noted phrase is put into a sentence."""

    actions: Words = ()
    sentence_begins: Words = ()
    articles: Words = ()
    capital_before: Words = ()
    introducer_begins: bool = False


@dataclass(frozen=True, slots=True)
class FormsOfAddress:
    """Patterns for both forms of address: how notes mention them, and the words that use them."""

    noted_informal: str = ""
    noted_formal: str = ""
    informal: str = ""
    formal: str = ""
    one_form_in: Words = ()

    def __post_init__(self) -> None:
        for pattern in (self.noted_informal, self.noted_formal, self.informal, self.formal):
            check_pattern(pattern)
        if bool(self.informal) != bool(self.formal):
            raise ValueError("`informal` and `formal` are both needed, or neither")


@dataclass(frozen=True, slots=True)
class LintWords:
    """Words that the lint looks for in letters; `own_words` say of a noted phrase in which language it is."""

    greetings: Words = ()
    stock: Words = ()
    pitch: Words = ()
    referral: Words = ()
    own_words: Words = ()


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """Words that decide whether a full stop ends a sentence of a note."""

    abbreviations: Words = ()
    ordinal_after: Words = ()
    begin: Words = ()


@dataclass(frozen=True, slots=True)
class Language:
    """The content of one language's file; see en.toml.

    Attributes:
        name: The language's name in the language itself.
        at_event: The first rule that fits is used; the last one always fits.
        about: The first rule that fits a topic is used; if none fits, the topic stands after a colon.
    """

    name: str
    calendar: Calendar
    salutation: Salutation
    at_event: tuple[EventRule, ...]
    frequent_words: Words = ()
    about: tuple[TopicRule, ...] = ()
    promise: PromiseWords = NO_PROMISE_WORDS
    phrasing: Phrasing = Phrasing()
    address: FormsOfAddress = FormsOfAddress()
    lint: LintWords = LintWords()
    guard: GuardWords = field(default_factory=GuardWords)
    sentences: SentenceWords = SentenceWords()
    due: DueWords | None = None

    def __post_init__(self) -> None:
        if not self.at_event or self.at_event[-1].begins or self.at_event[-1].has:
            raise ValueError("the last rule of `at_event` has neither `begins` nor `has`: it is for any other event")


@functools.cache
def language(code: str) -> Language:
    """Return what is known of one of `LANGUAGES`; loaded only once.

    Raises:
        ConfigError: See `load`.
    """
    return load(FOLDER / f"{code}.toml")


def own_names() -> dict[str, str]:
    """Return each language's own name by its code, in the order of the codes."""
    return {code: language(code).name for code in sorted(LANGUAGES)}


def load(file: Path) -> Language:
    """Read one language's file.

    Raises:
        ConfigError: It is not TOML, or a key is missing, unknown or of another type; with file and key.
    """
    import msgspec  # only when a language is needed: many commands need none

    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise ConfigError(f"{file.name}: not TOML ({error}); en.toml shows how such a file is written") from error
    if unknown := _unknown_key(content, Language):
        key, known = unknown
        tip = did_you_mean(key.rpartition(".")[2], known) or f"; there are {', '.join(known)}"
        raise ConfigError(f"{file.name}: there is no key `{key}`{tip}")
    try:
        return msgspec.convert(content, Language)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{file.name}: {_told(str(error))}") from error


def _told(error: str) -> str:
    """Turn a message of msgspec into one of ours: "Expected `str`, got `int` - at `$.calendar.date`"."""
    said, _, place = error.partition(" - at ")
    place = place.strip("`").removeprefix("$").removeprefix(".")
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", said):
        key = f"{place}.{missing[1]}" if place else missing[1]
        return f"`{key}` is missing; en.toml says what it is"
    return f"`{place}`: {said}; en.toml shows how it is written" if place else said


def _unknown_key(content: Mapping[str, Any], kind: type, path: str = "") -> tuple[str, Words] | None:
    """Return the first key that matches no field, and the names of the fields; None if all match."""
    hints = typing.get_type_hints(kind)
    for key, value in content.items():
        if key not in hints:
            return path + key, tuple(hints)
        parts = (hints[key], *typing.get_args(hints[key]))
        kinds = [part for part in parts if isinstance(part, type) and dataclasses.is_dataclass(part)]
        tables = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]
        for item, table in itertools.product(kinds, tables):
            if found := _unknown_key(table, item, f"{path}{key}."):
                return found
    return None
