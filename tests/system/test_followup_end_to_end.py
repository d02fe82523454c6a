"""From people in the store to letters in the outbox, by the commands a user types."""

from __future__ import annotations

import email
import email.policy
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from icalendar import Calendar

from cardscan.app.cli import main
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.store import open_store
from tests.system.conftest import Ran

Run = Callable[..., Ran]
# A Tuesday: on a Sunday nothing but promises is due, and the week ends.
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = NOW.date()
MET = TODAY - timedelta(days=8)
# So that the letters' wordings, and with them the tests, are the same every day.
SENDER = {"CARDSCAN_SENDER_NAME": "Robin Beispiel", "CARDSCAN_SENDER_EMAIL": "robin@beispiel.example"}


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    """The commands run in this process, whose clock goes on from that morning."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four people: talked with, promised to, doubtful, and one whose card came from a raffle."""
    for name, value in SENDER.items():
        monkeypatch.setenv(name, value)
    place = tmp_path / "home"
    monkeypatch.setenv("CARDSCAN_HOME", str(place))
    promised = Promise("send the paper", TODAY + timedelta(days=2))
    people: tuple[tuple[str, Recommendation, Encounter | None], ...] = (
        ("Mira Muster", Recommendation.STRONG, Encounter(event="Fair", day=MET, talk="OCR on receipts")),
        ("Jan Anders", Recommendation.STRONG,
         Encounter(event="Fair", day=MET, talk="lamps", promises=(promised,))),
        ("Ana Exemplo", Recommendation.MEDIUM, Encounter(event="Fair", day=MET, talk="bees")),
        ("Rafa Ejemplo", Recommendation.STRONG, Encounter(event="Fair", day=MET, origin=CardOrigin.RAFFLE)),
    )  # fmt: skip
    with open_store(Settings(home=place).database, keys_of=match_keys) as store, store.transaction() as tx:
        for number, (name, sure, met) in enumerate(people, start=1):
            given, family = name.split()
            details = ContactDetails(
                PersonName(name, given, family), emails=(f"{given}.{family}@firm{number}.example".lower(),)
            )
            contact = tx.people.add(
                CardReading(details, (), None, "en", sure, text=()), uid=f"urn:uuid:{number}", now=NOW
            )
            if met:
                tx.encounters.add(contact.id, met, now=NOW)
    return place


