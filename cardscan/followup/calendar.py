"""Days: weekends, and a date written out in a language. Pure; knows no clock."""

from __future__ import annotations

from datetime import date

from cardscan.locales.languages import LANGUAGES, language

SATURDAY = 5


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def written_out(day: date, code: str) -> str:
    """Weekday, day and month as a letter says them, without the year: "Friday, 27 November".

    In a language that is not ours 2026-11-27, which is read everywhere.
    """
    if code not in LANGUAGES:
        return day.isoformat()
    names = language(code).calendar
    return names.date.format(
        weekday=names.weekdays[day.weekday()],
        day=names.first_day if day.day == 1 else day.day,
        month=names.months[day.month - 1],
    )
