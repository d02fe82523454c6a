"""A year of networking, lived through with a clock of its own on a real store: nothing sleeps, nothing is mocked."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.followup.planning.budget import PlanSettings, monday_of, week_plan
from cardscan.followup.planning.ladder import LADDER
from cardscan.followup.planning.network import network_report
from cardscan.followup.planning.schedule import Outlook, Queue, TaskKind, outlook
from cardscan.followup.planning.timing import is_working_day
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Decision, Relation
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.model.touch import Direction, Touch, TouchKind
from cardscan.store import Store, open_store
from cardscan.workflows.review.context import end_promise, put_touch

CADENCES = load_cadences(template_dirs())
FIRST_DAY = date(2026, 1, 5)  # a Monday
BUDGET = PlanSettings(new_per_week=8, existing_per_week=6, weeks_ahead=8)
CARDS, EVENTS, DAYS = 600, 20, 364
COUNTRIES = ("DE", "FR", "US", "GB", "AE", None)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def meeting(number: int, day: date, dice: random.Random) -> Encounter | None:
    """How the card of this number came: one in ten says nothing, one in twenty lay in a bowl."""
    kind = dice.random()
    event = Encounter(event=f"Event {day}", day=day, origin=CardOrigin.HANDED_OVER)
    if kind < 0.10:
        return None
    if kind < 0.15:
        return Encounter(event=event.event, day=day, origin=CardOrigin.RAFFLE, talk="nothing")
    told = Encounter(event=event.event, day=day, origin=CardOrigin.HANDED_OVER, talk=f"subject {number}",
                     depth=dice.choice([TalkDepth.REAL_TALK, TalkDepth.FEW_WORDS]))  # fmt: skip
    if kind < 0.30:
        due = day + timedelta(days=dice.randint(1, 30)) if dice.random() < 0.8 else None
        return Encounter(**{**{f: getattr(told, f) for f in told.__slots__}, "promises": (Promise("send it", due),)})
    if kind < 0.40:
        return Encounter(event=event.event, day=day, origin=CardOrigin.INTRODUCED, introduced_by="Ana", talk="sailing")
    return told


@dataclass
class Life:
    """One user who does what the plan says on every working day, but two weeks of holidays."""

    store: Store
    dice: random.Random
    day: date = FIRST_DAY
    sent: Counter[date] = field(default_factory=Counter)
    musts: Counter[date] = field(default_factory=Counter)
    flagged: set[int] = field(default_factory=set)
    nudges: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    answers: defaultdict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    decided_by_hand: set[int] = field(default_factory=set)
    warned: set[str] = field(default_factory=set)
    stopped: dict[int, datetime] = field(default_factory=dict)

    def event(self, first: int, count: int) -> None:
        """Cards of one evening come in."""
        now = at(self.day, 20)
        for number in range(first, first + count):
            details = ContactDetails(name=PersonName(f"Person {number}"), emails=(f"p{number}@firm{number}.example",))
            sure = Recommendation.STRONG if self.dice.random() < 0.9 else Recommendation.LOW
            reading = CardReading(details, (), self.dice.choice(COUNTRIES), "en", sure, text=())
            card = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {}, "drawn")
            with self.store.transaction() as tx:
                photo = tx.photos.add(ScannedPhoto(f"{number}.jpg", f"{number:064x}", (card,)), now=now)
                card_id = tx.cards.add(photo, card, now=now)
                contact = tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=now)
                met = meeting(number, self.day, self.dice)
                if met is not None:
                    tx.encounters.add(contact.id, met, card_id=card_id, now=now)

    def live(self) -> None:
        """One day: what comes in, then what the plan says."""
        for contact_id in self.answers.pop(self.day, []):
            self.they(contact_id)
        holidays = date(2026, 7, 6) <= self.day < date(2026, 7, 20)
        if not holidays and self.day.weekday() < 5:
            self.work()

    def they(self, contact_id: int) -> None:
        """Somebody answers, talks, helps, refers, or wants no more mail."""
        kind = self.dice.random()
        with self.store.transaction() as tx:
            contact = tx.people.get(contact_id)
            if kind < 0.08:
                tx.suppression.add(contact.details.emails[0], reason="asked for it", now=at(self.day), actor="they")
                self.stopped[contact_id] = at(self.day)
                return
            what = TouchKind.MESSAGE if kind < 0.6 else TouchKind.TALK if kind < 0.9 else TouchKind.HELP
            what = TouchKind.REFERRAL if kind > 0.97 else what
            way = Direction.BOTH if what is TouchKind.TALK else Direction.IN
            put_touch(tx, contact_id, Touch(at(self.day, 7), way, what), now=at(self.day, 7), actor="they")
            if way is Direction.BOTH:
                self.sent[monday_of(self.day)] += 1
                self.decided_by_hand.add(contact_id)
        self.nudges[contact_id] = 0

    def work(self) -> None:
        """Do what is due today, and let go what the plan proposes on Fridays."""
        ahead = self.outlooks()
        plan = week_plan(ahead, self.day, BUDGET)
        self.warned.update(plan.warnings)
        for line in (*plan.week, *plan.later):
            late = line.task.until and self.day > line.task.until
            if line.task.promise and late:
                self.flagged.add(line.task.promise.id)
        assert not any(line.person.suppressed for line in (*plan.week, *plan.later))
        for line in plan.week:
            if line.day > self.day:
                continue
            contact = line.person.contact
            assert is_working_day(self.day, contact.country) or line.task.must
            if line.task.kind is TaskKind.NUDGE:
                self.nudges[contact.id] += 1
                assert self.nudges[contact.id] <= 2, "a third nudge"
            now = at(self.day, 10)
            with self.store.transaction() as tx:
                put_touch(tx, contact.id, Touch(now, Direction.OUT), now=now, actor="me")
            if line.task.promise:
                end_promise(self.store, line.task.promise.id, kept=True, now=now, actor="me")
            self.sent[monday_of(self.day)] += 1
            self.musts[monday_of(self.day)] += line.task.must
            self.decided_by_hand.add(contact.id)
            if self.dice.random() < 0.45:
                self.answers[self.day + timedelta(days=self.dice.randint(1, 12))].append(contact.id)
        if self.day.weekday() == 4:
            for proposal in plan.let_go:
                with self.store.transaction() as tx:
                    tx.people.decide(proposal.person.contact.id, Decision.LET_GO, now=at(self.day), actor="me")
                self.decided_by_hand.add(proposal.person.contact.id)

    def outlooks(self) -> list[Outlook]:
        return [outlook(person, self.day, cadences=CADENCES) for person in self.store.people.relationships()]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


def live_through(store: Store, cards: int, events: int, days: int, seed: int) -> Life:
    life = Life(store, random.Random(seed))
    each, gap = cards // events, days // events
    for number in range(days):
        life.day = FIRST_DAY + timedelta(days=number)
        if number % gap == 3 and number // gap < events:
            life.event(number // gap * each, each)
        life.live()
    return life


def check(life: Life, cards: int) -> None:
    """What has to hold at the end of any such year."""
    ahead = life.outlooks()
    over = {week: count for week, count in life.sent.items() if count > BUDGET.per_week}
    # A talk that they begin is not in the user's hand, nor does what cannot wait ask for the budget; the plan itself
    # never adds another touch beyond it.
    talks = Counter(
        monday_of(touch.at.date()) for one in ahead for touch in one.person.touches if touch.direction is Direction.BOTH
    )
    for week, count in life.sent.items():
        assert count - talks[week] - life.musts[week] <= BUDGET.per_week, over
    assert sum(one.person.cards for one in ahead) == cards
    for one in ahead:
        person = one.person
        heard = [touch for touch in person.touches if touch.from_them]
        if person.suppressed:
            stopped = life.stopped[person.contact.id]
            assert all(touch.at <= stopped for touch in person.touches if touch.direction is Direction.OUT)
        if person.contact.relation in LADDER[1:]:
            assert heard, "a step up without a sign from the other side"
        for promise in person.promises:
            kept = promise.kept_on is not None and (promise.due is None or promise.kept_on <= promise.due)
            ahead_of_time = promise.open and (promise.due is None or promise.due >= life.day)
            closed = one.queue in (Queue.SUPPRESSED, Queue.LET_GO)
            assert kept or ahead_of_time or closed or promise.id in life.flagged, (promise, one.queue)
        assert person.decision or one.queue in set(Queue) - {Queue.LET_GO}
    by_hand = sum(one.person.cards for one in ahead if one.person.contact.id in life.decided_by_hand) / cards
    report = network_report(ahead, life.store.counts().cards, life.day, BUDGET)
    assert report.acted_on_rate == life.store.counts().acted_on_rate == by_hand
    assert by_hand > 0.5  # the plan gets most of the cards decided


def test_a_month_of_two_events_keeps_every_rule(store: Store) -> None:
    """Sixty cards: the short form of the year below."""
    check(live_through(store, 60, 2, 56, seed=7), 60)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_six_hundred_cards_keeps_every_rule(store: Store, seed: int) -> None:
    """Twenty events, answers, opt-outs, holidays, silence: the budget, the nudges, the promises, the rate."""
    life = live_through(store, CARDS, EVENTS, DAYS, seed)
    check(life, CARDS)
    assert any("new people came in" in warning for warning in life.warned)
    relations = Counter(person.contact.relation for person in store.people.relationships())
    assert min(relations[Relation.REPLIED], relations[Relation.TALKED], relations[Relation.RESTING]) > 0
