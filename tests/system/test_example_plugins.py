"""The examples of docs/plugins.md, installed by pip and used as a user does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan import mail
from cardscan.contacts import match_keys
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import open_store
from cardscan.workers import protection
from tests.example_plugins import site_folder, write_plugin
from tests.unit.test_review_sending import NOW, SENDER, letter_to

BOOK = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Example\r\nN:Example;Ada;;;\r\nORG:Lighthouse | Works\r\n"
    "EMAIL:ada@example.com\r\nBDAY:1990-01-02\r\nEND:VCARD\r\n"
)
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "cards" / "us-classic.jpg"
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

    def start(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cardscan", *map(str, arguments)]
        return subprocess.run(command, cwd=tmp_path, env=variables | more, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def book(run: Run, tmp_path: Path) -> None:
    """A store with Ada."""
    (tmp_path / "book.vcf").write_text(BOOK, "utf-8", newline="")
    done = run("contacts", "import", "book.vcf")
    assert done.returncode == 0, done.stderr


def settings(folder: Path, text: str) -> None:
    """The user's own cardscan.toml."""
    file = folder / "config" / "cardscan" / "cardscan.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def test_a_folder_of_photos_names_no_plug_in(run: Run, tmp_path: Path) -> None:
    """Its cardscan.toml may be somebody else's; the sentence says where the names belong."""
    (tmp_path / "cardscan.toml").write_text('[plugins]\nexports = ["markdown"]\n', "utf-8")
    refused = run("contacts", "list")
    assert refused.returncode == 3
    assert "[plugins] counts only in your own settings" in refused.stderr
    assert str(tmp_path / "config" / "cardscan" / "cardscan.toml") in refused.stderr


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
        contact = tx.people.add(CardReading(details), uid="urn:uuid:1", now=NOW)
        tx.drafts.add(contact.id, letter_to(1), now=NOW)
        tx.drafts.approve(1, sha256=mail.fingerprint(letter_to(1), SENDER), now=NOW, actor="robin")
    sender = f'[sender]\nname = "{SENDER.name}"\nemail = "{SENDER.email}"\n'
    settings(
        tmp_path,
        f'{sender}[plugins]\nhandovers = ["maildir"]\n[mail]\nhandover = "maildir"\noutbox = "{tmp_path}/Drafts"\n',
    )
    said = run("send", "1")
    assert f"1 letter to the Maildir {tmp_path / 'Drafts'}" in said.stderr
    assert not (tmp_path / "Drafts").exists()
    done = run("send", "1", "--send")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "Drafts" / "new").iterdir()
    assert letter_to(1).message_id in file.read_text("utf-8")
    assert "is sent, not approved" in run("send", "1", "--send").stderr


CURIOUS = """
import socket
import subprocess
from pathlib import Path
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import EngineTraits
def tried(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"
class Plugin:
    api, name, traits = 1, "curious", EngineTraits()
    def open(self, settings): return self
    def describe(self): return "curious"
    def read(self, pixels, *, psm):
        own = Path(__file__).with_name("model.txt").read_text("ascii")
        file, net = tried(lambda: Path("/etc/passwd").read_bytes()), tried(socket.socket)
        raise RuntimeError(f"{own} {file} {net} {tried(lambda: subprocess.run(['/bin/true']))}")
"""


@pytest.mark.skipif(not (protection().landlock and protection().seccomp), reason="this kernel has not both")
def test_an_engine_of_others_sees_photos_only_in_the_shut_in_worker(run: Run, tmp_path: Path) -> None:
    """It can read what lies beside its code, and neither other files nor the network, and starts no program."""
    write_plugin(tmp_path, "curious", "cardscan.ocr_engines", CURIOUS)
    (tmp_path / "model.txt").write_text("its-model", "ascii")
    settings(tmp_path, '[plugins]\nocr_engines = ["curious"]\n[ocr]\nengine = "curious"\nsecond_reader = "off"\n')
    said = run("scan", "--no-store", "--jsonl", SAMPLE).stderr
    assert "(RuntimeError: its-model PermissionError PermissionError PermissionError)" in said
    opened = run("scan", "--no-store", "--jsonl", SAMPLE, CARDSCAN_WORKERS_SANDBOX="no").stderr
    assert "(RuntimeError: its-model done done done)" in opened  # so it is the sandbox that refuses


MOODY = """
from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr.engine import EngineTraits
class Plugin:
    api, name, traits, asked = 1, "moody", EngineTraits(), 0
    def open(self, settings): return self
    def describe(self): return "moody"
    def read(self, pixels, *, psm):
        self.asked += 1
        if self.asked == 1: 1 / 0
        return [Word("Ada", Box(0, 0, 20, 20), 0.9)]
"""


def test_an_engine_that_fails_on_one_photo_is_listed_with_it_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    """Exit code 1, as for any photo that could not be read."""
    write_plugin(tmp_path, "moody", "cardscan.ocr_engines", MOODY)
    settings(tmp_path, '[plugins]\nocr_engines = ["moody"]\n[ocr]\nengine = "moody"\nsecond_reader = "off"\n')
    shutil.copy(SAMPLE.with_name("de-two-column.jpg"), tmp_path / "first.jpg")
    done = run("scan", "--no-store", "--jsonl", tmp_path / "first.jpg", SAMPLE)
    assert done.returncode == 1
    assert "first.jpg: the OCR engine `moody` of moody 2.1 failed on a picture (ZeroDivisionError" in done.stderr
    assert "us-classic.jpg" in done.stdout


def test_doctor_lists_what_is_named_and_whether_it_loads(run: Run, tmp_path: Path) -> None:
    """Nothing of what is only installed; exit code 3 where one does not load, and the others are told all the same."""
    assert "plug-in" not in run("doctor").stdout
    named = '[plugins]\nexports = ["markdown"]\nlint_rules = ["exclamation"]\nhandovers = ["maildir"]\n'
    settings(tmp_path, f'{named}ocr_engines = ["large_print"]\n[ocr]\nengine = "large_print"\n')
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    for said in (
        "the OCR engine `large_print` of cardscan-large-print 1.0",
        "the export format `markdown` of cardscan-markdown 1.0",
        "the lint rule `exclamation` of cardscan-exclamation 1.0",
        "the hand-over `maildir` of cardscan-maildir 1.0",
    ):
        assert f"ok       plug-in      {said}" in lines
    assert any(line.startswith("ok       reading with large_print 1.0 on tesserocr") for line in lines)
    settings(tmp_path, named.replace("maildir", "absent"))
    done = run("doctor")
    assert done.returncode == 3
    assert "missing  plug-in      `plugins.handovers` names 'absent', and no installed package" in done.stdout
    assert "ok       plug-in      the export format" in done.stdout
