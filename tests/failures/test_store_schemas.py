"""Stores of every past version open with all that was in them; an upgrade that is interrupted leaves the old one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.model.reading import ContactDetails
from cardscan.store import ValueKind, open_store
from cardscan.store.opening import REVISIONS

DUMPS = Path(__file__).with_name("schemas")


def old_store(tmp_path: Path, revision: str) -> Path:
    """A database as that version left it."""
    database = tmp_path / "cardscan.db"
    connection = sqlite3.connect(database)
    connection.executescript((DUMPS / f"{revision}.sql").read_text("utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return database


def dump(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.mark.parametrize("revision", sorted(path.stem for path in DUMPS.glob("*.sql")))
def test_a_store_of_a_past_version_is_upgraded_with_all_that_is_in_it(tmp_path: Path, revision: str) -> None:
    """Contacts, corrections, encounters, an approved draft, a suppressed address; and what is new works on them."""
    with open_store(old_store(tmp_path, revision), keys_of=match_keys, create=False) as store:
        ada, jurgen = store.contacts()
        assert ada.details.titles == ("Head of Research",)
        assert ada.details.emails == ("ada@beispiel.example",)
        assert store.history(ada.id).encounters[0].promises[0].text == "send the paper"
        assert [draft.state.value for draft in store.drafts()] == ["drafted", "approved"]
        assert store.crop(ada.id) == b"\xff\xd8\0\xff"
        assert store.is_suppressed("no.thanks@x.example")
        assert not store.is_suppressed("ada@beispiel.example")
        assert [line.id for line in store.find("jurgen prismen")] == [jurgen.id]
        assert [line.email for line in store.lines()] == ["ada@beispiel.example", "jürgen.müller@beispiel.example"]
        with store.transaction() as tx:
            found = tx.candidates(ContactDetails(emails=("ada@beispiel.example",)))
            assert [contact.id for contact in found] == [ada.id]
            tx.merge(ada.id, jurgen.id, now=ada.revised, actor="me")
            tx.undo_merge(jurgen.id, now=ada.revised, actor="me")
        kinds = {value.kind for value in store.history(jurgen.id).values}
        assert {ValueKind.EMAIL, ValueKind.PHONE, ValueKind.ORGANIZATION} <= kinds
        with store._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert "no.thanks" not in "\n".join(dump(tmp_path / "cardscan.db")).casefold()


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from cardscan.contacts import match_keys
from cardscan.store import open_store
seen = 0
def count(connection, cursor, statement, *_):
    global seen
    if statement.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")):
        seen += 1
        if seen == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
open_store(sys.argv[1], keys_of=match_keys).close()
print(seen)
"""


def test_an_upgrade_killed_at_any_statement_leaves_the_old_store(tmp_path: Path) -> None:
    """Killed at the first, in the middle, at the last write: the dump is the same as before; then it succeeds."""
    whole = tmp_path / "whole"
    whole.mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(old_store(whole, "0001")), "0"], check=True, capture_output=True, timeout=60
    )
    writes = int(ran.stdout)
    assert writes > 20
    database = old_store(tmp_path, "0001")
    before = dump(database)
    for nth in sorted({1, 2, writes // 4, writes // 2, 3 * writes // 4, writes}):
        died = subprocess.run([sys.executable, "-c", KILLED, str(database), str(nth)], check=False, timeout=60)
        assert died.returncode == -9
        assert dump(database) == before, nth
    with open_store(database, keys_of=match_keys, create=False) as store:
        assert len(store.contacts()) == 2


def test_every_released_schema_has_its_dump() -> None:
    """The first is there, and none is named that never was."""
    stems = {path.stem for path in DUMPS.glob("*.sql")}
    assert "0001" in stems
    assert stems <= set(REVISIONS)


KILLED_MERGING = """
import os, signal, sys
from datetime import UTC, datetime
import sqlalchemy as sa
from cardscan.contacts import match_keys
from cardscan.store import open_store
NOW, seen = datetime(2026, 11, 24, tzinfo=UTC), 0
with open_store(sys.argv[1], keys_of=match_keys) as store:
    def count(*_):
        global seen
        seen += 1
        if seen == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(store._engine, "before_cursor_execute", count)
    sa.event.listen(store._engine, "commit", count)
    with store.transaction() as tx:
        if sys.argv[2] == "merge":
            tx.merge(1, 2, now=NOW, actor="me")
        else:
            tx.forget(1, reason="x", now=NOW, actor="me")
print(seen)
"""


@pytest.mark.parametrize("what", ["merge", "forget"])
def test_killed_while_merging_or_forgetting_the_old_state_holds(tmp_path: Path, what: str) -> None:
    """A sample of the statements, the commit among them: all as before, and afterwards it works."""
    database = old_store(tmp_path, "0001")
    open_store(database, keys_of=match_keys).close()
    whole = tmp_path / "whole.db"
    whole.write_bytes(database.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-c", KILLED_MERGING, str(whole), what, "0"], check=True, capture_output=True, timeout=60
    )
    statements = int(ran.stdout)
    before = dump(database)
    for nth in sorted({2, statements // 3, 2 * statements // 3, statements - 1, statements}):
        died = subprocess.run(
            [sys.executable, "-c", KILLED_MERGING, str(database), what, str(nth)], check=False, timeout=60
        )
        assert died.returncode == -9
        assert dump(database) == before, nth
    with open_store(database, keys_of=match_keys) as store:
        assert len(store.contacts()) == 2
