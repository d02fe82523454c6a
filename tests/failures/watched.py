"""A watch folder under test: the real daemon with a reader that needs no model, and an oracle that counts outside it.

python -m tests.failures.watched KIND FOLDER...   runs the daemon as `cardscan watch` does
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cardscan.errors import CardNotFoundError
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.pipeline import PhotoFile

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("FAILURES") == "full"
MARK = b"person "


def sized(short: int, full: int) -> int:
    """So many in `make test`, so many in `make test-failures`."""
    return full if FULL else short


def photo_bytes(person: int, size: int = 2_000) -> bytes:
    """What stands for the photo of a person's card: begins and ends as a JPEG, and knows its own length."""
    head = b"\xff\xd8\xff\xe0" + MARK + b"%08d %08d " % (person, size)
    filling = (hashlib.sha256(head).digest() * (size // 32 + 1)).replace(b"\xff", b"\xfe")
    return head + filling[: size - len(head) - 2] + b"\xff\xd9"


def person_in(data: bytes) -> int:
    """Whose photo it is; ValueError when one byte of it is not as it was made."""
    if not data.startswith(b"\xff\xd8\xff\xe0" + MARK):
        raise ValueError("not a photo of these tests")
    person, size = int(data[11:19]), int(data[20:28])
    if data != photo_bytes(person, size):
        raise ValueError("half a photo")
    return person


@dataclass(frozen=True)
class Reader:
    """What a worker opens: reads the stub photos, and misbehaves on those of `kind` whose name says so."""

    kind: str = "good"
    readable: tuple[Path, ...] = ()
    runs_programs: bool = False

    def __call__(self) -> Callable[[PhotoFile], ScannedPhoto]:
        return self.read

    def read(self, file: PhotoFile) -> ScannedPhoto:
        """One card a photo, of a person with a name and an address of their own."""
        if "evil" in file.name and self.kind not in ("good", "slow"):
            misbehave(self.kind)
        if self.kind == "slow":
            time.sleep(0.05)
        try:
            person = person_in(file.data)
        except ValueError as error:
            raise CardNotFoundError(file.name, str(error)) from None
        token = hashlib.sha256(b"%d" % person).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
        details = ContactDetails(
            name=PersonName(f"{token[:8].title()} {token[8:18].title()}", token[:8].title(), token[8:18].title()),
            emails=(f"{token[:12]}@{token[12:30]}.example",),
        )
        reading = CardReading(details, language="en", recommendation=Recommendation.STRONG)
        card = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {"ocr": 1.0}, "stub")
        return ScannedPhoto(file.name, hashlib.sha256(file.data).hexdigest(), (card,))


HOARD: list[bytearray] = []


def misbehave(kind: str) -> None:
    """Ten ways in which a reader can be evil."""
    if kind == "hang":
        ctypes.PyDLL(None).sleep(600)
    elif kind == "exit":
        os._exit(0)
    elif kind == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "crash":
        raise RuntimeError("\udcff not even the message is text")
    elif kind == "eater":
        while True:
            HOARD.append(bytearray(b"x" * (16 << 20)))
    elif kind in ("child", "zombies"):
        for _ in range(5 if kind == "zombies" else 1):
            if os.fork() == 0:
                if kind == "child":
                    os.setsid()
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    time.sleep(600)
                os._exit(0)
        os._exit(3)
    else:
        pipe = next(d for d in range(255, 2, -1) if "socket" in link(d))
        if kind == "noise":
            os.write(pipe, b"\x00\x00\x00\x08\xff\xfe\xc0\xaf no UTF-8 and no pickle")
        while kind == "flood":
            os.write(pipe, b"\x7f" * 65536)
        if kind == "drip":
            os.write(pipe, b"\x00\x00\xff\xff")
        while kind == "drip":
            os.write(pipe, b"x")
            time.sleep(0.05)
        ctypes.PyDLL(None).sleep(600)


def link(descriptor: int) -> str:
    """Where a descriptor leads."""
    try:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
    except OSError:
        return ""


@dataclass
class Daemon:
    """One watching process."""

    process: subprocess.Popen[str]
    log: Path

    def wait_for(self, text: str, seconds: float = 60) -> str:
        """Until the log says so."""
        return self.until(lambda: text in self.said, seconds, text) and self.said

    @property
    def said(self) -> str:
        """The log so far."""
        return self.log.read_text("utf-8", "replace")

    def until(self, true: Callable[[], object], seconds: float = 60, what: str = "") -> Any:
        """Until it is true; TimeoutError with the log otherwise."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = true()
            if found:
                return found
            if self.process.poll() is not None:
                found = true()
                if found:
                    return found
                raise AssertionError(f"ended with {self.process.returncode} before {what!r}:\n{self.said[-3000:]}")
            time.sleep(0.05)
        raise TimeoutError(f"{what}\n{self.said[-3000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 15) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(seconds)


def start(kind: str, *folders: Path, home: Path, arguments: tuple[str, ...] = (), **variables: str) -> Daemon:
    """Run the daemon in a process group of its own; quick limits."""
    home.mkdir(exist_ok=True)
    log = home / f"log-{time.monotonic_ns()}"
    environment = {
        **os.environ,
        "CARDSCAN_HOME": str(home),
        "CARDSCAN_WORKERS_COUNT": "1",
        "CARDSCAN_WORKERS_TIMEOUT_S": "3",
        "CARDSCAN_WORKERS_MAX_MEMORY_MB": "128",
        **variables,
    }
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.failures.watched", kind, *map(str, folders), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=stream,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
    STARTED.append(Daemon(process, log))
    return STARTED[-1]


STARTED: list[Daemon] = []


def clear_away() -> None:
    """End what a test has left running."""
    while STARTED:
        kill_all(STARTED.pop())


def once(kind: str, folder: Path, *, home: Path, **variables: str) -> Daemon:
    """Run the daemon until nothing is left to do."""
    daemon = start(kind, folder, home=home, arguments=("--once",), **variables)
    daemon.process.wait(600)
    return daemon


def kill_all(daemon: Daemon) -> None:
    """The whole process group, as an OOM killer or a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(daemon.process.pid, signal.SIGKILL)
    daemon.process.wait(10)


@dataclass
class Count:
    """What the oracle found, by the file system and by SQL of its own."""

    places: Counter[str] = field(default_factory=Counter)
    people: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    cards: int = 0
    contacts: int = 0
    drafts: int = 0
    letters: int = 0
    wrong: list[str] = field(default_factory=list)


def count(folder: Path, home: Path) -> Count:
    """Count everything; `wrong` lists what must never be."""
    found = Count()
    seen: Counter[bytes] = Counter()
    for path in files_in(folder):
        if path.suffix == ".toml" or path.name.endswith(".reason.txt"):
            continue
        place = path.relative_to(folder).parts[0]
        found.places[place if place in ("done", "quarantine") else "inbox"] += 1
        data = path.read_bytes()
        seen[data] += 1
        try:
            found.people[person_in(data)] += 1
        except (ValueError, IndexError):
            if place == "done":
                found.wrong.append(f"{path}: half a photo in done")
        if place == "quarantine" and not path.with_name(path.name + ".reason.txt").exists():
            found.wrong.append(f"{path}: no reason")
    with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True, timeout=30)) as database:

        def number(query: str) -> int:
            return int(database.execute(query).fetchone()[0])

        found.states.update(dict(database.execute("SELECT state, count(*) FROM arrivals GROUP BY state").fetchall()))
        found.cards, found.contacts, found.drafts = (
            number(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in ("cards", "contacts", "drafts")
        )
        if number(
            "SELECT count(*) FROM (SELECT 1 FROM contact_values WHERE kind='email' GROUP BY value HAVING count(*)>1)"
        ):
            found.wrong.append("a person twice")
        if number("SELECT count(*) FROM (SELECT 1 FROM drafts GROUP BY contact_id HAVING count(*)>1)"):
            found.wrong.append("two drafts for one person")
        listed = {row[0] for row in database.execute("SELECT file FROM drafts")}
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            found.wrong.append("the store is damaged")
    letters = set(map(str, (home / "drafts").glob("*.eml")))
    found.letters = len(letters)
    if listed - letters:
        found.wrong.append(f"{len(listed - letters)} drafts without a letter")
    return found


def states(home: Path) -> Counter[str]:
    """The ledger by state, at any moment; empty while there is none."""
    try:
        with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True, timeout=30)) as database:
            return Counter(dict(database.execute("SELECT state, count(*) FROM arrivals GROUP BY state").fetchall()))
    except sqlite3.OperationalError:
        return Counter()


