"""Write the plan as a calendar (RFC 5545): promises as to-dos, touches as events. The only home of icalendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, Todo

from cardscan.followup.language import language_of_notes
from cardscan.followup.notes.quote_guard import Kind
from cardscan.followup.notes.quotes import SEPARATOR, quotable
from cardscan.followup.planning.budget import PlanLine
from cardscan.followup.planning.schedule import TaskKind
from cardscan.followup.planning.timing import morning
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line

# Enough to write a letter of under 120 words.
_DURATION = timedelta(minutes=15)
_SUMMARY_CHARS, _REASON_CHARS = 120, 500


def calendar_bytes(lines: Iterable[PlanLine], *, now: datetime) -> bytes:
    """Return the plan as the bytes of a calendar file.

    The same touch has the same UID in every export, so that a second import moves the entry instead of doubling
    it. If the recipient's time zone is certain, an event begins on their morning; otherwise it takes the whole day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//cardscan//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for line in lines:
        calendar.add_component(_todo(line, now) if line.task.kind is TaskKind.PROMISE else _event(line, now))
    return bytes(calendar.to_ical())


def _event(line: PlanLine, now: datetime) -> Event:
    event = Event()
    _describe(event, line, now)
    start = morning(line.day, line.person.contact.country)
    if start is None:
        event.add("dtstart", line.day)
        event.add("dtend", line.day + timedelta(days=1))
    else:  # in UTC: every calendar program understands it, without a time zone definition
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", start.astimezone(UTC) + _DURATION)
    event.add("transp", "TRANSPARENT")
    return event


def _todo(line: PlanLine, now: datetime) -> Todo:
    todo = Todo()
    _describe(todo, line, now)
    todo.add("dtstart", min(line.day, line.task.until or line.day))
    # A to-do's due day must come after its start (RFC 5545, 3.8.2.3).
    todo.add("due", max(line.task.until or line.day, line.day) + timedelta(days=1))
    todo.add("status", "NEEDS-ACTION")
    return todo


def _describe(entry: Event | Todo, line: PlanLine, now: datetime) -> None:
    contact, task = line.person.contact, line.task
    own = f"promise-{task.promise.id}" if task.promise else f"{task.kind.value.replace(' ', '-')}-{task.step}"
    entry.add("uid", f"{contact.uid.removeprefix('urn:uuid:')}-{own}@cardscan")
    entry.add("dtstamp", now.astimezone(UTC))
    name = one_line(contact.display_name, _SUMMARY_CHARS)
    what = {"promise": "Keep a promise", "answer": "Answer", "first": "Write", "nudge": "Nudge",
            "anniversary": "Write", "keep warm": "Sign of life"}[task.kind.value]  # fmt: skip
    entry.add("summary", f"{what}: {name}")
    entry.add("description", one_line(f"{task.reason}{_about(line)}", _REASON_CHARS))


def _about(line: PlanLine) -> str:
    """Return what was noted, as far as a letter could say it: calendars are shared with colleagues and assistants."""
    met, details = line.person.encounter or Encounter(), line.person.contact.details
    kind = Kind.PROMISE if line.task.promise else Kind.TALK
    topics = line.task.about.split(SEPARATOR)
    # A calendar has no language of its own: the note's counts.
    language = language_of_notes(met) or line.person.contact.language or "en"
    said = [
        text for topic in topics if (text := quotable(topic, kind, met, language=language, people=details.own_names))
    ]
    return f": {SEPARATOR.join(said)}" if said else ""
