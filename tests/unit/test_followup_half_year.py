"""Half a year with real letters on a real store: what the plan promises holds on every single day."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.planning.budget import PlanSettings, WeekPlan, week_plan
from cardscan.followup.planning.schedule import Outlook, Queue, TaskKind, outlook
from cardscan.followup.planning.staleness import out_of_date
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.mail.eml_folder import EmlFolder
from cardscan.model.draft import OPEN_STATES, DraftState, Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.touch import Direction, Touch, TouchKind, Whose
from cardscan.store import Decision, Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.review.context import decide, end_promise, put_touch
from cardscan.workflows.review.drafts import BlockedError, DraftDesk
from cardscan.workflows.review.freshness import freshen
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.sending import approved, send
from tests.reviewing import _written_here

CADENCES = load_cadences(template_dirs())
FIRST_DAY = date(2026, 1, 5)  # a Monday
BUDGET = PlanSettings(new_per_week=3, existing_per_week=2, weeks_ahead=6)
TALKS = ("glass lamps", "old harbour maps", "wooden boats", "the price of salt", "trams in small towns")


@dataclass
class Life:
    """A user who looks at the plan on working days, follows it mostly, and forgets much."""

    store: Store
    settings: Settings
    dice: random.Random
    day: date = FIRST_DAY
    people: int = 0
    sent: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        """Noon; each thing that happens on a day comes a minute after the one before."""
        self.happened["moments"] += 1
        return datetime.combine(self.day, time(10), UTC) + timedelta(seconds=self.happened["moments"] % 3600)

    def outlooks(self) -> list[Outlook]:
        return [outlook(person, self.day, cadences=CADENCES) for person in self.store.people.relationships()]

    def card(self) -> None:
        """Somebody new, or somebody from the address book who was met."""
        self.people += 1
        number, now = self.people, self.now
        name = PersonName(f"Ada Number{number}", "Ada", f"Number{number}")
        details = ContactDetails(name, emails=(f"ada@firm{number}.example",))
        dues = [None, self.day + timedelta(days=self.dice.randint(0, 25))]
        promises = tuple(
            Promise(f"send part {n}", self.dice.choice(dues)) for n in range(self.dice.choice((0, 0, 1, 2)))
        )
        met = Encounter(f"Fair {self.day}", self.day, origin=CardOrigin.HANDED_OVER, talk=self.dice.choice(TALKS),
                        promises=promises)  # fmt: skip
        with self.store.transaction() as tx:
            if number % 5 == 0:
                who = tx.address_books.take_in(
                    details, key=f"k{number}", digest="", kept=(), now=now, uid=f"urn:uuid:{number}"
                ).id
            else:
                reading = CardReading(details, (), None, "en", Recommendation.STRONG, text=())
                who = tx.people.add(reading, uid=f"urn:uuid:{number}", now=now).id
            tx.encounters.add(who, met, now=now)

    def chance(self) -> None:
        """What others do, and what the user does beside the plan."""
        who, kind = self.dice.randint(1, self.people), self.dice.random()
        if kind < 0.30:
            with self.store.transaction() as tx:
                put_touch(tx, who, Touch(self.now, Direction.IN, TouchKind.MESSAGE), now=self.now, actor="they")
        elif kind < 0.40:
            with self.store.transaction() as tx:
                put_touch(tx, who, Touch(self.now, Direction.BOTH, TouchKind.TALK), now=self.now, actor="me")
        elif kind < 0.50:
            met = Encounter(f"Dinner {self.day}", self.day, origin=CardOrigin.HANDED_OVER, talk=self.dice.choice(TALKS))
            with self.store.transaction() as tx:
                tx.encounters.add(who, met, now=self.now, source="person")
        elif kind < 0.65:
            mine = [one for one in self.store.promises.all(contact_id=who) if one.open and one.whose is Whose.MINE]
            for promise in mine[:1]:
                end_promise(self.store, promise.id, kept=True, now=self.now, actor="me")
                touches = self.store.people.relationships(who)[0].touches
                assert any(t.at.date() == self.day and t.direction is not Direction.IN for t in touches)
        elif kind < 0.72:
            decide(self.store, who, Decision.LATER, until=self.day + timedelta(days=20), now=self.now, actor="me")
        elif kind < 0.80:
            PeopleDesk(self.store, self.settings, "me").done(who, seen=self.store.review.seen(who), now=self.now)
            assert not [one for one in self.store.drafts.all(contact_id=who) if one.state in OPEN_STATES]
        self.happened[f"{kind:.1f}"] += 1

    def work(self) -> None:
        """Send what is due, then draft and approve what the plan has for today; answers are written by hand."""
        freshen(self.store, self.settings, now=self.now)
        self.check_letters()
        due = approved(self.store, now=self.now)
        for handed in send(self.store, self.settings, EmlFolder(self.settings.outbox_folder), due, now=self.now):
            stale = out_of_date(self.store.people.relationships(handed.draft.contact_id)[0], self.day)
            assert not handed.problem or stale, handed.problem
            self.sent += not handed.problem
        plan = week_plan(self.outlooks(), self.day, BUDGET)
        self.check_plan(plan)
        for line in plan.week:
            who = line.person.contact.id
            if line.task.kind is TaskKind.ANSWER:
                if line.day <= self.day and self.dice.random() < 0.5:
                    with self.store.transaction() as tx:
                        put_touch(tx, who, Touch(self.now, Direction.OUT), now=self.now, actor="me")
            elif self.dice.random() < 0.6:
                self.write(who, line.day)

    def write(self, who: int, day: date) -> None:
        """Draft the letter for the day that the plan has, and say yes to most."""
        draft_next(self.store, who, self.settings, now=self.now, day=day)
        for draft in self.store.drafts.all(contact_id=who):
            if draft.state is DraftState.DRAFTED:
                assert draft.letter.due == day, (draft.letter, day)
                desk, text = DraftDesk(self.store, self.settings, "me"), draft
                if self.dice.random() < 0.2:
                    text = desk.edit(
                        draft.id, revision=draft.revision, body=f"{draft.letter.body}\nBye.\n", now=self.now
                    )
                if self.dice.random() < 0.7:
                    try:
                        desk.approve(text.id, revision=text.revision, now=self.now)
                    except BlockedError:
                        desk.let_go(text.id, revision=text.revision, now=self.now)
                        self.happened["blocked"] += 1

    def check_letters(self) -> None:
        """After the letters were freshened: only a letter in the user's own words is out of date, and none approved."""
        for person in self.store.people.relationships():
            if out_of_date(person, self.day):
                assert person.letter is not None
                assert person.letter.edited and not person.letter.approved
                self.happened["kept"] += 1

    def check_plan(self, plan: WeekPlan) -> None:
        """The rules of the week."""
        lines = [*plan.week, *plan.later]
        planned = {line.person.contact.id: line for line in lines}
        assert len(planned) == len(lines)
        asked = [line.task.asked for line in plan.week]
        assert asked == sorted(asked, key=lambda day: day is None), "their letters stand on top"
        for line in lines:
            task, person = line.task, line.person
            if task.promise and task.promise.due:
                assert line.day <= max(task.promise.due, self.day), "a promise after its day"
                assert task.reason.count("late") == (task.promise.due < self.day), "late is said once"
            if person.letter and task.kind is not TaskKind.ANSWER:
                assert task.due == person.letter.due or task.kind is TaskKind.PROMISE, "plan and letter differ"
            assert not (task.new and person.imported), "an import counts as new"
        for ahead in self.outlooks():
            person = ahead.person
            if ahead.queue in (Queue.LATER, Queue.LET_GO, Queue.SUPPRESSED, Queue.RESTING):
                continue
            if person.unanswered_letter:
                assert planned[person.contact.id].task.asked or planned[person.contact.id].task.promise
            for promise in person.open_promises:
                if promise.due and promise.due <= self.day:
                    assert planned[person.contact.id].day == self.day, "a promise is due and has no place today"
        rest = [line for line in plan.week if not line.task.must]
        room = BUDGET.per_week - plan.spent_new - plan.spent_existing
        assert len(rest) <= max(0, room), "what can wait goes beyond the budget"


