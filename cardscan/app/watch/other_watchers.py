"""Tell which other watching programs are dead, from beats that stand still, never by comparing clocks.

A beat is a row in the store. A program whose beat stands still is not dead if it may only be waiting for its turn to
write; otherwise its photos would be taken from it and read again, and its own work thrown away. A beat therefore
counts as standing still only while this program itself reached the store. A program that is seen to run on this
machine is given much longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

BEAT_S = 1.0
# A program without progress for three and a half beats is dead; its photos are taken over within 5 s.
DEAD_AFTER_S = 3.5
# A program that runs on this machine without progress is stuck: the same time as systemd's watchdog.
STUCK_AFTER_S = 60.0
BOOT = Path("/proc/sys/kernel/random/boot_id")


class OtherWatchers:
    """Follows the beats of the other programs. Pure: the caller passes in the beats and the time."""

    def __init__(self, own: str, *, runs: Callable[[str], bool] = lambda _name: False) -> None:
        """`runs` says whether a program is seen to run; see `runs_here`."""
        self._own, self._runs = own, runs
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked_s: float | None = None

    def observe(self, beats: Mapping[str, int], now_s: float) -> list[tuple[str, int]]:
        """Take in the beats of all programs; return (name, beat) of those that have stood still for too long.

        Args:
            now_s: Seconds on a clock that only goes forward.
        """
        blind_s = 0.0 if self._looked_s is None else max(0.0, now_s - self._looked_s - 2 * BEAT_S)
        self._looked_s = now_s
        dead = []
        for name, beat in beats.items():
            if name == self._own:
                continue
            known = self._seen.get(name)
            if known is None or known[0] != beat:
                self._seen[name] = (beat, now_s)
                continue
            since_s = known[1] + blind_s  # whatever kept this program from the store may have kept the other one too
            self._seen[name] = (beat, since_s)
            still_s = now_s - since_s
            if still_s >= DEAD_AFTER_S and (still_s >= STUCK_AFTER_S or not self._runs(name)):
                dead.append((name, beat))
        for name in [name for name in self._seen if name not in beats]:
            del self._seen[name]
        return dead


def own_name(pid: int | None = None) -> str:
    """Return a name for this process that is unique in a shared store: machine boot, name space, process, its start."""
    pid = pid or os.getpid()
    return f"{_scope()}-{pid}-{_started(pid)}"


def ended_here(name: str) -> bool:
    """Whether the named program ran on this machine and has ended; False if that cannot be known."""
    process = _process_here(name)
    return process is not None and _started(process[0]) != process[1]


def runs_here(name: str) -> bool:
    """Whether the named program runs on this machine and is not suspended; False if that cannot be known."""
    process = _process_here(name)
    return process is not None and _started(process[0], stopped="0") == process[1]


def _process_here(name: str) -> tuple[int, str] | None:
    """Return number and start of the named process; None if it runs where its number means nothing here."""
    scope, _, started = name.rpartition("-")
    scope, _, pid = scope.rpartition("-")
    return (int(pid), started) if scope and scope == _scope() and pid.isdecimal() else None


def _scope() -> str:
    """Return a text that is equal for processes that see each other; elsewhere process numbers mean nothing."""
    try:
        boot = BOOT.read_text("ascii")[:8]
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - follows the link to the name space itself
    except OSError:
        import uuid

        return uuid.uuid4().hex[:16]  # the machine cannot be identified: only the beats tell
    return f"{boot}-{space}"


def _started(pid: int, *, stopped: str | None = None) -> str:
    """Return when the process started, in ticks since boot; "0" if it is not there (or a zombie).

    Args:
        stopped: The answer for a process suspended by a signal; None treats it like any other.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "0"
    if fields[0] in "tT" and stopped is not None:
        return stopped
    return "0" if fields[0] == "Z" else fields[19]
