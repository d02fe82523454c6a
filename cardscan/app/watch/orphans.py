"""Kill processes that a worker started and left behind: a reader without a sandbox may start programs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Container
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Make this process the parent of every descendant that loses its own parent (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def sweep(known: Container[int]) -> int:
    """Kill and reap children that are not in `known`; return their number.

    Workers lead their own process groups, which the programs they start inherit. The fork server and its tracker are in
    our group and are spared.
    """
    ended = 0
    for task in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for pid in map(int, task.read_text("ascii").split()):
                with contextlib.suppress(OSError):
                    if pid not in known and os.getpgid(pid) != os.getpgid(0):
                        os.kill(pid, signal.SIGKILL)
                        os.waitpid(pid, 0)
                        ended += 1
    return ended
