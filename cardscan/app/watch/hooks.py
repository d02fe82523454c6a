"""Tell the user's own program, or the desktop, about new cards. If that fails or hangs, nothing else suffers."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Sequence

from cardscan.app.watch.photo_processing import Ended
from cardscan.app.watch.signs import Log

LONGEST_S = 30.0
MOST_AT_ONCE = 4


class Hooks:
    """Starts the command for each photo with new cards; at most four run at once, and further photos are skipped."""

    def __init__(self, command: Sequence[str], *, desktop: bool, log: Log) -> None:
        self._command, self._desktop, self._log = tuple(command), desktop, log
        self._running: list[tuple[subprocess.Popen[bytes], float]] = []

    @property
    def pids(self) -> frozenset[int]:
        """Process numbers of the running commands."""
        return frozenset(process.pid for process, _ in self._running)

    def tell(self, ended: Ended, now_s: float) -> None:
        """Pass one photo's new cards to the command as JSON on its standard input."""
        if not ended.cards:
            return
        if self._desktop and (program := shutil.which("notify-send")):
            names = ", ".join(card.name for card in ended.cards[:3])
            self._start([program, "--app-name=cardscan", "cardscan: new card", "--", names], b"", now_s)
        if self._command:
            cards = [
                {"name": card.name, "review": card.review, "needs": card.context, "draft": card.draft}
                for card in ended.cards
            ]
            report = {"photo": str(ended.arrival.stamp.path), "cards": cards}
            self._start(list(self._command), json.dumps(report).encode() + b"\n", now_s)

    def _start(self, command: list[str], given: bytes, now_s: float) -> None:
        if len(self._running) >= MOST_AT_ONCE:
            self._log("hook-skipped", reason="too many run already")
            return
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            self._log("hook-failed", reason=error.strerror)
            return
        self._running.append((process, now_s + LONGEST_S))
        assert process.stdin is not None  # noqa: S101 - asked for above
        with contextlib.suppress(OSError):
            process.stdin.write(given[:60_000])  # a pipe takes this much without a reader
            process.stdin.close()

    def look_after(self, now_s: float) -> None:
        """Reap the commands that ended, and kill those that hang."""
        for entry in list(self._running):
            process, deadline_s = entry
            if process.poll() is None and now_s < deadline_s:
                continue
            if process.returncode is None:
                process.kill()
                process.wait()
            if process.returncode:
                self._log("hook-failed", code=process.returncode)
            self._running.remove(entry)

    def close(self) -> None:
        """Kill all running commands."""
        self.look_after(float("inf"))
