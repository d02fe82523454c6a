"""Full disks, folders without permission, damaged files, a lock that is held: a sentence each, nothing half-written."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.errors import CardscanError, ExitCode, MissingComponentError, StoreError
from cardscan.model.draft import Letter
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import Store, open_store
from tests.patience import PATIENCE_S

NOW = datetime(2026, 11, 24, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("real_migrations")


def take_in(store: Store, number: int, *, crop_bytes: int = 1_000) -> None:
    """One photo with one card, its contact, encounter and draft."""
    reading = CardReading(ContactDetails(name=PersonName(f"Ada {number}"), emails=(f"a{number}@x.example",)))
    card = ScannedCard(0, Quad.whole(9, 5), (9, 5), reading, {}, "drawn", crop_jpeg=b"x" * crop_bytes)
    photo = ScannedPhoto(f"{number}.jpg", f"{number:064x}", (card,))
    with store.transaction() as tx:
        card_id = tx.cards.add(tx.photos.add(photo, now=NOW), card, now=NOW)
        contact = tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=NOW)
        tx.encounters.add(contact.id, Encounter(promises=(Promise("x", date(2026, 1, 1)),)), card_id=card_id, now=NOW)
        letter = Letter("a@x.example", "Ada", "s", "b", "c", "s", date(2026, 1, 1), "en", f"<{number}@x>")
        tx.drafts.add(contact.id, letter, now=NOW)


def fill_up(database: Path) -> int:
    """Take in photos until that is refused for want of space; how many were kept."""
    with open_store(database, keys_of=match_keys) as store:
        kept = 0
        with pytest.raises(StoreError, match=r"the disk is full.*free some space"):
            for kept in range(500):
                take_in(store, kept, crop_bytes=50_000)
        assert store.counts().contacts == store.counts().cards == kept
        assert not store.photos.has(f"{kept:064x}")
    return kept


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("a small file system needs the right to mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_undoes_the_photo_and_says_so(small_disk: Path) -> None:
    """What was stored before is all there, and once there is room the same photo goes in."""
    blocker = small_disk / "blocker"
    blocker.write_bytes(b"x" * 800_000)
    kept = fill_up(small_disk / "cardscan.db")
    assert kept > 2
    blocker.unlink()
    with open_store(small_disk / "cardscan.db", keys_of=match_keys) as store:
        take_in(store, kept, crop_bytes=50_000)
        assert store.counts().contacts == kept + 1


def test_no_room_for_a_new_store_is_said_at_once(small_disk: Path) -> None:
    """Opening fails with a sentence; with room the same path works."""
    blocker = small_disk / "blocker"
    with blocker.open("wb") as stream, pytest.raises(OSError, match="space"):
        stream.write(b"x" * 3_000_000)
    with pytest.raises(StoreError, match=r"disk is full|cannot be opened"):
        open_store(small_disk / "cardscan.db", keys_of=match_keys)
    blocker.unlink()
    open_store(small_disk / "cardscan.db", keys_of=match_keys).close()


def test_a_file_size_limit_counts_as_a_full_disk(tmp_path: Path) -> None:
    """The same without the right to mount: no file may grow beyond 1 MB."""
    script = "import sys; from pathlib import Path; import test_store_disk; test_store_disk.limited(Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", script, str(tmp_path / "cardscan.db")]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as store:
        assert store.counts().contacts == int(done.stdout)


def limited(database: Path) -> None:
    """Runs in a process of its own, as the limit cannot be lifted again."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    kept = fill_up(database)
    assert kept > 2
    print(kept)


