"""Wakes the program up when something happens in a folder. Only a hint: what is true, the next look says."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from cardscan.app.watch.files import DONE, QUARANTINE

# inotify sees nothing of what other machines do to these, and nothing at all on some.
_WITHOUT_EVENTS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "ceph", "glusterfs", "lustre", "afs", "ncpfs", "virtiofs"}
)
MOUNTS = Path("/proc/self/mountinfo")


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system that a folder lies on; empty where the system does not say."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    best, found = "", ""
    real = os.path.realpath(path)
    for line in lines:
        before, _, after = line.partition(" - ")
        parts = before.split()
        if len(parts) < 5 or not after:
            continue
        place = parts[4].encode("ascii", "surrogateescape").decode("unicode_escape", "replace")
        if len(place) >= len(best) and (real == place or real.startswith(place.rstrip("/") + "/")):
            best, found = place, after.split()[0]
    return found


def needs_polling(path: Path) -> str:
    """Why events cannot be relied on for this folder; empty when they can."""
    kind = file_system(path)
    if kind in _WITHOUT_EVENTS or kind.startswith("fuse"):
        return f"{kind} reports no changes"
    return ""


class Hints:
    """Listens in a thread and writes a byte into a pipe when something happens."""

    def __init__(self, folders: Sequence[Path], *, wake: int) -> None:
        """Start listening.

        Args:
            wake: Descriptor that gets the byte; it must not block.
        """
        self._stop, self._wake = threading.Event(), wake
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._listen, args=(tuple(folders),), name="hints", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """False once the thread has ended, for whatever reason."""
        return self._thread.is_alive()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join(2.0)

    def _listen(self, folders: tuple[Path, ...]) -> None:
        import watchfiles

        own = tuple(str(folder / name) + os.sep for folder in folders for name in (DONE, QUARANTINE))
        try:
            for changes in watchfiles.watch(
                *folders,
                watch_filter=None,
                stop_event=self._stop,
                debounce=400,
                step=50,
                rust_timeout=500,
                force_polling=False,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                # What goes away brings no work; most of it this program has moved itself.
                if all(kind is watchfiles.Change.deleted or path.startswith(own) for kind, path in changes):
                    continue
                with contextlib.suppress(BlockingIOError):
                    os.write(self._wake, b"h")
        except BaseException as error:  # noqa: BLE001 - the program shows it and ends
            self.error = error
