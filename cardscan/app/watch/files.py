"""Open and move files safely: each is opened once without following links, and only the file that was read moves."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cardscan.app.watch.stability import TAIL_BYTES, Fingerprint
from cardscan.errors import OutputError

DONE, QUARANTINE = "done", "quarantine"
REASON_SUFFIX = ".reason.txt"
MAX_SAME_NAME = 10_000
# File systems allow 255 bytes; a number and the reason's suffix are added to the name.
MAX_NAME_BYTES = 230
MAX_SUFFIX_CHARS = 20
_HEAD_BYTES = 16
_RENAME_NOREPLACE = 1


class RefusedError(Exception):
    """The file is not a readable photo, whatever its name; the message says what it is."""


class ChangedError(Exception):
    """The file is no longer what was listed: gone, replaced, or written to."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes of a photo and the file they came from."""

    data: bytes
    fingerprint: Fingerprint


def fingerprint_of(status: os.stat_result) -> Fingerprint:
    """Return what a listing keeps about a file."""
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ino, _kind(status))


def _kind(status: os.stat_result) -> str:
    mode = status.st_mode
    if stat.S_ISREG(mode) and status.st_nlink <= 1:
        return ""
    for holds, words in (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISDIR, "a folder with the name of a photo"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
    ):
        if holds(mode):
            return words
    return "a hard link: the same file has another name elsewhere"


def look(path: Path, expected: Fingerprint) -> tuple[bytes, bytes]:
    """Return the first and the last bytes of a file.

    Raises:
        RefusedError, ChangedError: See `read`.
        OSError: It cannot be opened or read.
    """
    descriptor = _open(path, expected)
    try:
        head = os.pread(descriptor, _HEAD_BYTES, 0)
        return head, os.pread(descriptor, TAIL_BYTES, max(0, expected.size - TAIL_BYTES))
    finally:
        os.close(descriptor)


def read(path: Path, expected: Fingerprint, *, max_bytes: int) -> Opened:
    """Read all bytes of a file once, provided that it is the same file before and after.

    Raises:
        RefusedError: It is not a regular file with a single name, or is larger than `max_bytes`.
        ChangedError: It is not the file that was listed, or was written to meanwhile.
        OSError: It cannot be opened or read.
    """
    if not expected.kind and expected.size > max_bytes:
        raise RefusedError(f"{expected.size:,} bytes, the limit is {max_bytes:,}")
    descriptor = _open(path, expected)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(max_bytes + 1)
        after = fingerprint_of(os.fstat(descriptor))
    if after != expected or len(data) != expected.size:
        raise ChangedError
    return Opened(data, after)


def _open(path: Path, expected: Fingerprint) -> int:
    """Open the file without following a link, waiting for a pipe, or touching a device."""
    if expected.kind:
        raise RefusedError(expected.kind)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENOTDIR, errno.EISDIR):
            raise ChangedError from error
        raise
    found = fingerprint_of(os.fstat(descriptor))
    if found != expected:
        os.close(descriptor)
        if found.kind:
            raise RefusedError(found.kind)
        raise ChangedError
    return descriptor


def move(path: Path, expected: Fingerprint, target: Path, *, reason: str | None = None) -> Path:
    """Move the file that was read into `target`, replacing nothing; return its new path.

    Args:
        reason: Written to a readable file beside it before the move.
    Raises:
        ChangedError: Another file has this name by now; it is left where it is.
        OutputError: `target` is not a real folder.
        OSError: It cannot be moved.
    """
    if fingerprint_of(os.lstat(path)) != expected:
        raise ChangedError
    make_folder(target)
    for place in _free_names(target, path.name):
        note = place.with_name(place.name + REASON_SUFFIX)
        if reason is not None and not _write_new(note, reason):
            continue
        try:
            rename_new(path, place)
        except FileExistsError:
            if reason is not None:
                note.unlink(missing_ok=True)
            continue
        except FileNotFoundError:
            if reason is not None:
                note.unlink(missing_ok=True)
            raise ChangedError from None
        # Between check and move another file may have taken its place: move that one back unread.
        if fingerprint_of(os.lstat(place)) != expected:
            for back in _free_names(path.parent, path.name):
                try:
                    rename_new(place, back)
                except FileExistsError:
                    continue
                break
            note.unlink(missing_ok=True)
            raise ChangedError
        return place
    raise OutputError(f"{target}: {MAX_SAME_NAME:,} files with the name {path.name} lie there; clear it up")


def write_reason(target: Path, name: str, reason: str) -> None:
    """Write into `target` why a file of this name was left where it is; an existing text is kept."""
    make_folder(target)
    place = next(iter(_free_names(target, name)))
    _write_new(place.with_name(place.name + REASON_SUFFIX), reason)


def make_folder(folder: Path) -> None:
    """Create the folder and its parents; whatever exists at that path must be a folder and not a link to one."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in (folder, folder.parent):
        if place.is_symlink():
            raise OutputError(f"{place}: is a link; cardscan moves photos only into folders of their own, remove it")


def rename_new(source: Path, target: Path) -> None:
    """Rename the file; FileExistsError if the new name is taken."""
    renamed = _renameat2(os.fsencode(source), os.fsencode(target))
    if renamed == 0:
        return
    if renamed not in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        raise OSError(renamed, os.strerror(renamed), str(target))
    # Some network file systems lack this call: reserve the name first, then replace the reserved file.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        os.replace(source, target)  # noqa: PTH105 - as above
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _load_renameat2() -> Callable[[bytes, bytes], int]:
    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return lambda *_: errno.ENOSYS

    def call(source: bytes, target: bytes) -> int:
        at_cwd = -100  # AT_FDCWD
        if function(at_cwd, source, at_cwd, target, _RENAME_NOREPLACE) == 0:
            return 0
        return ctypes.get_errno()

    return call


_renameat2 = _load_renameat2()


def _free_names(folder: Path, name: str) -> Iterator[Path]:
    """Yield `IMG.jpg`, `IMG (2).jpg`, ..., shortened so that the name of a reason's file fits, too."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - the name may not be one that Path takes apart alike
    suffix = suffix[:MAX_SUFFIX_CHARS]
    while len(os.fsencode(stem + suffix)) > MAX_NAME_BYTES:
        stem = stem[:-1]
    yield folder / (stem + suffix)
    for number in range(2, MAX_SAME_NAME):
        yield folder / f"{stem} ({number}){suffix}"


def _write_new(path: Path, text: str) -> bool:
    """Write a new file; return False if it already exists."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True
