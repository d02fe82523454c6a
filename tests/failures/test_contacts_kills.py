"""Killed at any write, a store holds the old state or the new one, and the same command goes on from there.

Every statement that SQLite begins is such a point (the COMMIT, the search index's own writes, VACUUM and checkpoints
among them), and both ends of every request to a server. `make test` takes one of several, `make test-all` each.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.contacts.carddav import AddressBookServer
from cardscan.contacts.carddav_http import UserConnection
from cardscan.store import open_store
from cardscan.workflows.exchange.pushing import Pushed, push
from tests.failures.killing import LATER, SECRET, act, prepare
from tests.failures.test_store_schemas import dump, old_store
from tests.patience import PATIENCE_S
from tests.system.book_server import PASSWORD, USER, Radicale

EMPTY = ["BEGIN TRANSACTION;", "COMMIT;"]
# Each of several hundred points: minutes, where other tests have seconds.
EACH = pytest.param(1, marks=[pytest.mark.slow, pytest.mark.timeout(1_500)])


def killed_at_each(folder: Path, what: str, step: int, **environment: str) -> list[int]:
    """The numbers of the stores, the one of the process that lived last."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.failures.killing", str(folder), what, str(step)],
        check=True, capture_output=True, timeout=PATIENCE_S, env={**os.environ, **environment},
    )  # fmt: skip
    killed, last, code = map(int, ran.stdout.split())
    assert code == 0
    assert killed >= 3
    return [1 + step * number for number in range(killed)] + [last]


def stands(database: Path) -> list[str]:
    """All rows, but for what a new key makes random; tables' rules and indexes have no fixed order."""
    if not database.exists():
        return EMPTY
    random = ('INSERT INTO "store_secret"', 'INSERT INTO "suppressions"')
    lines = [line for line in dump(database) if not line.startswith(random) and "'suppression " not in line]
    return sorted("".join(sorted(line)) if line.startswith("CREATE TABLE") else line for line in lines)


def assert_sound(database: Path) -> None:
    connection = sqlite3.connect(database)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each test begins with."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return shutil.copytree(prepared, tmp_path / "place")


@pytest.mark.parametrize("step", ["some", EACH])
@pytest.mark.parametrize(
    ("what", "of"),
    [
        *(("add", 13), ("correct", 13), ("merge", 23), ("undo", 23), ("suppress", 13), ("import", 23), ("forget", 31)),
        *(("restore", 61), ("upgrade", 61)),
    ],
)
def test_killed_at_any_write_the_old_or_the_new_state_holds(what: str, of: int, step: str | int, place: Path) -> None:
    """Nothing in between; the file is sound; done again it ends as if it had never been killed."""
    if what == "upgrade":
        (place / "base.db").unlink()
        old_store(place, "0001").rename(place / "base.db")
    before = EMPTY if what == "restore" else stands(place / "base.db")
    *numbers, last = killed_at_each(place, what, of if step == "some" else 1)
    after = stands(place / f"{last}.db")
    assert before != after
    for number in numbers:
        database = place / f"{number}.db"
        found = stands(database)
        assert found in (before, after), number
        if not (what == "restore" and found == after):  # which would say that there is a store already
            act(what, database, place)
        else:
            open_store(database, keys_of=match_keys).close()
        assert stands(database) == after, number
        assert_sound(database)
        if what in ("forget", "restore"):
            left = b"".join(path.read_bytes() for path in place.glob(f"{number}.db*"))
            assert SECRET.encode() not in left, number
            assert b"p1@x.example" in left


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    pytest.importorskip("radicale", reason="Radicale is not installed: pip install radicale")
    running = Radicale(tmp_path_factory.mktemp("radicale"))
    yield running
    running.stop()


@pytest.mark.parametrize("step", [23, EACH])
@pytest.mark.parametrize("what", ["push", "push again"])
def test_a_push_that_is_killed_anywhere_goes_on_and_doubles_nobody(
    what: str, step: int, radicale: Radicale, place: Path
) -> None:
    """Before and after each request and each write: the next push finishes it, without a conflict, and then rests."""
    books = f"{radicale.url}{USER}/{what.replace(' ', '-')}-{step}-"
    numbers = killed_at_each(place, what, step, BOOKS=books, BOOK_USER=USER, BOOK_PASSWORD=PASSWORD)
    for number in numbers:
        book = f"{books}{number}/"
        server = AddressBookServer(book, USER, PASSWORD)
        with open_store(place / f"{number}.db", keys_of=match_keys) as store:
            people = len(store.people.all())
            first = [outcome.pushed for outcome in push(store, server, book, store.people.each(), now=LATER)]
            assert Pushed.CONFLICT not in first, number
            again = [outcome.pushed for outcome in push(store, server, book, store.people.each(), now=LATER)]
            assert again == [Pushed.UNCHANGED] * people, number
            places = store.address_books.publications(book).values()
            cards = [radicale.ask("GET", place.href)[1].decode() for place in places]
        server.close()
        assert len({line for card in cards for line in card.splitlines() if line.startswith("FN:")}) == people == 4
        assert all(("TITLE:Head" in card) is (what == "push again") for card in cards)
        connection = UserConnection(book, USER, PASSWORD)
        listed = connection.send("PROPFIND", book, headers={"Depth": "1"})
        connection.close()
        assert (listed.status, listed.body.count(b".vcf</href>")) == (207, people), number
