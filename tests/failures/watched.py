"""A watch folder under test: starts the real daemon, waits for what it says, ends it; and the fixtures for that."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.failures.oracle import count, photo_bytes
from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("FAILURES") == "full"


@pytest.fixture
def tidy() -> Iterator[None]:
    """Whatever a test has started is ended with it."""
    yield
    clear_away()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder to be watched."""
    place = tmp_path / "in"
    place.mkdir()
    return place


def sized(short: int, full: int) -> int:
    """So many in `make test`, so many in `make test-failures`."""
    return full if FULL else short


@dataclass
class Daemon:
    """One watching process."""

    process: subprocess.Popen[str]
    log: Path

    def wait_for(self, text: str, seconds: float = PATIENCE_S) -> str:
        """Until the log says so."""
        return self.until(lambda: text in self.said, seconds, text) and self.said

    @property
    def said(self) -> str:
        """The log so far."""
        return self.log.read_text("utf-8", "replace")

    def until(self, true: Callable[[], object], seconds: float = PATIENCE_S, what: str = "") -> Any:
        """Until it is true; TimeoutError with the log otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = true()
            if found:
                return found
            if self.process.poll() is not None:
                found = true()
                if found:
                    return found
                raise AssertionError(f"ended with {self.process.returncode} before {what!r}:\n{self.said[-3000:]}")
            time.sleep(0.05)
        raise TimeoutError(f"{what}\n{self.said[-3000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = PATIENCE_S) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(seconds)


def start(
    kind: str,
    *folders: Path,
    home: Path,
    arguments: tuple[str, ...] = (),
    log: Path | None = None,
    **variables: str,
) -> Daemon:
    """Run the daemon in a process group of its own; quick limits. Its log is put into `home` unless given."""
    home.mkdir(exist_ok=True)
    log = log or home / f"log-{time.monotonic_ns()}"
    environment = {
        **os.environ,
        "CARDSCAN_HOME": str(home),
        "CARDSCAN_WORKERS_COUNT": "1",
        "CARDSCAN_WORKERS_TIMEOUT_S": "3",
        "CARDSCAN_WORKERS_MAX_MEMORY_MB": "128",
        **AS_INSTALLED,
        **variables,
    }
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.failures.stub", kind, *map(str, folders), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
    STARTED.append(Daemon(process, log))
    return STARTED[-1]


STARTED: list[Daemon] = []
COMPILED = tempfile.TemporaryDirectory(prefix="cardscan-compiled-")
# An installed program's modules are compiled, whatever the tests do with theirs: a start takes a quarter less.
AS_INSTALLED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": COMPILED.name}


def clear_away() -> None:
    """End what a test has left running."""
    while STARTED:
        kill_all(STARTED.pop())


def processes(supervisor: int) -> dict[str, list[int]]:
    """What it has started, by role."""
    commands: dict[int, bytes] = {}
    for pid in children(supervisor):
        with contextlib.suppress(OSError):
            commands[pid] = Path(f"/proc/{pid}/cmdline").read_bytes()
    parents = [pid for pid, command in commands.items() if b"multiprocessing.forkserver" in command]
    return {
        "readers' parent": parents,
        "worker": [pid for parent in parents for pid in children(parent)],
        "letters": [pid for pid, command in commands.items() if b"letter_process" in command],
    }


def children(pid: int) -> list[int]:
    """Processes that it started and that have not ended."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it may end meanwhile
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    return found


def once(kind: str, folder: Path, *, home: Path, **variables: str) -> Daemon:
    """Run the daemon until nothing is left to do."""
    daemon = start(kind, folder, home=home, arguments=("--once",), **variables)
    daemon.process.wait(PATIENCE_S)
    return daemon


def kill_all(daemon: Daemon) -> None:
    """The whole process group, as an OOM killer or a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait(PATIENCE_S)


@pytest.fixture
def noted(inbox: Path) -> None:
    """Every card in the inbox brings a draft."""
    note_event(inbox)


def note_event(folder: Path) -> None:
    """Talked to everybody, so that every card brings a draft."""
    (folder / "event.toml").write_text(
        'event = "Sample Fair"\ndate = 2026-11-20\nhow = "handed over"\ntalked_about = "chairs"\n', "utf-8"
    )


def fill(inbox: Path, people: range) -> None:
    """One photo of each of these people."""
    for person in people:
        (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))


def all_is_well(inbox: Path, home: Path, people: int) -> None:
    """Every photo once and in done, one card, contact and draft each."""
    found = count(inbox, home)
    assert found.wrong == []
    assert found.places == {"done": people}
    assert found.states == {"done": people}
    assert set(found.people.values()) == {1}
    assert (found.cards, found.contacts, found.drafts, found.letters) == (people,) * 4
