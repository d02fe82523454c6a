"""The week's promises: what has its day whatever the budget, one due date, and letters that go out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.followup.planning.budget import PlanSettings, WeekPlan, week_plan
from cardscan.followup.planning.schedule import Outlook, Queue, TaskKind, outlook
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.mail.eml_folder import EmlFolder
from cardscan.model.draft import Draft, DraftState, Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.touch import Direction, Touch, TouchKind
from cardscan.store import Decision, Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.review.context import add_context, decide, end_promise, put_touch
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.freshness import freshen
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.sending import approved, send

CADENCES = load_cadences(template_dirs())
TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NO_ROOM = PlanSettings(new_per_week=0, existing_per_week=0)
MET = Encounter(event="Fair", day=TUESDAY, talk="lamps", origin=CardOrigin.HANDED_OVER)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, sender=Sender("Robin Beispiel", "robin@beispiel.example"))


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def somebody(store: Store, met: Encounter | None = MET, number: int = 1, now: datetime = NOW) -> int:
    """Somebody whose card was read with certainty, and how we met."""
    details = ContactDetails(PersonName("Mira Muster", "Mira", "Muster"), emails=(f"mira@muster{number}.example",))
    reading = CardReading(details, (), None, "en", Recommendation.STRONG, text=())
    with store.transaction() as tx:
        who = tx.people.add(reading, uid=f"urn:uuid:{number}", now=now).id
        if met:
            tx.encounters.add(who, met, now=now)
    return who


def touched(store: Store, who: int, way: Direction, now: datetime, kind: TouchKind = TouchKind.MESSAGE) -> None:
    with store.transaction() as tx:
        put_touch(tx, who, Touch(now, way, kind), now=now, actor="me")


def ahead(store: Store, who: int, now: datetime) -> Outlook:
    return outlook(store.people.relationships(who)[0], now.date(), cadences=CADENCES)


def plan(store: Store, now: datetime, budget: PlanSettings = NO_ROOM) -> WeekPlan:
    return week_plan(
        [outlook(one, now.date(), cadences=CADENCES) for one in store.people.relationships()], now.date(), budget
    )


def letter(store: Store, settings: Settings, who: int, now: datetime = NOW) -> Draft:
    done = draft_next(store, who, settings, now=now)
    assert done.file is not None, done.missing
    return store.drafts.get(done.draft_id)


def yes(store: Store, settings: Settings, draft: Draft, now: datetime = NOW) -> Draft:
    return DraftDesk(store, settings, "robin").approve(draft.id, revision=draft.revision, now=now)


def test_a_promise_has_its_day_even_without_any_budget(store: Store) -> None:
    """Twelve of them, in three weeks, and not one touch a week to spend."""
    for number in range(1, 13):
        somebody(store, replace(MET, promises=(Promise("send it", TUESDAY + timedelta(days=number * 2)),)), number)
    touched(store, 12, Direction.OUT, NOW)  # written to: the promise then waits for its own day
    made = plan(store, NOW)
    lines = [*made.week, *made.later]
    assert len(lines) == 12 and not made.let_go
    assert all(line.task.promise and line.task.promise.due and line.day <= line.task.promise.due for line in lines)


def test_of_several_promises_the_one_that_is_due_first_comes_first(store: Store) -> None:
    """One without a date is kept within two days, also beside one for the end of the month."""
    who = somebody(store, replace(MET, promises=(Promise("the far one", date(2026, 12, 31)), Promise("the near one"))))
    touched(store, who, Direction.OUT, NOW)
    task = ahead(store, who, NOW).task
    assert task and task.promise and (task.promise.text, task.due) == ("the near one", date(2026, 11, 26))


def test_late_is_said_once(store: Store) -> None:
    """In the line of the promise; it is due today, on a Saturday too."""
    somebody(store, replace(MET, promises=(Promise("send it", date(2026, 11, 26)),)))
    saturday = plan(store, days(4))
    (line,) = saturday.week
    assert line.day == date(2026, 11, 28) and line.task.told == "late, promised for 2026-11-26: send it"
    assert not any("late" in warning for warning in saturday.warnings)


def test_their_letter_stays_on_top_until_it_is_answered_or_decided(store: Store) -> None:
    """For months, above a promise that is due, and without any budget; putting them off brings it back later."""
    who = somebody(store)
    touched(store, who, Direction.OUT, days(3))
    touched(store, who, Direction.IN, days(6))
    somebody(store, replace(MET, promises=(Promise("send it"),)), 2)
    for later in (7, 40, 200):
        first = plan(store, days(later)).week[0]
        assert (first.person.contact.id, first.task.kind) == (who, TaskKind.ANSWER)
    decide(store, who, Decision.LATER, until=days(60).date(), now=days(41), actor="me")
    assert ahead(store, who, days(42)).queue is Queue.LATER
    back = ahead(store, who, days(61)).task
    assert back and back.kind is TaskKind.ANSWER
    decide(store, who, Decision.FOLLOWED_UP, now=days(62), actor="me")
    settled = ahead(store, who, days(62)).task
    assert settled and settled.kind is TaskKind.KEEP_WARM
    touched(store, who, Direction.IN, days(70))
    again = ahead(store, who, days(71)).task
    assert again and again.kind is TaskKind.ANSWER, "a new letter needs a new decision"
    touched(store, who, Direction.OUT, days(72))
    answered = ahead(store, who, days(73)).task
    assert answered and answered.kind is TaskKind.KEEP_WARM


def test_a_promise_to_somebody_who_wrote_says_both(store: Store) -> None:
    """One letter does both, so there is one line, on top."""
    who = somebody(store, replace(MET, promises=(Promise("send it", days(8).date()),)))
    touched(store, who, Direction.OUT, days(3))
    touched(store, who, Direction.IN, days(6))
    line = plan(store, days(8)).week[0]
    assert line.task.kind is TaskKind.PROMISE and line.task.reason.endswith("; they wrote on 2026-11-30")


@pytest.mark.parametrize("cadence", sorted(CADENCES))
@pytest.mark.parametrize("promises", [(), (Promise("send it"),), (Promise("send it", date(2026, 11, 29)),)])
@pytest.mark.parametrize("later", [0, 4])
def test_plan_and_letter_name_one_day(
    store: Store, settings: Settings, cadence: str, promises: tuple[Promise, ...], later: int
) -> None:
    """In every series, with and without a promise, at once and on a Saturday; and after it was put off."""
    who = somebody(store, replace(MET, cadence=cadence, promises=promises))
    now = days(later)
    planned = plan(store, now, PlanSettings())
    (line,) = (*planned.week, *planned.later)
    draft = letter(store, settings, who, now)
    assert draft.letter.due == line.day
    day = now.date() + timedelta(days=1)
    DraftDesk(store, settings, "robin").later(draft.id, day, revision=draft.revision, now=now)
    task = ahead(store, who, now).task
    assert task and task.due == day


def test_an_approved_letter_has_its_day_and_a_waiting_one_is_moved_to_the_plans(
    store: Store, settings: Settings
) -> None:
    """What send hands over on a day stands in the plan of that day."""
    one, other = somebody(store), somebody(store, number=2)
    first, second = letter(store, settings, one), letter(store, settings, other)
    yes(store, settings, first)
    (line,) = plan(store, NOW).week
    assert (line.person.contact.id, line.day) == (one, first.letter.due)
    assert [draft.id for draft in approved(store, now=datetime.combine(line.day, NOW.time(), UTC))] == [first.id]
    wanted = second.letter.due + timedelta(weeks=1)
    assert "moved" in draft_next(store, other, settings, now=NOW, day=wanted).missing
    task = ahead(store, other, NOW).task
    assert task and task.due == wanted == store.drafts.get(second.id).letter.due


def heard_from(store: Store, who: int, now: datetime) -> None:
    touched(store, who, Direction.IN, now)


def met_again(store: Store, who: int, now: datetime) -> None:
    add_context(store, who, "met at PyData; talked about boats", now=now, actor="me")


def nothing(store: Store, who: int, now: datetime) -> None:
    """Time alone."""


@pytest.mark.parametrize(
    ("happens", "later", "says"),
    [(heard_from, 2, "they wrote or called"), (met_again, 2, "you met again"), (nothing, 22, "it is 22 days old")],
)
def test_an_approved_letter_goes_out_of_date(
    store: Store, settings: Settings, happens: object, later: int, says: str
) -> None:
    """It is not sent any more, and is written anew or let go; nothing is wrong with it before."""
    who = somebody(store)
    draft = yes(store, settings, letter(store, settings, who))
    assert freshen(store, settings, now=days(1)) == []
    assert callable(happens)
    happens(store, who, days(later))
    now = days(later) + timedelta(hours=1)
    (handed,) = send(store, settings, EmlFolder(settings.outbox_folder), [store.drafts.get(draft.id)], now=now)
    assert says in handed.problem
    assert [says in one.why for one in freshen(store, settings, now=now)] == [True]
    after = store.drafts.get(draft.id)
    if happens is heard_from:  # an answer is for the user's own words
        assert after.state is DraftState.LET_GO and after.file is None
    else:
        assert after.state is DraftState.DRAFTED and after.letter.due >= now.date() and Path(after.file or "").is_file()
    if happens is met_again:
        assert "boats" in after.letter.body and "lamps" not in after.letter.body
    assert freshen(store, settings, now=now) == []


def test_a_letter_of_the_users_own_words_is_kept_and_says_so(store: Store, settings: Settings) -> None:
    """Its approval is withdrawn, once; who looks at it is told, until they approve it again."""
    who, desk = somebody(store), DraftDesk(store, settings, "robin")
    draft = letter(store, settings, who)
    edited = desk.edit(draft.id, revision=draft.revision, body=draft.letter.body + "\nMy own words.\n", now=NOW)
    yes(store, settings, edited)
    touched(store, who, Direction.IN, days(2))
    (done,) = freshen(store, settings, now=days(3))
    assert "you wrote it, so it stays" in done.sentence
    seen = desk.look(draft.id, now=days(3))
    assert seen.draft.state is DraftState.DRAFTED and "My own words." in seen.draft.letter.body
    assert any("they wrote or called on 2026-11-26" in finding.message for finding in seen.findings)
    assert freshen(store, settings, now=days(3)) == []
    yes(store, settings, seen.draft, days(4))
    assert not any(finding.rule == "out-of-date" for finding in desk.look(draft.id, now=days(4)).findings)


def test_a_letter_that_was_put_off_for_long_is_good_on_its_day(store: Store, settings: Settings) -> None:
    """Its day was chosen; only after that day it counts as old."""
    draft = yes(store, settings, letter(store, settings, somebody(store)))
    after = DraftDesk(store, settings, "robin").later(draft.id, days(40).date(), revision=draft.revision, now=NOW)
    assert freshen(store, settings, now=days(40)) == [] and store.drafts.get(draft.id).state is after.state
    assert [one.why for one in freshen(store, settings, now=days(41))] == ["it is 41 days old"]


def test_a_promise_that_is_kept_is_a_touch(store: Store) -> None:
    """The next date counts from it; a touch of that day is not noted twice, and reopening takes it back."""
    who = somebody(store, replace(MET, promises=(Promise("send the paper"), Promise("send the link"))))
    end_promise(store, 1, kept=True, now=days(2), actor="me")
    end_promise(store, 2, kept=True, now=days(2), actor="me")
    person = store.people.relationships(who)[0]
    assert [(touch.direction, touch.text) for touch in person.touches] == [(Direction.OUT, "kept: send the paper")]
    assert person.decision is Decision.FOLLOWED_UP and person.last_contact == days(2).date()
    task = ahead(store, who, days(3)).task
    assert task and task.kind is TaskKind.NUDGE
    end_promise(store, 1, kept=None, now=days(3), actor="me")
    assert store.people.relationships(who)[0].touches == ()


def test_a_done_person_has_no_letter_that_waits(store: Store, settings: Settings) -> None:
    """They go as when somebody is let go, the decision stays what it is, and an undo brings them back."""
    who = somebody(store)
    draft, desk = letter(store, settings, who), PeopleDesk(store, settings, "robin")
    desk.done(who, seen=store.review.seen(who), now=NOW)
    assert store.drafts.get(draft.id).state is DraftState.LET_GO and store.drafts.get(draft.id).file is None
    assert store.people.relationships(who)[0].decision is Decision.FOLLOWED_UP
    desk.undo(now=NOW)
    assert (
        store.drafts.get(draft.id).state is DraftState.DRAFTED and store.people.relationships(who)[0].decision is None
    )


def test_people_from_an_address_book_are_no_new_people(store: Store) -> None:
    """They make no crowd, and a letter to one of them counts among the existing."""
    with store.transaction() as tx:
        for number in range(1, 31):
            details = ContactDetails(PersonName(f"Ada {number}"), emails=(f"ada@a{number}.example",))
            tx.address_books.take_in(details, key=f"k{number}", digest="", kept=(), now=NOW, uid=f"urn:uuid:i{number}")
        tx.encounters.add(1, MET, now=NOW)
    somebody(store, number=99)
    made = plan(store, NOW, PlanSettings(new_per_week=5, existing_per_week=5))
    assert made.warnings == ()
    people = {one.contact.id: one for one in store.people.relationships()}
    assert not people[1].new and people[31].new
    touched(store, 1, Direction.OUT, NOW)
    after = plan(store, NOW)
    assert (after.spent_new, after.spent_existing) == (0, 1)
