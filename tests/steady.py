"""`make test-steady`: the tests are green beside other work, in another time zone and at other times.

Five runs in a row beside a busy loop on every processor, then one run at each of CLOCKS, which other_clock.c sets for a
run and all its child processes, PostgreSQL and Chromium among them. Arguments are handed on to pytest.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
CLOCKS = (
    ("half a day ahead of Greenwich", "Pacific/Auckland", None),
    ("on a Sunday", "UTC", datetime(2026, 12, 6, 12, tzinfo=UTC)),
    ("over the turn of the year", "UTC", datetime(2026, 12, 31, 23, 58, tzinfo=UTC)),
    ("on a leap day", "America/New_York", datetime(2028, 2, 29, 12, tzinfo=UTC)),
)


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


def green(name: str, arguments: list[str], **environment: str) -> bool:
    """One run of the tests, and a line about it."""
    command = [sys.executable, "-m", "pytest", "-m", "not slow", *arguments]
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    print(f"{'green' if code == 0 else 'RED'}: {name}, {(time.monotonic() - began) / 60:.1f} min", flush=True)
    return code == 0


def green_at(name: str, zone: str, now: datetime | None, clock: Path, arguments: list[str]) -> bool:
    """One run in that time zone, begun at that time."""
    if now is None:
        return green(name, arguments, TZ=zone)
    off = int((now - datetime.now(UTC)).total_seconds())
    return green(name, arguments, TZ=zone, LD_PRELOAD=str(clock), OTHER_CLOCK_S=str(off))


def main(arguments: list[str]) -> int:
    """The number of runs that were red."""
    if not shutil.which("cc"):
        sys.exit("install a C compiler first:  sudo apt-get install gcc libc6-dev")
    with tempfile.TemporaryDirectory() as folder:
        clock = Path(folder) / "other_clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", clock, ROOT / "tests/other_clock.c", "-ldl"], check=True)
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        with busy():
            red = [not green(f"run {number} beside busy loops", arguments) for number in range(1, RUNS + 1)]
        red += [not green_at(name, zone, now, clock, arguments) for name, zone, now in CLOCKS]
    print(f"{len(red) - sum(red)} of {len(red)} runs green")
    return sum(red)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
