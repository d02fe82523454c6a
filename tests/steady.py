"""`make test-steady`: the tests are green beside other work, in another time zone and at other times.

Five runs in a row beside a busy loop on every processor, then one run in each of CLOCKS. The clock of a run, that of
its child processes included, is set by Debian's `faketime`. Arguments are handed on to pytest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
CLOCKS: tuple[tuple[str, str | None, Mapping[str, str]], ...] = (
    ("half a day ahead of Greenwich", None, {"TZ": "Pacific/Auckland"}),
    ("on a Sunday", "2026-12-06 12:00:00", {"TZ": "UTC"}),
    ("over the turn of the year", "2026-12-31 23:58:00", {"TZ": "UTC"}),
    ("on a leap day", "2028-02-29 12:00:00", {"TZ": "America/New_York"}),
)
# How long something took, and when a file was changed, stay as they are: the first so that waits end, the second
# because files are changed by the kernel, whose clock goes on as ever.
FAKETIME = {"DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1"}


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """Every processor has something else to do."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def green(name: str, arguments: list[str], clock: str | None = None, **environment: str) -> bool:
    """One run of the tests, and a line about it."""
    command = [sys.executable, "-m", "pytest", "-m", "not slow", *arguments]
    if clock:
        command = ["faketime", clock, *command]
        environment |= FAKETIME
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    print(f"{'green' if code == 0 else 'RED'}: {name}, {(time.monotonic() - began) / 60:.1f} min", flush=True)
    return code == 0


def main(arguments: list[str]) -> int:
    """The number of runs that were red."""
    if not shutil.which("faketime"):
        sys.exit("install faketime first:  sudo apt-get install faketime")
    with busy():
        red = [not green(f"run {number} beside busy loops", arguments) for number in range(1, RUNS + 1)]
    red += [not green(name, arguments, clock, **environment) for name, clock, environment in CLOCKS]
    print(f"{len(red) - sum(red)} of {len(red)} runs green")
    return sum(red)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
