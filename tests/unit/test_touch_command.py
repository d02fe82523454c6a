"""`cardscan touch`: what a line says is stored, asked about or left, always told, and taken back by one command."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from cardscan.app.cli import main
from cardscan.app.cli.understanding import understand_lines
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import UsageError
from cardscan.model.contact import Decision, Relation
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.touch import Direction, TouchKind
from cardscan.store import Store, ValueKind, open_store

NOW = datetime.now(UTC) - timedelta(days=9)
LATER = date.today() + timedelta(days=40)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One person whom I promised a paper."""
    path = tmp_path / "cardscan.db"
    monkeypatch.setenv("CARDSCAN_DB", str(path))
    met = Encounter(event="Fair", day=NOW.date(), talk="glass", promises=(Promise("send the paper"),))
    details = ContactDetails(PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
    reading = CardReading(details, (), "DE", "de", Recommendation.STRONG, text=())
    with open_store(path, keys_of=match_keys) as store, store.transaction() as tx:
        contact = tx.people.add(reading, uid="urn:uuid:1", now=NOW)
        tx.encounters.add(contact.id, met, now=NOW)
    return path


@pytest.fixture
def touch(db: Path, capsys: pytest.CaptureFixture[str]) -> Run:  # noqa: ARG001 - it names the store
    """Run `cardscan touch ...`: exit code, output, errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["touch", *arguments])
        said = capsys.readouterr()
        return int(code or 0), said.out, said.err

    return run


@contextmanager
def stored(db: Path) -> Iterator[Store]:
    with open_store(db, keys_of=match_keys, create=False) as store:
        yield store


def state(db: Path) -> tuple[object, ...]:
    """All that a line can change."""
    with stored(db) as store:
        person, history = store.people.relationships(1)[0], store.people.history(1)
        return (person.touches, person.promises, person.decision, person.later_until, person.suppressed,
                history.contact.relation)  # fmt: skip


def test_what_was_understood_is_told_with_the_command_that_takes_it_back(db: Path, touch: Run) -> None:
    """The command does it: touch, relation and the promise that it kept."""
    before = state(db)
    code, out, _ = touch("1", "Mira answered, happy", "--keeps", "1")
    assert code == 0
    assert "they wrote on" in out and "Kept: send the paper" in out and "cardscan touch undo 1" in out
    with stored(db) as store:
        assert store.people.get(1).relation is Relation.REPLIED and store.promises.all()[0].kept_on
    code, out, _ = touch("undo", "1")
    assert code == 0 and "Taken back: the last touch with Mira Muster" in out
    assert state(db) == before
    code, _, err = touch("undo", "Mira")
    assert code != 0 and "no touch to take back" in err


def test_a_promise_in_the_line_goes_with_the_touch(db: Path, touch: Run) -> None:
    """Taken back without a name: the last touch of all."""
    before = state(db)
    assert touch("1", "she called; I send the slides by Friday")[0] == 0
    assert state(db) != before
    assert touch("undo")[0] == 0
    assert state(db) == before


def test_a_touch_is_taken_back_although_the_person_was_changed_since(db: Path, touch: Run) -> None:
    """What was corrected since stays."""
    assert touch("1", "wrote to her")[0] == 0
    with stored(db) as store, store.transaction() as tx:
        tx.people.correct(1, ValueKind.TITLE, ["Owner"], now=datetime.now(UTC), actor="somebody")
    assert touch("undo", "1")[0] == 0
    with stored(db) as store:
        assert not store.people.relationships(1)[0].touches and store.people.get(1).details.titles == ("Owner",)


@pytest.mark.parametrize("line", ["pls take me off your list, she says", "will keine Mails mehr von uns"])
def test_a_wish_for_no_more_letters_needs_a_yes(
    db: Path, touch: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Without one nothing is stored, and the command is named; a person at a terminal is asked; it is taken back."""
    before = state(db)
    code, _, err = touch("1", line)
    assert code == 2 and "--yes" in err and "contacts suppress 1" in err
    assert state(db) == before
    assert touch("1", line, "--yes")[0] == 0
    with stored(db) as store:
        assert store.people.relationships(1)[0].suppressed and store.suppression.has("mira@muster.example")
    assert touch("undo", "1")[0] == 0
    assert state(db) == before
    monkeypatch.setattr("cardscan.app.cli.touch.interactive", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    code, out, _ = touch("1", line)
    assert code == 0 and "No letter is written to them any more" in out


def test_an_absence_pauses_until_its_day(db: Path, touch: Run) -> None:
    """No touch is made of an automatic reply."""
    code, out, _ = touch("1", f"out of office until {LATER}")
    assert code == 0 and f"nothing is proposed before {LATER}" in out
    with stored(db) as store:
        person = store.people.relationships(1)[0]
    assert not person.touches and (person.decision, person.later_until) == (Decision.LATER, LATER)
    assert touch("undo", "1")[0] == 0
    with stored(db) as store:
        assert store.people.relationships(1)[0].later_until is None


def test_the_day_they_ask_for_is_kept_beside_the_touch(db: Path, touch: Run) -> None:
    """ "Ask me again" is an answer, and a day."""
    code, out, _ = touch("1", f"she answered, ask her again on {LATER}")
    assert code == 0 and "they wrote on" in out and f"Nothing is proposed before {LATER}" in out
    with stored(db) as store:
        person = store.people.relationships(1)[0]
    assert len(person.touches) == 1 and person.later_until == LATER


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("bounced, mailbox full", "contacts fix 1 --email"),
        ("no longer works there", "contacts let-go 1"),
        ("still crickets", "nothing was exchanged"),
        ("on holiday, auto-reply", "contacts later 1"),
    ],
)
def test_what_is_no_message_logs_none_and_names_the_next_step(db: Path, touch: Run, line: str, told: str) -> None:
    """A bounce and a silence are not made into "you wrote"."""
    before = state(db)
    code, out, _ = touch("1", line)
    assert code == 0 and told in out.casefold()
    assert state(db) == before


