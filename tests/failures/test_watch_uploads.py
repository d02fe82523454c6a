"""However a photo gets into the folder: it is read when all of it is there, and never half."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.failures.oracle import count, files_in, photo_bytes
from tests.failures.watched import FULL, Daemon, sized, start
from tests.patience import PATIENCE_S

FILES = sized(3, 100)
pytestmark = [pytest.mark.timeout(1800 if FULL else 120), pytest.mark.usefixtures("tidy")]
Upload = Callable[[Path, Path], None]  # (folder with the photos, watched folder)


def copy(source: Path, folder: Path) -> None:
    subprocess.run(["cp", *map(str, sorted(source.iterdir())), str(folder)], check=True)


def drop(source: Path, folder: Path) -> None:
    """From another file system where there is one: mv copies then, and keeps the time of the photo."""
    shared = Path("/dev/shm")  # noqa: S108 - a file system of its own
    away = (shared if shared.is_dir() else source.parent) / f"cardscan-test-{os.getpid()}"
    shutil.copytree(source, away)
    try:
        subprocess.run(["mv", *map(str, sorted(away.iterdir())), str(folder)], check=True)
    finally:
        shutil.rmtree(away)


def write_in_pieces(source: Path, folder: Path, *, pause_s: float, start_with: Callable[[Path, int], None]) -> None:
    """All files at once, a piece of each at a time, as a slow line does."""
    data = {folder / path.name: path.read_bytes() for path in sorted(source.iterdir())}
    for path, content in data.items():
        start_with(path, len(content))
    for piece in range(4):
        for path, content in data.items():
            size = len(content) // 4 + 1
            with path.open("r+b") as file:
                file.seek(piece * size)
                file.write(content[piece * size : (piece + 1) * size])
        time.sleep(pause_s)


def empty(path: Path, _size: int) -> None:
    path.write_bytes(b"")


def zeros(path: Path, size: int) -> None:
    path.write_bytes(bytes(size))


def old_content(path: Path, _size: int) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0 something shorter that stood here before")
    os.truncate(path, 0)


def slowly(source: Path, folder: Path) -> None:
    write_in_pieces(source, folder, pause_s=0.2, start_with=empty)


def with_pauses(source: Path, folder: Path) -> None:
    """Longer than the delay after which a file counts as stable: only its missing end tells."""
    write_in_pieces(source, folder, pause_s=1.0, start_with=empty)


def truncated(source: Path, folder: Path) -> None:
    write_in_pieces(source, folder, pause_s=1.0, start_with=old_content)


def allocated(source: Path, folder: Path) -> None:
    write_in_pieces(source, folder, pause_s=1.0, start_with=zeros)


def rsync(source: Path, folder: Path) -> None:
    subprocess.run(["rsync", "-a", "--bwlimit=200", f"{source}/", f"{folder}/"], check=True)


def rsync_inplace(source: Path, folder: Path) -> None:
    subprocess.run(["rsync", "-a", "--inplace", "--bwlimit=200", f"{source}/", f"{folder}/"], check=True)


def rclone(source: Path, folder: Path) -> None:
    environment = {**os.environ, "RCLONE_CONFIG": os.devnull}
    subprocess.run(["rclone", "copy", "--bwlimit", "400k", str(source), str(folder)], env=environment, check=True)


def sftp(source: Path, folder: Path) -> None:
    """The server's own program, spoken to without a network: what `sftp` and `scp` write through."""
    server = next(
        (path for path in ("/usr/lib/openssh/sftp-server", "/usr/lib/ssh/sftp-server") if Path(path).exists()), ""
    )
    commands = "".join(f'put "{path}" "{folder}/{path.name}"\n' for path in sorted(source.iterdir()))
    done = subprocess.run(["sftp", "-D", server, "-b", "-"], input=commands.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def smb(source: Path, folder: Path) -> None:
    """A Samba server of this test's own, on a port of its own."""
    own = folder.parent / "smb"
    own.mkdir()
    port, me = free_port(), pwd.getpwuid(os.geteuid()).pw_name
    (own / "smb.conf").write_text(
        f"[global]\nserver role = standalone\nmap to guest = bad user\nguest account = {me}\n"
        f"smb ports = {port}\nbind interfaces only = yes\ninterfaces = 127.0.0.1\ndisable netbios = yes\n"
        + "".join(f"{name} = {own}\n" for name in (
            "private dir", "lock directory", "state directory", "cache directory", "pid directory", "ncalrpc dir"))
        + f"[in]\npath = {folder}\nguest ok = yes\nread only = no\nforce user = {me}\n",
        "utf-8",
    )  # fmt: skip
    server = subprocess.Popen(
        ["smbd", "--foreground", "--no-process-group", "-s", str(own / "smb.conf"), "-l", str(own)],
        start_new_session=True,  # when told to end, it tells its whole group
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        commands = f"lcd {source}; prompt; mput *"
        client = ["smbclient", "//127.0.0.1/in", "-p", str(port), "-N", "-s", str(own / "smb.conf"), "-c", commands]
        done = subprocess.run(client, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def ftp(source: Path, folder: Path) -> None:
    """An FTP server of this test's own, on a port of its own."""
    port = free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pyftpdlib",
            "-i",
            "127.0.0.1",
            "-p",
            str(port),
            "-w",
            "-d",
            str(folder),
            "-u",
            "me",
            "-P",
            "word",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        import ftplib

        with ftplib.FTP() as client:  # noqa: S321 - the protocol under test, on this machine
            client.connect("127.0.0.1", port)
            client.login("me", "word")
            for path in sorted(source.iterdir()):
                with path.open("rb") as file:
                    client.storbinary(f"STOR {path.name}", file)
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for_port(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


WAYS: dict[str, tuple[Upload, str]] = {
    "cp": (copy, ""),
    "mv from another file system": (drop, ""),
    "slow writer": (slowly, ""),
    "pausing writer": (with_pauses, ""),
    "truncate, then write": (truncated, ""),
    "allocated zeros": (allocated, ""),
    "rsync": (rsync, "rsync"),
    "rsync --inplace": (rsync_inplace, "rsync"),
    "rclone": (rclone, "rclone"),
    "sftp": (sftp, "sftp"),
    "SMB": (smb, "smbd"),
    "FTP": (ftp, ""),
}
IN_SHORT = {"mv from another file system", "pausing writer", "allocated zeros", "rsync"}


@pytest.mark.parametrize(
    "way", [way if FULL or way in IN_SHORT else pytest.param(way, marks=pytest.mark.slow) for way in WAYS]
)
def test_every_way_of_uploading_brings_whole_photos(way: str, tmp_path: Path) -> None:
    """Also to a program that starts in the middle of it: all bytes of all photos, and no half card."""
    upload, program = WAYS[way]
    if program and not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    source, folder, home = tmp_path / "source", tmp_path / "in", tmp_path / "home"
    source.mkdir()
    folder.mkdir()
    for person in range(FILES):
        (source / f"IMG_{person}.jpg").write_bytes(photo_bytes(person, 20_000))
    daemon = start("good", folder, home=home)  # its start takes longer than the first files
    upload(source, folder)
    daemon.until(lambda: len(done_in(folder)) == FILES, 120, way)
    assert daemon.stop() == 0
    found = count(folder, home)
    assert found.wrong == []
    assert found.places == {"done": FILES}
    assert sorted(found.people) == list(range(FILES))
    assert (found.cards, found.contacts) == (FILES, FILES)
    ended(daemon)


def done_in(folder: Path) -> list[Path]:
    return list(files_in(folder / "done"))


def ended(daemon: Daemon) -> None:
    """No photo was judged before it was whole."""
    assert "quarantined" not in daemon.said
