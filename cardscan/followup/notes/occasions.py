"""Find the event that a photo belongs to among several of one folder, by the time at which it was taken. Pure.

Times are local, without a zone; camera and user are assumed to have been in the same place.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# People photograph cards in sessions: at the stand, on the train, in the hotel. A longer pause begins a new session.
SESSION_GAP = timedelta(hours=3)
# Within a week a stack of cards has come home; later photos may be from anywhere.
HOMEWARD = timedelta(days=7)
_DAY_END = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Span:
    """When an event lasted, from start to end, both included."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("until is before it begins")

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in the span."""
        return self.start <= moment <= self.end


def span_of(day: date | None, begins: object, until: object) -> Span:
    """Return the span that `date`, `from` and `until` of an event describe, each as TOML gives it.

    Args:
        day: The event's day; None if `begins` has one.
        begins: None (start of the day), a time on that day, a day, or both in one.
        until: None (end of the day on which it begins), a time (on the next day if not after `begins`), a day (its
            end), or both in one.
    Raises:
        ValueError: It has no day, has a time zone, or ends before it begins; the message is for people.
    """
    if any(getattr(value, "tzinfo", None) is not None for value in (begins, until)):
        raise ValueError("times are written without a time zone")
    if isinstance(begins, time):
        if day is None:
            raise ValueError("a time needs a date beside it")
        start = datetime.combine(day, begins)
    elif begins is None and day is not None:
        start = datetime.combine(day, time())
    elif isinstance(begins, datetime):
        start = begins
    elif isinstance(begins, date):
        start = datetime.combine(begins, time())
    else:
        raise ValueError("it needs a date, such as date = 2026-11-24, or from = 2026-11-24T19:00")
    if until is None:
        return Span(start, datetime.combine(start.date(), _DAY_END))
    if isinstance(until, time):
        end = datetime.combine(start.date(), until)
        return Span(start, end if end > start else end + timedelta(days=1))
    if isinstance(until, datetime):
        return Span(start, until)
    if isinstance(until, date):
        return Span(start, datetime.combine(until, _DAY_END))
    raise ValueError("until is a day like 2026-11-25, or a time like 18:30")


def event_at(spans: Sequence[Span], taken: datetime, photos: Sequence[datetime] = ()) -> int | None:
    """Return the index of the span that a photo belongs to, or None.

    That is the event during which it was taken, the shortest of several at once. Else it is the event of the same
    session of photos. Else it is the last event that had ended by then, if that was within a week: people photograph
    cards on the way home.

    Args:
        photos: When the photos of the folder were taken, in order.
    """
    for shot in (taken, *_session(taken, photos)):
        during = [number for number, span in enumerate(spans) if span.holds(shot)]
        if during:
            return min(during, key=lambda number: spans[number].end - spans[number].start)
    over = [number for number, span in enumerate(spans) if timedelta() <= taken - span.end <= HOMEWARD]
    return max(over, key=lambda number: spans[number].end, default=None)


def _session(taken: datetime, photos: Sequence[datetime]) -> list[datetime]:
    """Return the moments of the same session, nearest to `taken` first."""
    at = bisect.bisect_left(photos, taken)
    found: list[datetime] = []
    for moments in (photos[at:], photos[:at][::-1]):
        last = taken
        for moment in moments:
            if abs(moment - last) > SESSION_GAP:
                break
            found.append(moment)
            last = moment
    return sorted(found, key=lambda moment: abs(moment - taken))
