"""When feasts are: the dates of feasts.toml, some of them counted from Easter Sunday."""

from __future__ import annotations

import functools
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

from cardscan.errors import ConfigError

FILE = Path(__file__).with_name("feasts.toml")
_DAY = re.compile(r"easter(?P<from_easter>[+-]\d{1,3})|(?P<month>\d\d)-(?P<day>\d\d)(?:>(?P<weekday>[1-7]))?")


@functools.cache
def feasts(file: Path = FILE) -> dict[str, tuple[str, str]]:
    """Return the first and the last day of each feast, as the file writes them.

    Raises:
        ConfigError: A feast is not two days; with file and key.
    """
    content = tomllib.loads(file.read_text("utf-8"))
    for name, days in content.items():
        if not (isinstance(days, list) and len(days) == 2 and all(_DAY.fullmatch(str(day)) for day in days)):
            raise ConfigError(f"{file.name}: `{name}` is no first and last day; see the file's first lines")
    return {name: (days[0], days[1]) for name, days in content.items()}


def feast_days(name: str, year: int) -> tuple[date, date]:
    """Return the first and the last day of the feast that begins in this year."""
    first, last = (_in_year(day, year) for day in feasts()[name])
    return first, last if last >= first else last.replace(year=year + 1)


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches, by the algorithm of Meeus, Jones and Butcher."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _in_year(written: str, year: int) -> date:
    match = _DAY.fullmatch(written)
    assert match is not None  # noqa: S101 - `feasts` checked it
    if match["from_easter"]:
        return easter(year) + timedelta(days=int(match["from_easter"]))
    day = date(year, int(match["month"]), int(match["day"]))
    return day + timedelta(days=(int(match["weekday"]) - day.isoweekday()) % 7) if match["weekday"] else day