@pytest.fixture
def life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    """The letters are written in this process; starting one takes longer than writing them all."""
    monkeypatch.setattr(LetterProcess, "_ask", _written_here)
    settings = Settings(home=tmp_path, sender=Sender("Robin Beispiel", "robin@beispiel.example"))
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as store:
        yield Life(store, dataclasses.replace(settings), random.Random(0))


def live(life: Life, days: int, *, every: int, seed: int) -> None:
    life.dice = random.Random(seed)
    for number in range(days):
        life.day = FIRST_DAY + timedelta(days=number)
        if number % every == 0:
            for _ in range(3):
                life.card()
        for _ in range(2):
            life.chance()
        if life.day.weekday() < 5 and not date(2026, 4, 6) <= life.day < date(2026, 4, 20):  # two weeks away
            life.work()


def test_six_weeks_keep_the_promises_of_the_plan(life: Life) -> None:
    """The short form."""
    live(life, 42, every=7, seed=3)
    assert life.sent > 3


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_half_a_year_keeps_the_promises_of_the_plan(life: Life, seed: int) -> None:
    """Cards every fortnight, answers, meetings, promises kept and forgotten, edited letters, two weeks away."""
    live(life, 182, every=14, seed=seed)
    assert life.sent > 20 and life.happened["kept"] > 0
