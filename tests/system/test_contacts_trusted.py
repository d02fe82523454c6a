"""One person, one contact; found by any word; forgotten for good: as a user does it at the command line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.system.conftest import Ran

Run = Callable[..., Ran]
pytestmark = pytest.mark.usefixtures("one_reader")


def test_two_contacts_are_merged_found_parted_and_forgotten(cardscan: Run, folder: Path) -> None:
    """The way of two cards, from the scan to the proof that one of them is gone, and a scan that revives nobody."""
    assert cardscan("scan", folder).code == 0
    found = cardscan("contacts", "find", "receipts", "noel")
    assert [line.split("\t")[1] for line in found.out.splitlines()] == ["Noelle Whitlow"]
    assert cardscan("contacts", "find", "nobody").err.strip() == "No contact fits."
    assert cardscan("contacts", "duplicates").err.startswith("No open questions")

    numbers = {line.split("\t")[1]: line.split("\t")[0] for line in cardscan("contacts", "list").out.splitlines()}
    noelle, gavin = numbers["Noelle Whitlow"], numbers["Gavin Marsden"]
    merged = cardscan("contacts", "merge", noelle, gavin)
    assert merged.code == 0, merged.err
    assert f"cardscan contacts undo {gavin}" in merged.out
    assert f"cardscan contacts undo {gavin}" in cardscan("contacts", "show", noelle).out
    assert len(cardscan("contacts", "list").out.splitlines()) == 1
    gone = cardscan("contacts", "show", gavin)
    assert gone.code == 5
    assert f"merged into contact {noelle}" in gone.err
    assert cardscan("contacts", "undo", gavin).code == 0
    assert len(cardscan("contacts", "list").out.splitlines()) == 2
    assert cardscan("contacts", "duplicates", "--search").err.startswith("0 new pairs")

    refused = cardscan("contacts", "forget", gavin)  # nobody said yes
    assert refused.code == 130
    assert (folder / "IMG_2.jpg").exists()
    forgotten = cardscan("contacts", "forget", noelle, "--yes")
    assert forgotten.code == 0, forgotten.err
    assert "every byte of" in forgotten.out
    assert "none is there" in forgotten.out
    assert not (folder / "IMG_1.jpg").exists()
    assert (folder / "IMG_2.jpg").exists()
    home = Path(os.environ["CARDSCAN_HOME"])
    assert list((home / "drafts").glob("*.eml")) == []
    stored = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"Whitlow" not in stored
    assert b"Marsden" in stored
    assert cardscan("contacts", "suppress", gavin).code == 0
    assert "suppressed" in cardscan("contacts", "list").out


def test_a_forgotten_card_is_turned_away_when_it_is_scanned_again(
    cardscan: Run, folder: Path, card_photos: tuple[bytes, ...]
) -> None:
    """The same picture under another name, and another picture of the same card."""
    assert cardscan("scan", folder / "IMG_1.jpg").code == 0
    assert cardscan("contacts", "forget", 1, "--yes").code == 0
    (folder / "again.jpg").write_bytes(card_photos[0])
    (folder / "another.jpg").write_bytes(card_photos[0] + b"\0")
    scanned = cardscan("scan", folder / "again.jpg", folder / "another.jpg")
    assert "forgotten" in scanned.out + scanned.err
    assert cardscan("contacts", "list").out == ""


ADDRESS_BOOK = """BEGIN:VCARD\r
VERSION:3.0\r
UID:book-1\r
N:Whitlow;Noelle;;;\r
FN:Noelle Whitlow\r
item1.EMAIL;TYPE=HOME:noelle.whitlow@finchgate.example.com\r
item1.X-ABLABEL:Desk\r
BDAY:1980-02-29\r
END:VCARD\r
BEGIN:VCARD\r
VERSION:3.0\r
UID:book-2\r
FN:Ingrid Beispiel\r
EMAIL:ingrid@beispiel.example\r
END:VCARD\r
"""


def test_people_of_an_imported_address_book_are_recognised_on_their_first_card(
    cardscan: Run, folder: Path, tmp_path: Path
) -> None:
    """One contact with both: the card's picture, firm and talk, and the birthday and label that the book had."""
    book, back = tmp_path / "book.vcf", tmp_path / "back.vcf"
    book.write_text(ADDRESS_BOOK, "utf-8", newline="")
    imported = cardscan("contacts", "import", book)
    assert (imported.code, "2 added" in imported.out) == (0, True), imported.err
    scanned = cardscan("scan", folder)
    assert scanned.code == 0, scanned.err
    assert "1 new, 1 already known" in scanned.out + scanned.err
    names = [line.split("\t")[1] for line in cardscan("contacts", "list").out.splitlines()]
    assert sorted(names) == ["Gavin Marsden", "Ingrid Beispiel", "Noelle Whitlow"]
    found = cardscan("contacts", "find", "receipts", "whitlow").out
    assert found.split("\t")[1:3] == ["Noelle Whitlow", "Finchgate Capital"]
    assert cardscan("contacts", "export", "--output", back).code == 0
    card = next(part for part in back.read_text("utf-8").split("END:VCARD") if "Whitlow" in part)
    for kept in ("UID:book-1", "BDAY:1980-02-29", "X-ABLABEL:Desk", "ORG:Finchgate Capital", "PHOTO;ENCODING=b"):
        assert kept in card
    assert "receipts" not in card  # what was talked about stays here
    again = cardscan("contacts", "import", book)
    assert "2 unchanged" in again.out


