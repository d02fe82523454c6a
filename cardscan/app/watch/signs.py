"""Report the program's state: log lines without personal data, systemd notifications, and pauses of failing steps."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cardscan.model.plaintext import one_line


@dataclass(frozen=True, slots=True)
class Told:
    """Details of an event that a person at a terminal sees, but a log line never contains.

    Attributes:
        file: Name of the photo's file.
        names: Names of the people on its cards.
        reason: Why it ended as it did.
        checks: How many of its cards a person should check.
    """

    file: str = ""
    names: tuple[str, ...] = ()
    reason: str = ""
    checks: int = 0


NOBODY = Told()


class Log:
    """Writes one line an event: time, what happened, and facts as key=value (logfmt).

    Names of files and people stay out of it: a photo is `photo=17`, its number in the ledger, which
    `cardscan status` turns into a name.
    """

    def __init__(self, write: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        self._write, self._clock = write, clock

    def __call__(self, event: str, told: Told = NOBODY, **facts: object) -> None:  # noqa: ARG002 - names stay out
        """Write a line; `told` is left out of it."""
        at = self._clock().isoformat(timespec="milliseconds")
        pairs = " ".join(f"{key}={_quoted(value)}" for key, value in facts.items())
        self._put(f"{at} {event} {pairs}".rstrip())

    def _put(self, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody reads the log any more: the work matters more
            self._write(line)


def _quoted(value: object) -> str:
    text = one_line(str(value), 500)
    return text if text and not any(char in text for char in ' "=') else '"' + text.replace('"', "'") + '"'


class Systemd:
    """Tells systemd the program's state; does nothing if systemd did not start the program.

    The protocol is sd_notify(3): datagrams to the socket that NOTIFY_SOCKET names.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):
            self._address = "\0" + self._address[1:]
        watchdog_us = environment.get("WATCHDOG_USEC", "")
        ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._every_s = int(watchdog_us) / 1e6 / 3 if ours and watchdog_us.isdecimal() else None
        self._fed_at_s = float("-inf")

    def tell(self, **facts: object) -> None:
        """Send facts such as READY=1, STATUS=..., STOPPING=1."""
        if not self._address:
            return
        message = "\n".join(f"{key}={one_line(str(value))}" for key, value in facts.items())
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.sendto(message.encode(), self._address)

    def progress(self, now_s: float) -> None:
        """Feed the watchdog; call it only when work has progressed, never from a timer."""
        if self._every_s is not None and now_s - self._fed_at_s >= self._every_s:
            self._fed_at_s = now_s
            self.tell(WATCHDOG=1)


class Gate:
    """Lets a step fail for a while: reports it once, retries after a pause, and reports when it works again."""

    def __init__(self, log: Log, pause_s: float, kinds: tuple[type[Exception], ...]) -> None:
        self._log, self._pause_s, self._kinds = log, pause_s, kinds
        self._again_at_s: dict[str, float] = {}
        self.troubles: dict[str, str] = {}
        self._failed: dict[str, set[str]] = {}

    def closed(self, name: str, now_s: float) -> bool:
        """Whether the step failed less than the pause ago."""
        return self._again_at_s.get(name, 0.0) > now_s

    def attempt(
        self, name: str, step: Callable[[], None], now_s: float, *, part: str = "", pausing: bool = True
    ) -> bool:
        """Run the step; return False if it failed or is still pausing.

        Args:
            part: Which step of this name it is; the name works again once every failed part has succeeded.
            pausing: If False, the step is tried even while others of this name pause.
        """
        if pausing and self.closed(name, now_s):
            return False
        try:
            step()
        except self._kinds as error:
            self._again_at_s[name] = now_s + self._pause_s
            if name not in self.troubles:
                self._log("waiting", step=name, reason=_without_names(error))
            self.troubles[name] = str(error)
            self._failed.setdefault(name, set()).add(part)
            return False
        failed = self._failed.get(name, set())
        failed.discard(part)
        if failed:
            return True
        self._failed.pop(name, None)
        self._again_at_s.pop(name, None)
        if self.troubles.pop(name, None) is not None:
            self._log("resumed", step=name)
        return True


def _without_names(error: Exception) -> str:
    """Return the error without a photo's name; paths of the store and the drafts folder are kept."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)
