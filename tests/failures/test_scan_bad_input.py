"""Bad files, bad settings, bad disks: a sentence, the right exit code, nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.system.conftest import Ran

Run = Callable[..., Ran]


def home() -> Path:
    """The store's folder of this test."""
    return Path(os.environ["CARDSCAN_HOME"])


def png_bomb(side: int = 30_000) -> bytes:
    """A well-formed PNG of one black pixel, 900 million times: 110 KB that decode to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    packed = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_bad_photos_fail_alone(cardscan: Run, folder: Path, card_photos: tuple[bytes, ...]) -> None:
    """Each gets its sentence, the good photos are stored, the exit code is 1."""
    (folder / "a empty.jpg").write_bytes(b"")
    (folder / "b text.jpg").write_text("this is no picture\n" * 20)
    (folder / "c cut.jpg").write_bytes(card_photos[2][: len(card_photos[2]) // 3])
    (folder / "d bomb.png").write_bytes(png_bomb())
    (folder / "e \x1b[31mred\x1b]0;title\x07.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 50)
    os.mkfifo(folder / "f pipe.jpg")
    scanned = cardscan("scan", folder)
    assert scanned.code == 1, scanned.err
    assert "Failed: 6" in scanned.out
    assert "a empty.jpg: the file is empty" in scanned.out
    assert "b text.jpg: not a picture but text" in scanned.out
    assert "d bomb.png: 30000 x 30000 px" in scanned.out
    assert "2 cards read from 2 photos" in scanned.out
    assert "Contacts: 2 new" in scanned.out
    assert "\x1b" not in scanned.out + scanned.err
    assert "Traceback" not in scanned.err


def test_bad_photos_have_a_line_in_the_json(cardscan: Run, folder: Path) -> None:
    """`card` is null, with the reason; every line is valid JSON, also for a name that is no UTF-8."""
    (folder / os.fsdecode(b"a \xff\xfe.jpg")).write_bytes(b"")
    scanned = cardscan("scan", folder, "--jsonl", "--no-store")
    assert scanned.code == 1
    records = [json.loads(line) for line in scanned.out.splitlines()]
    assert records[0]["card"] is None
    assert "empty" in records[0]["reason"]
    assert [record["card"] for record in records[1:]] == [0, 0]


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may read everything")
def test_a_folder_without_permission_is_named(folder: Path) -> None:
    """The rest of the scan goes on."""
    locked = folder / "locked"
    locked.mkdir()
    locked.chmod(0)
    command = [sys.executable, "-m", "cardscan", "scan", str(folder), "--no-store"]
    if os.geteuid() == 0:  # give up the right to read everything
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    try:
        done = subprocess.run(
            command,
            env={**os.environ},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    finally:
        locked.chmod(0o700)
    if "cannot set" in done.stderr or "setpriv" in done.stderr:
        pytest.skip("this system does not let root give up its rights")
    assert done.returncode == 1
    assert "2 cards read from 2 photos" in done.stdout
    assert "locked: the folder cannot be listed (Permission denied)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--languages", "tlh", "--engine", "tesserocr"], 4, "the language tlh is not installed"),
        (["--languages", "../../etc/passwd"], 2, "Tesseract's codes"),
        (["--event", "missing.toml"], 2, "no such file"),
        (["--db", "mysql://x/y"], 5, "not a database cardscan can use"),
        (["--db", "/dev/null/x.db"], 5, "cannot be opened"),
    ],
)
def test_what_cannot_work_is_said_before_anything_is_stored(
    cardscan: Run, folder: Path, arguments: list[str], code: int, said: str
) -> None:
    """One sentence, the right code, and no contact."""
    scanned = cardscan("scan", folder, *arguments)
    assert scanned.code == code
    assert said in scanned.err
    assert len(scanned.err.strip().splitlines()) <= 4
    assert cardscan("contacts", "list").out == ""


def test_a_typo_in_event_toml_costs_that_folders_notes_and_is_named(cardscan: Run, folder: Path) -> None:
    """The cards are read and wait for context; exit code 1, file and key named."""
    text = (folder / "event.toml").read_text()
    (folder / "event.toml").write_text(text.replace("promised", "promissed"))
    scanned = cardscan("scan", folder)
    assert scanned.code == 1
    said = scanned.out + scanned.err
    assert "event.toml" in said
    assert "promissed" in said
    assert "Needs context: 2" in scanned.out


def test_a_template_that_asks_for_what_is_not_there_keeps_nothing_half(
    cardscan: Run, folder: Path, tmp_path: Path
) -> None:
    """Exit code 3 with file and variable; neither the contact nor a draft of that photo is stored; mending it helps."""
    own = tmp_path / "templates" / "email" / "conference"
    own.mkdir(parents=True)
    (own / "first.en.txt.j2").write_text("Subject: Hello\n\nDear {{ nickname_nobody_has }},\n")
    settings = {"CARDSCAN_FOLLOWUP_TEMPLATES": str(tmp_path / "templates")}
    scanned = cardscan("scan", folder, **settings)
    assert scanned.code == 3
    assert "first.en.txt.j2" in scanned.err
    assert "nickname_nobody_has" in scanned.err
    assert cardscan("contacts", "list").out == ""
    assert not (home() / "drafts").exists() or not list((home() / "drafts").iterdir())
    assert cardscan("scan", folder).code == 0
    assert len(cardscan("contacts", "list").out.splitlines()) == 2


def test_a_broken_setting_names_file_and_key(cardscan: Run, folder: Path, tmp_path: Path) -> None:
    """cardscan.toml in the current folder counts, and is strict."""
    (tmp_path / "cardscan.toml").write_text("[workers]\ncuont = 2\n")
    scanned = cardscan("scan", folder, cwd=tmp_path)
    assert scanned.code == 3
    assert "cardscan.toml" in scanned.err
    assert "workers.count" in scanned.err


def test_a_damaged_store_is_a_sentence(cardscan: Run, folder: Path) -> None:
    """Exit code 5; the file is left as it is."""
    home().mkdir(parents=True)
    (home() / "cardscan.db").write_bytes(b"this is no database" * 100)
    scanned = cardscan("scan", folder)
    assert scanned.code == 5
    assert "not a cardscan store, or damaged" in scanned.err
    assert (home() / "cardscan.db").read_bytes().startswith(b"this is no database")


def test_a_full_disk_under_the_output_is_a_sentence(cardscan: Run, folder: Path) -> None:
    """/dev/full refuses every byte."""
    scanned = cardscan("scan", folder, "--no-store", "--output", "/dev/full")
    assert scanned.code == 1
    assert "cannot be written (No space left on device)" in scanned.err


def test_a_full_disk_under_standard_output_is_a_sentence() -> None:
    """Also where the shell opened the file."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cardscan", "doctor"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("limit", [8_000, 200_000])
def test_a_full_disk_under_the_store_loses_and_halves_nothing(cardscan: Run, folder: Path, limit: int) -> None:
    """Files may not grow beyond `limit` bytes: the scan says so, and afterwards runs through as if nothing had been."""

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "cardscan", "scan", str(folder)],
        env={**os.environ},
        preexec_fn=little_room,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if done.returncode != 0:
        assert done.returncode in (1, 5), done.stderr
        assert "disk is full" in done.stderr or "cannot be written" in done.stderr or "not written" in done.stderr
    again = cardscan("scan", folder)
    assert again.code == 0, again.err
    assert len(cardscan("contacts", "list").out.splitlines()) == 2
    assert len(list((home() / "drafts").glob("*.eml"))) == 1
    assert not [path for path in (home() / "drafts").iterdir() if path.suffix != ".eml"]


def test_a_closed_pipe_ends_in_silence(folder: Path) -> None:
    """`cardscan scan --jsonl | head -0` has seen enough."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cardscan", "scan", str(folder), "--jsonl", "--no-store"],
        env={**os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENCE_S) in (0, -signal.SIGPIPE)
    assert "Traceback" not in said
    assert "Broken" not in said
