"""Very many photos: each once, in memory that does not grow with what was done."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, ROOT, Daemon, sized, start

pytestmark = [pytest.mark.timeout(7200 if FULL else 120), pytest.mark.usefixtures("tidy")]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "files"), [("blank", sized(1_000, 100_000)), ("good", sized(500, 50_000))])
def test_very_many_files_at_once_are_each_done_once_in_little_memory(
    kind: str, files: int, inbox: Path, tmp_path: Path
) -> None:
    """All are there before the daemon has seen the first; what it keeps of a file is small, of a card nothing.

    Cards with nothing on them, and cards of as many people, each a contact.
    """
    files = int(os.environ.get("MANY", files))
    home, staged = tmp_path / "home", tmp_path / "staged"
    staged.mkdir()
    for person in range(files):
        (staged / f"IMG_{person}.jpg").write_bytes(photo_bytes(person, 200))
    daemon = start(kind, inbox, home=home)
    daemon.wait_for("watching")
    time.sleep(1)
    before, opened = resident_kb(daemon.process.pid), descriptors(daemon.process.pid)
    began = time.monotonic()
    for path in os.scandir(staged):
        os.rename(path.path, inbox / path.name)  # noqa: PTH104 - 100,000 of them in seconds
    print(f"{files} files dropped in {time.monotonic() - began:.1f} s")
    highest, course = before, []
    while (done := states(home)["done"]) < files:
        assert daemon.process.poll() is None, daemon.said[-2000:]
        highest = max(highest, resident_kb(daemon.process.pid))
        course.append((done, resident_kb(daemon.process.pid)))
        time.sleep(sized(1, 10) / 2)
    daemon.until(lambda: len(list(files_in(inbox / "done"))) == files, 120, "moved")
    spent = time.monotonic() - began
    slope = slope_of([point for point in course if point[0] > files / 4])
    print(f"{kind}: {files / spent:.0f} a second; memory +{(highest - before) / 1024:.1f} MB")
    print(f"after a quarter {slope:.3f} KB a card; descriptors {opened} -> {descriptors(daemon.process.pid)}")
    assert highest - before < 100 * 1024
    assert not FULL or slope < 0.2
    assert descriptors(daemon.process.pid) <= opened + 8
    assert daemon.stop() == 0
    found = count(inbox, home)
    assert found.wrong == []
    assert found.places == {"done": files}
    assert set(found.people.values()) == {1}
    assert found.states == {"done": files}
    assert (found.cards, found.contacts) == (files, files if kind == "good" else 0)


def slope_of(course: list[tuple[int, int]]) -> float:
    """Least squares through (cards, KB): KB a card."""
    if len(course) < 3:
        return 0.0
    cards, sizes = [point[0] for point in course], [point[1] for point in course]
    mean, size = sum(cards) / len(cards), sum(sizes) / len(sizes)
    spread = sum((card - mean) ** 2 for card in cards)
    return sum((card - mean) * (kb - size) for card, kb in course) / spread if spread else 0.0


def resident_kb(pid: int) -> int:
    """Memory of the supervisor."""
    text = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    found = re.search(r"VmRSS:\s+(\d+)", text)
    return int(found[1]) if found else 0


def descriptors(pid: int) -> int:
    """Open files of the supervisor."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.slow
def test_real_cards_leave_nothing_behind_in_memory(inbox: Path, tmp_path: Path) -> None:
    """The sample photos again and again, with other bytes each time: the supervisor stays as large as it was."""
    photos, home = sized(6, int(os.environ.get("REAL", "300"))), tmp_path / "home"
    samples = [path for path in sorted((ROOT / "samples" / "cards").iterdir()) if path.suffix == ".jpg"]
    for number in range(photos):
        sample = samples[number % len(samples)]
        (inbox / f"{number}.jpg").write_bytes(sample.read_bytes() + b"%06d" % number)  # after the end of the picture
    home.mkdir()
    log = home / "log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "cardscan", "watch", str(inbox), "--delay", "0.2"],
            cwd=ROOT,
            env={**os.environ, "CARDSCAN_HOME": str(home), "OMP_THREAD_LIMIT": "1"},
            stdout=stream,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
    daemon = Daemon(process, log)
    course: list[tuple[int, int, int]] = []
    try:
        while (ended := sum(states(home).values()) - states(home)["queued"] - states(home)["working"]) < photos:
            assert process.poll() is None, daemon.said[-2000:]
            if ended:
                course.append((ended, resident_kb(process.pid), descriptors(process.pid)))
            time.sleep(0.5)
        assert daemon.stop() == 0
    finally:
        process.kill()
        process.wait()
    late = [point for point in course if point[0] > photos / 3]
    slope = slope_of([(done, size) for done, size, _ in late])
    print(f"{photos} real photos: {dict(states(home))}; {course[0][1]} -> {course[-1][1]} KB, {slope:.2f} KB a photo "
          f"in the last two thirds; descriptors {min(p[2] for p in late)} to {max(p[2] for p in late)}")  # fmt: skip
    assert max(point[2] for point in late) <= min(point[2] for point in late) + 8
    assert course[-1][1] - late[0][1] < 4_000  # nothing of a photo is kept; this is one or two of them