@pytest.mark.parametrize("content", [b"this is no database " * 100, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """Not a database at all, or only its first bytes."""
    database = tmp_path / "notes.txt"
    database.write_bytes(content)
    with pytest.raises(StoreError, match="not a cardscan store, or damaged"):
        open_store(database, keys_of=match_keys)
    assert database.read_bytes() == content


def test_a_damaged_store_gives_sentences_and_no_crash(tmp_path: Path) -> None:
    """Bytes changed, pages blanked, the end cut off: every question is answered, or refused in one sentence."""
    sound = tmp_path / "sound.db"
    with open_store(sound, keys_of=match_keys) as store:
        for number in range(5):
            take_in(store, number)
    original = sound.read_bytes()
    chance, refused = random.Random(7), 0
    for round_number in range(60):
        damaged = bytearray(original)
        if round_number % 3 == 0:
            del damaged[chance.randrange(100, len(damaged)) :]
        elif round_number % 3 == 1:
            start = chance.randrange(len(damaged))
            damaged[start : start + 4096] = chance.randbytes(len(damaged[start : start + 4096]))
        else:
            for _ in range(300):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        database = tmp_path / "damaged.db"
        for leftover in tmp_path.glob("damaged.db*"):
            leftover.unlink()
        database.write_bytes(damaged)
        try:
            with open_store(database, keys_of=match_keys) as store:
                for contact in store.people.all():
                    store.people.history(contact.id)
                store.counts(), store.drafts.all(), store.people.needs_context(), store.audit.entries()
                take_in(store, 99)
        except StoreError as error:
            refused += 1
            assert str(error).startswith(str(database)) or str(error).startswith("there is no")
            assert "\n" not in str(error)
    assert refused > 20


def test_a_lock_that_is_held_is_named_after_the_wait(tmp_path: Path) -> None:
    """Another process writes for longer than we wait; reading goes on all the while."""
    database = tmp_path / "cardscan.db"
    with open_store(database, keys_of=match_keys, busy_timeout_ms=50) as store:
        take_in(store, 1)
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing"):
            take_in(store, 2)
        assert store.counts().contacts == 1
        other.execute("ROLLBACK")
        other.close()
        take_in(store, 2)


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    """As an ordinary user: no new store in a read-only folder, no writing to a read-only store."""
    database = tmp_path / "readonly" / "cardscan.db"
    open_store(database, keys_of=match_keys).close()
    database.chmod(0o444)
    database.parent.chmod(0o555)
    script = (
        "import os, sys\n"
        "from cardscan.contacts import match_keys\n"
        "from cardscan.errors import StoreError\n"
        "from cardscan.store import open_store\n"
        "import alembic.command, sqlalchemy.dialects.sqlite.pysqlite\n"  # all is imported before rights are given up
        "if os.geteuid() == 0:\n"
        "    os.setgid(65534), os.setuid(65534)\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        open_store(name, keys_of=match_keys)\n"
        "    except StoreError as error:\n"
        "        print(error)\n"
    )
    for folder in (tmp_path, *tmp_path.parents):
        if folder != Path("/") and folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    new, deep = database.parent / "new.db", database.parent / "a" / "b" / "new.db"
    done = subprocess.run(
        [sys.executable, "-c", script, str(database), str(new), str(deep)],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )
    database.parent.chmod(0o755)
    lines = done.stdout.splitlines()
    assert len(lines) == 3, done
    assert lines[0].startswith(f"{database}: may not be written") or lines[0].startswith(
        f"{database}: cannot be opened"
    )
    assert lines[1].startswith(f"{new}: cannot be opened")
    assert lines[2].startswith(f"{deep}: cannot be opened")


@pytest.mark.parametrize(
    ("database", "error", "sentence"),
    [
        ("mysql://user:secret@host/db", StoreError, "not a database cardscan can use"),
        ("postgresql+psycopg://user:secret@127.0.0.1:1/db?connect_timeout=2", StoreError, "refuses or does not answer"),
        ("postgresql://user:secret@host/db", StoreError, "not a database cardscan can use"),
        ("://", StoreError, "not a database URL"),
        ("sqlite://", StoreError, "in memory"),
        ("/dev/null", StoreError, "no ordinary file"),
        ("/", StoreError, "is a folder"),
        ("/dev/null/cardscan.db", StoreError, "cannot be opened"),
        ("/proc/cardscan.db", StoreError, "cannot be opened|may not be written"),
    ],
)
def test_a_database_that_cannot_be_is_refused(database: str, error: type[CardscanError], sentence: str) -> None:
    """Each with a sentence and exit code 5, and no password in it."""
    if database.startswith("postgresql+"):
        pytest.importorskip("psycopg")
    with pytest.raises(error, match=sentence) as caught:
        open_store(database, keys_of=match_keys)
    assert caught.value.exit_code is ExitCode.STORE
    assert "secret" not in str(caught.value)


def test_a_missing_driver_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL without psycopg: exit code 4 and the command that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingComponentError, match="pip install") as caught:
        open_store("postgresql+psycopg://host/db", keys_of=match_keys)
    assert caught.value.exit_code is ExitCode.MISSING


def test_looking_at_a_store_that_is_not_there_makes_none(tmp_path: Path) -> None:
    """Without `create` there is a sentence, and neither file nor folder."""
    with pytest.raises(StoreError, match="there is no store yet; scan some photos first"):
        open_store(tmp_path / "a" / "cardscan.db", keys_of=match_keys, create=False)
    assert list(tmp_path.iterdir()) == []
    empty = tmp_path / "empty.db"
    empty.touch()
    with pytest.raises(StoreError, match="there is no store yet"):
        open_store(empty, keys_of=match_keys, create=False)
