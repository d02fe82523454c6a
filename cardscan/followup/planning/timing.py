"""Find days on which somebody is at work, and their time of day. Pure; reads no clock.

Public holidays come from the `holidays` library, time zones from the IANA table of countries. For an unknown country
only Saturdays and Sundays are days off. For a country with several time zones no time of day is given.
"""

from __future__ import annotations

import functools
import importlib.resources
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cardscan.followup.days import is_weekend

if TYPE_CHECKING:
    from holidays import HolidayBase

# No country has that many days off in a row (the longest, China's golden weeks, have 8 or 9).
_LONGEST_BREAK_DAYS = 21
# After the morning's first rush of mails, before the first meeting.
MORNING = time(9, 30)


def is_working_day(day: date, country: str | None = None) -> bool:
    """Whether the day is neither weekend nor public holiday in the country (ISO 3166-1); None knows only weekends."""
    known = _calendar(country)
    return not is_weekend(day) if known is None else bool(known.is_working_day(day))


def holiday(day: date, country: str | None) -> str:
    """Return the name of the holiday on this day there, or "" if there is none or none is known."""
    known = _calendar(country)
    return str(known.get(day, "")) if known is not None else ""


def working_day_from(day: date, country: str | None = None) -> date:
    """Return the day itself, or the next working day after it."""
    return _search(day, country, 1)


def working_day_until(day: date, country: str | None = None) -> date:
    """Return the day itself, or the last working day before it."""
    return _search(day, country, -1)


def later(day: date, days: int) -> date:
    """Return the day this many days later, or the calendar's last day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def zone_of(country: str | None, day: date) -> ZoneInfo | None:
    """Return the time zone of a country if all its zones have the same time on that day, else None."""
    zones = [ZoneInfo(name) for name in _zones().get(country or "", ())]
    noon = datetime.combine(day, time(12))
    try:
        offsets = {zone.utcoffset(noon) for zone in zones}
    except (OverflowError, ValueError):  # the calendar's first and last day
        return None
    return zones[0] if len(offsets) == 1 else None


def morning(day: date, country: str | None) -> datetime | None:
    """Return half past nine in the recipient's time zone on that day, or None if that zone is not certain."""
    zone = zone_of(country, day)
    return None if zone is None else datetime.combine(day, MORNING, zone)


def _search(day: date, country: str | None, step: int) -> date:
    for distance in range(_LONGEST_BREAK_DAYS):
        try:
            found = day + timedelta(days=distance * step)
        except OverflowError:
            return day
        if is_working_day(found, country):
            return found
    return day


@functools.cache
def _calendar(country: str | None) -> HolidayBase | None:
    if not country:
        return None
    import holidays  # takes a tenth of a second, which commands that plan nothing should not pay

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@functools.cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Return country code -> zone names, from zone.tab of the IANA data, the most populous zone first."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            try:
                ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                continue
            found[country] = (*found.get(country, ()), name)
    return found
