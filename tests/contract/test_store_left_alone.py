"""A restored backup brings nobody back who was forgotten since, and writes to nobody who asked for no more letters."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.errors import StoreError
from cardscan.model.contact import Relation
from cardscan.model.draft import DraftState
from cardscan.model.encounter import Encounter
from cardscan.model.reading import PersonName
from cardscan.store import Store, open_store
from cardscan.store.left_alone import SUFFIX, read_list
from cardscan.store.restoring import Restored, list_beside, lists_of, restore_store
from cardscan.workflows.forgetting import forget
from tests.contract.postgres import Server
from tests.contract.stores import ADA, LATER, NOW, add_person, letter_to, with_email
from tests.contract.test_store_backup import archived
from tests.contract.test_store_forgetting import everywhere

GONE = dataclasses.replace(ADA, name=PersonName("Zeta Geheim", "Zeta", "Geheim"))
SECRETS = ("ada@beispiel-optik.example", "Zeta Geheim", "+491701234567", "Musterweg 1", "ada-beispiel", "zeta-secret")


def filled(store: Store, folder: Path) -> None:
    """Zeta (who will be forgotten), Nora (who will ask for no letters), Max, and a colleague at a shared address."""
    letter = folder / "letter.eml"
    letter.write_text("Dear Zeta Geheim")
    with store.transaction() as tx:
        zeta = add_person(tx, GONE, 1)
        nora = add_person(tx, with_email("nora@x.example", "Nora Nein"), 2)
        add_person(tx, with_email("max@x.example", "Max Muster"), 3)
        add_person(tx, with_email("info@beispiel-optik.example", "Ina Info"), 4)
        tx.encounters.add(zeta, Encounter(talk="zeta-secret"), now=NOW)
        tx.drafts.add(zeta, letter_to(GONE.emails[0]), file=str(letter), now=NOW)
        tx.drafts.add(nora, letter_to("nora@x.example", 2), now=NOW)


def since(store: Store) -> None:
    """What happened after the backup."""
    forget(store, 1, reason="asked for it", now=LATER, actor="me")
    with store.transaction() as tx:
        tx.suppression.add_person(2, reason="asked", now=LATER, actor="me")
        tx.suppression.add("nora@x.example", reason="asked", now=LATER, actor="me")


def restored(place: str | Path, backup: Path, folder: Path, *known: str | Path) -> Restored:
    lists = [lists_of(each) for each in known]
    return restore_store(place, backup, keys_of=match_keys, drafts_folder=folder, now=LATER, lists=lists)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("by", ["store", "newer backup"])
def test_who_was_forgotten_after_a_backup_is_not_brought_back(
    store: Store, database: str, target: str, by: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """No row, no byte, no letter's file of theirs; who asked for no letters gets none; everybody else is there."""
    filled(store, tmp_path)
    backup = archived(store, tmp_path).rename(tmp_path / "older.zip")
    since(store)
    known = archived(store, tmp_path) if by == "newer backup" else database
    running: Server = request.getfixturevalue("server")
    place = str(tmp_path / "restored" / "new.db") if target == "sqlite" else running.new_database()
    folder = tmp_path / "drafts"
    done = restored(place, backup, folder, known)
    assert (done.forgotten, done.suppressed, done.foreign, done.left) == (1, 1, 0, {})
    assert done.searched >= 5
    assert not folder.exists()
    with open_store(place, keys_of=match_keys, create=False) as opened:
        left = everywhere(opened).casefold()
        assert not [secret for secret in SECRETS if secret.casefold() in left]
        assert {contact.display_name for contact in opened.people.all()} == {"Nora Nein", "Max Muster", "Ina Info"}
        assert opened.suppression.has("nora@x.example")
        assert opened.people.get(2).relation is Relation.SUPPRESSED
        assert [draft.state for draft in opened.drafts.all()] == [DraftState.LET_GO]
        assert opened.photos.is_forgotten(f"{1:064x}")
        with opened.transaction() as tx:
            assert tx.people.is_forgotten(GONE)
            assert not tx.people.is_forgotten(with_email("max@x.example", "Max Muster"))
    if target == "sqlite":
        files = [path for path in (tmp_path / "restored").iterdir() if path.is_file()]
        content = b"".join(path.read_bytes() for path in files).lower()
        assert not [secret for secret in SECRETS if secret.lower().encode() in content]
        assert b"max@x.example" in content