def test_a_restored_backup_brings_no_forgotten_person_back(cardscan: Run, folder: Path, tmp_path: Path) -> None:
    """Forgotten after the backup, left out by the restore, and turned away by the next scan as before."""
    assert cardscan("scan", folder).code == 0
    assert cardscan("backup", tmp_path / "all.zip").code == 0
    numbers = {line.split("\t")[1]: line.split("\t")[0] for line in cardscan("contacts", "list").out.splitlines()}
    assert cardscan("contacts", "forget", numbers["Noelle Whitlow"], "--keep-photos", "--yes").code == 0
    restored = cardscan("restore", tmp_path / "all.zip", "--db", tmp_path / "new.db")
    assert restored.code == 0, restored.err
    assert "Left out again: 1 person forgotten since the backup was made" in restored.out
    assert "none is there" in restored.out
    assert b"Whitlow" not in b"".join(path.read_bytes() for path in tmp_path.glob("new.db*"))
    scanned = cardscan("scan", folder, "--db", tmp_path / "new.db")
    assert "forgotten" in scanned.out + scanned.err
    listed = cardscan("contacts", "list", "--db", tmp_path / "new.db").out
    assert [line.split("\t")[1] for line in listed.splitlines()] == ["Gavin Marsden"]


def test_a_backup_is_restored_elsewhere(cardscan: Run, folder: Path, tmp_path: Path) -> None:
    """Contacts and the draft's file in another home; a second restore into the same place is refused."""
    assert cardscan("scan", folder / "IMG_1.jpg").code == 0
    made = cardscan("backup", tmp_path / "all.zip")
    assert made.code == 0, made.err
    assert "1 contact and 1 card" in made.out
    elsewhere = str(tmp_path / "elsewhere")
    restored = cardscan("restore", tmp_path / "all.zip", CARDSCAN_HOME=elsewhere)
    assert restored.code == 0, restored.err
    assert cardscan("contacts", "list", CARDSCAN_HOME=elsewhere).out == cardscan("contacts", "list").out != ""
    assert len(list((tmp_path / "elsewhere" / "drafts").glob("*.eml"))) == len(
        cardscan("drafts", "list").out.splitlines()
    )
    again = cardscan("restore", tmp_path / "all.zip", CARDSCAN_HOME=elsewhere)
    assert (again.code, "there is a store already" in again.err) == (5, True)
