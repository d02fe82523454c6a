"""Read the answer to "which day?": a date, "+7", or a day in words, such as "friday" or "in two weeks"."""

from __future__ import annotations

from datetime import date, timedelta

from cardscan.errors import UsageError
from cardscan.followup.notes.day_counting import Counting
from cardscan.followup.notes.day_finding import find_answer
from cardscan.followup.notes.due_dates import without
from cardscan.locales.languages import LANGUAGES
from cardscan.model.plaintext import one_line

# Both ways of writing a numeric date: an answer that hangs on it is asked again.
_LOCALES = ("", "en-US")


def asked_day(text: str, today: date, *, back: bool = False) -> date:
    """Return the day that the answer names in any of our languages.

    Args:
        text: The whole answer; no word of it may be left over.
        today: What the answer counts from.
        back: The day is past, or today: "friday" is the last one.

    Raises:
        UsageError: It names no day, or two different ones.
    """
    text = one_line(text, 100)
    try:
        ahead = text.startswith("+") and not back
        return today + timedelta(days=int(text[1:])) if ahead else date.fromisoformat(text)
    except (ValueError, OverflowError):
        days = sorted(_named(text, Counting(today, back=back)))
    days = [day for day in days if (day <= today if back else day >= today)]
    if len(days) > 1:
        raise UsageError(f'"{text}" may be {" or ".join(map(str, days))}; write the one you mean')
    if not days:
        if back:
            raise UsageError(f'"{text}" is no day up to today; write 2026-12-01, "friday" or "yesterday"')
        raise UsageError(f'"{text}" is no day; write 2026-12-01, "friday", "in two weeks", or +7 for in a week')
    return days[0]


def _named(text: str, counting: Counting) -> set[date]:
    """Return the days that the whole text means, in one language or another."""
    days = set()
    for language in LANGUAGES:
        for locale in _LOCALES:
            found = find_answer(text, counting, language=language, locale=locale)
            if found and not without(text, found):
                days.add(found.day)
    return days