def files_in(folder: Path) -> Iterator[Path]:
    """All regular files."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def note_event(folder: Path) -> None:
    """Talked to everybody, so that every card brings a draft."""
    (folder / "event.toml").write_text(
        'event = "Sample Fair"\ndate = 2026-11-20\nhow = "handed over"\ntalked_about = "chairs"\n', "utf-8"
    )


def main() -> int:
    """`KIND FOLDER... [--once] [--delay S]`."""
    from functools import partial

    from cardscan.app.cli.options import settings_from
    from cardscan.app.watch.running import run_watch
    from cardscan.app.watch.service import WatchRequest
    from tests.failures.watched import Reader as Picklable

    kind, *rest = sys.argv[1:]
    folders = tuple(Path(argument).resolve() for argument in rest if not argument.startswith("--"))
    request = WatchRequest(
        folders,
        once="--once" in rest,
        keep="--keep" in rest,
        poll="--poll" in rest,
        delay_s=float(os.environ.get("DELAY", "0.3")),
        rescan_s=1.0,
    )
    programs = kind in ("child", "zombies")
    return run_watch(
        request,
        partial(settings_from, {}),
        metrics_port=int(os.environ["METRICS"]) if "METRICS" in os.environ else None,
        opener=lambda _: Picklable(kind, runs_programs=programs),
    )


if __name__ == "__main__":
    sys.exit(main())
