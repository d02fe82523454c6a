"""Readers that hang, crash, flood or multiply: each photo ends with a reason, its neighbours do not notice."""

from __future__ import annotations

import contextlib
import os
import random
import re
import time
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, ROOT, once, sized, start

KINDS = ["hang", "exit", "segv", "crash", "eater", "child", "zombies", "noise", "flood", "drip"]
HOSTILE = ROOT.parent / "shared" / "hostile" / "images"
pytestmark = [pytest.mark.timeout(7200 if FULL else 120), pytest.mark.usefixtures("tidy")]


@pytest.mark.parametrize("kind", KINDS if FULL else ["hang", "child"])
def test_an_evil_reader_costs_its_photo_and_nothing_else(kind: str, tmp_path: Path) -> None:
    """The evil photo ends in quarantine with a reason, the good ones are done, no process is left."""
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    good = sized(4, 40)
    for person in range(good):
        (folder / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
    for evil in range(sized(1, 3)):
        (folder / f"evil_{evil}.jpg").write_bytes(photo_bytes(1000 + evil))
    began = time.monotonic()
    daemon = start(kind, folder, home=home, CARDSCAN_WORKERS_COUNT="2")
    daemon.wait_for("watching")
    total = good + sized(1, 3)
    daemon.until(lambda: len(list(files_in(folder / "done"))) == good, 120, "good ones")
    through = time.monotonic() - began
    daemon.until(lambda: states(home)["quarantined"] == total - good, 120, "evil ones")
    print(f"{kind}: {good} good ones after {through:.1f} s, all after {time.monotonic() - began:.1f} s")
    daemon.until(lambda: not zombies_of(daemon.process.pid), 10, "zombies")
    assert daemon.stop() == 0
    found = count(folder, home)
    assert found.wrong == []
    assert found.places == {"done": good, "quarantine": total - good}
    for _ in range(100):  # the fork server sees the closed pipe a moment later
        if not running_with(home):
            break
        time.sleep(0.1)
    assert not running_with(home)


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


def start_real(folder: Path, home: Path):  # type: ignore[no-untyped-def]
    """The command as users run it, with the real reader, the limits of the promise, and every file taken as it is."""
    import subprocess
    import sys

    from tests.failures.watched import Daemon

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


@pytest.mark.slow
def test_very_many_files_at_once_are_each_done_once_in_little_memory(tmp_path: Path) -> None:
    """All are there before the daemon has seen the first; what it keeps of a file is small."""
    files = sized(1_000, int(os.environ.get("MANY", "100000")))
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    daemon = start("good", folder, home=home)
    daemon.wait_for("watching")
    daemon.until(lambda: resident_kb(daemon.process.pid), what="memory")
    time.sleep(1)
    before, opened = resident_kb(daemon.process.pid), descriptors(daemon.process.pid)
    began = time.monotonic()
    for person in range(files):
        (folder / f"IMG_{person}.jpg").write_bytes(photo_bytes(person, 200))
    print(f"{files} files dropped in {time.monotonic() - began:.1f} s")
    highest = before
    while states(home)["done"] < files:
        assert daemon.process.poll() is None, daemon.said[-2000:]
        highest = max(highest, resident_kb(daemon.process.pid))
        time.sleep(0.5)
    daemon.until(lambda: len(list(files_in(folder / "done"))) == files, 120, "moved")
    spent = time.monotonic() - began
    print(f"{files / spent:.0f} a second; memory +{(highest - before) / 1024:.1f} MB; "
          f"descriptors {opened} -> {descriptors(daemon.process.pid)}")  # fmt: skip
    assert highest - before < 100 * 1024
    assert descriptors(daemon.process.pid) <= opened + 8
    assert daemon.stop() == 0
    found = count(folder, home)
    assert found.wrong == []
    assert found.places == {"done": files}
    assert set(found.people.values()) == {1}
    assert found.states == {"done": files}


def resident_kb(pid: int) -> int:
    """Memory of the supervisor."""
    text = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) if found else 0


def descriptors(pid: int) -> int:
    """Open files of the supervisor."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


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
