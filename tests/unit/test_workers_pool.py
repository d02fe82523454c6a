"""The pool gives every job's outcome, in order, with warm processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from cardscan.errors import CardscanError, MissingComponentError, UnreadablePhotoError
from cardscan.workers import Job, Outcome, Pool
from cardscan.workers.settings import WorkerSettings
from tests.patience import PATIENCE_S

TWO = WorkerSettings(count=2, timeout_s=30)


def open_doubler() -> Callable[[int], tuple[int, int]]:
    """A function that doubles, and says which process it runs in."""
    return double


def double(number: int) -> tuple[int, int]:
    """Twice the number; odd ones take longer, 13 is a bad photo, 17 a programming error."""
    if number == 13:
        raise UnreadablePhotoError("13.jpg", "unlucky")
    if number == 17:
        raise ZeroDivisionError("a bug")
    time.sleep(0.03 * (number % 2))
    return 2 * number, os.getpid()


def open_refuser(error: Exception) -> Callable[[int], int]:
    """What cannot be opened."""
    raise error


def test_outcomes_come_in_the_order_of_the_jobs() -> None:
    """Slow and quick jobs alternate over two processes; the order stays."""
    with Pool(open_doubler, TWO) as pool:
        outcomes = list(pool.run(Job(str(n), n, tag=-n) for n in range(40) if n not in (13, 17)))
    assert [outcome.value and outcome.value[0] for outcome in outcomes] == [
        2 * n for n in range(40) if n not in (13, 17)
    ]
    assert [outcome.tag for outcome in outcomes] == [-n for n in range(40) if n not in (13, 17)]
    assert len({outcome.value[1] for outcome in outcomes if outcome.value}) == 2


def test_a_bad_photo_and_a_bug_cost_only_their_own_job() -> None:
    """The process goes on with the next job; the bug's traceback is kept for --debug."""
    with Pool(open_doubler, WorkerSettings(count=1, timeout_s=30)) as pool:
        good, bad, bug, last = list(pool.run(Job(f"{n}.jpg", n) for n in (12, 13, 17, 18)))
    assert isinstance(bad.error, UnreadablePhotoError)
    assert str(bad.error) == "13.jpg: unlucky"
    assert bug.error is not None
    assert "ZeroDivisionError" in str(bug.error)
    assert "a bug" in bug.detail
    assert good.value and last.value
    assert good.value[1] == last.value[1]


def test_ready_outcomes_pass_through_in_their_place() -> None:
    """Photos whose fate is clear beforehand need no process and keep their turn."""
    known: Outcome[tuple[int, int]] = Outcome("known", error=UnreadablePhotoError("known", "empty"))
    with Pool(open_doubler, TWO) as pool:
        names = [outcome.name for outcome in pool.run([Job("0", 0), known, Job("1", 1), known, known, Job("2", 2)])]
    assert names == ["0", "known", "1", "known", "known", "2"]


def test_without_jobs_no_process_starts() -> None:
    """A folder of known photos costs no process."""
    known: Outcome[tuple[int, int]] = Outcome("known")
    with Pool(open_doubler, TWO) as pool:
        assert len(list(pool.run([known] * 1000))) == 1000
        assert pool.processes == ()


def test_jobs_are_taken_only_as_fast_as_they_are_done() -> None:
    """A folder of 100,000 photos is not read into memory."""
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for number in range(0, 400, 2):
            taken += 1
            yield Job(str(number), number)

    with Pool(open_doubler, TWO) as pool:
        for count, _ in enumerate(pool.run(jobs()), start=1):
            assert taken - count < 70
    assert taken == 200


def test_a_process_is_replaced_after_its_share() -> None:
    """Leaks of C libraries stay bounded."""
    with Pool(open_doubler, WorkerSettings(count=1, timeout_s=30, recycle_after=2)) as pool:
        pids = [outcome.value[1] for outcome in pool.run(Job(str(n), n) for n in range(0, 12, 2)) if outcome.value]
    assert len(set(pids)) == 3


@pytest.mark.parametrize("error", [MissingComponentError("no engine; install one"), ValueError("a bug")])
def test_what_cannot_be_opened_ends_the_run(error: Exception) -> None:
    """Without an engine every photo would fail for the same reason: say it once."""
    expected = type(error) if isinstance(error, CardscanError) else CardscanError
    with Pool(partial(open_refuser, error), TWO) as pool, pytest.raises(expected):
        list(pool.run([Job("0", 0)]))


def test_closing_early_ends_the_processes() -> None:
    """Whoever stops listening leaves nothing running."""
    with Pool(open_doubler, TWO) as pool:
        results = pool.run(Job(str(n), n) for n in range(0, 1000, 2))
        next(results)
        pids = pool.processes
        results.close()  # type: ignore[attr-defined]
    assert pids
    assert all(_ends(pid) for pid in pids)


def _ends(pid: int, *, within_s: float = PATIENCE_S) -> bool:
    """Killed processes are gone once their parent, the fork server, has been told: on a busy machine after a while."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