def test_a_store_that_was_lost_leaves_its_list_behind(tmp_path: Path) -> None:
    """The database is gone, the small file beside it is there: restoring at the same place is enough."""
    place = tmp_path / "cardscan.db"
    with open_store(place, keys_of=match_keys) as store:
        filled(store, tmp_path)
        backup = archived(store, tmp_path)
        assert not Path(f"{place}{SUFFIX}").exists()
        since(store)
    for path in tmp_path.glob("cardscan.db*"):
        if not path.name.endswith(SUFFIX):
            path.unlink()
    done = restored(place, backup, tmp_path / "drafts")
    assert (done.forgotten, done.suppressed, done.left) == (1, 1, {})
    with open_store(place, keys_of=match_keys, create=False) as opened:
        assert len(opened.people.all()) == 3
        assert opened.suppression.has("nora@x.example")


def test_the_list_beside_a_store_names_nobody_and_is_its_owners_alone(tmp_path: Path) -> None:
    """Hashes only; mode 0600; it grows with each transaction and never shrinks, whichever store stands there now."""
    place = tmp_path / "cardscan.db"
    file = Path(f"{place}{SUFFIX}")
    with open_store(place, keys_of=match_keys) as store:
        filled(store, tmp_path)
        since(store)
        written = file.read_text("ascii")
    assert file.stat().st_mode & 0o777 == 0o600
    assert not [secret for secret in (*SECRETS, "nora") if secret.casefold() in written.casefold()]
    for path in tmp_path.glob("cardscan.db*"):
        if path != file:
            path.unlink()
    with open_store(place, keys_of=match_keys) as fresh:
        with fresh.transaction() as tx:
            tx.suppression.add("other@x.example", reason="asked", now=NOW, actor="me")
        with pytest.raises(RuntimeError), fresh.transaction() as tx:
            tx.suppression.add("undone@x.example", reason="asked", now=NOW, actor="me")
            raise RuntimeError
    lines = file.read_text("ascii").splitlines()
    assert set(written.splitlines()) < set(lines)
    assert len(lines) == len(written.splitlines()) + 1


def test_a_list_of_another_store_is_said_to_be_of_no_use(tmp_path: Path) -> None:
    """Its hashes were made with another key: nobody is recognised, nobody is deleted by mistake."""
    for name in ("a.db", "b.db"):
        with open_store(tmp_path / name, keys_of=match_keys) as store:
            filled(store, tmp_path)
            backup = archived(store, tmp_path)
            since(store)
    done = restored(tmp_path / "c.db", backup, tmp_path / "d", tmp_path / "a.db")
    assert done.forgotten == 0
    assert done.foreign > 0
    with open_store(tmp_path / "c.db", keys_of=match_keys, create=False) as opened:
        assert len(opened.people.all()) == 4


def test_a_damaged_list_costs_only_the_lines_that_are_damaged(tmp_path: Path) -> None:
    """Cut lines, other text and bytes are passed over; a folder in its place is refused with a sentence."""
    good = f"{'0' * 16} {'a' * 64} forgotten"
    file = tmp_path / f"x.db{SUFFIX}"
    file.write_bytes(b"\xff\0\n" + good.encode() + b"\n" + good[:40].encode() + b"\nhello\n" + good.encode() + b" x\n")
    assert read_list(file) == {"0" * 16: {"a" * 64: True}} == list_beside(tmp_path / "x.db")
    assert list_beside("postgresql+psycopg://me@host/name") == {}
    with pytest.raises(StoreError, match="no store yet"):
        lists_of(tmp_path / "none.db")


def test_a_list_that_cannot_be_written_stops_the_change(tmp_path: Path) -> None:
    """Nobody is forgotten whom a restore would bring back."""
    place = tmp_path / "cardscan.db"
    with open_store(place, keys_of=match_keys) as store:
        filled(store, tmp_path)
        Path(f"{place}{SUFFIX}.new").mkdir()
        with pytest.raises(StoreError, match="left-alone"), store.transaction() as tx:
            tx.people.forget(1, reason="asked", now=LATER, actor="me")
        assert len(store.people.all()) == 4
