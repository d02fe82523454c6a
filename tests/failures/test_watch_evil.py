"""Readers that hang, crash, flood or multiply: each photo ends with a reason, its neighbours do not notice."""

from __future__ import annotations

import contextlib
import os
import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, ROOT, Daemon, once, sized, start

KINDS = ["hang", "exit", "segv", "crash", "eater", "child", "zombies", "noise", "flood", "drip"]
HOSTILE = ROOT.parent / "shared" / "hostile" / "images"
pytestmark = [pytest.mark.timeout(7200 if FULL else 120), pytest.mark.usefixtures("tidy")]


@pytest.mark.parametrize("kind", KINDS if FULL else ["hang", "child"])
def test_an_evil_reader_costs_its_photo_and_nothing_else(kind: str, inbox: Path, tmp_path: Path) -> None:
    """The evil photo ends in quarantine with a reason, the good ones go on meanwhile, no process is left."""
    home, good = tmp_path / "home", sized(2, 100)
    daemon = start(kind, inbox, home=home, CARDSCAN_WORKERS_COUNT="2", READING_S="0.05")
    daemon.wait_for("watching")
    alone_s = through(daemon, inbox, home, range(good))
    (inbox / "evil.jpg").write_bytes(photo_bytes(1000))
    daemon.until(lambda: states(home)["working"] or states(home)["quarantined"], what="the evil one begins")
    beside_s = through(daemon, inbox, home, range(good, 2 * good))
    daemon.until((inbox / "quarantine" / "evil.jpg").exists, 120, "the evil one ends")
    spent_s = ended_at(daemon) - (inbox / "quarantine" / "evil.jpg").stat().st_mtime
    print(
        f"{kind}: {good} good ones in {alone_s:.1f} s, beside the evil one in {beside_s:.1f} s; "
        f"the evil one ended {spent_s:.1f} s after it came"
    )
    daemon.until(lambda: not zombies_of(daemon.process.pid), 10, "zombies")
    assert daemon.stop() == 0
    found = count(inbox, home)
    assert found.wrong == []
    assert found.places == {"done": 2 * good, "quarantine": 1}
    for _ in range(100):  # the fork server sees the closed pipe a moment later
        if not running_with(home):
            break
        time.sleep(0.1)
    assert not running_with(home)


def ended_at(daemon: Daemon) -> float:
    """When the log says that the evil photo ended, in seconds of the epoch."""
    line = next(line for line in daemon.said.splitlines() if "state=quarantined" in line)
    return datetime.fromisoformat(line.split()[0]).timestamp()


def through(daemon: Daemon, inbox: Path, home: Path, people: range) -> float:
    """Seconds until these good photos are done."""
    before, began = states(home)["done"], time.monotonic()
    for person in people:
        (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
    daemon.until(lambda: states(home)["done"] == before + len(people), 120, "good ones")
    return time.monotonic() - began


def zombies_of(session: int) -> list[int]:
    """Dead processes of a session that nobody has buried."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] == "Z":
                    found.append(int(entry.name))
    return found


def running_with(home: Path) -> list[int]:
    """Processes that have this store's folder in their environment, whatever session they went to."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if f"CARDSCAN_HOME={home}".encode() in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
    return found


@pytest.mark.slow
def test_hostile_pictures_and_broken_samples_each_end_with_a_reason(tmp_path: Path) -> None:
    """Through the daemon with the real reader: it goes on, and every file is in done or quarantine."""
    chance, folder, home = random.Random(11), tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    if HOSTILE.is_dir():
        for number, path in enumerate(sorted(HOSTILE.iterdir())):
            if path.is_file() and not path.is_symlink():
                (folder / f"hostile_{number}.jpg").write_bytes(path.read_bytes())
    samples = [
        path for path in sorted((ROOT / "samples" / "cards").iterdir()) if path.suffix in (".jpg", ".png", ".pdf")
    ]
    for number in range(sized(4, int(os.environ.get("MUTANTS", "2000")))):
        sample = chance.choice(samples)
        (folder / f"mutant_{number}{sample.suffix}").write_bytes(mutated(sample.read_bytes(), chance))
    total = len(list(files_in(folder)))
    daemon = start_real(folder, home)
    daemon.process.wait(7000)
    assert daemon.process.returncode in (0, 1), daemon.said[-2000:]
    assert sum(states(home).values()) == total
    assert set(states(home)) <= {"done", "quarantined", "duplicate"}
    places = [path.relative_to(folder).parts[0] for path in files_in(folder) if not path.name.endswith(".reason.txt")]
    assert sorted(set(places)) == ["done", "quarantine"]
    assert len(places) == total
    print(f"{total} files: {dict(states(home))}")


def start_real(folder: Path, home: Path) -> Daemon:
    """The command as users run it, with the real reader, the limits of the promise, and every file taken as it is."""
    import subprocess
    import sys

    home.mkdir()
    log = home / "log"
    limits = {"CARDSCAN_WORKERS_TIMEOUT_S": "20", "CARDSCAN_WORKERS_MAX_MEMORY_MB": "1024"}
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "cardscan", "watch", str(folder), "--once", "--delay", "0.2"],
            cwd=ROOT,
            env={**os.environ, "CARDSCAN_HOME": str(home), "OMP_THREAD_LIMIT": "1", **limits},
            stdout=stream,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
    return Daemon(process, log)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut off, or zeroed."""
    kind, changed = chance.choice(["flip", "cut", "zero"]), bytearray(data)
    place = chance.randrange(len(data))
    if kind == "cut":
        return data[: max(1, place)]
    if kind == "zero":
        changed[place : place + chance.randrange(1, 4096)] = bytes(min(4096, len(data) - place))
        return bytes(changed)
    for _ in range(chance.randrange(1, 50)):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def test_the_oracle_sees_what_is_wrong(tmp_path: Path) -> None:
    """A photo that is missing, doubled or cut would be found: the counting itself is tested."""
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(photo_bytes(1))
    assert once("good", folder, home=home).process.returncode == 0
    assert count(folder, home).wrong == []
    (folder / "done" / "b.jpg").write_bytes(photo_bytes(1))
    (folder / "done" / "c.jpg").write_bytes(photo_bytes(2)[:-5])
    found = count(folder, home)
    assert found.people[1] == 2
    assert len(found.wrong) == 1
