"""The whole way, run as a user runs it: photos in, contacts and drafts out."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.contacts.matching.keys import match_keys
from cardscan.model.scan import ScannedPhoto
from cardscan.store import FileStamp, open_store
from cardscan.workflows.intake.intake import NO_SENDER_YET
from tests.system.conftest import Ran

Run = Callable[..., Ran]
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def home() -> Path:
    """The store's folder of this test."""
    return Path(os.environ["CARDSCAN_HOME"])


def test_a_folder_becomes_contacts_and_a_draft(cardscan: Run, folder: Path) -> None:
    """Two cards, one conversation: two contacts, one letter, one name under needs context."""
    scanned = cardscan("scan", folder, CARDSCAN_WORKERS_COUNT="2")
    assert scanned.code == 0, scanned.err
    assert "2 cards read from 2 photos." in scanned.out
    assert "Contacts: 2 new, 0 already known." in scanned.out
    assert "Needs context: 1" in scanned.out

    listed = cardscan("contacts", "list")
    rows = [line.split("\t") for line in listed.out.splitlines()]
    assert [row[1] for row in rows] == ["Gavin Marsden", "Noelle Whitlow"]
    assert rows[1][3:5] == ["noelle.whitlow@finchgate.example.com", "+16145550154"]

    drafts = list((home() / "drafts").glob("*.eml"))
    assert len(drafts) == 1
    message = email.message_from_bytes(drafts[0].read_bytes(), policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert message["To"].addresses[0].addr_spec == "noelle.whitlow@finchgate.example.com"
    assert "slides" in message.get_content()
    shown = cardscan("drafts", "show", 1)
    assert str(drafts[0]) in shown.out
    assert "Gavin Marsden" in cardscan("contacts", "list", "--needs-context").out


@pytest.mark.usefixtures("one_reader")
def test_a_second_scan_changes_nothing(cardscan: Run, folder: Path) -> None:
    """Neither the unchanged files nor a copy under another name make anything new."""
    first = cardscan("scan", folder)
    assert first.out.count(NO_SENDER_YET) == 1
    before, drafts = dump(), sorted((home() / "drafts").iterdir())
    again = cardscan("scan", folder)
    assert NO_SENDER_YET not in again.out + again.err
    assert again.code == 0
    assert "2 photos already scanned before" in again.out
    assert dump() == before
    (folder / "copy of IMG_1.jpg").write_bytes((folder / "IMG_1.jpg").read_bytes())
    copied = cardscan("scan", folder)
    assert "3 photos already scanned before" in copied.out
    assert dump() == before
    assert sorted((home() / "drafts").iterdir()) == drafts


@pytest.mark.usefixtures("one_reader")
def test_the_same_photo_twice_in_one_scan_is_read_once(cardscan: Run, folder: Path) -> None:
    """The second is known by its bytes, also while the first is not stored yet."""
    for number in range(3, 7):
        (folder / f"IMG_{number}.jpg").write_bytes((folder / "IMG_2.jpg").read_bytes())
    scanned = cardscan("scan", folder)
    assert "2 cards read from 2 photos, 4 photos already scanned before." in scanned.out
    assert len(cardscan("contacts", "list").out.splitlines()) == 2


@pytest.mark.usefixtures("one_reader")
def test_json_lines_without_store_touch_no_database(cardscan: Run, folder: Path) -> None:
    """One line a card by the contract; nothing is left behind."""
    scanned = cardscan("scan", folder, "--jsonl", "--no-store")
    assert scanned.code == 0
    records = [json.loads(line) for line in scanned.out.splitlines()]
    assert [record["photo"] for record in records] == ["IMG_1.jpg", "IMG_2.jpg"]
    first = records[0]
    assert first["card"] == 0
    assert len(first["quad"]) == 4
    assert first["contact"]["emails"] == ["noelle.whitlow@finchgate.example.com"]
    assert {"load", "locate", "rectify", "ocr", "parse"} <= set(first["timings_ms"])
    assert first["engine"].startswith("tesserocr ")
    assert {field["kind"] for field in first["fields"]} >= {"name", "email", "phone"}
    assert "2 cards read" in scanned.err
    assert not home().exists()


@pytest.mark.usefixtures("one_reader")
def test_output_appears_whole_and_in_place_of_the_old(cardscan: Run, folder: Path, tmp_path: Path) -> None:
    """--output means --jsonl; no partial file lies beside it."""
    target = tmp_path / "out" / "readings.jsonl"
    target.parent.mkdir()
    target.write_text("old")
    assert cardscan("scan", folder, "--no-store", "--output", target).code == 0
    assert len(target.read_text("utf-8").splitlines()) == 2
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.usefixtures("one_reader")
def test_an_event_named_on_the_command_line_is_where_they_met(cardscan: Run, folder: Path) -> None:
    """--event takes a name, or a file; the notes of the folder stay."""
    scanned = cardscan("scan", folder, "--event", "Other Fair", "--jsonl")
    assert all(json.loads(line) for line in scanned.out.splitlines())  # advice goes beside the readings
    assert NO_SENDER_YET in scanned.err
    shown = cardscan("contacts", "show", 1).out
    assert "Other Fair" in shown
    assert "reading receipts with OCR" in shown


def test_folders_below_take_the_event_of_the_folder_above(cardscan: Run, folder: Path) -> None:
    """And a note beside the photo counts too."""
    below = folder / "day 2"
    below.mkdir()
    (folder / "IMG_2.jpg").rename(below / "IMG_2.jpg")
    (below / "IMG_2.txt").write_text("talked about chairs; I will send the catalogue by Friday", "utf-8")
    scanned = cardscan("scan", folder)
    assert scanned.code == 0, scanned.err
    assert "Drafts: 2 letters" in scanned.out
    listed = cardscan("contacts", "list", "--event", "Sample Fair 2026").out
    assert "Gavin Marsden" in listed


@pytest.mark.usefixtures("one_reader")
def test_a_sub_folder_is_an_event(cardscan: Run, folder: Path) -> None:
    """Its name counts where nothing else names the event, for scan as for watch."""
    below = folder / "2026-11-20 Book Fair"
    below.mkdir()
    (folder / "event.toml").unlink()
    (folder / "IMG_2.jpg").rename(below / "IMG_2.jpg")
    cardscan("scan", folder)
    assert "Gavin Marsden" in cardscan("contacts", "list", "--event", "Book Fair").out


def test_what_is_noted_later_is_taken_in_by_the_next_scan(cardscan: Run, folder: Path) -> None:
    """A changed event.toml and a new note make the letters that were missing; the photos are not read again."""
    told = (folder / "event.toml").read_text("utf-8")
    (folder / "event.toml").unlink()
    first = cardscan("scan", folder)
    assert "Drafts" not in first.out
    (folder / "event.toml").write_text(told, "utf-8")
    (folder / "IMG_2.txt").write_text("talked about chairs; I will send the catalogue by Friday", "utf-8")
    again = cardscan("scan", folder)
    assert again.code == 0, again.err
    assert "0 cards read from 0 photos, 2 photos already scanned before." in again.out
    assert "Notes: something new about 2 cards" in again.out
    assert "Drafts: 2 letters" in again.out
    assert "Sample Fair 2026" in cardscan("contacts", "show", 2).out
    third = cardscan("scan", folder)
    assert "Notes" not in third.out and "Drafts" not in third.out, "the same notes twice change nothing"


@pytest.mark.usefixtures("one_reader")
def test_a_copy_in_another_folder_takes_no_notes_over(cardscan: Run, folder: Path) -> None:
    """The notes beside the photo as it was first read hold, until it is moved away from there."""
    cardscan("scan", folder)
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(folder / "IMG_1.jpg", elsewhere)
    (elsewhere / "event.toml").write_text('event = "Other Fair"\n', "utf-8")
    assert "Notes" not in cardscan("scan", elsewhere).out
    assert "Sample Fair 2026" in cardscan("contacts", "show", 1).out
    (folder / "IMG_1.jpg").unlink()
    assert "Notes: something new about 1 card" in cardscan("scan", elsewhere).out
    assert "Other Fair" in cardscan("contacts", "show", 1).out


@pytest.mark.usefixtures("one_reader")
def test_only_photos_are_looked_at(cardscan: Run, folder: Path) -> None:
    """Hidden and half-copied files are left out in silence, other files are counted."""
    for name in (".hidden.jpg", "~syncthing~x.jpg.tmp", "IMG_9.jpg.part", ".IMG_9.jpg.AbCdEf", "IMG_8.jpg.crdownload"):
        (folder / name).write_bytes(b"\xff\xd8 not whole")
    (folder / "letter.docx").write_bytes(b"PK")
    scanned = cardscan("scan", folder, "--no-store")
    assert scanned.code == 0
    assert "2 cards read from 2 photos." in scanned.out
    assert "1 other file left out" in scanned.out


def test_exports_hold_every_contact(cardscan: Run, folder: Path, tmp_path: Path) -> None:
    """vCard on standard output, CSV in a file."""
    cardscan("scan", folder)
    vcards = cardscan("contacts", "export")
    assert vcards.out.count("BEGIN:VCARD") == 2
    assert "noelle.whitlow@finchgate.example.com" in vcards.out
    target = tmp_path / "contacts.csv"
    assert cardscan("contacts", "export", "--format", "csv", "--output", target).code == 0
    assert "Gavin Marsden" in target.read_text("utf-8-sig")


def a_thousand_known(place: Path) -> None:
    """Photos that the store knows by path, size and time; what is in them now, is none."""
    place.mkdir()
    with open_store(home() / "cardscan.db", keys_of=match_keys) as store, store.transaction() as tx:
        for number in range(1000):
            path = place / f"IMG_{number}.jpg"
            path.write_bytes(b"photo %d" % number)
            status = path.stat()
            stamp = FileStamp(path, status.st_size, status.st_mtime_ns)
            tx.photos.add(ScannedPhoto(path.name, f"{number:064x}"), stamp=stamp, now=NOW)


def test_a_thousand_unchanged_photos_are_not_opened_and_start_no_reader(cardscan: Run, tmp_path: Path) -> None:
    """Each file would be no photo, if it were opened, and no reader could start."""
    a_thousand_known(tmp_path / "many")
    (tmp_path / "no models").mkdir()
    without = {"CARDSCAN_OCR_TESSDATA": str(tmp_path / "no models")}
    scanned = cardscan("scan", tmp_path / "many", **without)
    assert scanned.code == 0, scanned.err
    assert "1,000 photos already scanned before" in scanned.out
    (tmp_path / "many" / "IMG_7.jpg").write_bytes(b"another")
    changed = cardscan("scan", tmp_path / "many", **without)
    assert changed.code != 0
    assert "1,000 photos already scanned before" not in changed.out


@pytest.mark.slow
def test_a_thousand_unchanged_photos_take_under_two_seconds_of_cpu(tmp_path: Path) -> None:
    """CPU time, the start of Python included, whatever else runs."""
    a_thousand_known(tmp_path / "many")
    best = 9.0
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "cardscan", "scan", tmp_path / "many"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert best < 2.0


def dump(file: Path | None = None) -> dict[str, list[tuple[object, ...]]]:
    """What a scan leaves in the store, without times and paths."""
    left_out = {"created_at", "changed_at", "revised", "scanned_at", "read_at", "seen_at", "reading", "crop_jpeg", "at"}
    tables = ("photos", "cards", "contacts", "contact_values", "match_keys", "encounters", "drafts")
    content = {}
    file = file or home() / "cardscan.db"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        for table in tables:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in left_out]
            content[table] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)  # noqa: S608
    return content
