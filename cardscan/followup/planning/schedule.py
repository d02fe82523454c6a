"""Decide what is next with one person and on which day, or in which queue they wait and why. Pure; reads no clock.

The order: what was promised; what they asked; the talk that is fresh; at most two nudges; then rest, or a quarterly
sign of life to somebody who has answered before. Every date is counted from the last real contact in either direction
and moved off the recipient's weekends and public holidays.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cardscan.followup.planning.gates import refusal
from cardscan.followup.planning.ladder import LADDER, MOST_UNANSWERED, relation_of
from cardscan.followup.planning.plan import choose_cadence
from cardscan.followup.planning.timing import holiday, is_working_day, later, working_day_from, working_day_until
from cardscan.followup.templates.cadence import Cadence
from cardscan.model.contact import Decision, Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, OpenPromise, TouchKind

# Two days to keep a promise that has no date, or to answer (FACTS on follow-up practice).
PROMPT_DAYS = 2
# A talk that nobody wrote about for this long is no longer a reason for a letter, but for a decision.
STALE_DAYS = 60
# An answer that has not come within three weeks is no longer expected.
ANSWER_DAYS = 21
# The anniversary of a first meeting is a reason to write for a week, and only if there was no contact lately.
ANNIVERSARY_DAYS, ANNIVERSARY_QUIET_DAYS = 7, 30


class Queue(enum.StrEnum):
    """Where somebody waits. Everybody is in exactly one queue."""

    SUPPRESSED = "suppressed"
    LET_GO = "let go"
    NOT_HANDED_OVER = "card not handed over"
    NEEDS_CONTEXT = "needs context"
    NEEDS_CHECK = "needs a check"
    LATER = "later"
    FIRST = "first letter"
    WAITING = "waiting for an answer"
    IN_TOUCH = "in touch"
    RESTING = "resting"


class TaskKind(enum.StrEnum):
    """Why somebody is due, the most urgent first."""

    PROMISE = "promise"
    ANSWER = "answer"
    FIRST = "first"
    ANNIVERSARY = "anniversary"
    KEEP_WARM = "keep warm"
    NUDGE = "nudge"


@dataclass(frozen=True, slots=True)
class Task:
    """One touch that is due.

    Attributes:
        due: A working day of theirs; a promise may fall on a weekend if no working day is left before its date.
        until: A promise's date, or the day until which the talk is fresh.
        reason: For people; free of what was noted, so that it may stand in a calendar.
        about: What was noted, for the user's eyes alone: the promise, or what was talked about.
        new: They have never answered, so it counts against the budget for new people.
        step: Entry of the cadence; or "quarterly" for a sign of life, "promise" or "answer".
        promise: The promise to be kept.
    """

    contact_id: int
    kind: TaskKind
    due: date
    reason: str
    new: bool
    step: str
    cadence: str = ""
    until: date | None = None
    promise: OpenPromise | None = None
    about: str = ""

    @property
    def told(self) -> str:
        """The reason with what was noted; for the user's eyes alone."""
        return f"{self.reason}: {self.about}" if self.about else self.reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies ahead with one person.

    Attributes:
        task: What comes next; None if nothing does.
        missing: What must be given before a letter can be written.
        stale: Why it may be time to let go; empty if it is not.
    """

    person: Relationship
    queue: Queue
    task: Task | None = None
    missing: NeedsContext | None = None
    stale: str = ""


def outlook(person: Relationship, today: date, *, cadences: Mapping[str, Cadence]) -> Outlook:
    """Return what comes next with a person, and in which queue they are.

    Raises:
        ConfigError: The cadence that fits the person is not among `cadences`.
    """
    encounter = person.encounter
    sure = person.confirmed or person.contact.recommendation is Recommendation.STRONG
    missing = refusal(person.contact.details, encounter, person.contact.relation, suppressed=person.suppressed,
                      sure=sure, talked=person.answered)  # fmt: skip
    if person.suppressed or person.contact.relation is Relation.SUPPRESSED:
        return Outlook(person, Queue.SUPPRESSED, missing=missing)
    if person.decision is Decision.LET_GO:
        return Outlook(person, Queue.LET_GO)
    promise = _promise(person, today)
    if missing is not None and not person.answered:
        return Outlook(person, _closed_queue(encounter, sure=sure), promise, missing)
    waits = person.decision is Decision.LATER and (person.later_until is None or person.later_until > today)
    if waits and person.later_until is None:
        return Outlook(person, Queue.LATER, promise)
    chosen = choose_cadence(encounter or Encounter(), _known_as(person), cadences)
    queue, task, stale = _next_in_series(person, today, chosen)
    if waits and person.later_until is not None and task is not None:
        due = working_day_from(max(task.due, person.later_until), person.contact.country)
        queue, task, stale = Queue.LATER, _moved(task, due, f"you said: not before {person.later_until}"), ""
    if promise and task is not None and task.kind is TaskKind.FIRST:  # the first letter carries the promise
        return Outlook(person, queue, _moved(promise, min(promise.due, max(task.due, today)), promise.reason))
    if promise and (task is None or promise.due <= max(task.due, today)):
        return Outlook(person, queue, promise)
    return Outlook(person, queue, task, stale=stale)


def _closed_queue(encounter: Encounter | None, *, sure: bool) -> Queue:
    if encounter is not None and encounter.not_handed_over:
        return Queue.NOT_HANDED_OVER
    if encounter is None or not encounter.has_conversation:
        return Queue.NEEDS_CONTEXT
    return Queue.NEEDS_CHECK if not sure else Queue.NEEDS_CONTEXT


def _known_as(person: Relationship) -> Relation:
    """Return TALKED if they had answered before the newest encounter, so that it counts as meeting again, else MET."""
    before = any(touch.from_them and touch.at.date() < person.met for touch in person.touches)
    return Relation.TALKED if before else Relation.MET


def _promise(person: Relationship, today: date) -> Task | None:
    """Return the first open promise: due within two days of making it, or by its date once I have written."""
    if not person.open_promises:
        return None
    promise, country = person.open_promises[0], person.contact.country
    wrote = any(touch.direction is not Direction.IN and touch.at.date() >= promise.made for touch in person.touches)
    prompt = working_day_from(later(promise.made, PROMPT_DAYS), country)
    due = promise.due or prompt
    if not wrote:
        due = min(due, prompt)
    if due < today:
        due = today
    before = working_day_until(due, country)
    if promise.due and before >= today:
        due = before
    elif not promise.due:
        due = working_day_from(due, country)
    if promise.due is None:
        reason = "promised"
    elif promise.due < today:
        reason = f"late, promised for {promise.due}"
    else:
        reason = f"promised for {promise.due}"
    return Task(person.contact.id, TaskKind.PROMISE, due, reason, not person.answered, "promise",
                until=promise.due or prompt, promise=promise, about=promise.text)  # fmt: skip


def _next_in_series(person: Relationship, today: date, cadence: Cadence) -> tuple[Queue, Task | None, str]:
    """Return the queue, the task, and why it may be time to let go."""
    unanswered, last = person.unanswered, person.last_contact
    if person.contact.relation is Relation.RESTING or unanswered >= MOST_UNANSWERED:
        return Queue.RESTING, None, ""
    newest = max(person.touches, key=lambda touch: touch.at, default=None)
    if newest and newest.direction is Direction.IN and newest.kind is TouchKind.MESSAGE:
        asked = newest.at.date()
        if (today - asked).days <= ANSWER_DAYS:
            due = later(asked, PROMPT_DAYS)
            return Queue.IN_TOUCH, _task(person, TaskKind.ANSWER, due, f"they wrote on {asked}", "answer"), ""
    heard_since = any(touch.from_them and touch.at.date() >= person.met for touch in person.touches)
    sent = sum(touch.direction is Direction.OUT and touch.at.date() >= person.met for touch in person.touches)
    if heard_since and "reply" not in cadence.stop_on and sent < len(cadence.steps):
        heard_since = False  # this cadence goes on after an answer
    if not heard_since and sent == 0:
        return _first(person, today, cadence)
    if not heard_since and unanswered <= cadence.nudges and sent < len(cadence.steps):
        step = cadence.steps[sent]
        reason = f"no answer since {last}; nudge {sent} of {cadence.nudges}: {step.purpose or 'ask once more'}"
        task = _task(person, TaskKind.NUDGE, later(last, step.after_days), reason, step.name, cadence)
        late = (today - task.due).days
        return Queue.WAITING, task, f"no answer for {(today - last).days} days" if late > STALE_DAYS else ""
    if not person.answered or (not heard_since and cadence.then != "quarterly"):
        return Queue.RESTING, None, ""
    return Queue.IN_TOUCH, _quarterly(person, today, cadence), ""


def _first(person: Relationship, today: date, cadence: Cadence) -> tuple[Queue, Task | None, str]:
    step, met = cadence.steps[0], person.met
    days = (today - met).days
    reason = "fresh talk" if days <= step.fresh_until else f"the talk is {days} days old"
    topic = person.encounter.talk if person.encounter else ""
    task = _task(person, TaskKind.FIRST, later(met, step.after_days), reason, step.name, cadence,
                 later(met, step.fresh_until), topic)  # fmt: skip
    return Queue.FIRST, task, f"{days} days since you met, and nothing was written" if days > STALE_DAYS else ""


def _quarterly(person: Relationship, today: date, cadence: Cadence) -> Task:
    last = person.last_contact
    birthday = _anniversary(person.first_met, today)
    if birthday and (birthday - last).days >= ANNIVERSARY_QUIET_DAYS and relation_of(person) in LADDER[2:]:
        years = birthday.year - person.first_met.year
        reason = f"{years} {'year' if years == 1 else 'years'} ago you met"
        return _task(person, TaskKind.ANNIVERSARY, birthday, reason, "quarterly", cadence)
    quiet = f"last contact {(today - last).days} days ago" if today > last else "in touch"
    return _task(person, TaskKind.KEEP_WARM, later(last, cadence.every_days), quiet, "quarterly", cadence)


def _anniversary(first: date, today: date) -> date | None:
    """Return the anniversary of their first meeting if it is within a week of today, else None."""
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            day = first.replace(year=year)
        except ValueError:  # 29 February, or a year that the calendar lacks
            continue
        if year > first.year and abs((day - today).days) <= ANNIVERSARY_DAYS:
            return day
    return None


def _task(
    person: Relationship,
    kind: TaskKind,
    due: date,
    reason: str,
    step: str,
    cadence: Cadence | None = None,
    until: date | None = None,
    about: str = "",
) -> Task:
    country = person.contact.country
    moved = working_day_from(due, country)
    if moved != due and (feast := next((name for day in _between(due, moved) if (name := holiday(day, country))), "")):
        reason = f"{reason} (after {feast})"
    new = not person.answered
    return Task(person.contact.id, kind, moved, reason, new, step, cadence.name if cadence else "", until,
                about=about)  # fmt: skip


def _between(first: date, end: date) -> list[date]:
    return [first + timedelta(days=distance) for distance in range((end - first).days)]


def _moved(task: Task, due: date, reason: str) -> Task:
    return replace(task, due=due, reason=reason)


def is_late(task: Task, today: date) -> bool:
    """Whether the task is a promise whose day has passed."""
    return task.kind is TaskKind.PROMISE and task.until is not None and task.until < today


__all__ = ["Outlook", "Queue", "Task", "TaskKind", "is_late", "is_working_day", "outlook"]