@pytest.fixture
def cardscan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `cardscan ARGUMENTS...`; a process for each of some seventy commands would take a minute."""

    def run(*arguments: object, **environment: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            capsys.readouterr()
            code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(int(code or 0), said.out, said.err)

    return run


def ok(ran: Ran) -> Ran:
    """The command did what it was told."""
    assert ran.code == 0, (ran.out, ran.err)
    assert "Traceback" not in ran.err
    return ran


def test_the_plan_names_who_is_due_and_why(home: Path, cardscan: Run) -> None:
    """This week, today, and as a calendar that any program reads; nothing is written by looking."""
    week = ok(cardscan("plan"))
    assert re.search(r"Jan Anders\s+promise\s+promised for .*send the paper", week.out), week.out
    assert "Mira Muster" in week.out and "Ana Exemplo" not in week.out and "Rafa Ejemplo" not in week.out
    assert "0 of 5 touches to new people" in week.err
    today = ok(cardscan("plan", "--today"))
    assert "Later" not in today.err
    file = home / "plan.ics"
    ok(cardscan("plan", "--ics", file))
    calendar = Calendar.from_ical(file.read_bytes())
    (todo,) = calendar.walk("VTODO")
    assert "send the paper" in str(todo["summary"]) + str(todo.get("description", ""))
    assert len(calendar.walk("VEVENT")) == 1 and not calendar.errors
    assert not (home / "drafts").exists()


@pytest.mark.usefixtures("home")
def test_more_than_the_budget_is_said_in_numbers_and_gets_a_day(cardscan: Run) -> None:
    """Of two people due, a budget of one takes the promise; the other is later, with a day."""
    week = ok(cardscan("plan", CARDSCAN_PLAN_NEW_PER_WEEK="1", CARDSCAN_PLAN_EXISTING_PER_WEEK="0"))
    assert "Later (1 person)" in week.err and "0 of 1 touches to new people" in week.err
    assert re.search(r"[A-Z][a-z]{2} \d{4}-\d\d-\d\d\s+1\s+Mira Muster", week.out), week.out
    assert "4 new people came in over the last" not in week.err
    flood = ok(cardscan("plan", CARDSCAN_PLAN_NEW_PER_WEEK="0", CARDSCAN_PLAN_EXISTING_PER_WEEK="0"))
    assert "4 new people came in over the last 4 weeks" in flood.err, flood.err
    assert "Perhaps let go" in flood.err


@pytest.mark.usefixtures("home")
def test_a_touch_in_each_direction_moves_relation_and_date(cardscan: Run) -> None:
    """What I wrote counts as contact; what they wrote climbs the ladder and is answered next."""
    out = ok(cardscan("touch", "Mira Muster", "I wrote to her on the fair's site"))
    assert "you wrote on" in out.out and "nudge 1 of" in out.out
    back = ok(cardscan("touch", "1", "she answered: let us talk in May; I will send her the slides in 2 weeks"))
    assert "they wrote" in back.out and "met -> replied" in back.out
    assert "You promised: send the slides" in back.out and f"they wrote on {TODAY}" in back.out
    talk = ok(cardscan("touch", "1", "--both", "coffee at the station"))
    assert "replied -> talked" in talk.out
    assert cardscan("touch", "1", "tomorrow", "--on", str(TODAY + timedelta(days=1))).code == 2
    assert cardscan("touch", "Nobody", "hello").code == 2


@pytest.mark.usefixtures("home")
def test_a_line_that_does_not_say_who_wrote_is_asked_about_or_refused(
    cardscan: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script gets exit code 2 and the flags, and nothing is stored; a person at a terminal is asked."""
    refused = cardscan("touch", "1", "it moved to the 17th")
    assert refused.code == 2 and all(flag in refused.err for flag in ("--in", "--out", "--both", "nothing was stored"))
    with open_store(Settings(home=Path(os.environ["CARDSCAN_HOME"])).database, keys_of=match_keys) as store:
        assert not store.people.relationships(1)[0].touches
    assert "they wrote on" in ok(cardscan("touch", "1", "Mira answered")).out
    assert "they wrote on" in ok(cardscan("touch", "1", "--in", "moved it to the 17th")).out
    monkeypatch.setattr("cardscan.app.cli.touch.interactive", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "both")
    assert "you talked on" in ok(cardscan("touch", "1", "moved it to the 17th")).out


@pytest.mark.usefixtures("home")
def test_the_ledger_of_promises_is_kept_dropped_and_reopened(cardscan: Run) -> None:
    """By number; what is kept leaves the list and comes with --all."""
    listed = ok(cardscan("promises"))
    assert re.search(r"1\s+I\s+Jan Anders\s+send the paper", listed.out), listed.out
    assert "Kept: send the paper" in ok(cardscan("promises", "keep", "1")).out
    assert "No promises are open" in ok(cardscan("promises")).err
    assert f"kept {TODAY}" in ok(cardscan("promises", "--all")).out
    assert "Open again" in ok(cardscan("promises", "reopen", "1")).out
    assert "Taken back" in ok(cardscan("promises", "drop", "1")).out
    assert cardscan("promises", "keep", "99").code == 5


def test_the_network_report_is_a_table_and_one_page_that_fetches_nothing(home: Path, cardscan: Run) -> None:
    """The acted-on rate of the terminal is that of the page."""
    ok(cardscan("touch", "1", "we talked"))
    shown = ok(cardscan("network"))
    assert "Acted on" in shown.out and "Where people stand" in shown.out and "▁" in shown.out
    page = home / "network.html"
    ok(cardscan("network", "--html", page))
    text = page.read_text("utf-8")

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag not in ("script", "link", "iframe", "img")
            assert not [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")], (tag, attrs)

    Links().feed(text)
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "") and "url(" not in text


@pytest.mark.usefixtures("home")
def test_a_gate_says_what_is_missing_and_how_to_give_it(cardscan: Run) -> None:
    """A doubtful reading, a raffle card, and nothing noted; context opens the last one."""
    assert "please check the name and address" in ok(cardscan("context", "add", "3", "talked about bees")).out
    assert "raffle" in ok(cardscan("context", "add", "4", "saw the stand")).out
    given = ok(cardscan("context", "add", "4", "handed over; talked about boats; I will send the chart by Friday"))
    assert "Talked about" in given.out and "boats" in given.out and "I promised" in given.out
    assert "Draft 1 is written" in given.out


