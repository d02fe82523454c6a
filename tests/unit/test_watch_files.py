"""Opening and moving what strangers put into a folder."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan.app.watch import files
from cardscan.app.watch.files import ChangedError, RefusedError, fingerprint_of, move, read, rename_new
from cardscan.app.watch.hints import FolderHints, file_system, needs_polling, why_deaf
from cardscan.app.watch.listing import look_into
from cardscan.app.watch.other_watchers import ended_here, own_name, runs_here
from cardscan.app.watch.stability import Fingerprint
from cardscan.app.watch.systemd_unit import systemd_unit
from cardscan.errors import OutputError
from tests.patience import PATIENCE_S

LIMIT = 1000


def seen(path: Path) -> Fingerprint:
    return fingerprint_of(path.lstat())


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        os.chdir(path.parent)  # a socket's path may have 108 bytes
        door.bind(path.name)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "a symbolic link"),
        (lambda path: path.symlink_to("nowhere"), "a symbolic link"),
        (os.mkfifo, "a named pipe"),
        (lambda path: path.mkdir(), "a folder with the name of a photo"),
        (make_socket, "a socket"),
    ],
)
def test_what_is_no_file_is_refused_with_its_kind(
    make: Callable[[Path], object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without opening it: a pipe would wait for ever, a link would lead elsewhere."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "IMG.jpg"
    make(path)
    assert look_into(tmp_path).photos[str(path)].kind == said
    with pytest.raises(RefusedError, match=said):
        read(path, seen(path), max_bytes=LIMIT)


def test_a_second_name_for_a_file_is_refused(tmp_path: Path) -> None:
    """It may be a file of somebody else, and moving one name leaves the other."""
    (tmp_path / "secret").write_bytes(b"x")
    path = tmp_path / "IMG.jpg"
    path.hardlink_to(tmp_path / "secret")
    with pytest.raises(RefusedError, match="hard link"):
        read(path, seen(path), max_bytes=LIMIT)


@pytest.mark.parametrize("swap", ["link", "pipe", "other", "longer", "gone"])
def test_a_file_that_was_swapped_since_it_was_listed_is_not_read(swap: str, tmp_path: Path) -> None:
    """Whatever takes its place between the look and the opening."""
    path = tmp_path / "IMG.jpg"
    path.write_bytes(b"photo")
    expected = seen(path)
    if swap == "longer":
        with path.open("ab") as file:
            file.write(b"more")
    else:
        path.rename(tmp_path / "away")
    if swap == "link":
        path.symlink_to("away")
    elif swap == "pipe":
        os.mkfifo(path)
    elif swap == "other":
        path.write_bytes(b"other")
    with pytest.raises((ChangedError, RefusedError)):
        read(path, expected, max_bytes=LIMIT)
    with pytest.raises((ChangedError, FileNotFoundError)):
        move(path, expected, tmp_path / "done")


def test_a_file_put_in_place_during_the_move_goes_back_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check comes before the move; what slips in between is found after it."""
    path, real = tmp_path / "IMG.jpg", files.rename_new
    path.write_bytes(b"photo")
    expected = seen(path)

    def swap_then_rename(source: Path, target: Path) -> None:
        if source == path:
            path.unlink()
            path.write_bytes(b"another photo")
        real(source, target)

    monkeypatch.setattr(files, "rename_new", swap_then_rename)
    with pytest.raises(ChangedError):
        move(path, expected, tmp_path / "done", reason="why")
    assert path.read_bytes() == b"another photo"
    assert list((tmp_path / "done").iterdir()) == []


def test_nothing_is_ever_replaced_and_the_reason_lies_beside(tmp_path: Path) -> None:
    """Three photos of one name get three names, each with its own note."""
    names = []
    for number in range(3):
        path = tmp_path / "IMG.jpg"
        path.write_bytes(b"%d" % number)
        names.append(move(path, seen(path), tmp_path / "quarantine", reason=f"reason {number}"))
    assert [path.name for path in names] == ["IMG.jpg", "IMG (2).jpg", "IMG (3).jpg"]
    for number, path in enumerate(names):
        assert path.read_bytes() == b"%d" % number
        assert path.with_name(path.name + ".reason.txt").read_text("utf-8") == f"reason {number}"


