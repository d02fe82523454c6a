"""Everything in one file and back, between SQLite and PostgreSQL, from older versions; nothing of it by halves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.errors import StoreError
from cardscan.model.encounter import Encounter
from cardscan.store import QuestionState, Store, open_store
from cardscan.store.restoring import restore_store
from cardscan.store.schema import metadata
from tests.contract.postgres import Server
from tests.contract.stores import ADA, HOSTILE, LATER, NOW, add_person, letter_to, with_email


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store._engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table)).all()), key=repr)
            for table in metadata.sorted_tables
        }


def filled(store: Store, folder: Path) -> None:
    letter = folder / "letter.eml"
    letter.write_bytes(b"Dear Ada\r\n")
    with store.transaction() as tx:
        one, other = add_person(tx, ADA, 1), add_person(tx, with_email("max@x.example", HOSTILE), 2)
        third = add_person(tx, with_email("z@x.example", "Zoe"), 3)
        tx.encounters.add(one, Encounter(event="Fair", talk=HOSTILE), now=NOW)
        tx.drafts.add(one, letter_to(ADA.emails[0]), file=str(letter), now=NOW)
        tx.suppression.add("no@x.example", reason="asked", now=NOW, actor="me")
        tx.duplicates.answer(one, third, QuestionState.NOT_SAME, now=LATER, actor="me")
        tx.duplicates.merge(third, other, now=LATER, actor="me")


def archived(store: Store, folder: Path) -> Path:
    target = folder / "backup.zip"
    letters = {Path(draft.file).name: Path(draft.file) for draft in store.drafts.all() if draft.file}
    with target.open("wb") as stream:
        store.back_up(stream, letters, now=NOW)
    return target


def other_database(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if kind == "sqlite":
        return str(tmp_path / "restored" / "other.db")
    running: Server = request.getfixturevalue("server")
    return running.new_database()


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_comes_back_row_for_row(
    store: Store, target: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """On the same kind of database and on the other one; merges can still be undone, new rows get new numbers."""
    filled(store, tmp_path)
    backup = archived(store, tmp_path)
    place = other_database(target, request, tmp_path)
    folder = tmp_path / "drafts"
    done = restore_store(place, backup, keys_of=match_keys, drafts_folder=folder, now=LATER)
    assert (done.rows["contacts"], done.forgotten, done.suppressed) == (3, 0, 0)
    assert (folder / "letter.eml").read_bytes() == b"Dear Ada\r\n"
    with open_store(place, keys_of=match_keys, create=False) as restored:
        (draft,) = restored.drafts.all()
        assert draft.file == str(folder / "letter.eml")
        before, after = rows_of(store), rows_of(restored)
        for rows in (before, after):
            rows["drafts"] = [tuple(cell for cell in row if not str(cell).endswith(".eml")) for row in rows["drafts"]]
        assert after == before
        assert restored.suppression.has("no@x.example")
        assert [line.id for line in restored.people.find("ada optik")] == [1]
        with restored.transaction() as tx:
            tx.duplicates.undo_merge(2, now=LATER, actor="me")
            assert add_person(tx, with_email("new@x.example", "New"), 9) == 4


def test_a_backup_is_plain_to_read(store: Store, tmp_path: Path) -> None:
    """JSON lines that need no program of ours."""
    filled(store, tmp_path)
    with zipfile.ZipFile(archived(store, tmp_path)) as archive:
        lines = [json.loads(line) for line in archive.read("tables/contacts.jsonl").splitlines()]
        assert lines[0]["display_name"] == "Ada Beispiel"
        assert lines[0]["email"] == "ada@beispiel-optik.example"
        assert archive.read("drafts/letter.eml") == b"Dear Ada\r\n"


def cut_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def lose_rows(members: dict[str, bytes]) -> None:
    members["tables/contacts.jsonl"] = members["tables/contacts.jsonl"].split(b"\n", 1)[1]


def lose_table(members: dict[str, bytes]) -> None:
    del members["tables/cards.jsonl"]


def add_column(members: dict[str, bytes]) -> None:
    members["tables/contacts.jsonl"] = members["tables/contacts.jsonl"].replace(b'{"id"', b'{"x":1,"id"')


def break_json(members: dict[str, bytes]) -> None:
    members["tables/cards.jsonl"] = b"[1]\n"


def newer(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"]) | {"schema": "9999"}
    members["manifest.json"] = json.dumps(manifest).encode()


def escape(members: dict[str, bytes]) -> None:
    members["drafts/../evil.eml"] = members.pop("drafts/letter.eml")


@pytest.mark.parametrize("harm", [cut_manifest, lose_rows, lose_table, add_column, break_json, newer])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    tmp_path: Path, harm: Callable[[dict[str, bytes]], None]
) -> None:
    """A sentence, and the same command works with a good backup afterwards."""
    with open_store(tmp_path / "a.db", keys_of=match_keys) as store:
        filled(store, tmp_path)
        backup = archived(store, tmp_path)
    bad, place = tmp_path / "bad.zip", tmp_path / "b.db"
    bad.write_bytes(harmed(backup.read_bytes(), harm))
    with pytest.raises(StoreError, match=r"bad\.zip"):
        restore_store(place, bad, keys_of=match_keys, drafts_folder=tmp_path / "d", now=LATER)
    restore_store(place, backup, keys_of=match_keys, drafts_folder=tmp_path / "d", now=LATER)
    with pytest.raises(StoreError, match="there is a store already"):
        restore_store(place, backup, keys_of=match_keys, drafts_folder=tmp_path / "d", now=LATER)


def test_a_backup_writes_no_file_outside_the_folder(tmp_path: Path) -> None:
    """A name with a path in it is left out."""
    with open_store(tmp_path / "a.db", keys_of=match_keys) as store:
        filled(store, tmp_path)
        backup = archived(store, tmp_path)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(harmed(backup.read_bytes(), escape))
    restore_store(tmp_path / "b.db", bad, keys_of=match_keys, drafts_folder=tmp_path / "d", now=LATER)
    assert list(tmp_path.rglob("evil*")) == []


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    """Another file by mistake."""
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(StoreError, match="no backup of cardscan"):
        restore_store(tmp_path / "b.db", tmp_path / "x.zip", keys_of=match_keys, drafts_folder=tmp_path, now=LATER)


def harmed(data: bytes, harm: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    harm(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
