"""Killed at any statement, the store holds all of a photo or nothing of it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.store import PhotoState, open_store
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.usefixtures("real_migrations")

# Run in a process of its own, so that it may fork and die. It prints how many statements a photo takes.
KILLED_AT_EVERY_STATEMENT = """
import json, os, shutil, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
import sqlalchemy as sa
from cardscan.contacts import match_keys
from cardscan.model.draft import Letter
from cardscan.model.encounter import Encounter
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import FileStamp, open_store

NOW = datetime(2026, 11, 24, tzinfo=UTC)

def take_in(store, number):
    reading = CardReading(ContactDetails(name=PersonName(f"Ada {number}"), emails=(f"a{number}@x.example",)))
    card = ScannedCard(0, Quad.whole(9, 5), (9, 5), reading, {}, "drawn", crop_jpeg=b"x" * 100_000)
    photo = ScannedPhoto(f"{number}.jpg", f"{number:064x}", (card,))
    stamp = FileStamp(Path(f"/photos/{number}.jpg"), 1, 1)
    with store.transaction() as tx:
        photo_id = tx.photos.add(photo, stamp=stamp, now=NOW)
        card_id = tx.cards.add(photo_id, card, now=NOW)
        contact = tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=NOW)
        tx.encounters.add(contact.id, Encounter(talk="x"), card_id=card_id, now=NOW)
        letter = Letter("a@x.example", "Ada", "s", "b", "c", "s", date(2026, 1, 1), "en", f"<{number}@x>")
        tx.drafts.add(contact.id, letter, now=NOW)

def die_at(store, nth):
    seen = 0
    def count(*_):
        nonlocal seen
        seen += 1
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(store._engine, "before_cursor_execute", count)
    sa.event.listen(store._engine, "commit", count)

folder, nth = Path(sys.argv[1]), 0
with open_store(folder / "one.db", keys_of=match_keys) as store:
    take_in(store, 1)
while True:
    nth += 1
    child = os.fork()
    if not child:
        shutil.copy(folder / "one.db", folder / f"{nth}.db")
        with open_store(folder / f"{nth}.db", keys_of=match_keys) as store:
            die_at(store, nth)
            take_in(store, 2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        print(json.dumps({"statements": nth - 1, "exit": os.WEXITSTATUS(status)}))
        break
"""


def test_killed_at_any_statement_a_photo_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """One process for each statement of a photo's transaction, killed right before it; the commit among them."""
    output = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EVERY_STATEMENT, str(tmp_path)],
        capture_output=True,
        check=True,
        timeout=PATIENCE_S,
    )
    outcome = json.loads(output.stdout)
    assert outcome["exit"] == 0
    assert outcome["statements"] >= 15
    for nth in range(1, outcome["statements"] + 1):
        with open_store(tmp_path / f"{nth}.db", keys_of=match_keys, create=False) as store:
            counts = store.counts()
            assert (counts.photos, counts.cards, counts.contacts) == ({PhotoState.DONE: 1}, 1, 1), nth
            assert len(store.drafts.all()) == 1
            assert not store.photos.has(f"{2:064x}")
            assert store.photos.known_files([]) == {}
            with store._engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
                for table in ("sightings", "cards", "encounters", "match_keys", "contact_values"):
                    query = f"SELECT count(*) FROM {table} WHERE rowid IS NOT NULL"  # noqa: S608  # fixed names
                    found = connection.exec_driver_sql(query).scalar()
                    assert 0 < (found or 0) < 10, table
    # The last one, not killed, holds both.
    with open_store(tmp_path / f"{outcome['statements'] + 1}.db", keys_of=match_keys, create=False) as store:
        assert store.counts().contacts == 2


def test_a_process_that_dies_with_the_lock_does_not_keep_it(tmp_path: Path) -> None:
    """After a crash inside a transaction the next process writes at once."""
    database = tmp_path / "cardscan.db"
    script = (
        "import os, signal, sys\n"
        "from cardscan.contacts import match_keys\n"
        "from cardscan.store import open_store\n"
        "with open_store(sys.argv[1], keys_of=match_keys) as store, store.transaction():\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    died = subprocess.run([sys.executable, "-c", script, str(database)], check=False, timeout=PATIENCE_S)
    assert died.returncode == -9
    with open_store(database, keys_of=match_keys, busy_timeout_ms=100) as store, store.transaction() as tx:
        tx.audit.note("test", "written", now=datetime(2026, 11, 24, tzinfo=UTC), actor="test")


@pytest.mark.parametrize("nth", [1, 5, 12, 99])
def test_killed_in_the_first_migration_the_next_start_makes_the_store(tmp_path: Path, nth: int) -> None:
    """A store that was only half made is made from the beginning, not refused."""
    database = tmp_path / "cardscan.db"
    script = (
        "import os, signal, sys\n"
        "from alembic import op\n"
        "from cardscan.contacts import match_keys\n"
        "from cardscan.store import open_store\n"
        "calls, create = [], op.create_table\n"
        "def dying(*args, **kwargs):\n"
        "    calls.append(1)\n"
        "    if len(calls) == int(sys.argv[2]):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return create(*args, **kwargs)\n"
        "op.create_table = dying\n"
        "open_store(sys.argv[1], keys_of=match_keys)\n"
    )
    died = subprocess.run([sys.executable, "-c", script, str(database), str(nth)], check=False, timeout=PATIENCE_S)
    assert died.returncode == (-9 if nth < 99 else 0)
    with open_store(database, keys_of=match_keys) as store:
        assert store.counts().contacts == 0
