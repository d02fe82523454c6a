"""Who else watches, and who is dead: judged by beats that stand still, never by comparing clocks.

A beat is a row in the store. A program whose beat stands still is not dead as long as it may only be waiting for its
turn to write: what it holds would be taken from it, read again by another, and its own work thrown away. So a beat
counts as standing still only while this program got to the store itself, and a program that is seen to run on this
machine is given much longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

BEAT_S = 1.0
# A program that shows no progress for three beats and a bit is dead; what it had is taken over within 5 s.
DEAD_AFTER_S = 3.5
# One that runs on this machine and shows none has come to a stop inside: as long as systemd's watchdog waits.
STUCK_AFTER_S = 60.0
BOOT = Path("/proc/sys/kernel/random/boot_id")


class Roll:
    """Follows the beats of the other programs. Pure: it is told what was read and what time it is."""

    def __init__(self, own: str, *, runs: Callable[[str], bool] = lambda _name: False) -> None:
        """`runs` says whether a program is seen to run; see `runs_here`."""
        self._own, self._runs = own, runs
        self._seen: dict[str, tuple[int, float]] = {}
        self._looked_s: float | None = None

    def observe(self, beats: Mapping[str, int], now_s: float) -> list[tuple[str, int]]:
        """Take in the beats of all programs; (name, beat) of those that have stood still for too long.

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
            since_s = known[1] + blind_s  # whatever kept this program from the store kept the other one too
            self._seen[name] = (beat, since_s)
            still_s = now_s - since_s
            if still_s >= DEAD_AFTER_S and (still_s >= STUCK_AFTER_S or not self._runs(name)):
                dead.append((name, beat))
        for name in [name for name in self._seen if name not in beats]:
            del self._seen[name]
        return dead


def own_name(pid: int | None = None) -> str:
    """This process among all that may share the store: machine since its start, name space, process, its start."""
    pid = pid or os.getpid()
    return f"{_scope()}-{pid}-{_started(pid)}"


def ended_here(name: str) -> bool:
    """The program of this name ran on this machine, and runs no more. False when that cannot be known."""
    process = _process_here(name)
    return process is not None and _started(process[0]) != process[1]


def runs_here(name: str) -> bool:
    """The program of this name runs on this machine, and nobody has stopped it. False when that cannot be known."""
    process = _process_here(name)
    return process is not None and _started(process[0], stopped="0") == process[1]


def _process_here(name: str) -> tuple[int, str] | None:
    """Number and start of the process of this name; None when it runs where its number means nothing."""
    scope, _, started = name.rpartition("-")
    scope, _, pid = scope.rpartition("-")
    return (int(pid), started) if scope and scope == _scope() and pid.isdecimal() else None


def _scope() -> str:
    """Equal for processes that see each other; numbers of processes mean nothing elsewhere."""
    try:
        boot = BOOT.read_text("ascii")[:8]
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - follows the link to the name space itself
    except OSError:
        import uuid

        return uuid.uuid4().hex[:16]  # no machine to compare with: only the beats tell
    return f"{boot}-{space}"


def _started(pid: int, *, stopped: str | None = None) -> str:
    """When the process started, in ticks since the machine did; "0" when it is not there (or a zombie).

    Args:
        stopped: The answer for one that a signal holds; None: as for any other.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "0"
    if fields[0] in "tT" and stopped is not None:
        return stopped
    return "0" if fields[0] == "Z" else fields[19]
