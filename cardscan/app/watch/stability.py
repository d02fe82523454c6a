"""Tell which files are complete. Pure: the caller passes in the listing and the time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Fingerprint(NamedTuple):
    """What distinguishes two states of a file, as the folder lists it.

    Attributes:
        kind: What the file is, in words, if it is not a regular file with one name; empty otherwise.
    """

    size: int
    mtime_ns: int
    inode: int
    kind: str = ""


@dataclass(slots=True)
class _Watched:
    fingerprint: Fingerprint
    since_s: float
    ask_at_s: float


class StabilityTracker:
    """Remembers since when each file has been unchanged.

    A file is reported once, when it has not changed for `delay_s`; again when it changes after that, or when its
    report is put off.
    """

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self._watched: dict[str, _Watched] = {}

    def __len__(self) -> int:
        return len(self._watched)

    def observe(self, seen: Mapping[str, Fingerprint], now_s: float) -> list[str]:
        """Take in a listing; return the paths that are stable and not yet reported, in the order of the listing.

        Args:
            seen: All files that are there now; a file that is missing is forgotten.
            now_s: Seconds on a clock that only goes forward.
        """
        ready = []
        for path, fingerprint in seen.items():
            watched = self._watched.get(path)
            if watched is None or watched.fingerprint != fingerprint:
                self._watched[path] = _Watched(fingerprint, now_s, now_s + self.delay_s)
            elif watched.ask_at_s <= now_s:
                watched.ask_at_s = math.inf
                ready.append(path)
        if len(self._watched) > len(seen):
            for path in [path for path in self._watched if path not in seen]:
                del self._watched[path]
        return ready

    def fingerprint(self, path: str) -> Fingerprint | None:
        """Return the fingerprint of a file when it was last seen."""
        watched = self._watched.get(path)
        return watched.fingerprint if watched else None

    def age_s(self, path: str, now_s: float) -> float:
        """Return how long a file has been unchanged; 0 if it is not known."""
        watched = self._watched.get(path)
        return now_s - watched.since_s if watched else 0.0

    def put_off(self, path: str, now_s: float) -> None:
        """Report this file again in `delay_s`, though it has not changed."""
        if path in self._watched:
            self._watched[path].ask_at_s = now_s + self.delay_s

    def forget(self, path: str) -> None:
        """Watch this file as if it were new."""
        self._watched.pop(path, None)

    def next_due_s(self) -> float:
        """Return when a file may become stable; infinity if none waits. It examines every file."""
        return min((watched.ask_at_s for watched in self._watched.values()), default=math.inf)


# The end marker of a JPEG may be followed by some hundred bytes that phones append. A longer appendix (a short film)
# only makes the file wait a little.
TAIL_BYTES = 1024
_ZEROS = bytes(64)


def unfinished(head: bytes, tail: bytes, size: int) -> str:
    """Return why a file looks as if its end were still missing; empty if it looks complete.

    Args:
        head: The first bytes: at least 12, if the file has that many.
        tail: The last bytes: `TAIL_BYTES`, if the file has that many.
        size: Size of the file in bytes.
    """
    if size == 0:
        return "it is empty"
    if tail.endswith(_ZEROS):
        return "its end is zeros: the space was taken, the content is still to come"
    if head.startswith(b"\xff\xd8\xff") and b"\xff\xd9" not in tail:
        return "the end of the JPEG is missing"
    if head.startswith(b"\x89PNG") and b"IEND" not in tail:
        return "the end of the PNG is missing"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and int.from_bytes(head[4:8], "little") + 8 > size:
        return "the end of the WebP is missing"
    if head.startswith(b"BM") and int.from_bytes(head[2:6], "little") > size:
        return "the end of the BMP is missing"
    if not head.strip(b"\0"):
        return "its beginning is zeros"
    return ""
