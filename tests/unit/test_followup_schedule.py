"""What comes next with one person, when, and in which queue everybody else waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.followup.planning.budget import PlanSettings, monday_of, week_plan
from cardscan.followup.planning.ladder import relation_of, rung, strength
from cardscan.followup.planning.schedule import Outlook, Queue, Task, TaskKind, outlook
from cardscan.followup.planning.timing import (
    holiday,
    is_working_day,
    morning,
    working_day_from,
    working_day_until,
    zone_of,
)
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Contact, Decision, Relation
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName, Recommendation
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, OpenPromise, Touch, TouchKind, Whose

CADENCES = load_cadences(template_dirs())
TUESDAY = date(2026, 11, 24)
TALKED = Encounter(event="PyData", day=TUESDAY, talk="OCR", origin=CardOrigin.HANDED_OVER)


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)


def person(
    *touches: tuple[int, Direction] | tuple[int, Direction, TouchKind],
    met: Encounter | None = TALKED,
    number: int = 1,
    country: str | None = None,
    recommendation: Recommendation = Recommendation.STRONG,
    promises: tuple[OpenPromise, ...] = (),
    **changes: object,
) -> Relationship:
    """Somebody met on the Tuesday, with touches so many days after it."""
    details = ContactDetails(name=PersonName("Mira Muster"), emails=("mira@muster.example",))
    contact = Contact(number, f"urn:uuid:{number}", details, Relation.MET, at(TUESDAY), recommendation, country)
    happened = tuple(
        Touch(at(TUESDAY + timedelta(days=t[0])), t[1], t[2] if len(t) > 2 else TouchKind.MESSAGE) for t in touches
    )
    known = Relationship(contact, at(TUESDAY), (met,) if met else (), happened, promises, cards=1)
    return replace(known, **changes)  # type: ignore[arg-type]  # the fields of Relationship


def promise(due: date | None, number: int = 1, made: date = TUESDAY) -> OpenPromise:
    return OpenPromise(number, 1, Whose.MINE, "send the paper", due, made)


def ahead(who: Relationship, days: int = 0) -> Outlook:
    return outlook(who, TUESDAY + timedelta(days=days), cadences=CADENCES)


def task(who: Relationship, days: int = 0) -> Task:
    found = ahead(who, days).task
    assert found is not None
    return found


OUT, IN, BOTH = Direction.OUT, Direction.IN, Direction.BOTH


def test_a_promise_comes_within_two_days_and_never_after_its_date() -> None:
    """Without a date two working days; with one, the earlier of the two; once written, the date itself."""
    assert task(person(promises=(promise(None),))).due == date(2026, 11, 26)
    assert task(person(promises=(promise(date(2026, 11, 25)),))).due == date(2026, 11, 25)
    assert task(person(promises=(promise(date(2026, 12, 20)),))).due == date(2026, 11, 26)
    written = person((2, OUT), promises=(promise(date(2026, 11, 29)),))  # a Sunday
    found = task(written, 2)
    assert found.kind is TaskKind.PROMISE and found.due == date(2026, 11, 27)
    assert "late" in task(written, 6).reason


def test_a_fresh_talk_is_taken_up_after_three_days_off_the_weekend_and_their_holidays() -> None:
    """Thursday is a working day; a talk on 22 December is taken up after Christmas, which is said."""
    assert task(person()).due == date(2026, 11, 27)
    christmas = replace(TALKED, day=date(2026, 12, 22))
    found = task(person(met=christmas, country="DE", since=at(date(2026, 12, 22))), 28)
    assert found.due == date(2026, 12, 28) and "Christmas" in found.reason


@pytest.mark.parametrize("cadence", sorted(CADENCES))
def test_there_is_never_a_third_nudge(cadence: str) -> None:
    """After the last unanswered nudge somebody rests, and nothing brings them back but a sign of their own."""
    who = person(met=replace(TALKED, cadence=cadence))
    kinds = []
    day = 0
    while (next_task := ahead(who, day).task) is not None:
        kinds.append(next_task.kind)
        day = (next_task.due - TUESDAY).days
        who = replace(who, touches=(*who.touches, Touch(at(next_task.due), OUT)))
        assert len(kinds) < 6
    assert (
        kinds[0] is TaskKind.FIRST
        and 1 <= kinds.count(TaskKind.NUDGE) <= 2
        and len(kinds) == len(set(kinds)) + (kinds.count(TaskKind.NUDGE) - 1)
    )
    assert ahead(who, day + 1000).queue is Queue.RESTING
    woken = replace(who, touches=(*who.touches, Touch(at(TUESDAY + timedelta(days=day + 50)), IN)))
    assert task(woken, day + 51).kind is TaskKind.ANSWER


def test_the_next_date_counts_from_the_last_contact_in_either_direction() -> None:
    """A nudge eight days after my letter; a sign of life a quarter after their last word."""
    nudge = task(person((3, OUT)), 4)
    assert nudge.kind is TaskKind.NUDGE and nudge.due == working_day_from(TUESDAY + timedelta(days=11))
    warm = task(person((3, OUT), (10, IN), (12, OUT)), 30)
    assert warm.kind is TaskKind.KEEP_WARM and warm.due == working_day_from(TUESDAY + timedelta(days=102))
    later_talk = task(person((3, OUT), (10, IN), (12, OUT), (50, BOTH, TouchKind.TALK)), 60)
    assert later_talk.due == working_day_from(TUESDAY + timedelta(days=140))


def test_who_wrote_to_me_is_answered_within_two_days() -> None:
    """And the budget counts them as existing, since they answered."""
    found = task(person((3, OUT), (6, IN)), 7)
    assert found.kind is TaskKind.ANSWER and found.due == date(2026, 12, 2) and not found.new


def test_the_day_a_relation_began_is_a_reason_to_write_a_year_later() -> None:
    """Only to somebody with whom more than a reply was exchanged, and only after a quiet month."""
    friend = person((3, OUT), (10, BOTH, TouchKind.TALK), (300, BOTH, TouchKind.TALK))
    found = task(friend, 362)
    assert found.kind is TaskKind.ANNIVERSARY and "1 year ago" in found.reason
    assert task(person((3, OUT), (10, BOTH, TouchKind.TALK), (350, BOTH, TouchKind.TALK)), 362).kind is (
        TaskKind.KEEP_WARM
    )


@pytest.mark.parametrize(
    ("who", "queue", "said"),
    [
        (person(met=None), Queue.NEEDS_CONTEXT, "nothing is noted"),
        (person(met=Encounter(event="PyData")), Queue.NEEDS_CONTEXT, "talked about"),
        (person(met=replace(TALKED, origin=CardOrigin.RAFFLE)), Queue.NOT_HANDED_OVER, "raffle"),
        (person(met=replace(TALKED, origin=CardOrigin.FOUND)), Queue.NOT_HANDED_OVER, "found"),
        (person(met=replace(TALKED, origin=CardOrigin.PASSED_ON)), Queue.NOT_HANDED_OVER, "passed on"),
        (person(recommendation=Recommendation.LOW), Queue.NEEDS_CHECK, "check the name"),
        (person(suppressed=True), Queue.SUPPRESSED, "suppression list"),
        (person(decision=Decision.LET_GO), Queue.LET_GO, ""),
        (person(decision=Decision.LATER), Queue.LATER, ""),
    ],
)  # fmt: skip
def test_a_closed_gate_names_the_queue_and_what_is_missing(who: Relationship, queue: Queue, said: str) -> None:
    """Nothing is planned behind it."""
    found = ahead(who, 5)
    assert found.queue is queue and found.task is None
    assert said in (f"{found.missing.missing}; {found.missing.how}" if found.missing else "")


def test_a_checked_card_or_a_talk_since_opens_the_gate() -> None:
    """A person's word counts more than the reading."""
    assert ahead(person(recommendation=Recommendation.LOW, confirmed=True)).queue is Queue.FIRST
    assert ahead(person((4, BOTH, TouchKind.TALK), met=None), 5).queue is Queue.IN_TOUCH


