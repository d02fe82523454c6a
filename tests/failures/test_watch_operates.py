"""What its user sees and does while it watches: commands for new cards, status, metrics, reload, stop."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes, states
from tests.failures.watched import FULL, ROOT, note_event, sized, start
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.timeout(1800 if FULL else 120), pytest.mark.usefixtures("tidy")]


def script(path: Path, text: str) -> Path:
    """A program of the user."""
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


def cardscan(home: Path, *arguments: str) -> str:
    """What another command says meanwhile."""
    command = [sys.executable, "-m", "cardscan", *arguments]
    environment = {**os.environ, "CARDSCAN_HOME": str(home)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_new_cards_are_told_to_a_command_and_to_the_desktop(inbox: Path, tmp_path: Path) -> None:
    """The command gets JSON on its input, the desktop the name; a photo without a card tells nobody."""
    note_event(inbox)
    told, shown = tmp_path / "told", tmp_path / "shown"
    hook = script(tmp_path / "my hook", f"cat >> {told}")
    script(tmp_path / "notify-send", f'printf "%s\\n" "$@" >> {shown}')
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    daemon = start("good", inbox, home=tmp_path / "home", ON_NEW=shlex.quote(str(hook)), NOTIFY="1", PATH=path)
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    (inbox / "no card.jpg").write_bytes(b"\xff\xd8\xff nothing\xff\xd9")
    daemon.until(lambda: told.exists() and told.read_text("utf-8").endswith("\n"), what="told")
    daemon.until(lambda: sum(states(tmp_path / "home").values()) == 2, what="both")
    daemon.until(lambda: shown.exists(), what="shown")
    assert daemon.stop() == 0
    (line,) = told.read_text("utf-8").splitlines()
    report = json.loads(line)
    assert Path(report["photo"]).name == "a.jpg"
    (card,) = report["cards"]
    assert card["draft"].endswith(".eml")
    assert shown.read_text("utf-8").splitlines()[-2:] == ["--", card["name"]]


def test_a_command_that_fails_hangs_or_is_not_there_stops_nothing(inbox: Path, tmp_path: Path) -> None:
    """All photos are done; the log says how often it failed, without a name."""
    home = tmp_path / "home"
    hook = script(tmp_path / "hook", "sleep 300")
    daemon = start("good", inbox, home=home, ON_NEW=str(hook))
    for person in range(6):
        (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
    daemon.until(lambda: states(home)["done"] == 6, what="done")
    assert daemon.said.count("hook-skipped") == 2  # four at a time
    assert daemon.stop() == 0
    for command, said in ((str(tmp_path / "nowhere"), "hook-failed reason"), ("false", "hook-failed code=1")):
        daemon = start("good", inbox, home=home, ON_NEW=command)
        daemon.wait_for("watching")
        (inbox / "more.jpg").write_bytes(photo_bytes(100 + len(command)))
        daemon.wait_for(said)
        assert daemon.stop() == 0
    assert count(inbox, home).wrong == []


def test_odd_names_and_a_bad_note_stop_nothing(inbox: Path, tmp_path: Path) -> None:
    """Names in Latin-1 on a photo, a bad photo, a note and a folder; the note is named, and taken in once right."""
    home, told, fair = tmp_path / "home", tmp_path / "told", inbox / os.fsdecode(b"Foire \xe9t\xe9")
    hook = script(tmp_path / "hook", f"cat >> {told}")
    bin_of_another = inbox / "@eaDir" / "good.jpg"
    for folder in (fair, bin_of_another):
        folder.mkdir(parents=True)
    note, photo = fair / os.fsdecode(b"caf\xe9.txt"), fair / os.fsdecode(b"caf\xe9.jpg")
    note.write_bytes(bytes(range(256)))
    second = tmp_path / os.fsdecode(b"zweite \xfc")
    second.mkdir()
    daemon = start("good", inbox, second, home=home, ON_NEW=shlex.quote(str(hook)))
    daemon.wait_for("watching")
    photo.write_bytes(photo_bytes(1))
    (bin_of_another / "SYNO_THUMB.jpg").write_bytes(photo_bytes(2))
    (inbox / "card.gif").write_bytes(b"GIF89a")
    (inbox / "photo.nef").write_bytes(b"MM\0*")
    (inbox / os.fsdecode(b"no \xe9.jpg")).write_bytes(b"\xff\xd8\xff nothing\xff\xd9")
    daemon.until(lambda: states(home) == {"done": 1, "quarantined": 2}, what="all")
    daemon.until(lambda: told.exists() and told.read_text("utf-8").endswith("\n"), what="told")
    assert os.fsencode(json.loads(told.read_text("utf-8"))["photo"]) == os.fsencode(photo)
    problems = {
        Path(item["path"]).name: item["reason"] for item in json.loads(cardscan(home, "status", "--json"))["problems"]
    }
    assert problems[photo.name].endswith("save it as plain text in UTF-8")
    assert problems["card.gif"] == "a GIF picture, which cardscan does not read; save it here as JPEG"
    assert problems[os.fsdecode(b"no \xe9.jpg")] == "not a photo of these tests"
    assert "UTF-8" in cardscan(home, "status")
    assert "no \\xe9.jpg\n" in next((inbox / "quarantine").glob("no*.reason.txt")).read_text("utf-8")
    assert "zweite \\xfc" in cardscan(home, "status")
    (second / "b.jpg").write_bytes(photo_bytes(3))
    daemon.until((second / "done" / "b.jpg").exists, what="the one in the second folder")
    note.write_text("talked about chairs", "utf-8")
    daemon.until(lambda: count(inbox, home).drafts == 1, what="the note is taken in")
    daemon.until(lambda: len(json.loads(cardscan(home, "status", "--json"))["problems"]) == 2, what="no more said")
    assert daemon.stop() == 0
    names = {os.fsencode(path.relative_to(inbox)) for path in files_in(inbox)}
    assert names == {
        b"done/Foire \xe9t\xe9/caf\xe9.jpg", b"Foire \xe9t\xe9/caf\xe9.txt", b"@eaDir/good.jpg/SYNO_THUMB.jpg",
        b"quarantine/no \xe9.jpg", b"quarantine/no \xe9.jpg.reason.txt", b"card.gif", b"photo.nef",
        b"quarantine/card.gif.reason.txt",
    }  # fmt: skip


def test_status_says_what_waits_how_fast_it_goes_and_what_went_wrong(inbox: Path, tmp_path: Path) -> None:
    """Queue and age of its oldest, rate, last problem with its reason; for people and as JSON."""
    home = tmp_path / "home"
    daemon = start("hang", inbox, home=home, CARDSCAN_WORKERS_TIMEOUT_S="300")
    (inbox / "good.jpg").write_bytes(photo_bytes(1))
    (inbox / "blank.jpg").write_bytes(b"\xff\xd8\xff nothing\xff\xd9")
    daemon.until(lambda: states(home) == {"done": 1, "quarantined": 1}, what="both")
    for number in range(2):
        (inbox / f"evil_{number}.jpg").write_bytes(photo_bytes(10 + number))
    daemon.until(lambda: states(home)["working"] == 1 and states(home)["queued"] == 1, what="queue")
    time.sleep(1.1)
    found = json.loads(cardscan(home, "status", "--json"))
    assert found["states"] == {"done": 1, "quarantined": 1, "working": 1, "queued": 1}
    assert found["oldest_s"] > 1
    assert (found["done_last_minute"], found["done_last_hour"]) == (2, 2)
    assert [(Path(item["path"]).name, item["reason"]) for item in found["problems"]] == [
        ("blank.jpg", "not a photo of these tests")
    ]
    assert [watcher["folders"] for watcher in found["watchers"]] == [[str(inbox)]]
    text = cardscan(home, "status")
    assert re.search(r"Queue: 2 photos, the oldest for \d+ second", text)
    assert "Through: 2 in the last minute" in text
    assert "quarantined: not a photo of these tests" in text
    assert daemon.stop() == 0
    assert "Nothing is watched" in cardscan(home, "status")


def test_metrics_count_what_happened(inbox: Path, tmp_path: Path) -> None:
    """In the format of Prometheus: each number has a type, and counts up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    home = tmp_path / "home"
    daemon = start("good", inbox, home=home, METRICS=str(port))
    for person in range(3):
        (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
    daemon.until(lambda: len(list(files_in(inbox / "done"))) == 3, what="done")
    daemon.until(lambda: metrics(port)["cardscan_files"] == 0, what="looked again")
    found = metrics(port)
    assert (found['cardscan_photos_total{state="done"}'], found["cardscan_cards_total"]) == (3, 3)
    assert found["cardscan_looks_total"] >= 2
    assert (found["cardscan_troubles"], found["cardscan_retries_total"]) == (0, 0)
    assert daemon.stop() == 0


def metrics(port: int) -> dict[str, float]:
    """What Prometheus would read."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    typed = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert {name.split("{")[0] for name in values} <= typed
    return {name: float(value) for name, value in values.items()}


def test_a_reload_takes_new_settings_and_refuses_wrong_ones(inbox: Path, tmp_path: Path) -> None:
    """What is wrong is said and the former settings stay; what is right holds for the next letter."""
    note_event(inbox)
    home, config = tmp_path / "home", tmp_path / "config" / "cardscan" / "cardscan.toml"
    config.parent.mkdir(parents=True)
    daemon = start("good", inbox, home=home, XDG_CONFIG_HOME=str(tmp_path / "config"))
    daemon.wait_for("watching")
    config.write_text("[sender]\nnmae = 'Ana Exemplo'\n", "utf-8")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for("reload-refused")
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    daemon.until(lambda: states(home) == {"done": 1}, what="the first")
    config.write_text("[sender]\nname = 'Ana Exemplo'\nemail = 'ana@exemplo.example'\n", "utf-8")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for("reloaded")
    (inbox / "b.jpg").write_bytes(photo_bytes(2))
    daemon.until(lambda: states(home) == {"done": 2}, what="the second")
    assert daemon.stop() == 0
    letters = [path.read_text("utf-8") for path in sorted((home / "drafts").glob("*.eml"))]
    assert sorted("ana@exemplo.example" in letter for letter in letters) == [False, True]


def test_a_part_that_dies_takes_the_whole_program_with_it(inbox: Path, tmp_path: Path) -> None:
    """It ends, not with 0, and says which part it was, instead of looking alive; what it had is handed back."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    home = tmp_path / "home"
    daemon = start("mute", inbox, home=home, METRICS=str(port))
    daemon.wait_for("watching")
    assert daemon.process.wait(PATIENCE_S) not in (0, None)
    assert "a part of cardscan has ended (metrics" in daemon.said
    assert "stopped" in daemon.said


def test_without_events_it_says_so_and_goes_on(inbox: Path, tmp_path: Path) -> None:
    """Notification limits are the machine's; starting again does not help, looking now and then does."""
    home = tmp_path / "home"
    daemon = start("deaf", inbox, home=home)
    daemon.wait_for("unheard")
    assert "fs.inotify.max_user_watches" in daemon.said
    (inbox / "a.jpg").write_bytes(photo_bytes(1))
    daemon.until(lambda: states(home) == {"done": 1}, what="the photo")
    assert daemon.stop() == 0


def test_told_to_stop_with_much_to_do_it_stops(inbox: Path, tmp_path: Path) -> None:
    """In the middle of very many files, at several moments of its work; the rest is there at the next start."""
    files, home = sized(1_000, 100_000), tmp_path / "home"
    staged = tmp_path / "staged"
    staged.mkdir()
    for person in range(files):
        (staged / f"IMG_{person}.jpg").write_bytes(photo_bytes(person, 200))
    for path in os.scandir(staged):
        os.rename(path.path, inbox / path.name)  # noqa: PTH104 - 100,000 of them
    took, ready = [], []
    for pause_s in (0.0, 0.5, 1.5, *((5.0, 15.0, 40.0) if FULL else ())):
        began = time.monotonic()
        daemon = start("good", inbox, home=home)
        daemon.wait_for("watching")
        ready.append(time.monotonic() - began)
        time.sleep(pause_s)
        began = time.monotonic()
        assert daemon.stop() == 0
        took.append(time.monotonic() - began)
        assert not states(home)["working"]
    print(
        f"ready after {', '.join(f'{s:.1f}' for s in ready)} s, stopped after {', '.join(f'{s:.1f}' for s in took)} s"
    )
    found = count(inbox, home)
    assert found.wrong == []
    assert sum(found.places.values()) == files


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts")
def test_a_disk_that_is_unmounted_and_comes_back_is_watched_again(inbox: Path, tmp_path: Path) -> None:
    """A USB stick or a share: what lies on it is read when it is there again; what came between, too."""
    home = tmp_path / "home"
    image = tmp_path / "disk"
    image.mkdir()
    mount = ["mount", "--bind", str(image), str(inbox)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        (image / "a.jpg").write_bytes(photo_bytes(1))
        daemon = start("good", inbox, home=home)
        daemon.until(lambda: states(home) == {"done": 1}, what="the first")
        daemon.until(lambda: (image / "done" / "a.jpg").exists(), what="moved")
        subprocess.run(["umount", "-l", str(inbox)], check=True)
        (image / "b.jpg").write_bytes(photo_bytes(2))
        time.sleep(2)  # an empty folder stands there now: nothing is to be done, and nothing lost
        assert states(home) == {"done": 1}
        subprocess.run(mount, check=True)
        daemon.until(lambda: states(home) == {"done": 2}, 30, "the second")
        daemon.until(lambda: (image / "done" / "b.jpg").exists(), 30, "moved")
        assert daemon.stop() == 0
    finally:
        subprocess.run(["umount", "-l", str(inbox)], check=False, capture_output=True)
    assert count(image, home).wrong == []


def test_a_clock_that_jumps_changes_nothing(inbox: Path, tmp_path: Path) -> None:
    """A year back, ten years on, while photos come: two daemons do each once, and none takes the other for dead."""
    home, jump, today = tmp_path / "home", tmp_path / "jump", datetime.now(UTC).date()
    jump.write_text("0", "ascii")
    daemons = [start("slow", inbox, home=home, JUMP=str(jump)), start("slow", inbox, home=home)]
    for daemon in daemons:
        daemon.wait_for("watching")
    people, batch = 0, sized(5, 50)
    for days in (-365, 3650, -30, 0, *((0.04, -0.04, 1825, -1825) if FULL else ())):
        (tmp_path / "next").write_text(str(days), "ascii")
        (tmp_path / "next").rename(jump)
        for person in range(people, people + batch):
            (inbox / f"IMG_{person}.jpg").write_bytes(photo_bytes(person))
        people += batch
        daemons[0].until(lambda: states(home)["done"] == people, 120, f"{days} days")  # noqa: B023 - called at once
    daemons[0].until(lambda: len(list(files_in(inbox / "done"))) == people, 60, "moved")
    assert [daemon.stop() for daemon in daemons] == [0, 0]
    assert not any("took-over" in daemon.said for daemon in daemons)
    seen = [(date.fromisoformat(line[:10]) - today).days for line in daemons[0].said.splitlines()]
    assert min(seen) < -360 and max(seen) > 3600  # it did see another time
    found = count(inbox, home)
    assert found.wrong == []
    assert (found.places, found.states) == ({"done": people}, {"done": people})
    assert (found.cards, found.contacts) == (people, people)
