"""Real kills, real hangs, real memory bombs: each costs one photo."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing.forkserver
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cardscan.errors import MissingComponentError, WorkerFailedError
from cardscan.workers import Crew, Job, Outcome, Pool
from cardscan.workers.settings import WorkerSettings
from tests.patience import PATIENCE_S

SETTINGS = WorkerSettings(count=2, timeout_s=1.5, max_memory_mb=128)
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the memory limit is Linux's")


HOARD: list[bytes] = []


def open_actor() -> Callable[[str], str]:
    """Does what it is told."""
    return act


def act(what: str) -> str:
    """Crash, hang, eat memory, or answer."""
    if what.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, what))
    elif what == "exit":
        os._exit(3)
    elif what == "hang":
        # Like a loop inside a C library: no Python signal handler runs, nothing is read from the pipe.
        ctypes.PyDLL(None).sleep(600)
    elif what == "eat":
        hoard = bytearray(1 << 30)
        hoard[::4096] = b"x" * len(hoard[::4096])
    elif what == "hoard":  # as inference libraries do: 60 MB more for every picture, never given back
        HOARD.append(b"x" * (60 << 20))
        return str(os.getpid())
    return what.upper()


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("SIGSEGV", "crashed on it (SIGSEGV)"),
        ("SIGABRT", "crashed on it (SIGABRT)"),
        ("SIGKILL", "the system stopped its reader"),
        ("exit", "crashed on it (exit code 3)"),
        ("hang", "took longer than 1.5 s"),
        pytest.param("eat", "more than 128 MB of memory", marks=linux_only),
    ],
)
def test_only_the_photo_at_fault_fails(deed: str, said: str) -> None:
    """The photos before, beside and after it are read as if nothing had happened."""
    with Pool(open_actor, SETTINGS) as pool:
        outcomes = list(pool.run(Job(f"{n}.jpg", deed if n == 2 else f"photo {n}") for n in range(6)))
    assert [outcome.value for outcome in outcomes if outcome.error is None] == [f"PHOTO {n}" for n in (0, 1, 3, 4, 5)]
    error = outcomes[2].error
    assert isinstance(error, WorkerFailedError)
    assert str(error).startswith("2.jpg: ")
    assert said in str(error)


def test_a_process_killed_between_two_photos_costs_none() -> None:
    """The next photo goes to a fresh process instead."""
    with Pool(open_actor, WorkerSettings(count=1)) as pool:

        def jobs() -> Iterator[Job]:
            yield Job("0", "photo 0")
            # Asked for the second job: the only process has answered and waits.
            os.kill(pool.processes[0], signal.SIGKILL)
            time.sleep(0.1)
            yield Job("1", "photo 1")

        assert [outcome.value for outcome in pool.run(jobs())] == ["PHOTO 0", "PHOTO 1"]


def open_slowly() -> Callable[[str], str]:
    """Ready after a second."""
    time.sleep(1)
    return act


def open_never() -> Callable[[str], str]:
    """Killed before it is ready, each time."""
    os.kill(os.getpid(), signal.SIGKILL)
    return act


def test_a_process_killed_while_it_starts_costs_none() -> None:
    """As happens when the system is short of memory: another one is started for the photo that waits."""
    crew = Crew(open_slowly, WorkerSettings(count=1))
    try:
        crew.submit(0, Job("0", "photo 0"))
        crew.start_waiting()
        os.kill(crew.processes[0], signal.SIGKILL)
        assert [outcome.value for _, outcome in all_of(crew)] == ["PHOTO 0"]
    finally:
        crew.close()


def test_processes_that_are_all_killed_while_they_start_end_the_run() -> None:
    """Starting them for ever would look alive and do nothing."""
    with Pool(open_never, WorkerSettings(count=1)) as pool, pytest.raises(MissingComponentError, match="SIGKILL"):
        list(pool.run([Job("0", "photo 0")]))


def test_the_readers_common_parent_killed_while_it_starts_one_is_replaced() -> None:
    """The next attempt forks from a new one."""
    crew = Crew(open_actor, WorkerSettings(count=1))
    try:
        crew.warm_up()
        parent = multiprocessing.forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
        os.kill(parent, signal.SIGSTOP)  # it takes no order any more, and dies over the next one
        killing = threading.Timer(0.5, os.kill, (parent, signal.SIGKILL))
        killing.start()
        crew.submit(0, Job("0", "photo 0"))
        assert [outcome.value for _, outcome in all_of(crew)] == ["PHOTO 0"]
        killing.join()
    finally:
        crew.close()


def all_of(crew: Crew[str]) -> list[tuple[int, Outcome[str]]]:
    """What is done when all is done."""
    found: list[tuple[int, Outcome[str]]] = []
    while crew.load:
        found += crew.collect(None)
    return found


@linux_only
def test_what_a_library_hoards_is_no_photos_fault() -> None:
    """Growth over many photos replaces the process instead of failing a photo."""
    with Pool(open_actor, WorkerSettings(count=1, max_memory_mb=128)) as pool:
        outcomes = list(pool.run(Job(f"{n}.jpg", "hoard") for n in range(8)))
    assert [outcome.error for outcome in outcomes] == [None] * 8
    assert 1 < len({outcome.value for outcome in outcomes}) <= 4


def test_many_crashes_in_a_row_are_survived() -> None:
    """Every photo is bad: every photo gets its sentence, and the run ends."""
    with Pool(open_actor, SETTINGS) as pool:
        outcomes = list(pool.run(Job(str(n), "SIGSEGV") for n in range(8)))
    assert all(isinstance(outcome.error, WorkerFailedError) for outcome in outcomes)


@pytest.mark.parametrize(("how", "limit_s"), [(signal.SIGINT, 3600), (signal.SIGKILL, 1.5)])
def test_when_the_parent_goes_its_processes_go(how: signal.Signals, limit_s: float) -> None:
    """Told to end it ends them, long before their limit; killed, it cannot, and the kernel ends them after theirs."""
    script = textwrap.dedent(f"""
        import signal, sys
        sys.path[:0] = {[str(Path(__file__).parent)]!r}
        from test_scan_workers import open_actor
        from cardscan.workers.settings import WorkerSettings
        from cardscan.workers import Job, Pool
        if __name__ == "__main__":
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore Ctrl-C
            with Pool(open_actor, WorkerSettings(count=2, timeout_s={limit_s})) as pool:
                results = pool.run(Job(str(n), "hang" if n > 2 else "go") for n in range(9))
                next(results)
                print(*pool.processes, flush=True)
                list(results)
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    time.sleep(0.3)
    parent.send_signal(how)
    try:
        parent.wait(PATIENCE_S)
        for pid in pids:
            _wait_until_gone(pid)
    finally:
        parent.kill()
        parent.communicate()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _wait_until_gone(pid: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if not _runs(pid):
            return
        time.sleep(0.05)
    raise TimeoutError(pid)


def _runs(pid: int) -> bool:
    """Alive; a zombie that nobody waits for is not."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace")
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc").is_dir()
    return stat.rpartition(")")[2].split()[0] != "Z"


LOADED: list[int] = []


def load() -> None:
    """What stands for a model: which process has loaded it."""
    LOADED.append(os.getpid())


class WarmOpener:
    """Has something to be loaded before the fork."""

    preparation = staticmethod(load)

    def __call__(self) -> Callable[[str], str]:
        return tell


def tell(_: str) -> str:
    """Whether the model was loaded by the process that this one was forked from, and how many threads that has."""
    parent = os.getppid()
    return f"{[parent] == LOADED} {len(list(Path(f'/proc/{parent}/task').iterdir()))}"


def run_alone(lines: str) -> list[str]:
    """In a program of its own: the fork server of this one may run already."""
    script = "if __name__ == '__main__':\n" + textwrap.indent(textwrap.dedent(lines), "    ")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@linux_only
def test_what_all_readers_share_is_loaded_once_before_they_are_forked() -> None:
    """Each process finds it loaded by their common parent; one that replaces a crashed one, too."""
    said = run_alone("""
        from test_scan_workers import WarmOpener
        from cardscan.workers.settings import WorkerSettings
        from cardscan.workers import Job, Pool
        for _ in range(2):
            with Pool(WarmOpener(), WorkerSettings(count=2, sandbox=False, recycle_after=1)) as pool:
                for outcome in pool.run(Job(str(n), "x") for n in range(3)):
                    print(outcome.value)
    """)
    assert said == ["True 1"] * 6


@linux_only
def test_the_readers_common_parent_has_loaded_models_and_no_thread(
    card_photos: Sequence[bytes], tmp_path: Path
) -> None:
    """A fork takes one thread along, and the locks of all: nothing that is loaded before it may start one."""
    photo = tmp_path / "card.jpg"
    photo.write_bytes(card_photos[0])
    said = run_alone(f"""
        import os, pathlib
        from multiprocessing import forkserver
        from cardscan.app.cli.options import settings_from
        from cardscan.model.scan import PhotoFile
        from cardscan.reading.openers import ScannerOpener
        from cardscan.workers import Job, Pool
        settings = settings_from({{"workers.count": 1}})
        file = PhotoFile("card.jpg", pathlib.Path({str(photo)!r}).read_bytes())
        with Pool(ScannerOpener(settings.reading), settings.workers) as pool:
            for outcome in pool.run([Job("card.jpg", file)]):
                print(len(outcome.value.cards), outcome.error)
                parent = pathlib.Path(f"/proc/{{forkserver._forkserver._forkserver_pid}}")
                print(len(list((parent / "task").iterdir())))
                print("tesserocr" in (parent / "maps").read_text())
    """)
    assert said == ["1 None", "1", "True"]