def test_later_means_not_before_that_day() -> None:
    """Then it is due again by itself."""
    until = TUESDAY + timedelta(days=40)
    who = person(decision=Decision.LATER, later_until=until)
    assert ahead(who).queue is Queue.LATER and task(who).due == working_day_from(until)
    assert ahead(who, 41).queue is Queue.FIRST


def test_a_step_up_the_ladder_needs_a_sign_from_the_other_side() -> None:
    """My own favours lift nobody who never spoke; theirs, and a talk, do. The highest evidence counts."""
    assert rung(person((1, OUT), (2, OUT, TouchKind.HELP), (3, OUT, TouchKind.REFERRAL)).touches) is Relation.MET
    assert rung(person((1, OUT), (2, IN)).touches) is Relation.REPLIED
    assert rung(person((1, BOTH, TouchKind.TALK)).touches) is Relation.TALKED
    assert rung(person((1, IN), (2, OUT, TouchKind.HELP)).touches) is Relation.HELPED
    assert rung(person((1, IN, TouchKind.REFERRAL)).touches) is Relation.REFERRED
    assert relation_of(person((1, OUT), (9, OUT), (40, OUT))) is Relation.RESTING
    assert relation_of(person((1, IN), suppressed=True)) is Relation.SUPPRESSED


def test_strength_halves_with_every_half_year_of_silence() -> None:
    """It never leaves 0 to 1, and what they did counts more than what I wrote."""
    talk = person((0, BOTH, TouchKind.TALK)).touches
    strong = [strength(talk, at(TUESDAY + timedelta(days=days))) for days in (0, 182, 364, 3640)]
    assert 1 > strong[0] > strong[1] > strong[2] > strong[3] >= 0
    assert strength(person((0, IN)).touches, at(TUESDAY)) > strength(person((0, OUT)).touches, at(TUESDAY)) > 0
    assert strength((), at(TUESDAY)) == 0


