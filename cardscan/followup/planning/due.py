"""Say on which day something is due, once for the plan, the letter and its hand-over. Pure; reads no clock."""

from __future__ import annotations

from datetime import date

from cardscan.followup.planning.timing import is_working_day, later, working_day_from, working_day_until

# Two days to keep a promise that has no date, or to answer (FACTS on follow-up practice).
PROMPT_DAYS = 2


def talk_day(met: date, after_days: int, today: date, country: str | None) -> date:
    """Return the day on which a talk is taken up: a working day of theirs, today at the earliest."""
    return working_day_from(max(today, later(met, after_days)), country)


def promise_day(
    promised: date | None, made: date, today: date, country: str | None, *, within: int | None = PROMPT_DAYS
) -> date:
    """Return the day on which to keep a promise: never after its own day, and today once that has passed.

    A promise outranks a day off when no working day is left before its date.

    Args:
        promised: The day by which it is to be kept; None if none was named.
        within: Days from the making, by which it is kept even if its own day is later; None: its own day counts.
    """
    prompt = working_day_from(max(today, later(made, PROMPT_DAYS if within is None else within)), country)
    if promised is None:
        return prompt
    if promised < today:
        return today
    due = promised if within is None else min(promised, prompt)
    if is_working_day(due, country):
        return due
    before = working_day_until(due, country)
    return before if before >= today else due
