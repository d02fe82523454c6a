"""Hold what the program was asked for: on the command line, and by signals while it runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What the command line asked for.

    Attributes:
        folders: Absolute paths.
        keep: Leave the photos where they are.
        once: End when nothing is left to do.
        delay_s: How long a file must be unchanged, in seconds.
        rescan_s: The longest time between two looks, in seconds.
        poll: Do not use file system events.
    """

    folders: tuple[Path, ...]
    keep: bool = False
    once: bool = False
    delay_s: float = 2.0
    rescan_s: float = 10.0
    poll: bool = False
    on_new: tuple[str, ...] = ()
    notify: bool = False


@dataclass(slots=True)
class Signals:
    """What signals asked for: set by signal handlers, read by the loop.

    Attributes:
        wake: Descriptor that becomes readable when a signal came or a folder changed.
    """

    wake: int
    wake_write: int
    stop: bool = False
    reload: bool = False

    def drain(self) -> bool:
        """Empty the pipe that wakes the loop; return True if there was something in it."""
        try:
            return bool(os.read(self.wake, 4096))
        except BlockingIOError:
            return False
