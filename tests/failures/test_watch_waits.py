"""Disk full, store locked, folder gone, clock wrong: it waits, says so once, and goes on by itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, ROOT, Daemon, kill_all, note_event, once, sized, start
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.timeout(1800 if FULL else 120), pytest.mark.usefixtures("tidy")]


def done(inbox: Path, how_many: int, daemon: Daemon) -> None:
    daemon.until(lambda: len(list(files_in(inbox / "done"))) == how_many, 60, f"{how_many} done")


def test_a_locked_store_and_a_folder_that_went_away_are_waited_for(inbox: Path, tmp_path: Path) -> None:
    """Each is said once and over when it is over; what came meanwhile is read."""
    home, away = tmp_path / "home", tmp_path / "away"
    daemon = start("good", inbox, home=home)
    daemon.wait_for("watching")
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    done(inbox, 1, daemon)
    with closing(sqlite3.connect(home / "cardscan.db", timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        (inbox / "b.jpg").write_bytes(photo_bytes(2))
        daemon.wait_for("waiting step=store")
        other.rollback()
    daemon.wait_for("resumed step=store")
    done(inbox, 2, daemon)
    inbox.rename(away)
    daemon.wait_for("waiting step=folder-0")
    (away / "c.jpg").write_bytes(photo_bytes(3))
    time.sleep(3)
    away.rename(inbox)
    daemon.wait_for("resumed step=folder-0")
    done(inbox, 3, daemon)
    assert daemon.said.count("waiting step=folder-0") == 1
    assert daemon.stop() == 0
    assert count(inbox, home).wrong == []


@pytest.mark.parametrize("made", [False, True])
def test_a_store_that_another_program_writes_to_is_waited_for_at_the_start(
    made: bool, inbox: Path, tmp_path: Path
) -> None:
    """Another one makes its tables, or writes for seconds: it begins when that is over, and does not end."""
    home = tmp_path / "home"
    home.mkdir()
    if made:
        assert once("good", inbox, home=home).process.returncode == 0
    with closing(sqlite3.connect(home / "cardscan.db", timeout=30, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        daemon = start("good", inbox, home=home)
        daemon.until(lambda: has_open(daemon.process.pid, home / "cardscan.db"), what="opened")
        time.sleep(4)  # twice as long as a step waits later on
        assert daemon.process.poll() is None, daemon.said
        other.execute("ROLLBACK")
    daemon.wait_for("watching")
    assert daemon.stop() == 0


def has_open(pid: int, file: Path) -> bool:
    return any(link(entry) == str(file) for entry in Path(f"/proc/{pid}/fd").iterdir())


def link(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except OSError:  # closed meanwhile
        return ""


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts a small disk")
def test_a_full_disk_is_waited_for(inbox: Path, tmp_path: Path) -> None:
    """Nothing of a photo is kept half; when there is room again it goes on by itself."""
    home, photos = tmp_path / "home", sized(6, 60)
    home.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={sized(3, 8)}m", "tmpfs", str(home)], check=False)
    if made.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        note_event(inbox)
        assert once("good", inbox, home=home).process.returncode == 0
        ballast = home / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(bytes(4096))
        for person in range(photos):
            (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
        daemon = start("good", inbox, home=home, log=tmp_path / "log")
        try:
            daemon.wait_for("waiting")
            time.sleep(4)
            ballast.unlink()
            daemon.wait_for("resumed")
            assert daemon.said.count("waiting step=store") == 1
            done(inbox, photos, daemon)
            assert daemon.stop() == 0
        finally:
            kill_all(daemon)
        found = count(inbox, home)
        assert found.wrong == []
        assert (found.cards, found.drafts, found.letters) == (photos,) * 3
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts a small disk")
@pytest.mark.parametrize("made", [False, True])
def test_a_disk_that_is_full_to_the_last_byte_is_waited_for_at_the_start(
    made: bool, inbox: Path, tmp_path: Path
) -> None:
    """With and without a store on it: said once, ended by a signal at once, begun when there is room."""
    home, log = tmp_path / "home", tmp_path / "log"
    home.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(home)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        if made:
            assert once("good", inbox, home=home).process.returncode == 0
        ballast = home / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            while True:
                file.write(bytes(4096))
        (inbox / "a.jpg").write_bytes(photo_bytes(1))
        for stopped in (True, False):
            daemon = start("good", inbox, home=home, log=log)
            daemon.wait_for("waiting step=store")
            if stopped:
                assert daemon.stop() == 0
        time.sleep(4)  # it has tried again, and says nothing more
        ballast.unlink()
        daemon.wait_for("resumed step=store")
        done(inbox, 1, daemon)
        assert daemon.said.count("waiting step=store") == 1
        assert daemon.stop() == 0
        assert count(inbox, home).wrong == []
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"] if FULL else ["EIO"])
def test_a_disk_that_refuses_now_and_then_loses_nothing(fault: str, inbox: Path, tmp_path: Path) -> None:
    """Every ninth write of the store fails; the next start, on a sound disk, finds all of it."""
    home, photos = tmp_path / "home", sized(3, 30)
    note_event(inbox)
    assert once("good", inbox, home=home).process.returncode == 0
    for person in range(photos):
        (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
    injection = f"inject=pwrite64,fdatasync,renameat2,mkdir:error={fault}:when=9+9"
    process = subprocess.Popen(
        ["strace", "-qq", "-o", os.devnull, "-e", injection, sys.executable, "-m", "tests.failures.stub", "good",
         str(inbox)],
        cwd=ROOT,
        env={**os.environ, "CARDSCAN_HOME": str(home), "CARDSCAN_WORKERS_COUNT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(sized(8, 60))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_S)
    last = once("good", inbox, home=home)
    assert last.process.returncode == 0, last.said
    found = count(inbox, home)
    assert found.wrong == []
    assert found.places == {"done": photos}
    assert (found.cards, found.contacts, found.drafts, found.letters) == (photos,) * 4


def test_notes_that_come_later_and_change_are_honoured(inbox: Path, tmp_path: Path) -> None:
    """A wrong event.toml holds its photos; a right one lets them go, and drafts for those that are through."""
    home = tmp_path / "home"
    daemon = start("good", inbox, home=home)
    daemon.wait_for("watching")
    fair, other = inbox / "Sample Fair", inbox / "Other"
    for place in (fair, other):
        place.mkdir()
    (other / "event.toml").write_text("evnt = 1\n", "utf-8")
    (fair / "a.jpg").write_bytes(photo_bytes(1))
    (other / "b.jpg").write_bytes(photo_bytes(2))
    done(inbox, 1, daemon)
    daemon.until(lambda: states(home) == {"done": 1, "held": 1}, what="held")
    assert count(inbox, home).drafts == 0
    assert events_in(home) == {"Sample Fair"}
    note_event(fair)
    note_event(other)
    daemon.until(lambda: count(inbox, home).drafts == 2, 60, "drafts")
    assert daemon.stop() == 0
    found = count(inbox, home)
    assert found.wrong == []
    assert (found.places, found.letters) == ({"done": 2}, 2)


def events_in(home: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True)) as database:
        return {row[0] for row in database.execute("SELECT event FROM encounters")}


def test_a_photo_that_comes_again_and_one_that_is_put_back(inbox: Path, tmp_path: Path) -> None:
    """The same bytes under another name are a duplicate; a photo moved back from done is looked at again."""
    home = tmp_path / "home"
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    assert once("good", inbox, home=home).process.returncode == 0
    (inbox / "b.jpg").write_bytes(photo_bytes(1))
    (inbox / "done" / "a.jpg").rename(inbox / "a.jpg")
    assert once("good", inbox, home=home).process.returncode == 0
    assert states(home) == {"duplicate": 2}
    found = count(inbox, home)
    assert (found.places, found.cards, found.contacts) == ({"done": 2}, 1, 1)


@pytest.mark.slow
def test_kept_photos_stay_and_are_not_read_again(inbox: Path, tmp_path: Path) -> None:
    """--keep moves nothing, also not at the second start; without it they are moved then."""
    home = tmp_path / "home"
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    for _ in range(2):
        daemon = start("good", inbox, home=home, arguments=("--once", "--keep"))
        assert daemon.process.wait(PATIENCE_S) == 0
        assert sorted(path.name for path in inbox.iterdir()) == ["a.jpg"]
    assert "ended" not in daemon.said
    assert once("good", inbox, home=home).process.returncode == 0
    assert (inbox / "done" / "a.jpg").exists()


def test_systemd_hears_of_readiness_and_progress_and_a_reload_is_taken(inbox: Path, tmp_path: Path) -> None:
    """READY, then WATCHDOG again and again, STOPPING; a wrong cardscan.toml is refused and the old one kept."""
    home = tmp_path / "home"
    os.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind("notify")
        door.settimeout(20)
        daemon = start("good", inbox, home=home, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="600000")
        heard = [door.recv(1000) for _ in range(3)]
        assert heard[0].startswith(b"READY=1")
        assert heard[1:] == [b"WATCHDOG=1"] * 2
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_for("reloaded")
        (inbox / "a.jpg").write_bytes(photo_bytes(1))
        done(inbox, 1, daemon)
        assert daemon.stop() == 0
        door.setblocking(False)
        rest = []
        while not rest or rest[-1] != b"STOPPING=1":
            rest.append(door.recv(1000))


def test_the_log_and_the_metrics_name_no_person(inbox: Path, tmp_path: Path) -> None:
    """Numbers only, on this machine only, under its own name only."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    home = tmp_path / "home"
    (inbox / "Noelle Whitlow.jpg").write_bytes(photo_bytes(1))
    (inbox / "broken Gavin Marsden.jpg").write_bytes(b"x")
    daemon = start("good", inbox, home=home, METRICS=str(port))
    daemon.until(lambda: sum(states(home).values()) == 2 and not {"queued", "working"} & set(states(home)), 100, "both")
    done(inbox, 1, daemon)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert 'cardscan_photos_total{state="done"} 1' in text
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Host": "evil.example:80"}), timeout=10
        )
    assert daemon.stop() == 0
    for name in ("Noelle", "Gavin", "Whitlow", "Marsden"):
        assert name not in daemon.said + text
