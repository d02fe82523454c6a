"""Work with days: find weekends, and write a date out in a language. Pure; reads no clock."""

from __future__ import annotations

from datetime import date

from cardscan.locales.languages import LANGUAGES, language

SATURDAY = 5


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def written_out(day: date, code: str) -> str:
    """Return weekday, day and month as a letter says them, without the year: "Friday, 27 November".

    For a language without texts of ours, return 2026-11-27, which is understood everywhere.
    """
    if code not in LANGUAGES:
        return day.isoformat()
    names = language(code).calendar
    return names.date.format(
        weekday=names.weekdays[day.weekday()],
        day=names.first_day if day.day == 1 else day.day,
        month=names.months[day.month - 1],
    )