def test_a_call_that_nobody_took_is_a_call_of_mine(db: Path, touch: Run) -> None:
    """And one that I missed is a message of theirs, to be answered."""
    assert "you called on" in touch("1", "rang him twice, just rang out")[1]
    assert "they wrote on" in touch("1", "missed call from Mira")[1]
    with stored(db) as store:
        touches = store.people.relationships(1)[0].touches
    assert [(each.direction, each.kind) for each in touches] == [
        (Direction.OUT, TouchKind.TALK), (Direction.IN, TouchKind.MESSAGE)]  # fmt: skip


def test_contacts_show_lists_the_touches(db: Path, touch: Run, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    """With their words."""
    touch("1", "she answered, happy")
    capsys.readouterr()
    assert main(["contacts", "show", "1"]) in (0, None)
    assert "they wrote: she answered, happy" in capsys.readouterr().out


def test_understand_shows_and_stores_nothing(db: Path, touch: Run) -> None:
    """In words; an unclear line would be asked about."""
    before = state(db)
    code, out, _ = touch("--understand", "left her a voicemail")
    assert code == 0 and "you did" in out and "call" in out
    assert "would ask" in touch("--understand", "the thing with the boat")[1]
    assert state(db) == before


def test_understand_answers_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """One object a line, in order; a wrong line is named."""
    asked = [
        {
            "id": "a",
            "line": "Oona rang back",
            "written": "2026-12-10",
            "language": "en",
            "person": {"name": "Oona Day"},
        },
        {"id": "b", "line": "the boat", "written": "2026-12-10"},
        {"id": "c", "line": "afwezig tot 28 december", "written": "2026-12-10"},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, asked))))
    output = io.BytesIO()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=output, flush=lambda: None))
    understand_lines()
    answers = [json.loads(row) for row in output.getvalue().splitlines()]
    assert [(each["id"], each["direction"], each["kind"], each["next_contact"]) for each in answers] == [
        ("a", "in", "call", None),
        ("b", "unclear", None, None),
        ("c", "none", "out_of_office", "2026-12-28"),
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1}\n'))
    with pytest.raises(UsageError, match="line 1: needs"):
        understand_lines()
