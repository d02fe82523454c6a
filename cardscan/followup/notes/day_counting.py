"""From what a phrase names to days of the calendar: "the end of next month", "week 50", "Easter", counted from one day.

Where a phrase can mean two days, the earlier one is taken: a promise kept early is still kept. A week to come means its
Friday, by which its work is done.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cardscan.locales.feasts import feast_days

FRIDAY, SATURDAY = 4, 5
# A longer time, such as "in 400 weeks", is a slip of the pen, not a promise.
LONGEST_DAYS = 3 * 366
# Within a month, "early" and "mid" mean days that all people grant; in a year, the middle is its sixth month.
_EARLY_DAY, _MIDDLE_DAY, _WEDNESDAY = 4, 15, 2


class Named(NamedTuple):
    """The days that a phrase names, and the one of them by which a promise is due."""

    first: date
    last: date
    due: date


@dataclass(frozen=True, slots=True)
class Counting:
    """What days are counted from.

    Attributes:
        day: The day of writing; None if it is unknown, in which case only a full date has a meaning.
        back: A day without a year, and a weekday, is the last one instead of the next one.
    """

    day: date | None
    back: bool = False

    def full_date(self, year: int | None, month: int, day: int) -> Named | None:
        """Return a date; without a year it is the next one, if that year has it."""
        if year is None and self.day is None:
            return None
        if year is None and self.day:
            this_year = (self.day.month, self.day.day)
            year = (
                self.day.year - (this_year < (month, day)) if self.back else self.day.year + (this_year > (month, day))
            )
        return _one(date(year or 0, month, day))

    def in_days(self, days: int) -> Named | None:
        """Return the day so many days ahead."""
        return _one(self.day + timedelta(days=days)) if self.day and days <= LONGEST_DAYS else None

    def in_weeks(self, weeks: int) -> Named | None:
        """Return the day so many weeks ahead."""
        return self.in_days(weeks * 7)

    def in_years(self, years: int) -> Named | None:
        """Return the same day so many years ahead."""
        return self.in_months(years * 12)

    def in_months(self, months: int) -> Named | None:
        """Return the same day so many months ahead, or the last day of a shorter month."""
        if self.day is None or months * 31 > LONGEST_DAYS + 31:
            return None
        first = _month_start(self.day, months)
        return _one(first.replace(day=min(self.day.day, _length(first))))

    def day_of_month(self, number: int) -> Named | None:
        """Return the next day with this number."""
        if self.day is None:
            return None
        months = range(0, -12, -1) if self.back else range(12)
        for first in (_month_start(self.day, ahead) for ahead in months):
            if number <= _length(first):
                found = first.replace(day=number)
                if (found <= self.day) if self.back else (found > self.day):
                    return _one(found)
        return None

    def weekday(self, number: int) -> Named | None:
        """Return the next such weekday, a week ahead on the same weekday."""
        if self.day is None:
            return None
        if self.back:
            return _one(self.day - timedelta(days=(self.day.weekday() - number) % 7))
        return _one(self.day + timedelta(days=(number - self.day.weekday()) % 7 or 7))

    def week(self, number: int) -> Named | None:
        """Return the next week with this number."""
        if self.day is None:
            return None
        for year in (self.day.isocalendar().year, self.day.isocalendar().year + 1):
            monday = date.fromisocalendar(year, 1, 1) + timedelta(weeks=number - 1)
            if monday + timedelta(days=6) >= self.day:
                return self._kept_ahead(_week_of(monday))
        return None

    def month(self, number: int, year: int | None) -> Named | None:
        """Return the next month with this number, or that of the year; the one under way is due on its last day."""
        if year is None and self.day is None:
            return None
        if year is None and self.day:
            year = self.day.year + (number < self.day.month)
        first = date(year or 0, number, 1)
        return self._kept_ahead(Named(first, first.replace(day=_length(first)), first))

    def quarter(self, number: int, year: int | None = None) -> Named | None:
        """Return the next quarter with this number."""
        if self.day is None:
            return None
        year = year or self.day.year + (number * 3 < self.day.month)
        last = date(year, number * 3, 1)
        first = date(year, number * 3 - 2, 1)
        return self._kept_ahead(Named(first, last.replace(day=_length(last)), first))

    def feast(self, name: str) -> Named | None:
        """Return the next feast of this name."""
        if self.day is None:
            return None
        for year in (self.day.year - 1, self.day.year, self.day.year + 1):
            first, last = feast_days(name, year)
            if last >= self.day:
                return self._kept_ahead(Named(first, last, first))
        return None

    def period(self, name: str) -> Named | None:
        """Return a stretch of the calendar, by its name in the language files."""
        if self.day is None:
            return None
        monday = self.day - timedelta(days=self.day.weekday())
        nearest = monday if self.day.weekday() <= FRIDAY else monday + timedelta(weeks=1)
        if name == "weekend":
            saturday = max(self.day, monday + timedelta(days=SATURDAY))
            return Named(saturday, monday + timedelta(days=6), saturday)
        if name in ("next_week", "week_after_next"):
            return _week_of(monday + timedelta(weeks=1 if name == "next_week" else 2))
        if name in ("this_week", "week", "week_end"):
            return self._kept_ahead(_week_of(nearest))
        if name.endswith("year") or name == "year_end":
            year = self.day.year + (name == "next_year")
            first, last = date(year, 1, 1), date(year, 12, 31)
            return Named(first, last, first if name == "next_year" else last)
        first = _month_start(self.day, name == "next_month")
        last = first.replace(day=_length(first))
        return Named(first, last, first if name == "next_month" else last)

    def part(self, which: str, of: Named) -> Named:
        """Return the start, the middle or the end of a stretch."""
        length = (of.last - of.first).days + 1
        if length <= 7:
            due = of.first + timedelta(days={"start": 0, "middle": _WEDNESDAY, "end": FRIDAY}[which])
        elif length <= 31:
            early, middle = of.first.replace(day=_EARLY_DAY), of.first.replace(day=_MIDDLE_DAY)
            due = {"start": early, "middle": middle, "end": of.last}[which]
        else:
            half = of.first + timedelta(days=length // 2 - 1)
            due = {"start": of.first + timedelta(days=14), "middle": half, "end": of.last}[which]
        return Named(due, due if which != "end" else of.last, due)

    def _kept_ahead(self, named: Named) -> Named:
        """Return what is under way as due on its last day at the latest, never before the day of writing."""
        if self.day is None or named.due >= self.day or named.last < self.day:
            return named
        return named._replace(due=named.last)


def _one(day: date) -> Named:
    return Named(day, day, day)


def _week_of(monday: date) -> Named:
    return Named(monday, monday + timedelta(days=6), monday + timedelta(days=FRIDAY))


def _length(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]


def _month_start(day: date, ahead: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + ahead, 12)
    return date(year, month + 1, 1)
