"""What holds of every SQLite store, and of values on their way in and out."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts import match_keys
from cardscan.model.contact import ValueOrigin
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle
from cardscan.store import StoredValue, open_store
from cardscan.store.opening import MIGRATIONS, REVISIONS
from cardscan.store.values import put_together, take_apart, value_key

NOW = datetime(2026, 11, 24, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("real_migrations")


def test_a_store_is_for_its_user_alone(tmp_path: Path) -> None:
    """File and folders that are made on the way can be read by nobody else, SQLite's side files included."""
    database = tmp_path / "a" / "b" / "cardscan.db"
    with open_store(database, keys_of=match_keys) as store, store.transaction() as tx:
        tx.audit.note("x", "y", now=NOW, actor="me")
        for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (database.parent, database.parent.parent)] == [0o700] * 2


def test_a_commit_outlives_a_power_loss(tmp_path: Path) -> None:
    """WAL with synchronous=FULL (2), and foreign keys are kept, on every connection."""
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as store, store._engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert found == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_who_makes_a_new_store_waits_for_another_that_does(tmp_path: Path) -> None:
    """The change to WAL needs the file alone, and SQLite refuses it at once while another holds a lock."""
    database = tmp_path / "cardscan.db"
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    finish = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    finish.start()
    try:
        with open_store(database, keys_of=match_keys) as store:
            assert store.counts().contacts == 0
    finally:
        finish.join()
        other.close()


def test_every_migration_is_known() -> None:
    """The list by which a newer store is recognised is that of the files."""
    files = sorted((MIGRATIONS / "versions").glob("*.py"))
    found = tuple(re.search(r'^revision = "(.*)"$', path.read_text("utf-8"), re.MULTILINE)[1] for path in files)  # type: ignore[index]
    assert found == REVISIONS


texts = st.text(min_size=1, max_size=20)
maybe = st.none() | texts
details_of_any_kind = st.builds(
    ContactDetails,
    name=st.none()
    | st.builds(PersonName, texts, maybe, maybe, maybe, maybe, st.lists(texts, max_size=2).map(tuple), maybe),
    organization=maybe,
    titles=st.lists(texts, max_size=2).map(tuple),
    emails=st.lists(texts, max_size=2).map(tuple),
    phones=st.lists(st.builds(Phone, st.sampled_from(PhoneType), texts, maybe, maybe), max_size=2).map(tuple),
    social=st.lists(st.builds(SocialHandle, texts, texts), max_size=2).map(tuple),
    addresses=st.lists(st.builds(Address, texts, maybe, maybe, maybe, maybe, maybe), max_size=2).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(details_of_any_kind)
def test_details_taken_apart_and_put_together_are_the_same(details: ContactDetails) -> None:
    """Nothing is lost but a value that is there twice."""
    parts = take_apart(details)
    keys = [(kind, value_key(kind, value)) for kind, value in parts]
    stored = [
        StoredValue(kind, value, ValueOrigin.CARD, 0.9, NOW, position=position)
        for position, (kind, value) in enumerate(parts)
    ]
    again = put_together(stored)
    if len(set(keys)) == len(keys):
        assert again == details
    else:
        assert len(take_apart(again)) == len(set(keys))
