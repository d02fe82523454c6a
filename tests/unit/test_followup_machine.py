"""Random histories of a whole network on a real store: whatever happens in whatever order, the rules hold."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cardscan.contacts import match_keys
from cardscan.followup.planning.budget import PlanSettings, WeekPlan, monday_of, week_plan
from cardscan.followup.planning.ladder import LADDER
from cardscan.followup.planning.network import network_report
from cardscan.followup.planning.schedule import Outlook, Queue, TaskKind, outlook
from cardscan.followup.planning.timing import is_working_day
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Decision, Relation
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.model.touch import Direction, Touch, TouchKind
from cardscan.store import open_store
from cardscan.workflows.review.context import add_context, end_promise, put_touch, undo_touch

CADENCES = load_cadences(template_dirs())
FIRST_DAY = date(2026, 11, 24)
TEMPLATE: list[bytes] = []  # an empty store with its tables: making them anew takes longer than fifty steps
STEPS: Counter[str] = Counter()


def at(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=minutes)


class Network(RuleBasedStateMachine):
    """People come in, answer, fall silent, are let go and suppressed, while the user follows the plan or does not."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="cardscan-machine-")
        file = Path(self.folder.name) / "cardscan.db"
        if TEMPLATE:
            file.write_bytes(TEMPLATE[0])
        self.store = open_store(file, keys_of=match_keys)
        if not TEMPLATE:
            self.store.close()
            TEMPLATE.append(file.read_bytes())
        self.day, self.minutes, self.number = FIRST_DAY, 0, 0
        self.decided: set[int] = set()
        self.suppressed: set[int] = set()
        self.planned: Counter[date] = Counter()  # touches made because the plan said so, by week
        self.musts: Counter[date] = Counter()  # those of them that could not wait
        self.others: Counter[date] = Counter()  # all others: the user may do more than the plan
        self.nudges: Counter[int] = Counter()
        self.made: dict[int, Direction] = {}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @property
    def now(self) -> datetime:
        return at(self.day, self.minutes)

    def tick(self, what: str) -> datetime:
        """A later moment of the same day: two things never happen at once."""
        STEPS[what] += 1
        self.minutes += 1
        return self.now

    def people(self) -> list[Outlook]:
        return [outlook(person, self.day, cadences=CADENCES) for person in self.store.people.relationships()]

    def plan(self) -> WeekPlan:
        return week_plan(self.people(), self.day, self.budget)

    def somebody(self, pick: int) -> int:
        return pick % self.number + 1

    @initialize(new=st.integers(0, 4), existing=st.integers(0, 3))
    def begins(self, new: int, existing: int) -> None:
        self.budget = PlanSettings(new_per_week=new, existing_per_week=existing, weeks_ahead=4)

    @rule(
        days_ago=st.integers(0, 20), talk=st.booleans(), owes=st.none() | st.integers(0, 25),
        origin=st.sampled_from(list(CardOrigin)), sure=st.booleans(),
        country=st.sampled_from(["DE", "IL", "US", "XX", None]), cadence=st.sampled_from(["", *CADENCES]),
    )  # fmt: skip
    def a_card_comes_in(
        self, days_ago: int, talk: bool, owes: int | None, origin: CardOrigin, sure: bool,
        country: str | None, cadence: str,
    ) -> None:  # fmt: skip
        if self.number >= 12:
            return
        now = self.tick("card")
        self.number += 1
        day = self.day - timedelta(days=days_ago)
        details = ContactDetails(name=PersonName(f"P {self.number}"), emails=(f"p{self.number}@p.example",))
        reading = CardReading(
            details, (), country, "en", Recommendation.STRONG if sure else Recommendation.LOW, text=()
        )
        card = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {}, "drawn")
        promises = (Promise("send it", day + timedelta(days=owes)),) if owes is not None else ()
        with self.store.transaction() as tx:
            photo = tx.photos.add(ScannedPhoto(f"{self.number}.jpg", f"{self.number:064x}", (card,)), now=now)
            card_id = tx.cards.add(photo, card, now=now)
            contact = tx.people.add(reading, uid=f"urn:uuid:{self.number}", card_id=card_id, now=now)
            tx.encounters.add(
                contact.id,
                Encounter(day=day, origin=origin, talk="sailing" if talk else "", promises=promises, cadence=cadence),
                card_id=card_id,
                now=now,
            )

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99), line=st.sampled_from(["talked about boats", "I send it by Friday", "a tall man"]))
    def somebody_gets_context(self, pick: int, line: str) -> None:
        add_context(self.store, self.somebody(pick), line, now=self.tick("context"), actor="me", day=self.day)

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99), way=st.sampled_from(list(Direction)), kind=st.sampled_from(list(TouchKind)))
    def something_happens_elsewhere(self, pick: int, way: Direction, kind: TouchKind) -> None:
        who, now = self.somebody(pick), self.tick("touch")
        if way is Direction.OUT and who in self.suppressed:
            return  # what a user does outside of the program is not the program's to forbid, nor its proof
        with self.store.transaction() as tx:
            logged = put_touch(tx, who, Touch(now, way, kind), now=now, actor="me")
        self.made[logged.touch.id] = way
        if way is not Direction.OUT:
            self.nudges[who] = 0
        if way is not Direction.IN:
            self.decided.add(who)
            self.others[monday_of(self.day)] += 1

    @precondition(lambda self: self.number)
    @rule(lines=st.integers(1, 4))
    def the_plan_is_followed(self, lines: int) -> None:
        for line in [line for line in self.plan().week if line.day <= self.day][:lines]:
            who, now = line.person.contact.id, self.tick("planned touch")
            assert is_working_day(self.day, line.person.contact.country) or line.task.must
            if line.task.kind is TaskKind.NUDGE:
                self.nudges[who] += 1
            with self.store.transaction() as tx:
                put_touch(tx, who, Touch(now, Direction.OUT), now=now, actor="me")
            if line.task.promise:
                end_promise(self.store, line.task.promise.id, kept=True, now=now, actor="me")
            self.decided.add(who)
            self.planned[monday_of(self.day)] += 1
            self.musts[monday_of(self.day)] += line.task.must

    @precondition(lambda self: self.number)
    @rule(
        pick=st.integers(0, 99),
        decision=st.none() | st.sampled_from(list(Decision)),
        days=st.none() | st.integers(1, 60),
    )
    def somebody_is_decided(self, pick: int, decision: Decision | None, days: int | None) -> None:
        who = self.somebody(pick)
        until = self.day + timedelta(days=days) if days else None
        with self.store.transaction() as tx:
            tx.people.decide(who, decision, until=until, now=self.tick("decision"), actor="me")
        (self.decided.add if decision else self.decided.discard)(who)

    @precondition(lambda self: self.number)
    @rule(pick=st.integers(0, 99))
    def somebody_wants_no_mail(self, pick: int) -> None:
        who = self.somebody(pick)
        if pick % 4:  # else everybody would be suppressed before anything else happens to them
            return
        with self.store.transaction() as tx:
            tx.suppression.add(f"P{who}@p.example", reason="asked for it", now=self.tick("suppression"), actor="me")
        self.suppressed.add(who)

    @rule(pick=st.integers(0, 99), kept=st.sampled_from([True, False, None]))
    def a_promise_ends_or_opens_again(self, pick: int, kept: bool | None) -> None:
        found = self.store.promises.all()
        if found:
            promise = found[pick % len(found)]
            before = self.mine(promise.contact_id)
            end_promise(self.store, promise.id, kept=kept, now=self.tick("promise"), actor="me")
            after = self.mine(promise.contact_id)
            if sum(after.values()) > sum(before.values()):  # what is kept is a touch of mine
                self.decided.add(promise.contact_id)
            self.others.update(after)
            self.others.subtract(before)

    def mine(self, who: int) -> Counter[date]:
        """My touches with this person, by week."""
        touches = self.store.people.relationships(who)[0].touches
        return Counter(monday_of(touch.at.date()) for touch in touches if touch.direction is not Direction.IN)

    @rule(pick=st.integers(0, 99))
    def a_touch_is_taken_back(self, pick: int) -> None:
        last = max(self.made, default=0)
        if last and self.made[last] is Direction.IN and pick % 3 == 0:
            del self.made[last]
            undo_touch(self.store, last, now=self.tick("undo"), actor="me")

    @rule(days=st.sampled_from([1, 1, 2, 3, 7, 30, 100]))
    def time_passes(self, days: int) -> None:
        STEPS["days"] += 1
        self.day, self.minutes = self.day + timedelta(days=days), 0
        self.made.clear()

    @invariant()
    def the_rules_hold(self) -> None:
        if not hasattr(self, "budget"):
            return
        people = self.people()
        plan = week_plan(people, self.day, self.budget)
        monday = monday_of(self.day)
        lines = (*plan.week, *plan.later)
        # Attention: whatever was done besides, the plan never fills a week beyond its budget.
        assert plan.spent_new + plan.spent_existing == self.planned[monday] + self.others[monday]
        # What cannot wait has its day all the same, and takes the room of the others.
        room = max(0, self.budget.per_week - plan.spent_new - plan.spent_existing)
        assert len(plan.week) <= max(room, sum(line.task.must for line in plan.week))
        if not self.others[monday]:
            assert self.planned[monday] - self.musts[monday] <= self.budget.per_week
        # Nobody is lost: each has one queue; whoever has a task has one place.
        assert len(people) == self.number
        placed = sorted([line.person.contact.id for line in lines] + [one.person.contact.id for one in plan.let_go])
        assert placed == sorted(one.person.contact.id for one in people if one.task)
        for one in people:
            self.one_person(one)
        # The rate that counts, by hand.
        report = network_report(people, self.store.counts().cards, self.day, self.budget)
        by_hand = len(self.decided) / self.number if self.number else None
        assert report.acted_on_rate == self.store.counts().acted_on_rate == by_hand
        assert sum(number for _, number in report.queues) == sum(n for _, n in report.ladder) == self.number
        # Every promise of mine is kept, taken back, or planned by its day; one that is late already is due today.
        for line in lines:
            promise = line.task.promise
            if promise and promise.due:
                assert line.day <= max(promise.due, self.day)
                assert line.task.reason.count("late") == (promise.due < self.day)
        # What they wrote stays on top until it is answered or decided.
        asked = [line.task.asked for line in plan.week]
        assert asked == sorted(asked, key=lambda day: day is None)

    def one_person(self, one: Outlook) -> None:
        """What holds for each of them."""
        person, task = one.person, one.task
        relation = person.contact.relation
        if person.contact.id in self.suppressed:
            assert one.queue is Queue.SUPPRESSED and task is None and relation is Relation.SUPPRESSED
        if person.decision is Decision.LET_GO:
            assert task is None
        if relation in LADDER[1:]:
            assert person.answered, "a step up without a sign from the other side"
        if task is not None:
            assert task.due >= person.first_met
            if task.kind is TaskKind.NUDGE:
                assert 1 <= person.unanswered <= 2, "a nudge without a letter, or a third one"
                assert (task.due - person.last_contact).days >= 1
            if task.kind is TaskKind.FIRST:
                talk = person.encounter
                assert person.answered or (talk is not None and talk.has_conversation and not talk.not_handed_over)
            if one.queue in (Queue.NEEDS_CHECK, Queue.NEEDS_CONTEXT, Queue.NOT_HANDED_OVER):
                assert task.kind is TaskKind.PROMISE  # a promise is a promise, whatever the card looks like
        owed = [promise for promise in person.open_promises if promise.due and promise.due <= self.day]
        if owed and one.queue not in (Queue.SUPPRESSED, Queue.LET_GO):
            assert task is not None and task.kind is TaskKind.PROMISE, (owed, task)
        assert self.nudges[person.contact.id] <= 2, "a third nudge"


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Network,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_rules_hold_over_short_random_histories() -> None:
    """The quick form: a dozen people in a few dozen steps."""
    run(examples=12, steps=25)


@pytest.mark.slow
def test_the_rules_hold_over_ten_thousand_random_steps() -> None:
    """The same rules over long histories; the steps that really changed something are counted."""
    STEPS.clear()
    run(examples=330, steps=80)
    assert sum(STEPS.values()) >= 10_000, STEPS
