"""Days on which somebody is at work, and their time of day. Pure; knows no clock.

Public holidays come from the `holidays` library, time zones from the IANA table of countries. Where a country is
unknown only Saturdays and Sundays count; where a country has several clocks no time of day is claimed.
"""

from __future__ import annotations

import functools
import importlib.resources
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cardscan.followup.calendar import is_weekend

if TYPE_CHECKING:
    from holidays import HolidayBase

# No country has so many days off in a row (the longest, China's golden weeks, are 8 or 9).
_LONGEST_BREAK_DAYS = 21
# After the first rush of mails, before the first meeting.
MORNING = time(9, 30)


def is_working_day(day: date, country: str | None = None) -> bool:
    """Neither weekend nor public holiday in this country (ISO 3166-1); None: neither Saturday nor Sunday."""
    known = _calendar(country)
    return not is_weekend(day) if known is None else bool(known.is_working_day(day))


def holiday(day: date, country: str | None) -> str:
    """What is celebrated on this day there; empty when nothing is, or nothing is known."""
    known = _calendar(country)
    return str(known.get(day, "")) if known is not None else ""


def working_day_from(day: date, country: str | None = None) -> date:
    """The day itself, or the next working day after it."""
    return _search(day, country, 1)


def working_day_until(day: date, country: str | None = None) -> date:
    """The day itself, or the last working day before it."""
    return _search(day, country, -1)


def later(day: date, days: int) -> date:
    """So many days on; the calendar's last day where there is no such day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def zone_of(country: str | None, day: date) -> ZoneInfo | None:
    """The time zone of a country, where all of it reads the same time on that day; else None."""
    zones = [ZoneInfo(name) for name in _zones().get(country or "", ())]
    noon = datetime.combine(day, time(12))
    try:
        offsets = {zone.utcoffset(noon) for zone in zones}
    except (OverflowError, ValueError):  # the calendar's first and last day
        return None
    return zones[0] if len(offsets) == 1 else None


def morning(day: date, country: str | None) -> datetime | None:
    """Half past nine at the recipient's on that day; None where their clock is not certain."""
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
    import holidays  # a tenth of a second, which commands that plan nothing need not pay

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


@functools.cache
def _zones() -> dict[str, tuple[str, ...]]:
    """Country code -> zone names, from zone.tab of the IANA data, the most populous first."""
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