def test_a_longest_name_is_moved_with_its_note(tmp_path: Path) -> None:
    """255 bytes is what a file system takes; the note's name would be longer."""
    path = tmp_path / ("é" * 125 + ".jpg")
    path.write_bytes(b"photo")
    place = move(path, seen(path), tmp_path / "quarantine", reason="why")
    assert place.exists()
    assert place.with_name(place.name + ".reason.txt").exists()


def test_a_link_in_place_of_done_is_not_followed(tmp_path: Path) -> None:
    """Photos would be moved out of the folder."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "done").symlink_to("elsewhere")
    path = tmp_path / "IMG.jpg"
    path.write_bytes(b"photo")
    with pytest.raises(OutputError, match="is a link"):
        move(path, seen(path), tmp_path / "done")
    assert path.exists()


def test_a_file_system_without_the_exchange_call_replaces_nothing_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network file systems have no renameat2."""
    monkeypatch.setattr(files, "_renameat2", lambda *_: 22)
    for name in ("a", "b"):
        (tmp_path / name).write_text(name, "ascii")
    with pytest.raises(FileExistsError):
        rename_new(tmp_path / "a", tmp_path / "b")
    rename_new(tmp_path / "a", tmp_path / "c")
    assert sorted(path.read_text("ascii") for path in tmp_path.iterdir()) == ["a", "b"]


def test_half_copied_files_and_our_own_folders_are_not_listed(tmp_path: Path) -> None:
    """The names that syncing programs use until a file is whole; done/ only at the top."""
    names = [
        ".syncthing.IMG.jpg.tmp", "~syncthing~IMG.jpg.tmp", "IMG.jpg.part", "IMG.jpg.partial", "IMG.jpg.filepart",
        "IMG.jpg.crdownload", ".IMG.jpg.Xa81kQ", "done/IMG.jpg", "quarantine/IMG.jpg", "IMG.txt",
    ]  # fmt: skip
    for name in [*names, "a.JPG", "Fair/b.heic", "Fair/done/c.pdf"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    found = {str(Path(path).relative_to(tmp_path)) for path in look_into(tmp_path).photos}
    assert found == {"a.JPG", "Fair/b.heic", "Fair/done/c.pdf"}


def test_network_file_systems_are_recognised(tmp_path: Path) -> None:
    """The longest mount point wins; spaces are written as octal numbers there."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 1 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:4 / /mnt/my\\040cards rw shared:1 - cifs //nas/cards rw\n"
        "3 1 0:5 / /mnt/my rw - nfs4 nas:/ rw\n",
        "ascii",
    )
    assert file_system(Path("/mnt/my cards/in"), mounts) == "cifs"
    assert file_system(Path("/mnt/my/in"), mounts) == "nfs4"
    assert file_system(Path("/home"), mounts) == "ext4"


@pytest.mark.parametrize(
    "name", ["Müller-Stick", "名刺", "a\\040b", "tab\t\n", b"caf\xe9".decode("utf-8", "surrogateescape")]
)
def test_mount_points_of_any_name_are_understood(name: str, tmp_path: Path) -> None:
    """Their bytes are compared, whatever encoding they are in; white space and backslashes come as octal numbers."""
    written = b"".join(b"\\%03o" % byte if byte in b" \t\n\\" else bytes([byte]) for byte in os.fsencode(name))
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(
        b"1 1 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:4 / /media/" + written + b" rw - cifs //nas/x rw\n broken \xff\n"
    )
    assert file_system(Path("/media", name, "in"), mounts) == "cifs"
    assert file_system(Path("/media"), mounts) == "ext4"


def test_a_name_that_is_not_utf8_wakes_it_up_and_does_not_end_the_listening(tmp_path: Path) -> None:
    """The events' library ends at such a name; it is begun again, and hears of what comes after."""
    wake, write = os.pipe()
    os.set_blocking(write, False)
    hints = FolderHints([tmp_path], wake=write)

    def heard(*names: bytes) -> bool:
        """Files keep coming until it is heard: when listening has begun, the library does not say."""
        for number in range(200):
            for name in names:
                (Path(os.fsdecode(os.fsencode(tmp_path) + b"/%d" % number + name))).touch()
            if select.select([wake], [], [], 0.1)[0]:
                return bool(os.read(wake, 4096))
        return False

    try:
        assert heard(b"a.jpg")
        assert heard(b"caf\xe9.jpg")
        assert heard(b"b.jpg")
        assert hints.deaf == ""
    finally:
        hints.close()
        os.close(wake)
        os.close(write)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(24, "Too many open files"), "max_user_instances"),
        (RuntimeError("Error creating recommended watcher: Too many open files (os error 24)"), "max_user_instances"),
        (OSError("OS file watch limit reached. about [x] (Error { kind: MaxFilesWatch })"), "max_user_watches"),
        (FileNotFoundError("No path was found."), "is not there"),
        (RuntimeError("of /home/mira/Karten"), "inotify failed: RuntimeError"),
    ],
)  # fmt: skip
def test_why_nothing_is_heard_is_said_without_names(error: Exception, said: str) -> None:
    """What is used up, and what raises the limit; other errors may have paths in their text."""
    assert said in why_deaf(error)
    assert "mira" not in why_deaf(error)


