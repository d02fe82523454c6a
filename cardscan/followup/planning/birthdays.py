"""Find whose birthday falls into a week, from what address books say. Pure; no age, no task, no letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cardscan.followup.planning.schedule import Outlook, Queue

# vCard BDAY (RFC 6350, 4.3): 1980-03-12, 19800312, --0312, --03-12, and a time after it, which does not matter.
_BDAY = re.compile(r"(?:\d{4}|--)-?(?P<month>\d{2})-?(?P<day>\d{2})(?!\d)")
_QUIET = frozenset({Queue.SUPPRESSED, Queue.LET_GO})
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the week and whose birthday it is."""

    day: date
    contact_id: int
    name: str


def birthdays(
    people: Iterable[Outlook], noted: Mapping[int, tuple[str, ...]], first: date, last: date
) -> tuple[Birthday, ...]:
    """Return the birthdays between two days, by day.

    People who were let go or get no letters are left out. 29 February is the 28th in other years.

    Args:
        noted: Contact number -> its BDAY values, as the address books have them.
    """
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    found = []
    for ahead in people:
        contact = ahead.person.contact
        if ahead.queue in _QUIET:
            continue
        dates = {known for value in noted.get(contact.id, ()) if (known := _month_and_day(value))}
        found += [Birthday(day, contact.id, contact.display_name) for day in days if _celebrated(day) & dates]
    return tuple(sorted(found, key=lambda birthday: (birthday.day, birthday.contact_id)))


def _month_and_day(value: str) -> tuple[int, int] | None:
    found = _BDAY.match(value.strip())
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"])
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return None
    return month, day


def _celebrated(day: date) -> set[tuple[int, int]]:
    """Return the birthdays that are celebrated on a day."""
    own = {(day.month, day.day)}
    if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
        own.add((2, 29))
    return own
