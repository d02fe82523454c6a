"""Decode and read photos in isolated processes while the page keeps answering.

One thread owns the processes; callers wait for a future. After a while without work the processes end,
which frees the models' memory.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from cardscan.errors import CardscanError, StoppedError
from cardscan.reading.openers import PRELOADED
from cardscan.workers import Job
from cardscan.workers.crew import Crew
from cardscan.workers.settings import WorkerSettings

T = TypeVar("T")

# A person who reads one card again often reads the next one too, and loading the models takes a second or two.
IDLE_S = 120.0


class BackgroundProcesses(Generic[T]):
    """Runs one function in isolated processes for callers in any thread."""

    def __init__(self, opener: Callable[[], Callable[[Any], T]], settings: WorkerSettings) -> None:
        """Start nothing yet."""
        self._opener, self._settings = opener, settings
        self._numbers = itertools.count()
        self._futures: dict[int, Future[T]] = {}
        self._asked: list[tuple[int, Job]] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)
        self._closed = False

    def ask(self, name: str, payload: object) -> Future[T]:
        """Return a future for the answer; an error about the photo becomes the future's exception."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoppedError("the review page is ending; nothing new is read")
            number = next(self._numbers)
            self._futures[number] = future
            self._asked.append((number, Job(name, payload)))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="background", daemon=True)
                self._thread.start()
        self._wake()
        return future

    def close(self) -> None:
        """End the processes; unfinished requests fail."""
        with self._lock:
            self._closed, thread = True, self._thread
        self._wake()
        if thread is not None:
            thread.join(10.0)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"!")

    def _work(self) -> None:
        crew: Crew[T] = Crew(self._opener, self._settings, preload=PRELOADED, quiet=True)
        try:
            while not self._closed:
                with self._lock:
                    asked, self._asked = self._asked, []
                for number, job in asked:
                    crew.submit(number, job)
                idle = not crew.load
                self._round(crew)
                with self._lock:
                    if idle and not crew.load and not self._asked:
                        self._thread = None
                        return
        finally:
            crew.close()
            if self._closed:
                self._fail(StoppedError("the review page ended before this was read"))

    def _round(self, crew: Crew[T]) -> None:
        try:
            done = crew.collect(IDLE_S, also=[self._wake_read])
        except CardscanError as error:  # no reader can be started at all
            crew.close()
            self._fail(error)
            return
        except Exception as error:  # noqa: BLE001 - nobody may wait for ever
            crew.close()
            self._fail(CardscanError(f"the reader failed ({type(error).__name__}); run `cardscan doctor`"))
            return
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        for number, outcome in done:
            with self._lock:
                future = self._futures.pop(number)
            if outcome.error is not None:
                future.set_exception(outcome.error)
            else:
                future.set_result(outcome.value)  # type: ignore[arg-type]  # one of the two is there

    def _fail(self, error: CardscanError) -> None:
        with self._lock:
            waiting, self._futures, self._asked = self._futures, {}, []
        for future in waiting.values():
            future.set_exception(error)
