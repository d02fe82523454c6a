"""What one phrase for a day means: the words and numbers that a pattern found become days of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cardscan.followup.notes.day_counting import Counting, Named
from cardscan.followup.notes.day_phrases import DayWords, key

_PARTS, _PERIODS = ("start", "middle", "end"), ("week", "month", "year")
# What a match's groups say, by their names; see `day_phrases`.
Groups = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DayMeaning:
    """Reads the phrases of one language, counted from one day; `month_first` reads 12/4 as 4 December."""

    words: DayWords
    counting: Counting
    month_first: bool = False

    def named(self, kind: str, groups: Groups) -> Named | None:
        """Return the days that a phrase of this kind names; None if there are none.

        Raises:
            ValueError, OverflowError: The calendar has no such day.
        """
        readers: dict[str, Callable[[Groups], Named | None]] = {
            "numeric": self._numeric,
            "date": lambda said: self.counting.full_date(_year(said), self._value(said, "month") + 1, int(said["day"])),
            "day_of_month": self._day_of_month,
            "weekday": lambda said: self.counting.weekday(self._value(said, "weekday")),
            "weekday_later": self._weekday_later,
            "days": lambda said: self.counting.in_days(self.words.days[_name(said)]),
            "amount": self._amount,
            "week": lambda said: self.counting.week(int(said["week"])),
            "quarter": self._month_or_quarter,
            "month": self._month_or_quarter,
            "feast": lambda said: self.counting.feast(_name(said)),
            "part": self._part,
            "period": lambda said: self.counting.period(_name(said)),
        }
        return readers[kind](groups)

    def weekday_in(self, week: Named, groups: Groups) -> Named:
        """Return the weekday of a week: "Tuesday next week"."""
        day = week.first + timedelta(days=self._value(groups, "weekday"))
        return Named(day, day, day)

    def _value(self, groups: Groups, name: str) -> int:
        return self.words.numbers[name][key(groups[name])]

    def _numeric(self, groups: Groups) -> Named | None:
        if "iso" in groups:
            day = date.fromisoformat(groups["iso"])
            return Named(day, day, day)
        year = _year(groups)
        if year is not None and year < 100:
            year += 2000
        first, second = int(groups["first"]), int(groups["second"])
        month, day_number = (first, second) if self.month_first else (second, first)
        if month > 12:
            month, day_number = day_number, month
        return self.counting.full_date(year, month, day_number)

    def _day_of_month(self, groups: Groups) -> Named | None:
        """Return the next day with this number; if it is no such weekday as is said, the number is a clock time."""
        found = self.counting.day_of_month(int(groups["day"]))
        if found is None or "weekday" not in groups:
            return found
        weekday = self._value(groups, "weekday")
        return found if found.due.weekday() == weekday else self.counting.weekday(weekday)

    def _weekday_later(self, groups: Groups) -> Named | None:
        found = self.counting.weekday(self._value(groups, "weekday"))
        return found and Named(*(day + timedelta(weeks=1) for day in found))

    def _amount(self, groups: Groups) -> Named | None:
        amount = int(groups["number"]) if groups["number"].isdecimal() else self._value(groups, "number")
        in_unit = (self.counting.in_days, self.counting.in_weeks, self.counting.in_months, self.counting.in_years)
        return in_unit[self._value(groups, "unit")](amount)

    def _month_or_quarter(self, groups: Groups) -> Named | None:
        if "quarter" in groups:
            return self.counting.quarter(int(groups["quarter"]), _year(groups))
        return self.counting.month(self._value(groups, "month") + 1, _year(groups))

    def _part(self, groups: Groups) -> Named | None:
        names = [name.partition("__")[0] for name in groups if "__" in name]
        which = next(name for name in names if name in _PARTS)
        if "month" in groups or "quarter" in groups:
            of = self._month_or_quarter(groups)
            return of and self.counting.part(which, of)
        period = next(name for name in names if name not in _PARTS)
        of = self.counting.period(period)
        if of and period in _PERIODS and self.counting.day and self.counting.part(which, of).due < self.counting.day:
            of = self.counting.period(f"next_{period}")  # "mid week", said on a Thursday
        return of and self.counting.part(which, of)


def _name(groups: Groups) -> str:
    return next(name.partition("__")[0] for name in groups if "__" in name)


def _year(groups: Groups) -> int | None:
    return int(groups["year"]) if "year" in groups else None
