"""Find the day by which something was promised: "by Friday", "bis Ende der Woche", "in two weeks", "by 2026-11-27".

Relative days count from the day of writing. Words come from the language files (`day_phrases`), `day_finding` looks for
them, and their days come from the calendar (`day_counting`). A phrase that cannot be resolved stays in the text, and no
date is invented; nor is a past or a recurring day a due day.
"""

from __future__ import annotations

import re
from datetime import date

from cardscan.followup.notes.day_counting import Counting
from cardscan.followup.notes.day_finding import DueSpan, find_day
from cardscan.model.encounter import Promise

_EMPTY_BRACKETS = re.compile(r"\(\s*\)\s?|\s+(?=[,.;!?)])")
_SET_OFF = re.compile(r"^(?:[\s,;.:)]|[-–—](?=\s|$))+|(?:[\s,;.:(]|(?<=\s)[-–—])+$")


def due_date(text: str, day: date | None, *, language: str | None = None, locale: str = "") -> tuple[date, str] | None:
    """Return the day named in a promise, and the promise without that phrase; None if no day can be told.

    Args:
        text: One line, as the user wrote it.
        day: Day of the encounter. If None, only a full date ("2026-11-27", "27.11.2026") can be told.
        language: Of the text, as a code of `LANGUAGES`; guessed if it is not known.
        locale: "en-US" reads 12/4 as 4 December; everywhere else it is 12 April.
    """
    found = due_span(text, day, language=language, locale=locale)
    return (found.day, without(text, found)) if found else None


def due_span(text: str, day: date | None, *, language: str | None = None, locale: str = "") -> DueSpan | None:
    """Return the day named in a promise and where its phrase stands, or None; see `due_date`."""
    found = find_day(text, Counting(day), language=language, locale=locale)
    return found if found and (day is None or found.day >= day) else None


def without(text: str, span: DueSpan) -> str:
    """Return the text without the phrase, in one line and without the signs that set it off."""
    rest = " ".join(f"{text[: span.start]} {text[span.end :]}".split())
    return _SET_OFF.sub("", _EMPTY_BRACKETS.sub("", rest))


# "I send the paper" -> "send the paper", so that a letter can say "my promise to send the paper".
_I_WILL = re.compile(
    r"^(?:i\s*(?:['’]ll|\s+will|['’]m\s+going\s+to|\s+am\s+going\s+to|\s+shall|\s+promised?(?:\s+to)?|\s+owe(?:\s+\w+)?)?|"
    r"promised?(?:\s+to)?|to(?:\s*do:)?)\s+",
    re.IGNORECASE,
)


def read_promise(text: str, day: date | None, *, language: str | None = None, locale: str = "") -> Promise | None:
    """Return a promise in the user's words with its date kept apart, or None if no words are left; see `due_date`."""
    found = due_date(text, day, language=language, locale=locale)
    due, rest = found if found else (None, text)
    rest = rest.strip(" ,;.")
    stripped = _I_WILL.sub("", rest)
    rest = stripped or rest
    return Promise(rest, due) if rest else None
