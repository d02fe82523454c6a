"""The examples of docs/plugins.md, installed by pip and used as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan import mail
from cardscan.contacts import match_keys
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import open_store
from tests.example_plugins import site_folder, write_plugin
from tests.unit.test_review_sending import NOW, SENDER, letter_to

BOOK = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Example\r\nN:Example;Ada;;;\r\nORG:Lighthouse | Works\r\n"
    "EMAIL:ada@example.com\r\nBDAY:1990-01-02\r\nEND:VCARD\r\n"
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`cardscan ARGUMENTS...` in a folder of its own, with the examples installed beside it."""
    home = tmp_path / "home"
    variables = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(site_folder()), str(tmp_path)]),
        "CARDSCAN_HOME": str(home),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "CARDSCAN_WORKERS_COUNT": "1",
    }

    def start(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cardscan", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def book(run: Run, tmp_path: Path) -> None:
    """A store with Ada."""
    (tmp_path / "book.vcf").write_text(BOOK, "utf-8", newline="")
    done = run("contacts", "import", "book.vcf")
    assert done.returncode == 0, done.stderr


def settings(folder: Path, text: str) -> None:
    (folder / "cardscan.toml").write_text(text, "utf-8")


@pytest.mark.usefixtures("book")
def test_a_format_of_others_can_be_chosen_once_it_is_named(run: Run, tmp_path: Path) -> None:
    """Before that its name means nothing, though it is installed; what it cannot hold is said as of ours."""
    refused = run("contacts", "export", "--format", "markdown")
    assert refused.returncode == 2
    assert "'markdown' is not one of 'vcard'" in refused.stderr
    settings(tmp_path, '[plugins]\nexports = ["markdown"]\n')
    assert "jsonl|markdown]" in "".join(run("contacts", "export", "--help").stdout.split())
    done = run("contacts", "export", "--format", "markdown", "-o", "table.md")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "table.md").read_text("utf-8").splitlines() == [
        "| Name | Organization | Title | E-mail | Phone | Notes |",
        "| --- | --- | --- | --- | --- | --- |",
        r"| Ada Example | Lighthouse \| Works |  | ada@example.com |  |  |",
    ]
    assert "not in markdown: 1 x birthday (Ada Example: 1990-01-02)" in done.stderr


@pytest.mark.usefixtures("book")
def test_a_format_that_fails_leaves_the_old_file_and_is_named(run: Run, tmp_path: Path) -> None:
    """Exit code 1 where it fails on the way, 3 where it is not even installed."""
    code = (
        "class Plugin:\n    api, photos = 1, False\n    def head(self, o): return b'new'\n"
        "    def entry(self, p, o): return {}['x']\n    def foot(self, o): return b''\n"
    )
    write_plugin(tmp_path, "broken", "cardscan.exports", code)
    settings(tmp_path, '[plugins]\nexports = ["broken", "absent"]\n')
    (tmp_path / "old.txt").write_text("old", "ascii")
    failed = run("contacts", "export", "--format", "broken", "-o", "old.txt")
    assert (failed.returncode, (tmp_path / "old.txt").read_text("ascii")) == (1, "old")
    assert failed.stderr.startswith("cardscan: the export format `broken` of broken 2.1 failed on contact 1 (KeyError")
    absent = run("contacts", "export", "--format", "absent")
    assert absent.returncode == 3
    assert "names 'absent', and no installed package brings that export format" in absent.stderr
    assert run("contacts", "export", "-o", "old.txt").returncode == 0  # ours need none of them


def test_an_approved_letter_goes_into_a_maildir(run: Run, tmp_path: Path) -> None:
    """By a hand-over of others, once `mail.handover` says so; a dry run makes nothing."""
    with open_store(tmp_path / "home" / "cardscan.db", keys_of=match_keys) as store, store.transaction() as tx:
        details = ContactDetails(name=PersonName("Mira Müster 1", "Mira", "Müster"), emails=(letter_to(1).recipient,))
        contact = tx.add_contact(CardReading(details), uid="urn:uuid:1", now=NOW)
        tx.add_draft(contact.id, letter_to(1), now=NOW)
        tx.approve_draft(1, sha256=mail.fingerprint(letter_to(1), SENDER), now=NOW, actor="robin")
    sender = f'[sender]\nname = "{SENDER.name}"\nemail = "{SENDER.email}"\n'
    settings(tmp_path, f'{sender}[plugins]\nhandovers = ["maildir"]\n[mail]\nhandover = "maildir"\noutbox = "Drafts"\n')
    said = run("send", "1")
    assert f"1 letter to the Maildir {tmp_path / 'Drafts'}" in said.stderr
    assert not (tmp_path / "Drafts").exists()
    done = run("send", "1", "--send")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "Drafts" / "new").iterdir()
    assert letter_to(1).message_id in file.read_text("utf-8")
    assert "is sent, not approved" in run("send", "1", "--send").stderr