def test_a_week_holds_no_more_than_its_budget_and_the_rest_gets_a_day() -> None:
    """Forty fresh talks, five a week, eight weeks ahead: five now, the others later, none lost."""
    people = [ahead(person(number=number), 3) for number in range(1, 41)]
    made = week_plan(people, TUESDAY + timedelta(days=3), PlanSettings(new_per_week=5, existing_per_week=5))
    assert len(made.week) == 5 and len(made.later) == 35 and not made.let_go
    assert max(line.day for line in made.later) < TUESDAY + timedelta(weeks=8)
    assert "40 new people came in over the last 4 weeks; your budget of 5 a week has room for 20" in made.warnings[0]
    more = [ahead(person(number=number), 3) for number in range(1, 61)]
    crowded = week_plan(more, TUESDAY + timedelta(days=3), PlanSettings(new_per_week=5, existing_per_week=5))
    assert len(crowded.week) + len(crowded.later) + len(crowded.let_go) == 60 and len(crowded.let_go) == 15


def test_what_was_sent_this_week_is_taken_off_the_budget() -> None:
    """Three of five places are gone, and the plan never overdraws."""
    done = [ahead(person((1, OUT), number=number), 2) for number in range(1, 4)]
    due = [ahead(person(number=number), 2) for number in range(10, 20)]
    made = week_plan([*done, *due], TUESDAY + timedelta(days=2), PlanSettings(new_per_week=5, existing_per_week=0))
    assert made.spent_new == 3 and len(made.week) == 2


def test_promises_go_first_and_need_no_room() -> None:
    """They use the other group's places and those that are not there; the fresh talks wait, and that is said."""
    tomorrow = TUESDAY + timedelta(days=1)
    owed = [ahead(person(number=n, promises=(promise(tomorrow, n),))) for n in range(1, 5)]
    fresh = [ahead(person(number=n), 3) for n in range(10, 15)]
    made = week_plan([*fresh, *owed], TUESDAY, PlanSettings(new_per_week=1, existing_per_week=2))
    assert [(line.task.kind, line.day) for line in made.week] == [(TaskKind.PROMISE, tomorrow)] * 4
    assert all(line.task.kind is TaskKind.FIRST for line in made.later)
    assert made.warnings[1:] == (
        "4 answers, promises and approved letters cannot wait, and your budget has room for 3 more this week: "
        "nothing else fits",
    )


