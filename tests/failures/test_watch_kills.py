"""Killed at any moment, the watch inbox loses nothing and doubles nothing. The oracle counts from outside."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, Daemon, all_is_well, fill, kill_all, once, processes, sized, start
from tests.patience import PATIENCE_S

KILLS = sized(3, int(os.environ.get("KILLS", "1000")))
pytestmark = [pytest.mark.timeout(7200 if FULL else 120), pytest.mark.usefixtures("tidy", "noted")]


def test_killed_at_random_times_every_photo_ends_once(inbox: Path, tmp_path: Path) -> None:
    """Each process of the program, or the whole group, again and again, from the first card to the last draft."""
    chance = random.Random(int(os.environ.get("SEED", "7")))
    home, people, killed = tmp_path / "home", 0, Counter[str]()
    assert once("good", inbox, home=home).process.returncode == 0  # the tables, and modules compiled, as after a kill
    readiness: list[float] = []
    while killed.total() < KILLS:
        if len(list(inbox.glob("*.jpg"))) < 20:
            fill(inbox, range(people, people + 10))
            people += 10
        began = time.monotonic()
        daemon = start("slow", inbox, home=home)
        daemon.wait_for("watching")
        readiness.append(time.monotonic() - began)
        whom = chance.choice(["worker", "readers' parent", "letters", "supervisor", "group"])
        if chance.random() < 0.8:  # most kills shall meet work: it takes the readers a second to start
            daemon.wait_for(" ended ")
        time.sleep(chance.uniform(0.0, 0.4))
        if whom not in ("supervisor", "group"):
            killed[whom] += kill_again_and_again(whom, daemon, inbox, chance)
        if whom == "supervisor":
            daemon.process.kill()
            daemon.process.wait(PATIENCE_S)
        kill_all(daemon)
        killed[whom] += whom in ("supervisor", "group")
    print(dict(killed))
    print(f"{killed.total()} kills, {people} photos; {len(readiness)} starts, ready after "
          f"{sorted(readiness)[len(readiness) // 2]:.2f} s (median), {max(readiness):.2f} s (slowest)")  # fmt: skip
    last = once("good", inbox, home=home)
    assert last.process.returncode == 0, last.said
    all_is_well(inbox, home, people)


def kill_again_and_again(role: str, daemon: Daemon, inbox: Path, chance: random.Random) -> int:
    """The daemon goes on with its work all the while. How many processes were killed."""
    killed = in_a_row = 0
    while chance.random() < 0.8 and any(inbox.glob("*.jpg")):
        through = daemon.said.count(" ended ")
        for pid in processes(daemon.process.pid)[role]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        in_a_row += 1
        if in_a_row == 2 or chance.random() < 0.5:  # a third process or photo in a row would rightly be given up
            await_progress(daemon, inbox, through)
            in_a_row = 0
        time.sleep(chance.uniform(0.0, 0.7))
    await_progress(daemon, inbox, daemon.said.count(" ended "))
    return killed


def await_progress(daemon: Daemon, inbox: Path, through: int) -> None:
    """Until more photos than that are through, or none is left."""
    daemon.until(lambda: daemon.said.count(" ended ") > through or not any(inbox.glob("*.jpg")), what="it goes on")


def test_told_to_stop_it_hands_the_photo_back(inbox: Path, tmp_path: Path) -> None:
    """SIGTERM in the middle of a photo: exit code 0, nothing counted against the photo, done by the next."""
    home = tmp_path / "home"
    (inbox / "evil.jpg").write_bytes(photo_bytes(1))
    daemon = start("hang", inbox, home=home, CARDSCAN_WORKERS_TIMEOUT_S="300")
    daemon.wait_for("watching")
    daemon.until(lambda: states(home) == {"working": 1}, what="working")
    assert daemon.stop() == 0
    assert count(inbox, home).states == {"queued": 1}
    assert once("good", inbox, home=home).process.returncode == 0
    all_is_well(inbox, home, 1)


def test_another_takes_over_from_one_that_was_killed(inbox: Path, tmp_path: Path) -> None:
    """The photo that the dead one had is done by the other, though nobody told it."""
    home = tmp_path / "home"
    first = start("hang", inbox, home=home, CARDSCAN_WORKERS_TIMEOUT_S="300")
    first.wait_for("watching")
    (inbox / "evil.jpg").write_bytes(photo_bytes(1))
    first.until(lambda: states(home) == {"working": 1}, what="working")
    second = start("good", inbox, home=home)
    second.wait_for("watching")
    began = time.monotonic()
    kill_all(first)
    second.wait_for("state=done")
    print(f"taken over after {time.monotonic() - began:.1f} s")
    assert second.stop() == 0
    all_is_well(inbox, home, 1)


def test_who_waits_for_the_store_is_not_taken_for_dead(inbox: Path, tmp_path: Path) -> None:
    """A writer that holds the store for seconds, again and again: no program takes the photos of another that lives."""
    home = tmp_path / "home"
    daemons = [start("slow", inbox, home=home) for _ in range(2)]
    for daemon in daemons:
        daemon.wait_for("watching")
    fill(inbox, range(20))
    for _ in range(sized(2, 20)):
        with closing(sqlite3.connect(home / "cardscan.db", timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(3)
            other.execute("ROLLBACK")
        time.sleep(5)
    daemons[0].until(lambda: states(home) == {"done": 20}, what="all")
    daemons[0].until(lambda: len(list(files_in(inbox / "done"))) == 20, 60, "moved")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    said = "".join(daemon.said for daemon in daemons)
    assert "waiting step=store" in said  # they did have to wait
    assert "took-over" not in said
    assert "given-up" not in said
    all_is_well(inbox, home, 20)


@pytest.mark.slow
@pytest.mark.parametrize("daemons_at_once", [2, 4] if FULL else [2])
def test_many_daemons_share_a_folder_and_do_each_photo_once(daemons_at_once: int, inbox: Path, tmp_path: Path) -> None:
    """Several at once: one of them stopped (and woken after it was taken for dead), later killed with what it holds."""
    home, people = tmp_path / "home", sized(20, int(os.environ.get("SHARED", "5000")))
    first = people * 3 // 4
    fill(inbox, range(first))
    began = time.monotonic()
    daemons = [start("good", inbox, home=home) for _ in range(daemons_at_once)]
    daemons[0].until(lambda: states(home)["done"] > people // 4, 1200, "a quarter")
    os.killpg(daemons[1].process.pid, signal.SIGSTOP)
    if FULL:
        time.sleep(6)
    os.killpg(daemons[1].process.pid, signal.SIGCONT)
    if FULL:
        daemons[0].until(lambda: states(home)["done"] > people // 2, 1200, "half")
    fill(inbox, range(first, people))  # all may be done by now, and it shall be killed at work
    if FULL:
        daemons[0].until(lambda: stopped_at_work(home, daemons[1]), 60, "at work again")
        print(f"taken over from the killed one after {taken_over_after_s(daemons):.1f} s")
    daemons[0].until(lambda: states(home)["done"] == people, 3000, "all")
    daemons[0].until(lambda: len(list(files_in(inbox / "done"))) == people, 60, "moved")
    said = "".join(daemon.said for daemon in daemons)
    print(f"{daemons_at_once} daemons, {people} files in {time.monotonic() - began:.0f} s; "
          f"taken over {said.count('took-over')} times, given up {said.count('given-up')}, "
          f"waited for the store {said.count('waiting step=store')} times")  # fmt: skip
    assert [daemon.stop() for daemon in daemons if daemon.process.poll() is None] == [0] * (
        daemons_at_once - (1 if FULL else 0)
    )
    assert said.count("took-over") <= 2  # once stopped, once killed: whoever only waits keeps what it holds
    all_is_well(inbox, home, people)


def stopped_at_work(home: Path, daemon: Daemon) -> bool:
    """Stop it; let it go on if it is not listed in the store just now, or has claimed no photo there."""
    os.killpg(daemon.process.pid, signal.SIGSTOP)
    query = "SELECT count(*) FROM arrivals JOIN watchers ON owner = name WHERE owner LIKE ?"
    with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True, timeout=30)) as database:
        if database.execute(query, (f"%-{daemon.process.pid}-%",)).fetchone()[0]:
            return True
    os.killpg(daemon.process.pid, signal.SIGCONT)
    return False


def taken_over_after_s(daemons: list[Daemon]) -> float:
    """Kill the second, which was stopped while it held a photo; how long until another has taken what it held."""
    others = [daemon for daemon in daemons if daemon is not daemons[1]]
    before = sum(daemon.said.count("took-over") for daemon in others)
    killed = time.monotonic()
    kill_all(daemons[1])
    others[0].until(lambda: sum(daemon.said.count("took-over") for daemon in others) > before, 30, "taken over")
    return time.monotonic() - killed
