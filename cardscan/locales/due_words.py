"""The words in which a language names days: the table `[due]` of its file, which en.toml explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from cardscan.locales.feasts import feasts

Words = tuple[str, ...]

# What stands in braces in a phrase, and is read as a number, a name or a clock time.
PLACEHOLDERS = frozenset(
    {"weekday", "month", "day", "nth", "year", "number", "unit", "quarter", "week", "time", "clock"}
)


@dataclass(frozen=True, slots=True)
class Units:
    """What stretches of time are called."""

    day: Words
    week: Words
    month: Words
    year: Words


@dataclass(frozen=True, slots=True)
class Periods:
    """What stretches of the calendar are called.

    Attributes:
        week: Only after a word such as "end of", as `month` and `year` are.
        week_end: The last days of a week in one word, as "eow"; likewise `month_end` and `year_end`.
    """

    this_week: Words
    next_week: Words
    week_after_next: Words
    weekend: Words
    this_month: Words
    next_month: Words
    this_year: Words
    next_year: Words
    week: Words
    month: Words
    year: Words
    week_end: Words
    month_end: Words
    year_end: Words


@dataclass(frozen=True, slots=True)
class DueWords:
    """How notes name days; every key is needed, since a language that lacks one would lose its dates unseen.

    Attributes:
        weekdays: Forms besides those of the calendar, numbered from 1; likewise `months`.
        weak: Forms that are words of their own as well: days only beside a word such as "by", or beside another day.
        home: Forms that are days in this language, and words in another one.
        days: Phrases and how many days ahead they mean.
        feasts: The names of feasts.toml, each with its words in this language.
    """

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    weak: Words
    home: Words
    numbers: Mapping[str, int]
    ordinals: Words
    attached: Words
    articles: Words
    by: Words
    before: Words
    after: Words
    never_before: Words
    never_after: Words
    joins: Words
    beside: Words
    days: Mapping[str, int]
    amounts: Words
    weekday: Words
    weekday_later: Words
    dates: Words
    days_of_month: Words
    weeks: Words
    quarters: Words
    start: Words
    middle: Words
    end: Words
    units: Units
    periods: Periods
    feasts: Mapping[str, Words]

    def __post_init__(self) -> None:
        if wrong := [form for form, number in self.weekdays.items() if not 1 <= number <= 7]:
            raise ValueError(f"`weekdays.{wrong[0]}` is a number from 1, Monday, to 7")
        if wrong := [form for form, number in self.months.items() if not 1 <= number <= 12]:
            raise ValueError(f"`months.{wrong[0]}` is a number from 1 to 12")
        if unknown := sorted(set(self.feasts) - set(feasts())):
            raise ValueError(f"`feasts.{unknown[0]}` is not in feasts.toml")
        for phrase in self._phrases():
            if strange := set(re.findall(r"\{(.*?)\}", phrase)) - PLACEHOLDERS:
                raise ValueError(f"{phrase!r} holds {{{min(strange)}}}; known are {', '.join(sorted(PLACEHOLDERS))}")

    def _phrases(self) -> Iterator[str]:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, tuple):
                yield from value
        yield from self.days