@given(
    people=st.lists(st.tuples(st.integers(-60, 5), st.booleans(), st.integers(0, 3)), max_size=60),
    new=st.integers(0, 8), existing=st.integers(0, 8), weekday=st.integers(0, 6),
)  # fmt: skip
def test_everybody_with_a_task_is_in_exactly_one_part_of_the_plan(
    people: list[tuple[int, bool, int]], new: int, existing: int, weekday: int
) -> None:
    """Week, later or a proposal to let go; and no week of it, now or later, holds more than the budget."""
    today = TUESDAY + timedelta(days=weekday)
    outlooks = []
    for number, (met, owes, outs) in enumerate(people, start=1):
        day = today + timedelta(days=met)
        who = person(met=replace(TALKED, day=day), number=number, since=at(day),
                     promises=(promise(day + timedelta(days=9), number, day),) if owes else ())  # fmt: skip
        touches = tuple(Touch(at(day + timedelta(days=3 * n + 1)), OUT) for n in range(outs))
        outlooks.append(outlook(replace(who, touches=touches), today, cadences=CADENCES))
    settings = PlanSettings(new_per_week=new, existing_per_week=existing)
    made = week_plan(outlooks, today, settings)
    planned = [line.person.contact.id for line in (*made.week, *made.later)] + [
        go.person.contact.id for go in made.let_go
    ]
    assert sorted(planned) == sorted(one.person.contact.id for one in outlooks if one.task)
    assert all(line.day >= today for line in (*made.week, *made.later))
    room = max(0, settings.per_week - made.spent_new - made.spent_existing)
    assert len(made.week) <= max(room, sum(line.task.must for line in made.week))
    horizon = made.monday + timedelta(weeks=settings.weeks_ahead)
    for week in {monday_of(line.day) for line in made.later if line.day < horizon}:
        lines = [line for line in made.later if monday_of(line.day) == week]
        assert len(lines) <= max(settings.per_week, sum(line.task.must for line in lines))
    for line in (*made.week, *made.later):
        if line.task.promise and line.task.promise.due:
            assert line.day <= max(line.task.promise.due, today)


def test_weekends_and_holidays_are_the_recipients_own() -> None:
    """Friday is free in Israel and Sunday is not; an unknown country has Saturdays and Sundays."""
    friday, sunday = date(2026, 11, 27), date(2026, 11, 29)
    assert not is_working_day(friday, "IL") and is_working_day(sunday, "IL")
    assert is_working_day(friday, "XX") and not is_working_day(sunday, None)
    assert holiday(date(2026, 12, 25), "DE") and not holiday(date(2026, 12, 25), None)
    assert working_day_until(date(2026, 12, 26), "DE") == date(2026, 12, 24)
    assert working_day_from(date.max, None) and working_day_until(date.min, None)


def test_a_time_of_day_is_claimed_only_where_one_clock_rules() -> None:
    """All of Germany and of Japan; not the United States."""
    assert str(zone_of("DE", TUESDAY)) == "Europe/Berlin" and zone_of("US", TUESDAY) is None
    found = morning(TUESDAY, "JP")
    assert found is not None and found.astimezone(UTC) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert morning(TUESDAY, None) is None and morning(date.max, "DE") is not None


def test_several_notes_on_one_meeting_are_read_together() -> None:
    """What was added later does not hide what was said before."""
    more = replace(TALKED, talk="sailing", promises=(Promise("call"),))
    both = person(encounters=(TALKED, more)).encounter
    assert both is not None and both.talk == "OCR; sailing" and both.promises == (Promise("call"),)
