"""Decide what is next with one person and on which day, or in which queue they wait and why. Pure; reads no clock.

The order: what they wrote and nobody has answered; what was promised; the talk that is fresh; at most two nudges; then
rest, or a quarterly sign of life to somebody who has answered before. Every date is counted from the last real contact
in either direction and moved off the recipient's weekends and public holidays. A letter that is already written has its
own day, which is the plan's too.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cardscan.followup.planning.due import PROMPT_DAYS, promise_day
from cardscan.followup.planning.gates import refusal
from cardscan.followup.planning.ladder import LADDER, MOST_UNANSWERED, relation_of
from cardscan.followup.planning.plan import choose_cadence
from cardscan.followup.planning.timing import holiday, later, working_day_from
from cardscan.followup.templates.cadence import Cadence
from cardscan.model.contact import Decision, Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, OpenPromise

# A talk that nobody wrote about for this long is no longer a reason for a letter, but for a decision.
STALE_DAYS = 60
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

    ANSWER = "answer"
    PROMISE = "promise"
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
        new: They are new, so it counts against the budget for new people.
        step: Entry of the cadence; or "quarterly" for a sign of life, "promise" or "answer".
        promise: The promise to be kept.
        asked: The day of their letter that waits for an answer; None if none does.
        approved: The letter is written and approved, so it leaves on that day whatever else the week holds.
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
    asked: date | None = None
    approved: bool = False

    @property
    def must(self) -> bool:
        """Whether it has its day however full the week is: an answer, a promise, or a letter that was approved."""
        return self.approved or self.kind in (TaskKind.ANSWER, TaskKind.PROMISE)

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
    ahead = _ahead(person, today, cadences)
    if ahead.task is None:
        return ahead
    task = _with_letter(person, ahead.task)
    return replace(ahead, task=task, stale="" if task.approved else ahead.stale)


def _ahead(person: Relationship, today: date, cadences: Mapping[str, Cadence]) -> Outlook:
    encounter = person.encounter
    sure = person.confirmed or person.contact.recommendation is Recommendation.STRONG
    missing = refusal(person.contact.details, encounter, person.contact.relation, suppressed=person.suppressed,
                      sure=sure, talked=person.answered)  # fmt: skip
    if person.suppressed or person.contact.relation is Relation.SUPPRESSED:
        return Outlook(person, Queue.SUPPRESSED, missing=missing)
    if person.decision is Decision.LET_GO:
        return Outlook(person, Queue.LET_GO)
    if missing is not None and not person.answered:
        return Outlook(person, _closed_queue(encounter, sure=sure), _promise(person, today), missing)
    waits = person.decision is Decision.LATER and (person.later_until is None or person.later_until > today)
    if waits and person.later_until is None:
        return Outlook(person, Queue.LATER, _promise(person, today))
    chosen = choose_cadence(encounter or Encounter(), _known_as(person), cadences)
    promise = _promise(person, today, chosen.steps[0].promise_within_days)
    queue, task, stale = _next_in_series(person, today, chosen)
    if waits and person.later_until is not None and task is not None:
        due = working_day_from(max(task.due, person.later_until), person.contact.country)
        queue, task, stale = (
            Queue.LATER,
            replace(task, due=due, reason=f"you said: not before {person.later_until}"),
            "",
        )
    if promise and task is not None and task.kind is TaskKind.FIRST:  # the first letter carries the promise
        written = working_day_from(max(task.due, today), person.contact.country)
        return Outlook(person, queue, replace(promise, due=min(promise.due, written)))
    if promise and (task is None or not task.must or promise.due <= max(task.due, today)):  # who is owed is not nudged
        return Outlook(person, queue, _also_answers(promise, task))
    return Outlook(person, queue, task, stale=stale)


def _also_answers(promise: Task, task: Task | None) -> Task:
    """Return the promise, and say if the same letter answers what they wrote."""
    if task is None or task.asked is None:
        return promise
    return replace(promise, asked=task.asked, reason=f"{promise.reason}; they wrote on {task.asked}")


def _with_letter(person: Relationship, task: Task) -> Task:
    """Return the task on the day of the letter that is written for it, but a promise by its own day."""
    letter = person.letter
    if letter is None or task.kind is TaskKind.ANSWER:
        return task
    due = letter.due
    if task.kind is TaskKind.PROMISE and task.promise and task.promise.due and due > task.promise.due:
        due = task.due
    return replace(task, due=due, approved=letter.approved)


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


def _promise(person: Relationship, today: date, within: int | None = None) -> Task | None:
    """Return the open promise that is due first.

    Args:
        within: Days from the making by which it is kept while I have not written; None: `PROMPT_DAYS`.
    """
    tasks = [_kept(person, promise, today, within) for promise in person.open_promises]
    return min(tasks, key=lambda task: task.due, default=None)


def _kept(person: Relationship, promise: OpenPromise, today: date, within: int | None) -> Task:
    """Return the task of keeping a promise: promptly, or by its own date once I have written."""
    soon = PROMPT_DAYS if within is None else within
    wrote = any(touch.direction is not Direction.IN and touch.at.date() >= promise.made for touch in person.touches)
    country = person.contact.country
    due = promise_day(promise.due, promise.made, today, country, within=None if wrote and promise.due else soon)
    if promise.due is None:
        reason = "promised"
    elif promise.due < today:
        reason = f"late, promised for {promise.due}"
    else:
        reason = f"promised for {promise.due}"
    until = promise.due or working_day_from(later(promise.made, soon), country)
    return Task(person.contact.id, TaskKind.PROMISE, due, reason, person.new, "promise", until=until,
                promise=promise, about=promise.text)  # fmt: skip


def _next_in_series(person: Relationship, today: date, cadence: Cadence) -> tuple[Queue, Task | None, str]:
    """Return the queue, the task, and why it may be time to let go."""
    unanswered, last = person.unanswered, person.last_contact
    if person.contact.relation is Relation.RESTING or unanswered >= MOST_UNANSWERED:
        return Queue.RESTING, None, ""
    if asked := person.unanswered_letter:
        answer = _task(person, TaskKind.ANSWER, later(asked, PROMPT_DAYS), f"they wrote on {asked}", "answer")
        return Queue.IN_TOUCH, replace(answer, asked=asked), ""
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
    return Task(person.contact.id, kind, moved, reason, person.new, step, cadence.name if cadence else "", until,
                about=about)  # fmt: skip


def _between(first: date, end: date) -> list[date]:
    return [first + timedelta(days=distance) for distance in range((end - first).days)]


__all__ = ["Outlook", "Queue", "Task", "TaskKind", "outlook"]
