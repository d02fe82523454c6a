"""The parent's side: hand out jobs, watch deadlines, replace what died.

Written here rather than taken from a library because a photo scanner needs four things together: results in the
order of submission while the sources are still being listed, a wall-time limit that kills, a memory limit a process,
and a single-threaded parent that a Ctrl-C leaves at once. concurrent.futures breaks the whole pool when a worker
dies; pebble has no memory limit and runs three threads in the parent, which also owns the terminal and the store.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Generic, TypeVar

from cardscan.config import WorkerSettings
from cardscan.errors import CardscanError, MissingComponentError, WorkerFailedError
from cardscan.workers.child import Limits, Reply, out_of_memory, serve
from cardscan.workers.jobs import Job, Outcome

T = TypeVar("T")

# Loading both readers takes 1-2 s; a busy machine with cold disks a multiple of that.
START_TIMEOUT_S = 120.0
# Finished results kept back behind a slow photo, a process. Each is a few hundred KB with its card pictures.
MAX_HELD_BACK = 32


@dataclass(slots=True)
class _Worker:
    """One live process and what it is doing."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    job: Job | None = None
    position: int = -1
    done: int = 0


class Pool(Generic[T]):
    """Isolated processes that apply one function to many jobs; use it with `with`."""

    def __init__(
        self,
        open_function: Callable[[], Callable[[Any], T]],
        settings: WorkerSettings,
        *,
        preload: tuple[str, ...] = (),
        quiet: bool = True,
    ) -> None:
        """Start nothing yet.

        Args:
            open_function: Called once in every process; returns the function that does one job. It must pickle.
            preload: Modules that the processes share from the start, imported once.
            quiet: Drop what C libraries print in the processes.
        """
        self._open, self._settings, self._quiet = open_function, settings, quiet
        # Everything in parallel comes from processes: threads inside them only fight for the same cores.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        methods = multiprocessing.get_all_start_methods()
        # A fork server forks from a process of its own with one thread and the modules loaded. Forking from the
        # caller would copy its store connection and any thread's locks; spawning would import everything each time.
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if preload and "forkserver" in methods:
            self._context.set_forkserver_preload(list(preload))
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def processes(self) -> tuple[int, ...]:
        """Process numbers of those that run now."""
        return tuple(worker.process.pid for worker in self._workers if worker.process.pid)

    def close(self) -> None:
        """End every process now, whatever it is doing."""
        workers, self._workers = self._workers, []
        for worker in workers:
            _kill(worker)
        for worker in workers:
            _reap(worker)

    def run(self, jobs: Iterable[Job | Outcome[T]]) -> Iterator[Outcome[T]]:
        """Do the jobs; yield their outcomes in the order of the jobs.

        `jobs` is read only as fast as there are free processes. An Outcome among them (a photo whose fate was clear
        without a worker) passes through in its place.

        Raises:
            MissingComponentError, ConfigError: The function cannot be opened at all.
        """
        source = enumerate(jobs)
        waiting: collections.deque[tuple[int, Job]] = collections.deque()
        finished: dict[int, Outcome[T]] = {}
        turn, exhausted = 0, False
        max_held = MAX_HELD_BACK * self._settings.processes
        try:
            while True:
                while (
                    not exhausted
                    and len(finished) < max_held
                    and len(waiting) + self._busy() < self._settings.processes
                ):
                    entry = next(source, None)
                    if entry is None:
                        exhausted = True
                    elif isinstance(entry[1], Outcome):
                        finished[entry[0]] = entry[1]
                        if entry[0] == turn:  # let it out at once: a long run of known photos needs no worker
                            break
                    else:
                        waiting.append((entry[0], entry[1]))
                self._hand_out(waiting)
                while turn in finished:
                    yield finished.pop(turn)
                    turn += 1
                if self._busy() or waiting:
                    self._wait(finished)
                elif exhausted and not finished:
                    return
        finally:
            self.close()

    def _busy(self) -> int:
        return sum(worker.job is not None for worker in self._workers)

    def _hand_out(self, waiting: collections.deque[tuple[int, Job]]) -> None:
        """Give waiting jobs to free processes, starting processes as needed."""
        free = sum(worker.job is None for worker in self._workers)  # including those that still start
        for _ in range(min(len(waiting) - free, self._settings.processes - len(self._workers))):
            self._start()
        for worker in [w for w in self._workers if w.ready and w.job is None]:
            if not waiting:
                return
            position, job = waiting.popleft()
            try:
                worker.pipe.send(Job(job.name, job.payload))
            except (BrokenPipeError, ConnectionResetError):  # died while idle: not this photo's fault
                self._workers.remove(worker)
                _kill(worker)
                _reap(worker)
                waiting.appendleft((position, job))
                continue
            worker.job, worker.position = job, position
            worker.deadline = time.monotonic() + self._settings.timeout_s

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        limits = Limits(self._settings.timeout_s, self._settings.max_memory_mb)
        process = self._context.Process(target=serve, args=(theirs, self._open, limits, self._quiet), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, time.monotonic() + START_TIMEOUT_S))

    def _wait(self, finished: dict[int, Outcome[T]]) -> None:
        """Sleep until a process answers, dies or overruns its time; record what happened."""
        watched = [worker for worker in self._workers if worker.job is not None or not worker.ready]
        if not watched:
            return
        pause = max(0.0, min(worker.deadline for worker in watched) - time.monotonic())
        answered = multiprocessing.connection.wait([worker.pipe for worker in watched], pause)
        for worker in watched:
            if worker.pipe in answered:
                self._receive(worker, finished)
            elif time.monotonic() >= worker.deadline:
                self._overrun(worker, finished)

    def _receive(self, worker: _Worker, finished: dict[int, Outcome[T]]) -> None:
        try:
            reply: Reply = worker.pipe.recv()
        except (EOFError, OSError):
            self._workers.remove(worker)
            self._bury(worker, finished)
            return
        if not worker.ready:
            if reply.error:
                if reply.detail:
                    reply.error.add_note(reply.detail)
                raise reply.error
            worker.ready = True
            return
        job, worker.job = worker.job, None
        assert job is not None  # noqa: S101 - a ready worker speaks only when it has a job
        finished[worker.position] = Outcome(job.name, reply.value, reply.error, reply.detail, job.tag)
        worker.done += 1
        if reply.tired or worker.done >= self._settings.recycle_after:
            self._workers.remove(worker)
            worker.pipe.close()  # it ends by itself; nobody waits for it
            worker.process.join(1.0)

    def _overrun(self, worker: _Worker, finished: dict[int, Outcome[T]]) -> None:
        self._workers.remove(worker)
        _kill(worker)
        _reap(worker)
        if worker.job is None:
            raise CardscanError(f"the reader did not start within {START_TIMEOUT_S:.0f} s; run `cardscan doctor`")
        job = worker.job
        finished[worker.position] = Outcome(job.name, error=WorkerFailedError(job.name, self._too_slow()), tag=job.tag)

    def _too_slow(self) -> str:
        seconds = f"{self._settings.timeout_s:g} s"
        return f"reading it took longer than {seconds} and was stopped; save it smaller, or raise workers.timeout_s"

    def _bury(self, worker: _Worker, finished: dict[int, Outcome[T]]) -> None:
        """A process died by itself: name the cause as well as it is known."""
        worker.process.join(5.0)
        code = worker.process.exitcode
        _kill(worker)
        _reap(worker)
        job = worker.job
        if job is None:
            how = _how_it_ended(code)
            raise MissingComponentError(f"the reader ended while it started ({how}); see `cardscan doctor`")
        if code == -signal.SIGKILL:
            reason = f"the system stopped its reader (out of memory?); {out_of_memory(self._settings.max_memory_mb)}"
        elif code == -signal.SIGALRM:
            reason = self._too_slow()
        else:
            reason = f"the reader crashed on it ({_how_it_ended(code)}); open it in a picture editor and save it anew"
        finished[worker.position] = Outcome(job.name, error=WorkerFailedError(job.name, reason), tag=job.tag)


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "no exit code"
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _kill(worker: _Worker) -> None:
    with contextlib.suppress(OSError, ValueError):
        worker.process.kill()


def _reap(worker: _Worker) -> None:
    with contextlib.suppress(OSError, ValueError):
        worker.pipe.close()
    worker.process.join(5.0)
    with contextlib.suppress(ValueError):
        worker.process.close()
