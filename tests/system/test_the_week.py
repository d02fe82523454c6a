"""The short words of every day, as a user types them: today, snooze, undo, who, events, plan --date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from cardscan.app.cli import MEANT, main
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.store import open_store
from tests.system.conftest import Ran

Run = Callable[..., str]
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday
MET = date(2026, 11, 20)
PEOPLE = (
    ("Mira Muster", Encounter(event="PyData Berlin", day=MET, talk="OCR on receipts")),
    ("Jan Anders", Encounter(event="Zürich Fair", day=NOW.date(), talk="lamps",
                             promises=(Promise("send it", date(2026, 11, 25)),))),
    ("Mira Ejemplo", Encounter(event="Zürich Fair", day=MET - timedelta(days=1), talk="bees")),
)  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """The commands run in this process, whose clock goes on from that morning."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three people who were met at two events."""
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", "Robin Beispiel")
    monkeypatch.setenv("CARDSCAN_SENDER_EMAIL", "robin@beispiel.example")
    monkeypatch.setenv("CARDSCAN_HOME", str(tmp_path))
    with open_store(Settings(home=tmp_path).database, keys_of=match_keys) as store, store.transaction() as tx:
        for number, (name, met) in enumerate(PEOPLE, start=1):
            details = ContactDetails(PersonName(name, *name.split()), emails=(f"x@firm{number}.example",))
            reading = CardReading(details, (), None, "en", Recommendation.STRONG, text=())
            tx.encounters.add(tx.people.add(reading, uid=f"urn:uuid:{number}", now=NOW).id, met, now=NOW)
    return tmp_path


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001 - the people have to be there
    """Run a command that has to end with this code; what it printed."""

    def run(*arguments: object, code: int = 0) -> str:
        capsys.readouterr()
        ended = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert ended == code, Ran(ended, said.out, said.err)
        return said.out + said.err

    return run


def test_today_is_what_is_due_today_and_a_plan_is_for_any_day(run: Run) -> None:
    """Jan's promise is for tomorrow; on Thursday it would be late. A day that has passed is no day to plan for."""
    assert "send it" not in run("today") and "Mira Muster" in run("today")
    assert "send it" in run("plan", "--date", "+1", "--today")
    assert run("plan", "--date", "2026-11-26").count("late, promised for 2026-11-25: send it") == 1
    assert "has passed" in run("plan", "--date", "2026-11-23", code=2)


def test_snooze_keeps_somebody_for_two_weeks_or_a_day(run: Run) -> None:
    """By name or number."""
    assert "put off until 2026-12-08" in run("snooze", "Muster")
    assert "put off until 2026-11-27" in run("snooze", "1", "+3")
    assert "Mira Muster" not in run("today")


def test_who_shows_one_person_whole_and_several_as_a_list(run: Run) -> None:
    """By words, by number, and by no one's name."""
    assert "Talked about" in run("who", "Muster") and "Talked about" in run("who", "#2")
    assert "Mira Muster" in run("who", "mira") and "Mira Ejemplo" in run("who", "mira")
    assert "nobody by that name" in run("who", "Zoe", code=2)


def test_events_are_listed_and_found_by_a_part_of_their_name(run: Run) -> None:
    """Without accents and capitals, too."""
    assert "2026-11-19 to 2026-11-24\tZürich Fair\t2" in run("events")
    listed = run("contacts", "list", "--event", "zurich")
    assert "Jan Anders" in listed and "Mira Ejemplo" in listed and "Muster" not in listed
    assert "No contact fits" in run("contacts", "list", "--event", "Paris")


