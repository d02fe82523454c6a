"""Manage the worker processes: hand out jobs, watch deadlines, replace dead ones.

`collect` never waits longer than its timeout. Outcomes come in no fixed order.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import os
import signal
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from cardscan.errors import CardscanError, MissingComponentError, WorkerFailedError
from cardscan.workers import warm
from cardscan.workers.answers import AnswerReader, BadAnswerError, answer_type
from cardscan.workers.child import JobLimits, out_of_memory, serve
from cardscan.workers.jobs import Job, Outcome
from cardscan.workers.settings import WorkerSettings

T = TypeVar("T")

# Loading both readers takes 1-2 s; on a busy machine with cold disks it takes several times that.
START_TIMEOUT_S = 120.0
# A waiting process takes its job at once; one that does not within this time is stopped or broken.
SEND_TIMEOUT_S = 3
# A killed process disappears within milliseconds.
REAP_S = 2.0
# How many processes in a row may be killed before they are ready. One may be killed by chance when the system is short
# of memory; if it happens to each of them, something is permanently wrong.
STARTS = 3
# The exit code reported for a process whose parent, the fork server, has died too.
PARENT_GONE = 255


@dataclass(slots=True)
class _Worker:
    """One live process and its current job."""

    process: BaseProcess
    pipe: Connection
    answers: AnswerReader
    deadline: float
    ready: bool = False
    job: Job | None = None
    ticket: int = -1
    done: int = 0


class Crew(Generic[T]):
    """Isolated processes that apply one function to jobs, in no particular order."""

    def __init__(
        self,
        open_function: Callable[[], Callable[[Any], T]],
        settings: WorkerSettings,
        *,
        preload: tuple[str, ...] = (),
        quiet: bool = True,
    ) -> None:
        """Start nothing yet; see `Pool` for the arguments."""
        self._open, self._settings, self._quiet = open_function, settings, quiet
        self._answers = answer_type(open_function)
        # All parallelism comes from processes: threads inside them only compete for the same cores.
        for variable in ("OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"):
            os.environ.setdefault(variable, "1")
        methods = multiprocessing.get_all_start_methods()
        # The fork server forks from a separate process with one thread and the modules loaded. Forking from the
        # caller would copy its store connection and its threads' locks; spawning would import everything each time.
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._preparation: Callable[[], None] | None = getattr(open_function, "preparation", None)
        self._forks = "forkserver" in methods
        if self._forks:
            self._context.set_forkserver_preload([*preload, warm.MODULE])
        self._workers: list[_Worker] = []
        self._killed_starts = 0  # in a row
        self._waiting: collections.deque[tuple[int, Job]] = collections.deque()

    @property
    def processes(self) -> tuple[int, ...]:
        """Process numbers of the running processes."""
        return tuple(worker.process.pid for worker in self._workers if worker.process.pid)

    @property
    def load(self) -> int:
        """The number of submitted jobs that have no outcome yet."""
        return len(self._waiting) + sum(worker.job is not None for worker in self._workers)

    @property
    def free(self) -> int:
        """How many more jobs could start at once."""
        return max(0, self._settings.processes - self.load)

    def close(self) -> None:
        """End every process now, whatever it is doing."""
        workers, self._workers = self._workers, []
        self._waiting.clear()
        for worker in workers:
            _kill(worker)
        deadline = time.monotonic() + REAP_S  # for all together, so that ending the program takes no longer
        for worker in workers:
            _reap(worker, max(0.0, deadline - time.monotonic()))

    def warm_up(self) -> None:
        """Make the processes' common parent load what they share, without waiting for it."""
        if self._forks:
            with warm.telling(self._preparation):
                multiprocessing.forkserver.ensure_running()

    def submit(self, ticket: int, job: Job) -> None:
        """Queue this job; it starts as soon as a process is free."""
        self._waiting.append((ticket, job))

    def start_waiting(self) -> None:
        """Start the waiting jobs that can start now, without waiting for anything."""
        self._hand_out()

    def collect(self, timeout_s: float | None, *, also: Sequence[int] = ()) -> list[tuple[int, Outcome[T]]]:
        """Wait until a job is done, `also` can be read, or the timeout is over; return the jobs done by then.

        Args:
            timeout_s: None waits as long as there is work.
            also: Further file descriptors that end the wait.
        Raises:
            MissingComponentError, ConfigError: The function cannot be opened in any process.
        """
        finished: list[tuple[int, Outcome[T]]] = []
        self._hand_out()
        watched = [worker for worker in self._workers if worker.job is not None or not worker.ready]
        pauses = [max(0.0, worker.deadline - time.monotonic()) for worker in watched]
        if timeout_s is not None:
            pauses.append(timeout_s)
        if not (watched or also or timeout_s):
            return []
        sources: list[Any] = [*(worker.pipe for worker in watched), *also]
        answered = multiprocessing.connection.wait(sources, min(pauses))
        for worker in watched:
            if worker.pipe in answered:
                self._receive(worker, finished)
            elif time.monotonic() >= worker.deadline:
                self._overrun(worker, finished)
        self._hand_out()
        return finished

    def _hand_out(self) -> None:
        """Give waiting jobs to free processes, starting processes as needed."""
        free = sum(worker.job is None for worker in self._workers)  # including those still starting
        for _ in range(min(len(self._waiting) - free, self._settings.processes - len(self._workers))):
            self._start()
        for worker in [w for w in self._workers if w.ready and w.job is None]:
            if not self._waiting:
                return
            ticket, job = self._waiting.popleft()
            try:
                worker.pipe.send(Job(job.name, job.payload))
            except (BrokenPipeError, ConnectionResetError, BlockingIOError):  # died while idle: not this photo's fault
                self._drop(worker)
                self._waiting.appendleft((ticket, job))
                continue
            worker.job, worker.ticket = job, ticket
            worker.deadline = time.monotonic() + self._settings.timeout_s

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        with socket.socket(fileno=os.dup(ours.fileno())) as pipe:
            pipe.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_TIMEOUT_S, 0))
        limits = JobLimits(self._settings.timeout_s, self._settings.max_memory_mb, sandbox=self._settings.sandbox)
        arguments = (theirs, self._open, limits, self._quiet)
        for attempt in range(1, STARTS + 1):
            process = self._context.Process(target=serve, args=arguments, daemon=True)
            try:
                with warm.telling(self._preparation):
                    process.start()
                break
            except (EOFError, ConnectionError) as error:  # the fork server was killed; the next attempt starts another
                if attempt == STARTS:
                    raise CardscanError("the readers' parent does not start; see `cardscan doctor`") from error
                time.sleep(0.1 * attempt)  # a dying process closes its pipes shortly before it counts as dead
        theirs.close()
        deadline = time.monotonic() + START_TIMEOUT_S
        self._workers.append(_Worker(process, ours, AnswerReader(ours.fileno()), deadline))

    def _receive(self, worker: _Worker, finished: list[tuple[int, Outcome[T]]]) -> None:
        try:
            reply = worker.answers.read(self._answers if worker.ready else None)
            if reply is None:
                return  # only a part of the reply has arrived; the deadline still holds
        except EOFError:
            self._workers.remove(worker)
            self._bury(worker, finished)
            return
        except BadAnswerError as error:
            self._drop(worker)
            self._fail(worker, f"the reader gave no answer that makes sense: {error}", finished)
            return
        if not worker.ready:
            if reply.error:
                if reply.detail:
                    reply.error.add_note(reply.detail)
                raise reply.error
            worker.ready, self._killed_starts = True, 0
            return
        job, worker.job = worker.job, None
        if job is None:  # a reply that nobody asked for
            self._drop(worker)
            return
        finished.append((worker.ticket, Outcome(job.name, reply.value, reply.error, reply.detail, job.tag)))
        worker.done += 1
        if reply.tired or worker.done >= self._settings.recycle_after:
            self._workers.remove(worker)
            worker.pipe.close()  # the process ends by itself; nothing waits for it
            worker.process.join(1.0)

    def _overrun(self, worker: _Worker, finished: list[tuple[int, Outcome[T]]]) -> None:
        self._drop(worker)
        if worker.job is None:
            raise CardscanError(f"the reader did not start within {START_TIMEOUT_S:.0f} s; run `cardscan doctor`")
        self._fail(worker, self._too_slow(), finished)

    def _fail(
        self, worker: _Worker, reason: str, finished: list[tuple[int, Outcome[T]]], *, died: bool = False
    ) -> None:
        job = worker.job
        if job is None:
            raise MissingComponentError(f"the reader does not start ({reason}); see `cardscan doctor`")
        error = WorkerFailedError(job.name, reason)
        finished.append((worker.ticket, Outcome(job.name, error=error, tag=job.tag, died=died)))

    def _drop(self, worker: _Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
        _kill(worker)
        _reap(worker)

    def _too_slow(self) -> str:
        seconds = f"{self._settings.timeout_s:g} s"
        return f"reading it took longer than {seconds} and was stopped; save it smaller, or raise workers.timeout_s"

    def _bury(self, worker: _Worker, finished: list[tuple[int, Outcome[T]]]) -> None:
        """Handle a process that died by itself, and report the cause as precisely as it is known."""
        worker.process.join(5.0)
        code = worker.process.exitcode
        _kill(worker)
        _reap(worker)
        if worker.job is None:
            self._killed_starts += 1
            if code in (-signal.SIGKILL, PARENT_GONE) and self._killed_starts < STARTS:
                return  # another process is started for the waiting job
            how = _how_it_ended(code)
            raise MissingComponentError(f"the reader ended while it started ({how}); see `cardscan doctor`")
        if code == -signal.SIGKILL:
            reason = f"the system stopped its reader (out of memory?); {out_of_memory(self._settings.max_memory_mb)}"
        elif code in (-signal.SIGALRM, -signal.SIGXCPU):
            reason = self._too_slow()
        else:
            reason = f"the reader crashed on it ({_how_it_ended(code)}); open it in a picture editor and save it anew"
        self._fail(worker, reason, finished, died=code not in (-signal.SIGALRM, -signal.SIGXCPU))


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "no exit code"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _kill(worker: _Worker) -> None:
    """Kill the process and whatever it started."""
    with contextlib.suppress(OSError, ValueError):
        if worker.process.pid and hasattr(os, "killpg"):
            os.killpg(worker.process.pid, signal.SIGKILL)  # fails if the process has not created its group yet
    with contextlib.suppress(OSError, ValueError):
        worker.process.kill()


def _reap(worker: _Worker, within_s: float = REAP_S) -> None:
    """Wait for a process to be reported dead; the fork server may report late, but reaps it in any case."""
    with contextlib.suppress(OSError, ValueError):
        worker.pipe.close()
    worker.process.join(within_s)
    with contextlib.suppress(ValueError):
        worker.process.close()
