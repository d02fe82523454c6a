"""Approved letters leave at most once, only as they were approved, and a run that dies leaves no doubt unshown."""

from __future__ import annotations

import dataclasses
import email
import email.policy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cardscan import mail
from cardscan.app.cli import main
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.errors import NotAllowedError, OutputError
from cardscan.mail.eml_folder import EmlFolder
from cardscan.mail.settings import MailSettings
from cardscan.model.draft import DraftState, Letter, Sender
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import Decision, Store, open_store
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.sending import Handed, approved, send, settle

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
TEXTS = ("Here is the paper.", "When do you sail to Norway again?", "My lamp from the fair still glows.")
SENDER = Sender("Robin Beispiel", "robin@beispiel.example")


def letter_to(number: int, due: date = TODAY) -> Letter:
    """A letter to one of several people."""
    return Letter(
        recipient=f"mira{number}@muster{number}.example", recipient_name=f"Mira Müster {number}",
        subject=f"Letter {number}", body=f"Hello Mira,\n\n{TEXTS[number - 1]}\n\nRobin\n",
        cadence="conference", step="first", due=due, language="en", message_id=f"<{number:020x}@beispiel.example>",
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three approved letters: two due, one later."""
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        for number in (1, 2, 3):
            letter = letter_to(number, NOW.date() + timedelta(days=10 * (number == 3)))
            name = f"Mira Müster {number}"
            details = ContactDetails(name=PersonName(name, "Mira", "Müster"), emails=(letter.recipient,))
            with opened.transaction() as tx:
                contact = tx.people.add(CardReading(details), uid=f"urn:uuid:{number}", now=NOW)
                tx.drafts.add(contact.id, letter, now=NOW)
                sha256 = mail.fingerprint(letter, SENDER)
                tx.drafts.approve(number, sha256=sha256, now=NOW, actor="robin")
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a sender."""
    return Settings(home=tmp_path, sender=SENDER)


def send_due(store: Store, settings: Settings, outbox: EmlFolder) -> list[Handed]:
    """Everything that is due."""
    return list(send(store, settings, outbox, approved(store, now=NOW), now=NOW))


def test_due_letters_leave_once_as_they_were_approved(store: Store, settings: Settings, tmp_path: Path) -> None:
    """Two files with exact recipients and the fixed Message-ID; a second run finds nothing to do."""
    outbox = EmlFolder(tmp_path / "outbox")
    handed = send_due(store, settings, outbox)
    assert [(item.draft.id, item.draft.state, item.problem) for item in handed] == [
        (1, DraftState.SENT, ""),
        (2, DraftState.SENT, ""),
    ]
    assert send_due(store, settings, outbox) == []
    files = sorted((tmp_path / "outbox").iterdir())
    assert [str(file) for file in files] == [item.where for item in handed]
    for number, file in enumerate(files, start=1):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert message["Message-ID"] == letter_to(number).message_id
        assert [item.addr_spec for item in message["To"].addresses] == [letter_to(number).recipient]
        assert message["X-Unsent"] == "1"
    assert store.people.history(1).decision is Decision.FOLLOWED_UP
    assert store.drafts.get(3).state is DraftState.APPROVED


def test_a_letter_named_by_number_leaves_before_its_day(store: Store) -> None:
    """And one that is not approved is refused with the command that approves it."""
    assert [draft.id for draft in approved(store, now=NOW, numbers=(3, 3))] == [3]
    with store.transaction() as tx:
        tx.drafts.move(3, DraftState.DRAFTED, now=NOW)
    with pytest.raises(NotAllowedError, match="drafts approve 3"):
        approved(store, now=NOW, numbers=(3,))


@pytest.mark.parametrize("change", ["sender", "html", "text", "suppressed"])
def test_nothing_leaves_that_differs_from_what_was_approved(
    store: Store, settings: Settings, tmp_path: Path, change: str
) -> None:
    """Neither after a change of the settings, nor of the row behind the program's back, nor to a suppressed person."""
    if change == "sender":
        settings = dataclasses.replace(settings, sender=Sender("Somebody Else", SENDER.email))
    elif change == "html":
        settings = dataclasses.replace(settings, mail=MailSettings(html=True))
    elif change == "text":
        with store._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE drafts SET body = 'Pay here'")
    else:
        for number in (1, 2):
            with store.transaction() as tx:
                tx.suppression.add(f"mira{number}@muster{number}.example", reason="asked", now=NOW, actor="robin")
    handed = send_due(store, settings, EmlFolder(tmp_path / "outbox"))
    assert all(item.problem for item in handed)
    assert not (tmp_path / "outbox").exists()
    assert not store.drafts.all(DraftState.SENT)


class Broken(EmlFolder):
    """An outbox that fails in a given way, before or after it has the message."""

    def __init__(self, folder: Path, error: BaseException, *, after: bool) -> None:
        super().__init__(folder)
        self.error, self.after = error, after

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Fail."""
        if self.after:
            super().hand_over(message, message_id=message_id, recipient=recipient, due=due)
        raise self.error


def test_a_full_disk_leaves_the_letter_approved(store: Store, settings: Settings, tmp_path: Path) -> None:
    """It is certain that nothing left, so it may be tried again."""
    broken = Broken(tmp_path / "outbox", OutputError("disk full"), after=False)
    assert [item.problem for item in send_due(store, settings, broken)] == ["disk full", "disk full"]
    assert [item.problem for item in send_due(store, settings, EmlFolder(tmp_path / "outbox"))] == ["", ""]


def test_an_outbox_that_fails_in_an_unforeseen_way_leaves_the_letter_unknown(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    """It is never sent again by itself; a person says whether it arrived."""
    broken = Broken(tmp_path / "outbox", TimeoutError("no answer"), after=False)
    handed = send_due(store, settings, broken)
    assert [item.draft.state for item in handed] == [DraftState.UNKNOWN, DraftState.UNKNOWN]
    assert "drafts arrived 1" in handed[0].problem
    assert send_due(store, settings, EmlFolder(tmp_path / "outbox")) == []
    desk = DraftDesk(store, settings, "robin")
    revision = store.drafts.get(1).revision
    assert desk.arrived(1, revision=revision, now=NOW).state is DraftState.SENT
    assert desk.let_go(2, revision=store.drafts.get(2).revision, now=NOW).state is DraftState.LET_GO


@pytest.mark.parametrize(("after", "state"), [(True, DraftState.SENT), (False, DraftState.UNKNOWN)])
def test_a_run_that_died_half_way_is_settled_by_the_next(
    store: Store, settings: Settings, tmp_path: Path, after: bool, state: DraftState
) -> None:
    """Found in the outbox: sent. Not found: unknown, and shown; nothing is handed over a second time."""
    broken = Broken(tmp_path / "outbox", KeyboardInterrupt(), after=after)
    with pytest.raises(KeyboardInterrupt):
        send_due(store, settings, broken)
    assert store.drafts.get(1).state is DraftState.SENDING
    settled = settle(store, EmlFolder(tmp_path / "outbox"), now=NOW)
    assert [(item.draft.id, item.draft.state) for item in settled] == [(1, state)]
    send_due(store, settings, EmlFolder(tmp_path / "outbox"))
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == (2 if after else 1)


def test_at_a_terminal_the_yes_is_asked_for_after_the_letter_is_printed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A no leaves the letter as it was; without a sender it is not approved, and the sentence says what to set."""
    monkeypatch.setenv("CARDSCAN_HOME", str(tmp_path))
    monkeypatch.setattr("cardscan.app.cli.drafts.interactive", lambda: True)
    assert main(["drafts", "edit", "1", "--subject", "Another"]) == 0
    answers = iter([False, True, True])
    printed: list[str] = []
    monkeypatch.setattr("click.confirm", lambda *_: printed.append(capsys.readouterr().out) or next(answers))
    assert main(["drafts", "approve", "1"]) == 0
    assert store.drafts.get(1).state is DraftState.DRAFTED
    assert main(["drafts", "approve", "1"]) == 1
    assert "[sender] in cardscan.toml" in capsys.readouterr().err
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", SENDER.name)
    monkeypatch.setenv("CARDSCAN_SENDER_EMAIL", SENDER.email)
    assert main(["drafts", "approve", "1"]) == 0
    assert store.drafts.get(1).state is DraftState.APPROVED
    assert all("Subject: Another" in before for before in printed) and len(printed) == 3


def test_the_commands_list_first_and_send_only_when_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The dry run leaves no file; --send leaves one a letter; a withdrawn letter stays."""
    monkeypatch.setenv("CARDSCAN_HOME", str(tmp_path))
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", SENDER.name)
    monkeypatch.setenv("CARDSCAN_SENDER_EMAIL", SENDER.email)
    assert main(["send", "1", "3"]) == 0
    shown = capsys.readouterr()
    assert "Nothing was sent" in shown.err and "mira1@muster1.example" in shown.out
    assert not (tmp_path / "outbox").exists()
    assert main(["drafts", "edit", "1", "--subject", "Another"]) == 0
    assert main(["send", "1", "--send"]) == 1
    assert "drafts approve 1" in capsys.readouterr().err
    capsys.readouterr()
    assert main(["drafts", "approve", "1"]) == 0
    approved = capsys.readouterr().out
    assert "Subject: Another" in approved and store.drafts.get(1).letter.body.splitlines()[0] in approved
    assert main(["send", "1", "3", "--send"]) == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 2
    assert main(["drafts", "show", "1", "--sources"]) == 0
    assert "written by you" in capsys.readouterr().out
    assert main(["drafts", "later", "2", "+7"]) == 0
    assert main(["drafts", "let-go", "2"]) == 0
    assert main(["drafts", "undo", "2"]) == 0
    assert "drafted again" in capsys.readouterr().out
    assert store.drafts.get(2).state is DraftState.DRAFTED
    assert json.dumps(store.drafts.get(1).letter.subject) == '"Another"'
