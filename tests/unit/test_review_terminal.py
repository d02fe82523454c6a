"""The review without a browser: the same verbs, line by line, and the editor for fields and letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cardscan.app.cli.review import has_windows, review
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.contact import Decision
from cardscan.model.draft import DraftState
from cardscan.model.touch import Direction
from cardscan.store import Store, open_store
from tests.browser.conftest import PEOPLE, put


@pytest.fixture
def at_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Type these lines; what was printed."""
    db = tmp_path / "terminal.db"
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", "Robin Sample")
    monkeypatch.setenv("CARDSCAN_SENDER_EMAIL", "robin@sample.example.org")
    with open_store(db, keys_of=match_keys) as store:
        for number, person in enumerate(PEOPLE, 1):
            put(store, person, number, now=datetime.now(UTC))

    def type_lines(*lines: str) -> str:
        done = CliRunner().invoke(review, ["--terminal", "--db", str(db)], input="".join(f"{x}\n" for x in lines))
        assert done.exit_code == 0, done.output
        return done.output

    type_lines.db = db  # type: ignore[attr-defined]
    return type_lines


def stored(at_terminal: Callable[..., str]) -> Store:
    """The store behind it."""
    return open_store(at_terminal.db, keys_of=match_keys)  # type: ignore[attr-defined]


def test_a_stack_is_decided_line_by_line(at_terminal: Callable[..., str]) -> None:
    """Another reading, confirm, approve; a talk noted; let go; undo; and the end says what was reached."""
    said = at_terminal(
        "n", "1", "c", "p", "a", "b", "c", "a", "a", "t talked about glass; I send the sketch by Friday", "l", "u", "q"
    )
    assert "gavin.rnarsden@tarnbrook.example.org" in said
    assert "Corrected: Gavin Marsden" in said
    assert "To: Gavin Marsden <gavin.marsden@tarnbrook.example.org>" in said
    assert "Approved: Gavin Marsden" in said
    assert "Taken back (let go)" in said
    assert "Decided today:" in said
    with stored(at_terminal) as store:
        assert len(store.drafts.all(DraftState.APPROVED)) == 2
        assert store.people.history(2).decision is Decision.FOLLOWED_UP


def test_the_review_stays_with_the_person_when_the_queue_sorts_itself_anew(at_terminal: Callable[..., str]) -> None:
    """Confirming moves them in the queue; the note that follows is theirs, and so is the next step."""
    said = at_terminal("n", "n", "c", "t talked about sailing", "b", "n", "w", "q")
    with stored(at_terminal) as store:
        talks = {number: [met.talk for met in store.encounters.of(number) if met.talk] for number in (1, 2, 3, 4)}
        assert talks[4] == ["sailing"], said
        assert talks[1] == ["reading receipts"] and talks[2] == ["printing on tin"] and talks[3] == []


def test_a_letter_is_printed_before_it_can_be_approved(at_terminal: Callable[..., str]) -> None:
    """The first a shows it; another wording has to be shown anew; the next a approves what was shown."""
    said = at_terminal("c", "a", "v", "a", "q")
    assert said.count("To: Noelle Whitlow") == 2 and "press it again" in said
    with stored(at_terminal) as store:
        assert not store.drafts.all(DraftState.APPROVED)
    at_terminal("a", "a", "q")
    with stored(at_terminal) as store:
        assert [draft.contact_id for draft in store.drafts.all(DraftState.APPROVED)] == [1]


def test_what_happened_since_is_logged_and_an_unclear_line_is_asked_about(at_terminal: Callable[..., str]) -> None:
    """The line says who it was, or the person does; what was understood is said."""
    said = at_terminal("s Noelle answered", "s it moved to the 17th", "both", "q")
    assert "Logged: Noelle Whitlow. They wrote." in said and "You talked." in said
    with stored(at_terminal) as store:
        ways = [touch.direction for touch in store.people.relationships(1)[0].touches]
        assert ways == [Direction.IN, Direction.BOTH]


def test_fields_and_the_letter_are_edited_in_the_editor(
    at_terminal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what differs is a correction; a line that is taken out is a value that goes; a wrong one is said."""
    answers = iter(
        [
            lambda text: text.replace("Title: Engineer", "Title: Owner").replace("Phone: +442079460958\n", ""),
            lambda text: text + "Shoe size: 44\n",
            lambda text: text.replace(text.split("\n")[0], "Subject: Only this"),
            lambda _: None,
        ]
    )
    monkeypatch.setattr(click, "edit", lambda text, **_: next(answers)(text))
    said = at_terminal("c", "e", "e", "m", "m", "q")
    assert '"Shoe size: 44" does not begin with' in said
    with stored(at_terminal) as store:
        details = store.people.get(1).details
        assert (details.titles, details.phones) == (("Owner",), ())
        assert details.emails == ("noelle.whitlow@finchgate.example.com",)
        assert store.drafts.all(contact_id=1)[0].letter.subject == "Only this"


def test_what_makes_no_sense_is_answered_and_changes_nothing(at_terminal: Callable[..., str]) -> None:
    """Unknown letters, readings that are not there, days that are none, no letter to approve; the end of input ends."""
    said = at_terminal("zzz", "9", "w yesterday", "w 2020-01-01", "a", "g tlh", "n", "n", "n", "n", "b", "u")
    assert "edit the fields in your editor" in said
    for sentence in ("no other reading 9", '"yesterday" is no day', "is not ahead", "no letter is waiting",
                     "That was the last one", "nothing to take back"):  # fmt: skip
        assert sentence in said
    with stored(at_terminal) as store:
        assert all(store.people.history(number).decision is None for number in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("platform", "environment", "opens"),
    [("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
     ("linux", {"DISPLAY": ""}, False), ("darwin", {}, True), ("win32", {}, True)],
)  # fmt: skip
def test_no_text_browser_takes_the_terminal_over_ssh(platform: str, environment: dict[str, str], opens: bool) -> None:
    """It would use up the address, too."""
    assert has_windows(platform, environment) is opens
