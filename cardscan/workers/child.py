"""Run in a worker process: load the models once, then do one job after another until the pipe closes."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cardscan.errors import CardscanError, WorkerFailedError
from cardscan.workers import sandbox
from cardscan.workers.answers import Reply, encode
from cardscan.workers.jobs import Job

# The parent kills at the time limit. If the parent is gone, the kernel ends the process this many seconds later.
ORPHAN_GRACE_S = 2
CPU_SHARE = 2


@dataclass(frozen=True, slots=True)
class JobLimits:
    """What one job may use (wall time in seconds, growth in MB), and whether the process is sandboxed."""

    timeout_s: float
    max_memory_mb: int
    sandbox: bool = True


def serve(pipe: Connection, open_function: Callable[[], Callable[[Any], Any]], limits: JobLimits, quiet: bool) -> None:
    """Answer jobs from `pipe` until it closes.

    Args:
        open_function: Called once; loads the models and returns the function that does one job.
        limits: The limits for one job.
        quiet: Discard what C libraries print, because it would break the progress bar.
    """
    # Ctrl-C reaches every process of the terminal; the parent decides whether to close the pipe or kill this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for ended_by in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(ended_by, signal.SIG_DFL)
    _redirect(quiet)
    with contextlib.suppress(OSError, AttributeError):
        os.setpgid(0, 0)  # ending this process group also ends whatever this process started
    try:
        function = _opened(open_function, limits)
    except CardscanError as error:
        _send(pipe, Reply(error=error))
        return
    except Exception:  # noqa: BLE001 - the parent shows it as the reason why no worker starts
        _send(pipe, Reply(error=CardscanError("the reader could not be started"), detail=traceback.format_exc()))
        return
    warm_mb = _status_mb("VmRSS")
    if not _send(pipe, Reply()):
        return
    while True:
        try:
            job: Job = pipe.recv()
        except (EOFError, OSError):  # the parent is done or has died
            return
        # Keep the default action: a loop inside a C library would never return to run a Python handler.
        signal.alarm(math.ceil(limits.timeout_s) + ORPHAN_GRACE_S)
        limit_memory(limits.max_memory_mb)
        _limit_processor(limits.timeout_s)
        reply = _answer(function, job, limits.max_memory_mb)
        signal.alarm(0)
        if _status_mb("VmRSS") > warm_mb + limits.max_memory_mb:
            reply = dataclasses.replace(reply, tired=True)
        if not _send(pipe, reply):
            return


def _opened(open_function: Callable[[], Callable[[Any], Any]], limits: JobLimits) -> Callable[[Any], Any]:
    """Load the models in the sandbox: restrict files first, since Landlock covers only threads that start after it."""
    if not limits.sandbox:
        return open_function()
    readable: tuple[Path, ...] = getattr(open_function, "readable", ())
    programs: bool = getattr(open_function, "runs_programs", False)
    if not programs:
        sandbox.shut_in(readable=readable)
    function = open_function()
    sandbox.forbid_calls(programs=programs)
    if not programs and sys.platform.startswith("linux"):
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):  # it writes no file, not even a core dump
            resource.setrlimit(limit, (0, 0))
    return function


def _answer(function: Callable[[Any], Any], job: Job, max_memory_mb: int) -> Reply:
    """Do one job; anything that goes wrong becomes the error of this job."""
    try:
        return Reply(value=function(job.payload))
    except CardscanError as error:
        return Reply(error=error)
    except MemoryError:
        return Reply(error=WorkerFailedError(job.name, out_of_memory(max_memory_mb)))
    except Exception as error:  # noqa: BLE001 - one photo's trouble must not reach the others
        if "insufficient memory" in str(error).lower():  # OpenCV's message when it cannot allocate memory
            return Reply(error=WorkerFailedError(job.name, out_of_memory(max_memory_mb)))
        reason = f"reading it failed unexpectedly ({type(error).__name__}); run again with --debug and report it"
        return Reply(error=WorkerFailedError(job.name, reason), detail=traceback.format_exc())


def out_of_memory(max_memory_mb: int) -> str:
    """Return the reason given for a photo that needed too much memory."""
    return f"reading it needed more than {max_memory_mb} MB of memory; save it smaller, or raise workers.max_memory_mb"


def limit_memory(max_memory_mb: int) -> None:
    """Limit this process's growth from here on to this many MB (on Linux; elsewhere there is no limit).

    Call it before every job: memory that an inference library keeps for later pictures does not count against the next
    photo.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    # RLIMIT_DATA counts only memory that is allocated for writing (since Linux 4.7). RLIMIT_AS also counts the
    # libraries and the address space that allocators reserve but never touch.
    limit = (_status_mb("VmData") + max_memory_mb) * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def _limit_processor(timeout_s: float) -> None:
    """Limit one job's processor time, all threads together, to twice its wall time; only a runaway needs more."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(usage.ru_utime + usage.ru_stime + CPU_SHARE * timeout_s) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _status_mb(entry: str) -> int:
    """Return one size in MB from the kernel's status of this process; 0 if there is none."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - proc, no path
            return next((int(line.split()[1]) // 1024 for line in status if line.startswith(f"{entry}:")), 0)
    except OSError:
        return 0


def _send(pipe: Connection, reply: Reply) -> bool:
    """Send the reply; return False if the other side no longer listens."""
    try:
        message = encode(reply)
    except MemoryError:
        message = encode(Reply(error=CardscanError("the answer did not fit into memory")))
    except TypeError as error:
        message = encode(Reply(error=CardscanError(f"the answer cannot be written ({error}); report it")))
    try:
        pipe.send_bytes(message)
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _redirect(quiet: bool) -> None:
    """Read nothing from the terminal; send standard output to standard error, or discard both if `quiet`."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        os.dup2(null, 0)
        os.dup2(null if quiet else 2, 1)
        if quiet:
            os.dup2(null, 2)
    finally:
        os.close(null)
