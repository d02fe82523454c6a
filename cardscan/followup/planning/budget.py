"""Plan a week of attention: what is done, what waits and until when, and what to let go. Pure; reads no clock.

The budget is a promise to oneself: no week of the plan holds more touches than it allows, except those that cannot
wait: answers, promises and approved letters always have their day, and take the room of the others. What does not fit
gets a day in a later week. What does not fit into `weeks_ahead` weeks is proposed for letting go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from cardscan.followup.planning.schedule import Outlook, Task, TaskKind
from cardscan.followup.planning.timing import is_working_day
from cardscan.model.encounter import TalkDepth
from cardscan.model.relationship import Relationship
from cardscan.model.settings import setting, within
from cardscan.model.touch import Direction

WORKING_DAYS = 5
INTAKE_WEEKS = 4
_NEVER = 10**6


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How much attention there is.

    Attributes:
        new_per_week: Touches a week for people who have never answered.
        existing_per_week: Touches a week for all others.
        weeks_ahead: How many weeks somebody may wait before letting go is proposed.
    """

    # One new and one existing person each working day is as many as a busy person can give real thought to.
    new_per_week: int = setting(5, within(0, 500))
    existing_per_week: int = setting(5, within(0, 500))
    weeks_ahead: int = setting(8, within(1, 104))

    def __post_init__(self) -> None:
        if not (0 <= self.new_per_week <= 500 and 0 <= self.existing_per_week <= 500 and 1 <= self.weeks_ahead <= 104):
            raise ValueError("new_per_week and existing_per_week must be from 0 to 500, and weeks_ahead from 1 to 104")

    @property
    def per_week(self) -> int:
        """Touches a week in total."""
        return self.new_per_week + self.existing_per_week


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One touch with its day.

    Attributes:
        day: When to do it.
    """

    person: Relationship
    task: Task
    day: date


@dataclass(frozen=True, slots=True)
class LetGo:
    """A person who might be let go, and why."""

    person: Relationship
    reason: str


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """What lies ahead, seen from one day.

    Attributes:
        monday: The Monday of the week.
        week: What to do in the rest of the week: letters of theirs that wait for an answer, then the others, by day.
        later: What is due after this week, by day.
        let_go: Proposals; the program never lets anybody go by itself.
        spent_new, spent_existing: Touches that have already happened this week.
        warnings: Sentences with numbers.
    """

    monday: date
    week: tuple[PlanLine, ...]
    later: tuple[PlanLine, ...]
    let_go: tuple[LetGo, ...]
    spent_new: int
    spent_existing: int
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Week:
    """The room left in one week while the plan is made."""

    monday: date
    new: int
    existing: int
    taken: Counter[date] = field(default_factory=Counter)

    def takes(self, task: Task) -> bool:
        """Count the task and return True if there is room. What must be done uses any room, and needs none."""
        if task.new and self.new > 0:
            self.new -= 1
        elif not task.new and self.existing > 0:
            self.existing -= 1
        elif self.new > 0 and task.must:
            self.new -= 1
        elif self.existing > 0 and task.must:
            self.existing -= 1
        else:
            return task.must
        return True


def week_plan(outlooks: Iterable[Outlook], today: date, settings: PlanSettings) -> WeekPlan:
    """Fill the week with what matters most, and give the rest a later day."""
    people = list(outlooks)
    monday = monday_of(today)
    spent_new, spent_existing = spent(people, monday)
    waiting = sorted((o for o in people if o.task and not o.stale), key=lambda o: _urgency(o, today))
    let_go = [LetGo(o.person, o.stale) for o in people if o.task and o.stale]
    lines: list[PlanLine] = []
    for number in range(settings.weeks_ahead + 1):
        begin = monday + timedelta(weeks=number)
        room = _Week(begin, settings.new_per_week, settings.existing_per_week)
        if number == 0:
            room.new, room.existing = room.new - spent_new, room.existing - spent_existing
            if room.new < 0 or room.existing < 0:  # one group overdrew: the other pays, so that the sum holds
                total = max(0, room.new + room.existing)
                room.new, room.existing = min(max(room.new, 0), total), min(max(room.existing, 0), total)
        rest = []
        for ahead in waiting:
            placed = _place(ahead, room, max(today, begin), settings)
            if placed is None:
                rest.append(ahead)
            else:
                lines.append(placed)
        waiting = rest
    horizon = monday + timedelta(weeks=settings.weeks_ahead)
    for ahead in waiting:
        if ahead.task and (ahead.task.must or ahead.task.due > horizon):
            lines.append(PlanLine(ahead.person, ahead.task, max(ahead.task.due, today)))
        else:
            let_go.append(LetGo(ahead.person, f"no room in the next {settings.weeks_ahead} weeks"))
    lines.sort(key=lambda line: (line.day, list(TaskKind).index(line.task.kind), line.person.contact.id))
    end = monday + timedelta(days=6)
    this_week = [line for line in lines if line.day <= end]
    this_week.sort(key=lambda line: line.task.asked is None)  # by day still: the sort is stable
    return WeekPlan(
        monday,
        tuple(this_week),
        tuple(line for line in lines if line.day > end),
        tuple(let_go),
        spent_new,
        spent_existing,
        _warnings(people, this_week, spent_new + spent_existing, today, settings),
    )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def spent(people: Iterable[Outlook], monday: date) -> tuple[int, int]:
    """Return my touches in the week of `monday`: to new people, and to people who had answered before."""
    new = existing = 0
    for ahead in people:
        heard = min((touch.at for touch in ahead.person.touches if touch.from_them), default=None)
        for touch in ahead.person.touches:
            if touch.direction is Direction.IN or monday_of(touch.at.date()) != monday:
                continue
            if not ahead.person.imported and (heard is None or touch.at <= heard):
                new += 1
            else:
                existing += 1
    return new, existing


def _urgency(ahead: Outlook, today: date) -> tuple[int, int, int, int]:
    """Return a sort key, most urgent first: what must be done, then the freshest and deepest talks."""
    task, person = ahead.task, ahead.person
    assert task is not None  # noqa: S101 - only those with a task are sorted
    kind = list(TaskKind).index(task.kind) if not task.approved else 0
    if task.kind is TaskKind.PROMISE:
        return kind, task.until.toordinal() if task.until else _NEVER, 0, task.contact_id
    if task.kind is TaskKind.FIRST and person.encounter:
        deep = person.encounter.depth is TalkDepth.REAL_TALK or bool(person.encounter.next_step)
        return kind, 0 if deep else 1, -person.met.toordinal(), task.contact_id
    return kind, 0, task.due.toordinal() if task.due > today else _NEVER - (today - task.due).days, task.contact_id


def _place(ahead: Outlook, room: _Week, start: date, settings: PlanSettings) -> PlanLine | None:
    """Return the task on a day of this week, or None if it is due later or there is no room."""
    task, person = ahead.task, ahead.person
    assert task is not None  # noqa: S101
    end = room.monday + timedelta(days=6)
    if task.due > end:
        return None
    first = max(task.due, start)
    if task.must:  # on that very day, whatever it is
        room.takes(task)
        room.taken[first] += 1
        return PlanLine(person, task, first)
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    days = [day for day in days if is_working_day(day, person.contact.country)]
    if not days or not room.takes(task):
        return None
    share = -(-settings.per_week // WORKING_DAYS)
    day = next((day for day in days if room.taken[day] < share), days[-1])
    room.taken[day] += 1
    return PlanLine(person, task, day)


def _warnings(
    people: list[Outlook], week: list[PlanLine], spent_already: int, today: date, settings: PlanSettings
) -> tuple[str, ...]:
    """Return warnings with numbers: more people arrive than the budget holds, or what must be done exceeds it."""
    found = []
    start = today - timedelta(weeks=INTAKE_WEEKS)
    fresh = sum(start < ahead.person.since.date() <= today for ahead in people if not ahead.person.imported)
    budget = settings.new_per_week * INTAKE_WEEKS
    if fresh > budget:
        waiting = sum(bool(ahead.task and ahead.task.new and ahead.task.kind is TaskKind.FIRST) for ahead in people)
        weeks = f"{-(-waiting // settings.new_per_week)} weeks" if settings.new_per_week else "for ever"
        found.append(
            f"{fresh} new people came in over the last {INTAKE_WEEKS} weeks; your budget of {settings.new_per_week} "
            f"a week has room for {budget}. {waiting} wait for a first letter, which takes {weeks}: "
            "let some go on purpose, or raise plan.new_per_week"
        )
    must, room = sum(line.task.must for line in week), max(0, settings.per_week - spent_already)
    if must > room:
        found.append(
            f"{must} answers, promises and approved letters cannot wait, and your budget has room for {room} more "
            "this week: nothing else fits"
        )
    return tuple(found)
