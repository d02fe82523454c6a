"""Assemble the watch service for the command line: signals, store, clock, log."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from cardscan.app.watch.metrics import Metrics
from cardscan.app.watch.request import Signals, WatchRequest
from cardscan.app.watch.service import PAUSE_S, HelperDiedError, Opener, Service
from cardscan.app.watch.signs import Log, Systemd
from cardscan.app.watch.telling import Teller
from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ExitCode, StoreFullError
from cardscan.reading.openers import ScannerOpener
from cardscan.store import PhotoState, open_store
from cardscan.workflows.intake.intake import sender_wanted

# Longer than any write of another program, but shorter than the beat by which others see that this one is alive.
BUSY_TIMEOUT_MS = 2_000


def _now() -> datetime:
    return datetime.now(UTC)


def run_watch(
    request: WatchRequest,
    load: Callable[[], Settings],
    *,
    metrics_port: int | None = None,
    plain: bool = False,
    opener: Opener = ScannerOpener,
    clock: Callable[[], datetime] = _now,
) -> ExitCode:
    """Watch until told to stop; return the exit code.

    Args:
        plain: Print sentences with names for a person; otherwise log lines without names.
        load: Reads the settings; called at the start and for every SIGHUP.
        opener: Makes what the workers open.
        clock: Used for recorded times only; no waiting depends on it, so it may jump.
    Raises:
        CardscanError: The service cannot start, no reader can be started, or a helper thread has died.
    """
    settings = load()
    log, systemd = Teller(_write, clock) if plain else Log(_write, clock), Systemd(os.environ)
    with contextlib.ExitStack() as stack:
        signals, stopped_by = stack.enter_context(_signals())

        def begin() -> Service:
            with contextlib.ExitStack() as opened:
                database = open_store(settings.database, keys_of=match_keys, busy_timeout_ms=BUSY_TIMEOUT_MS)
                store = opened.enter_context(database)
                if plain and sender_wanted(settings, store):
                    log("no-sender")
                service = Service(
                    request,
                    store,
                    settings,
                    opener=opener,
                    reload=load,
                    signals=signals,
                    clock=clock,
                    monotonic=time.monotonic,
                    log=log,
                    systemd=systemd,
                )
                service.appear()
                stack.push(opened.pop_all())
                return service

        service = _when_there_is_room(begin, signals, log, systemd)
        if service is None:
            return ExitCode.INTERRUPTED if signal.SIGINT in stopped_by else ExitCode.OK
        if metrics_port is not None:
            metrics = stack.enter_context(Metrics(metrics_port, service))
            service.helpers.append(metrics)
        service.run()
    if signal.SIGINT in stopped_by:
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if request.once and service.tally.ended[PhotoState.QUARANTINED] else ExitCode.OK


def _when_there_is_room(begin: Callable[[], Service], signals: Signals, log: Log, systemd: Systemd) -> Service | None:
    """Return what `begin` makes once the disk is not full; None if told to stop before that."""
    told = False
    while not signals.stop:
        try:
            service = begin()
        except StoreFullError as error:
            if not told:
                log("waiting", step="store", reason=error)
            told = True
            systemd.tell(STATUS="waiting for room on the disk", EXTEND_TIMEOUT_USEC=int(4e6 * PAUSE_S))
            select.select([signals.wake], [], [], PAUSE_S)
            signals.drain()
        else:
            if told:
                log("resumed", step="store")
            return service
    return None


@contextlib.contextmanager
def _signals() -> Iterator[tuple[Signals, list[int]]]:
    """Handle signals: SIGTERM and SIGINT stop, SIGHUP reloads; each wakes the loop by a byte in a pipe."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    found, stopped_by = Signals(read, write), list[int]()

    def stop(number: int, _frame: object) -> None:
        found.stop = True
        stopped_by.append(number)

    def reload(_number: int, _frame: object) -> None:
        found.reload = True

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, reload)
    former = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield found, stopped_by
    finally:
        signal.set_wakeup_fd(former)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(read)
        os.close(write)


def _write(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


__all__ = ["HelperDiedError", "run_watch"]