@pytest.mark.usefixtures("home")
def test_people_are_decided_about_at_the_command_line(cardscan: Run) -> None:
    """Confirmed and corrected people get their letter; later, done and let go are decisions; each is taken back."""
    confirmed = ok(cardscan("contacts", "confirm", "Ana Exemplo", "1")).out
    assert "#3 Ana Exemplo: confirmed. A letter was drafted" in confirmed and "#1 Mira Muster: confirmed." in confirmed
    fixed = ok(cardscan("contacts", "fix", "2", "--email", "jan@anders.example", "--phone", "+49 30 5550100",
                        "--name", "Jan Andersen"))  # fmt: skip
    assert "#2 Jan Andersen: corrected." in fixed.out
    shown = ok(cardscan("contacts", "show", "2")).out
    assert "jan@anders.example" in shown and "firm2" not in shown and "+49305550100" in shown
    wrong = cardscan("contacts", "fix", "2", "--name", "Nobody", "--email", "no address")
    assert wrong.code == 2 and "that is no e-mail address" in wrong.err
    assert "Nobody" not in ok(cardscan("contacts", "show", "2")).out
    assert cardscan("contacts", "fix", "2").code == cardscan("contacts", "later", "2", "soon").code == 2
    assert "put off" in ok(cardscan("contacts", "later", "2", "+7")).out
    assert "followed up" in ok(cardscan("contacts", "done", "1")).out
    assert "let go" in ok(cardscan("contacts", "let-go", "3")).out
    assert ok(cardscan("drafts", "list")).out.count("let_go") == 2  # who is done has no letter that waits, either
    assert "Taken back (let go): #3 Ana Exemplo." in ok(cardscan("contacts", "take-back")).out
    assert "Taken back (later): #2 Jan Andersen." in ok(cardscan("contacts", "take-back", "Jan")).out
    assert "Taken back (followed up): #1 Mira Muster." in ok(cardscan("contacts", "take-back", "1")).out
    assert "let_go" not in ok(cardscan("drafts", "list")).out


@pytest.mark.usefixtures("home")
def test_somebody_from_the_address_book_gets_a_letter_once_a_talk_is_noted(cardscan: Run, tmp_path: Path) -> None:
    """Their name and address were never read from a picture, so nothing is doubtful."""
    book = tmp_path / "book.vcf"
    book.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Zoe Tester\nEMAIL:zoe@tester.example\nEND:VCARD\n", "utf-8")
    ok(cardscan("contacts", "import", book))
    assert "is written" in ok(cardscan("context", "add", "Zoe", "talked about bees")).out


@pytest.mark.usefixtures("home")
def test_who_was_written_to_gets_no_second_first_letter(cardscan: Run) -> None:
    """Confirming somebody, or noting more of the same meeting, drafts nothing once the first letter has left."""
    ok(cardscan("plan", "--draft"))
    listed = ok(cardscan("drafts", "list")).out
    number = next(line.split()[0] for line in listed.splitlines() if "Mira Muster" in line)
    ok(cardscan("drafts", "approve", number))
    ok(cardscan("send", "--send"))
    assert "drafted" not in ok(cardscan("contacts", "confirm", "Mira Muster")).out
    assert ok(cardscan("drafts", "list")).out.count("Mira Muster") == 1


