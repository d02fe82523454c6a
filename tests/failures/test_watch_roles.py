"""Each process of a watching program killed by itself, at enumerated system calls of the one that writes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.failures.oracle import files_in, states
from tests.failures.watched import (
    AS_INSTALLED,
    FULL,
    ROOT,
    Daemon,
    all_is_well,
    children,
    fill,
    once,
    processes,
    sized,
    start,
)
from tests.patience import PATIENCE_S

POINTS = sized(1, int(os.environ.get("POINTS", "15")))
CALLS = ["renameat2", *(["fsync", "fdatasync", "openat", "pwrite64", "unlink", "mkdir"] if FULL else [])]
# "readers' parent" forks the workers, "letters" renders templates; both are children of the supervisor. That each is
# replaced when it is killed is tested alone too, in test_scan_workers.py and unit/test_followup_wordings.py.
ROLES = [
    "supervisor",
    "group",
    "worker",
    *(pytest.param(x, marks=pytest.mark.slow) for x in ("readers' parent", "letters")),
]
pytestmark = [
    pytest.mark.timeout(7200 if FULL else 120),
    pytest.mark.usefixtures("tidy", "noted"),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("call", CALLS)
def test_killed_at_a_system_call_nothing_is_lost(call: str, role: str, inbox: Path, tmp_path: Path) -> None:
    """At that call of the supervisor the process dies: before a row is on the disk, before and after a file moved.

    The supervisor goes on with its work where it was not the one; those that it leaves behind end by themselves.
    """
    home, killed = tmp_path / "home", 0
    fill(inbox, range(2))
    assert once("good", inbox, home=home).process.returncode == 0  # the tables are there, imports are written
    people = 2
    calls = range(2, 3)
    if FULL:
        fill(inbox, range(people, people + 4))
        people += 4
        calls = calls_at_work(call, inbox, home, tmp_path / "trace")
    points = sorted({calls[len(calls) * point // POINTS] for point in range(POINTS)})
    for when in points:
        fill(inbox, range(people, people + 4))
        people += 4
        killed += die_at(f"inject={call}:signal=SIGSTOP:when={when}", role, inbox, home, tmp_path / f"trace{when}")
    print(f"{role} at {call}: {killed} killed at {len(points)} points")
    assert killed
    last = once("good", inbox, home=home)
    assert last.process.returncode == 0, last.said
    all_is_well(inbox, home, people)


@pytest.mark.parametrize("call", ["write", *(["read", "clock_nanosleep"] if FULL else [])])
def test_a_worker_killed_at_a_call_of_its_own_is_replaced(call: str, inbox: Path, tmp_path: Path) -> None:
    """While it waits, while it takes a photo in, in the middle of reading, before and while it answers."""
    home, killed = tmp_path / "home", 0
    daemon = start("good", inbox, home=home, READING_S="0.1")
    daemon.wait_for("watching")
    points = range(1, sized(1, 4) + 1)
    for point in points:
        killed += kill_worker_at(f"inject={call}:signal=SIGKILL:when={point}", daemon, inbox, home)
    people = 3 * len(points)
    print(f"worker at its own {call}: {killed} killed at {len(points)} points")
    assert killed
    daemon.until(lambda: len(list(files_in(inbox / "done"))) == people, what="moved")
    assert daemon.stop() == 0
    assert daemon.said.count("retry") <= killed
    all_is_well(inbox, home, people)


def kill_worker_at(injection: str, daemon: Daemon, inbox: Path, home: Path) -> bool:
    """Three more photos; the worker that has read the first dies at that call of its own. False: it came to none."""
    people = sum(states(home).values())
    fill(inbox, range(people, people + 1))  # whoever reads it waits for more afterwards
    daemon.until(lambda: states(home) == {"done": people + 1}, what="read")
    (worker,) = processes(daemon.process.pid)["worker"]
    with subprocess.Popen(["strace", "-qq", "-o", os.devnull, "-e", injection, "-p", str(worker)]) as tracer:
        try:
            daemon.until(lambda: traced_or_gone(worker), what="traced")
            fill(inbox, range(people + 1, people + 3))
            daemon.until(lambda: states(home) == {"done": people + 3}, what="read after all")
            return worker not in processes(daemon.process.pid)["worker"]
        finally:
            tracer.terminate()


def traced_or_gone(pid: int) -> bool:
    """Somebody traces it; or it was in that very call, and is dead."""
    try:
        return "TracerPid:\t0" not in Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return True


def calls_at_work(call: str, inbox: Path, home: Path, trace: Path) -> range:
    """The numbers of those calls of the supervisor that it makes once all of its processes have been started."""
    command = ["strace", "-qq", "-o", str(trace), "-e", f"trace={call},vfork,clone,clone3", *daemon_once(inbox)]
    environment = {**os.environ, **quick(home)}
    subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=True)
    names = [line.partition("(")[0] for line in trace.read_text("utf-8", "replace").splitlines()]
    started = max(at for at, name in enumerate(names) if name in ("vfork", "clone", "clone3"))
    return range(names[:started].count(call) + 1, names.count(call) + 1)


def daemon_once(inbox: Path) -> list[str]:
    """The command that works the inbox off."""
    return [sys.executable, "-m", "tests.failures.stub", "good", str(inbox), "--once"]


def quick(home: Path) -> dict[str, str]:
    """While what one worker has read is written down, the other reads."""
    return {"CARDSCAN_HOME": str(home), "CARDSCAN_WORKERS_COUNT": "2", "READING_S": "0.3", **AS_INSTALLED}


def die_at(injection: str, role: str, inbox: Path, home: Path, trace: Path) -> bool:
    """Run the daemon; where the kernel stops its supervisor, kill the process of that role. Whether there was one."""
    if role == "supervisor":
        injection = injection.replace("SIGSTOP", "SIGKILL")  # it dies before the call; otherwise just after
    tracer = subprocess.Popen(
        ["strace", "-qq", "-o", str(trace), "-e", injection, *daemon_once(inbox)],
        cwd=ROOT,
        env={**os.environ, **quick(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while tracer.poll() is None and not (trace.exists() and b"stopped by SIGSTOP" in trace.read_bytes()):
            time.sleep(0.02)
        if tracer.poll() is not None:
            assert role == "supervisor" or tracer.returncode == 0
            found = tracer.returncode != 0
        elif role == "group":
            os.killpg(tracer.pid, signal.SIGKILL)
            tracer.wait(PATIENCE_S)
            found = True
        else:
            (supervisor,) = children(tracer.pid)
            whom = processes(supervisor)[role]
            for pid in whom:
                os.kill(pid, signal.SIGKILL)
            os.kill(supervisor, signal.SIGCONT)
            assert tracer.wait(PATIENCE_S) == 0
            found = bool(whom)
        until = time.monotonic() + PATIENCE_S
        while members(tracer.pid):
            assert time.monotonic() < until, "processes are left behind"
            time.sleep(0.05)
        return found
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(tracer.pid, signal.SIGKILL)
        tracer.wait(PATIENCE_S)


def members(group: int) -> list[int]:
    """Processes of this group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    found.append(int(entry.name))
    return found