LISTEN = (
    "import os, select, sys, pathlib; from cardscan.app.watch.hints import FolderHints; heard, wake = os.pipe(); "
    "hints = FolderHints([pathlib.Path(sys.argv[1])], wake=wake); select.select([heard], [], [], 30); print(hints.deaf)"
)


@pytest.mark.parametrize(("limit", "most"), [("max_inotify_instances", 0), ("max_inotify_watches", 1)])
def test_the_systems_own_limits_are_said(limit: str, most: int, tmp_path: Path) -> None:
    """Met for real, in a user name space where its owner may lower them."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    shell = f'echo {most} > /proc/sys/user/{limit} && exec "$0" -c "$1" "$2"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", shell, sys.executable, LISTEN, str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    if ended.returncode:
        pytest.skip(f"no user name space with limits of its own here: {ended.stderr.strip()[-200:]}")
    assert limit.replace("max_inotify", "max_user") in ended.stdout


def test_a_folder_whose_name_is_not_utf8_is_looked_at() -> None:
    """The events' library takes text alone."""
    assert needs_polling(Path(os.fsdecode(b"/cards/caf\xe9"))) == "a folder's name is not UTF-8"


def test_a_program_is_known_to_have_ended_only_where_it_ran() -> None:
    """This process lives; a number that no process has is gone; other machines cannot be judged."""
    name = own_name()
    scope = name.rsplit("-", 2)[0]
    assert not ended_here(name)
    assert ended_here(f"{scope}-{2**22 + 1}-1234")
    assert not ended_here(f"deadbeef-4026531836-{2**22 + 1}-1234")
    assert runs_here(name)
    assert not runs_here(f"{scope}-{2**22 + 1}-1234")
    assert not runs_here(f"deadbeef-4026531836-{os.getpid()}-{name.rsplit('-', 1)[1]}")


def test_a_process_that_a_signal_holds_is_there_but_does_not_run() -> None:
    """It shows no beat however long one waits; woken up it runs again."""
    with subprocess.Popen(["sleep", "60"]) as process:
        name = own_name(process.pid)
        assert runs_here(name)
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        assert not runs_here(name)
        assert not ended_here(name)
        process.send_signal(signal.SIGCONT)
        os.waitpid(process.pid, os.WCONTINUED)
        assert runs_here(name)
        process.kill()


def test_a_unit_keeps_every_argument_whole() -> None:
    """Spaces, quotes, percent and dollar signs mean themselves to systemd."""
    unit = systemd_unit(["/usr/bin/cardscan", "watch", '/home/me/my "cards" 100%$'], [Path("/home/me")])
    assert 'ExecStart=/usr/bin/cardscan watch "/home/me/my \\"cards\\" 100%%$$"' in unit
    assert "Type=notify" in unit


def test_a_unit_is_text_also_for_a_folder_whose_name_is_not() -> None:
    """systemd reads UTF-8 alone, and takes other bytes as numbers."""
    folder = os.fsdecode(b"/home/me/caf\xe9")
    unit = systemd_unit(["cardscan", "watch", folder], [Path(folder)])
    assert 'ExecStart=cardscan watch "/home/me/caf\\xe9"' in unit
    unit.encode()