def test_a_letter_goes_its_whole_way_and_only_as_it_was_approved(home: Path, cardscan: Run) -> None:
    """Drafted, seen with sources, changed, written anew, approved, dry run, sent; each file read again."""
    drafted = ok(cardscan("plan", "--draft"))
    assert "draft 1 is written" in drafted.err and "draft 2 is written" in drafted.err
    listed = ok(cardscan("drafts", "list"))
    assert "Mira Muster" in listed.out and "Jan Anders" in listed.out
    mine = next(line.split()[0] for line in listed.out.splitlines() if "Mira Muster" in line)
    other = next(line.split()[0] for line in listed.out.splitlines() if "Jan Anders" in line)
    sources = ok(cardscan("drafts", "show", mine, "--sources")).out
    assert "note: talk" in sources and "template: email/" in sources and "card: name" in sources
    assert cardscan("send", mine).code != 0, "nobody approved it"

    french = ok(cardscan("drafts", "another", mine, "--language", "fr", "--informal"))
    assert "written anew in fr" in french.out and "Bonjour Mira," in french.out
    assert "Language" in ok(cardscan("drafts", "show", mine)).out
    assert "is drafted again" in ok(cardscan("drafts", "undo", mine)).out
    before = ok(cardscan("drafts", "show", mine)).out
    assert ok(cardscan("drafts", "another", mine)).out != before
    assert cardscan("drafts", "another", mine, "--language", "xx").code == 2

    ok(cardscan("drafts", "approve", mine, other))
    ok(cardscan("drafts", "edit", mine, "--subject", "Zwei Wörter"))
    assert cardscan("send", mine, "--send").code != 0, "an edit takes the approval back"
    ok(cardscan("drafts", "approve", mine))
    ok(cardscan("drafts", "later", other, "+7"))
    dry = ok(cardscan("send", mine, other))
    assert "Nothing was sent" in dry.err and dry.out.count("ready") == 2
    assert not (home / "outbox").exists()
    ok(cardscan("send", mine, other, "--send"))
    files = sorted((home / "outbox").glob("*.eml"))
    assert len(files) == 2 and not [file for file in (home / "outbox").iterdir() if file.suffix != ".eml"]
    subjects = set()
    for file in files:
        raw = file.read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert message.keys() == ["From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version",
                                  "Content-Type", "Content-Transfer-Encoding"]  # fmt: skip
        assert [item.addr_spec for item in message["From"].addresses] == ["robin@beispiel.example"]
        assert len(message["To"].addresses) == 1 and not message.defects
        assert message["Message-ID"].endswith("@beispiel.example>") and raw.count(b"\n") == raw.count(b"\r\n")
        subjects.add(message["Subject"])
    assert "Zwei Wörter" in subjects
    again = ok(cardscan("send", "--send"))
    assert "No approved letter is due" in again.err and len(list((home / "outbox").glob("*.eml"))) == 2
    assert not list((home / "drafts").glob("*.eml")), "what has left lies in one place only"
    assert "2 of 5 touches to new people" in ok(cardscan("plan")).err


@pytest.mark.parametrize(
    ("attack", "says"),
    [
        ("{% if %}", "Expected an expression"),
        ("{{ nmae }}", 'there is no variable "nmae"'),
        ("{% for p in promises recursive %}{{ loop(promises) }}{% endfor %}", "not allowed|loop"),
        ("{{ 'a' * 300000000 }}", "arithmetic is not allowed"),
        ("{{ talk.__class__ }}", "begin with _"),
    ],
)
def test_a_users_wrong_template_is_named_and_harms_nothing_else(
    home: Path, cardscan: Run, attack: str, says: str
) -> None:
    """File and line; what was noted is kept, other commands go on, and mending the file is enough."""
    file = home / "mine" / "email" / "conference" / "first.en.txt.j2"
    file.parent.mkdir(parents=True)
    file.write_text(f"Subject: x\n\nHello\n{attack}\n", "utf-8")
    own = {"CARDSCAN_FOLLOWUP_TEMPLATES": str(home / "mine")}
    refused = cardscan("context", "add", "1", "talked about maps, too", **own)
    assert refused.code == 3 and f"{file}, line 4: " in refused.err and re.search(says, refused.err), refused.err
    assert len(refused.err.strip().splitlines()) == 1 and not (home / "drafts").exists()
    assert "maps" in ok(cardscan("contacts", "show", "1")).out
    assert "Mira Muster" in ok(cardscan("plan", **own)).out
    file.write_text("Subject: Maps\n\n{{ salutation }}\n\n{{ talk }}\n", "utf-8")
    assert "Draft 1 is written" in ok(cardscan("context", "add", "1", "talked about boats", **own)).out
    assert re.search(r"Subject\s+Maps", ok(cardscan("drafts", "show", "1")).out)


def test_a_letter_is_let_go_and_taken_back(home: Path, cardscan: Run) -> None:
    """Its file goes and comes again; the card counts as decided in between."""
    ok(cardscan("plan", "--draft"))
    assert len(list((home / "drafts").glob("*.eml"))) == 2
    ok(cardscan("drafts", "let-go", "1"))
    assert len(list((home / "drafts").glob("*.eml"))) == 1
    assert "is drafted again" in ok(cardscan("drafts", "undo", "1")).out
    assert len(list((home / "drafts").glob("*.eml"))) == 2
    assert cardscan("drafts", "undo", "1").code != 0
    assert cardscan("drafts", "later", "1", str(date(2020, 1, 1))).code == 2
