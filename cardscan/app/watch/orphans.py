"""Ends what a worker started and left behind: without a sandbox a reader may start programs of its own."""

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
    """From now on, what loses its parent below this process becomes its child (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def sweep(known: Container[int]) -> int:
    """End and bury children that nobody knows; how many there were.

    Workers lead groups of their own, and what they start inherits that; the fork server and its tracker are in ours.
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
