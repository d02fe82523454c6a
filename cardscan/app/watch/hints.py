"""Wake the program up when something happens in a folder. A hint only: the next look finds out what is true."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path

from cardscan.app.watch.files import DONE, QUARANTINE

# On these, inotify sees nothing of what other machines do, and on some nothing at all.
_WITHOUT_EVENTS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "ceph", "glusterfs", "lustre", "afs", "ncpfs", "virtiofs"}
)
MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(rb"\\([0-7]{3})")
# A listener that failed is restarted after this time: a limit may have been raised, or a folder may be back.
AGAIN_S = 30.0
# A listener that met an unreadable name is restarted at once, but not more often than this.
BREATH_S = 0.5
# Messages when a user's limit is reached: of instances (or open files), and of watched folders.
_INSTANCES, _WATCHES = re.compile("os error 2[34]|Errno 2[34]"), re.compile("os error 28|Errno 28|MaxFilesWatch")


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """Return the type of the file system that a folder is on; empty if the system does not say.

    Names are compared as bytes: they may be in any encoding. Source: proc(5), mountinfo; white space and the
    backslash are written as octal numbers there.
    """
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return ""
    best, found = b"", ""
    real = os.fsencode(os.path.realpath(path))
    for line in lines:
        before, _, after = line.partition(b" - ")
        parts = before.split(b" ")
        if len(parts) < 5 or not after.strip():
            continue
        place = _OCTAL.sub(lambda match: bytes([int(match[1], 8) & 0xFF]), parts[4])
        if len(place) >= len(best) and (real == place or real.startswith(place.rstrip(b"/") + b"/")):
            best, found = place, after.split()[0].decode("ascii", "replace")
    return found


def needs_polling(path: Path) -> str:
    """Return why events cannot be relied on for this folder; empty if they can."""
    if not encodable(str(path)):
        return "a folder's name is not UTF-8"
    kind = file_system(path)
    if kind in _WITHOUT_EVENTS or kind.startswith("fuse"):
        return f"{kind} reports no changes"
    return ""


def encodable(name: str) -> bool:
    """Whether the name is text, and not bytes in some other encoding."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


class FolderHints:
    """Listens in a thread, and writes a byte into a pipe when something happens.

    Attributes:
        deaf: Why changes are not reported at present; empty while they are, as far as is known.
    """

    def __init__(self, folders: Sequence[Path], *, wake: int) -> None:
        """Start listening.

        Args:
            wake: Descriptor that gets the byte; it must not block.
        """
        self._stop, self._wake = threading.Event(), wake
        self.deaf = ""
        self._careless = False
        self._thread = threading.Thread(target=self._listen, args=(tuple(folders),), name="hints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join(2.0)

    def _listen(self, folders: tuple[Path, ...]) -> None:
        while not self._stop.is_set():
            try:
                self._pass_on(folders)
            except PermissionError:  # an inner folder may not be read; the library hides what else it ignores
                self.deaf = "" if not self._careless else "not permitted"
                pause_s, self._careless = AGAIN_S if self._careless else 0.0, True
            except BaseException as error:  # noqa: BLE001 - a hint less, whatever it was; the looks find everything
                odd_name = "Unable to decode path" in str(error)
                self.deaf = "" if odd_name else why_deaf(error)
                pause_s = BREATH_S if odd_name else AGAIN_S
            else:
                return
            self._tell()
            self._stop.wait(pause_s)

    def _pass_on(self, folders: tuple[Path, ...]) -> None:
        import watchfiles

        own = tuple(str(folder / name) + os.sep for folder in folders for name in (DONE, QUARANTINE))
        for changes in watchfiles.watch(
            *folders,
            watch_filter=None,
            stop_event=self._stop,
            debounce=400,
            step=50,
            rust_timeout=500,
            yield_on_timeout=True,
            force_polling=False,
            raise_interrupt=False,
            ignore_permission_denied=self._careless,
        ):
            self.deaf = ""
            # Deletions bring no work; most of them are this program's own moves.
            if any(kind is not watchfiles.Change.deleted and not path.startswith(own) for kind, path in changes):
                self._tell()

    def _tell(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake, b"h")


def why_deaf(error: BaseException) -> str:
    """Return why the system reports no changes, without names, and what a person can do about it."""
    text = str(error)
    if _INSTANCES.search(text):
        return "all inotify instances or open files of this user are taken; raise fs.inotify.max_user_instances"
    if _WATCHES.search(text):
        return "too many folders for inotify; raise fs.inotify.max_user_watches"
    if isinstance(error, FileNotFoundError):
        return "a watched folder is not there"
    return f"inotify failed: {type(error).__name__}"
