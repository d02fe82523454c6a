"""Run jobs in the crew's processes, and yield their outcomes in the order of the jobs.

This is our own code because a photo scanner needs four things together that no library offers: outcomes in the order
of submission while the sources are still being listed; a wall-time limit that kills; a memory limit for each process;
and a single-threaded parent that Ctrl-C ends at once. concurrent.futures breaks the whole pool when a worker dies.
pebble has no memory limit and runs three threads in the parent, which also owns the terminal and the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, TypeVar

from cardscan.workers.crew import Crew
from cardscan.workers.jobs import Job, Outcome
from cardscan.workers.settings import WorkerSettings

T = TypeVar("T")

# How many finished outcomes a process may hold back behind a slow photo. Each is a few hundred KB with its pictures.
MAX_HELD_BACK = 32


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
            preload: Modules that are imported once and shared by all processes from the start.
            quiet: Discard what C libraries print in the processes.
        """
        self._settings = settings
        self._crew: Crew[T] = Crew(open_function, settings, preload=preload, quiet=quiet)

    def __enter__(self) -> Pool[T]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def processes(self) -> tuple[int, ...]:
        """Process numbers of the running processes."""
        return self._crew.processes

    def close(self) -> None:
        """End every process now, whatever it is doing."""
        self._crew.close()

    def run(self, jobs: Iterable[Job | Outcome[T]]) -> Iterator[Outcome[T]]:
        """Do the jobs, and yield their outcomes in the order of the jobs.

        `jobs` is read only as fast as processes become free. An Outcome among the jobs (a photo that was decided
        without a worker) is passed through in its place.

        Raises:
            MissingComponentError, ConfigError: The function cannot be opened in any process.
        """
        source = enumerate(jobs)
        finished: dict[int, Outcome[T]] = {}
        turn, exhausted = 0, False
        max_held = MAX_HELD_BACK * self._settings.processes
        try:
            while True:
                while not exhausted and len(finished) < max_held and self._crew.free:
                    entry = next(source, None)
                    if entry is None:
                        exhausted = True
                    elif isinstance(entry[1], Outcome):
                        finished[entry[0]] = entry[1]
                        if entry[0] == turn:  # yield it at once: a long run of known photos needs no worker
                            break
                    else:
                        self._crew.submit(entry[0], entry[1])
                self._crew.start_waiting()
                while turn in finished:
                    yield finished.pop(turn)
                    turn += 1
                if self._crew.load:
                    finished.update(self._crew.collect(None))
                elif exhausted and not finished:
                    return
        finally:
            self.close()
