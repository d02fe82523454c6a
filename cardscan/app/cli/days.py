"""Days as they are asked for on the command line: 2026-12-01, +7, "friday", "in two weeks"."""

from __future__ import annotations

from datetime import datetime

import click


class PastDay(click.ParamType):
    """A day up to today; "friday" is the last one. It is midnight of that day, as click has dates."""

    name = "day"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the day; click tells what is none."""
        from cardscan.errors import UsageError
        from cardscan.followup.notes.asked_day import asked_day

        if isinstance(value, datetime):
            return value
        try:
            day = asked_day(value, datetime.now().astimezone().date(), back=True)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        return datetime(day.year, day.month, day.day)