def test_undo_takes_back_one_thing_after_the_other(run: Run) -> None:
    """A decision, a letter's approval, a touch with the promise it kept, a promise; then nothing is left."""
    run("plan", "--draft")
    letter = next(line.split()[0] for line in run("drafts", "list").splitlines() if "Muster" in line)
    steps: list[tuple[list[str], str]] = [
        (["promises", "keep", "1"], '"send it" is open again: #2 Jan Anders'),
        (["drafts", "approve", letter], f"approve: draft {letter} to Mira Muster"),
        (
            ["touch", "2", "we had a coffee", "--both", "--keeps", "1"],
            "Taken back: touch: #2 Jan Anders",
        ),
        (["contacts", "done", "3"], "followed up: #3 Mira Ejemplo"),
    ]
    run(*steps[0][0])
    assert steps[0][1] in run("undo")
    assert "nothing to take back" in run("undo", code=1)
    for number, (arguments, _) in enumerate(steps[1:], start=1):
        with time_machine.travel(NOW + timedelta(minutes=number)):
            run(*arguments)
    for _, said in reversed(steps[1:]):
        assert said in run("undo")
    assert "nothing to take back" in run("undo", code=1)
    assert "open" in run("promises") and "coffee" not in run("who", "2")
    assert "approved" not in run("drafts", "list")


def test_people_are_named_by_number_or_name_everywhere(run: Run) -> None:
    """Also to show, merge, part, suppress and forget."""
    assert "lamps" in run("contacts", "show", "Jan")
    assert "fits 2 contacts" in run("contacts", "show", "Mira", code=2)
    run("contacts", "not-same", "Muster", "Ejemplo")
    assert "Suppressed: x@firm3.example" in run("contacts", "suppress", "Ejemplo")
    assert "Forgotten" in run("contacts", "forget", "Muster", "--yes")
    assert "fix" not in run("contacts", "list")


def test_a_word_that_people_guess_points_the_way(run: Run) -> None:
    """To a command that there is."""
    assert "what you want is: cardscan contacts list" in run("list", code=2)
    assert "No such command" in run("nonsense", code=2)
    for meant in MEANT.values():
        words = [word for word in meant.split()[1:] if word.islower() and not word.startswith("-")]
        assert "Usage" in run(*words, "--help")


def test_birthdays_of_the_address_book_stand_quietly_in_the_plan_of_their_week(run: Run, home: Path) -> None:
    """One line without an age, no task; not those of other weeks, nor what is no date."""
    book = home / "book.vcf"
    dates = ("19800327", "--1127", "1991-11-29", "1985-12-24", "spring")
    people = ("Ana Alt", "Bo Bald", "Cai Canto", "Dora Dann", "Eva Egal")
    cards = [
        f"BEGIN:VCARD\nVERSION:4.0\nFN:{name}\nBDAY:{day}\nEND:VCARD\n" for name, day in zip(people, dates, strict=True)
    ]
    book.write_text("".join(cards), "utf-8")
    run("contacts", "import", book)
    said = run("plan")
    assert "Birthdays: Bo Bald (#5) on Friday, Cai Canto (#6) on Sunday." in said
    assert said.count("Bo Bald") == 1 and "1980" not in said and "Dora" not in said
    assert "Birthdays" not in run("today") and "Bo Bald" in run("plan", "--date", "2026-11-27", "--today")
    assert "new people came in" not in said


def test_the_day_of_a_meeting_is_set_with_on(run: Run) -> None:
    """For a note; "by Friday" counts from it, and a day to come is refused."""
    run("context", "add", "1", "I send the paper by Friday", "--on", "2026-11-18")
    shown = run("who", "Muster")
    assert "2026-11-18" in shown and "(by 2026-11-20)" in shown
    assert "still to come" in run("context", "add", "1", "talked about tea", "--on", "2026-11-30", code=2)
    assert "still to come" in run("scan", "x.jpg", "--on", "2026-11-30", code=2)


def test_a_letter_is_written_anew_when_they_answered_and_the_plan_says_so(run: Run) -> None:
    """The approved letter that waits for its day does not leave."""
    run("plan", "--draft")
    letter = next(line.split()[0] for line in run("drafts", "list").splitlines() if "Muster" in line)
    run("drafts", "approve", letter)
    run("touch", "1", "she wrote", "--in")
    assert f"draft {letter} to Mira Muster: they wrote or called on 2026-11-24" in run("plan")
    assert "they wrote on 2026-11-24" in run("plan")
    assert "Muster" not in run("send", "--send")
