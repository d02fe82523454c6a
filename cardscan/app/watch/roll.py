"""Who else watches, and who is dead: judged by beats that stand still, never by comparing clocks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

BEAT_S = 1.0
# A program that shows no progress for three beats and a bit is dead; what it had is taken over within 5 s.
DEAD_AFTER_S = 3.5
BOOT = Path("/proc/sys/kernel/random/boot_id")


class Roll:
    """Follows the beats of the other programs. Pure: it is told what was read and what time it is."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._seen: dict[str, tuple[int, float]] = {}

    def observe(self, beats: Mapping[str, int], now_s: float) -> list[tuple[str, int]]:
        """Take in the beats of all programs; (name, beat) of those that have stood still for too long.

        Args:
            now_s: Seconds on a clock that only goes forward.
        """
        dead = []
        for name, beat in beats.items():
            if name == self._own:
                continue
            known = self._seen.get(name)
            if known is None or known[0] != beat:
                self._seen[name] = (beat, now_s)
            elif now_s - known[1] >= DEAD_AFTER_S:
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
    scope, _, rest = name.rpartition("-")
    scope, _, pid = scope.rpartition("-")
    return bool(scope) and scope == _scope() and pid.isdecimal() and _started(int(pid)) != rest


def _scope() -> str:
    """Equal for processes that see each other; numbers of processes mean nothing elsewhere."""
    try:
        boot = BOOT.read_text("ascii")[:8]
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - follows the link to the name space itself
    except OSError:
        import uuid

        return uuid.uuid4().hex[:16]  # no machine to compare with: only the beats tell
    return f"{boot}-{space}"


def _started(pid: int) -> str:
    """When the process started, in ticks since the machine did; "0" when it is not there (or a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "0"
    return "0" if fields[0] == "Z" else fields[19]
