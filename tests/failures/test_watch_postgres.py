"""Several daemons on one folder with a store on a PostgreSQL server, which the tests start: each photo once."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.contract.postgres import Server
from tests.failures.oracle import files_in, person_in, photo_bytes
from tests.failures.watched import FULL, Daemon, kill_all, note_event, sized, start

pytestmark = [pytest.mark.timeout(1800 if FULL else 120), pytest.mark.usefixtures("tidy")]


class Shared:
    """A folder, and a database of its own on the server, asked by SQL of the tests."""

    def __init__(self, server: Server, inbox: Path, home: Path) -> None:
        self.inbox, self.home, self.url = inbox, home, server.new_database()
        self._engine = sa.create_engine(self.url)
        note_event(inbox)

    def start(self, kind: str, **variables: str) -> Daemon:
        daemon = start(kind, self.inbox, home=self.home, CARDSCAN_DB=self.url, **variables)
        daemon.wait_for("watching")
        return daemon

    def fill(self, people: range) -> None:
        for person in people:
            (self.inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))

    def connect(self) -> sa.Connection:
        return self._engine.connect()

    def number(self, query: str) -> int:
        with self.connect() as connection:
            return int(connection.exec_driver_sql(query).scalar_one())

    def in_state(self, state: str) -> int:
        return self.number(f"SELECT count(*) FROM arrivals WHERE state = '{state}'")  # noqa: S608 - of the tests

    def moved(self) -> int:
        return len(list(files_in(self.inbox / "done")))

    def all_is_well(self, people: int) -> None:
        """Every photo once and in done, one card, contact and draft each, each draft with its letter."""
        moved = sorted(person_in(path.read_bytes()) for path in files_in(self.inbox / "done"))
        assert moved == list(range(people))
        assert self.in_state("done") == self.number("SELECT count(*) FROM arrivals") == people
        for table in ("photos", "cards", "contacts", "drafts"):
            assert self.number(f"SELECT count(*) FROM {table}") == people  # noqa: S608 - a constant
        assert self.number("SELECT count(DISTINCT contact_id) FROM drafts") == people
        assert len(list((self.home / "drafts").glob("*.eml"))) == people
        self._engine.dispose()


@pytest.fixture
def shared(server: Server, inbox: Path, tmp_path: Path) -> Shared:
    return Shared(server, inbox, tmp_path / "home")


def test_two_share_a_folder_and_pass_by_what_another_one_holds(shared: Shared) -> None:
    """A row that somebody has locked keeps nobody from the others; each photo is done once, by one of the two."""
    people = sized(12, 1_000)
    daemons = [shared.start("slow") for _ in range(2)]
    with shared.connect() as other, other.begin():
        shared.fill(range(people))
        daemons[0].until(lambda: shared.in_state("queued") + shared.in_state("done") > 0, what="queued")
        held = other.exec_driver_sql(
            "SELECT id FROM arrivals WHERE state = 'queued' ORDER BY id DESC LIMIT 1 FOR UPDATE SKIP LOCKED"
        ).scalar()
        daemons[0].until(lambda: shared.in_state("done") >= people - 1, 600, "all but one")
        assert held is None or shared.in_state("done") == people - 1
    daemons[0].until(lambda: shared.in_state("done") == people, what="the last one")
    daemons[0].until(lambda: shared.moved() == people, what="moved")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    said = [daemon.said.count(" ended ") for daemon in daemons]
    assert sum(said) == people
    assert min(said) > 0
    assert "took-over" not in "".join(daemon.said for daemon in daemons)
    shared.all_is_well(people)


def test_what_a_killed_one_had_is_taken_over(shared: Shared) -> None:
    """Its photo is done by the other, though nobody told it; the same after one that was only stopped."""
    first = shared.start("hang", CARDSCAN_WORKERS_TIMEOUT_S="300")
    (shared.inbox / "evil.jpg").write_bytes(photo_bytes(0))
    first.until(lambda: shared.in_state("working") == 1, what="working")
    second = shared.start("good")
    kill_all(first)
    began = time.monotonic()
    second.wait_for("took-over")
    print(f"taken over after {time.monotonic() - began:.1f} s")
    second.until(lambda: shared.moved() == 1, what="moved")
    third = shared.start("slow")
    third.process.send_signal(signal.SIGSTOP)
    shared.fill(range(1, 4))
    second.until(lambda: shared.moved() == 4, what="done without the one that is stopped")
    third.process.send_signal(signal.SIGCONT)
    assert [daemon.stop() for daemon in (second, third)] == [0, 0]
    shared.all_is_well(4)


def test_connections_that_the_server_ends_are_made_again(shared: Shared) -> None:
    """A restart of the server, as a daemon sees it: it waits, says so at most once each time, and goes on."""
    daemon = shared.start("slow")
    shared.fill(range(6))
    for done in (1, 3):
        daemon.until(lambda done=done: shared.in_state("done") >= done, what=f"{done} done")  # type: ignore[misc]
        with shared.connect() as other:
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
    daemon.until(lambda: shared.moved() == 6, what="all")
    assert daemon.said.count("waiting step=store") == daemon.said.count("resumed step=store") <= 2
    assert daemon.stop() == 0
    shared.all_is_well(6)
