"""The real daemon with a reader that needs no model, and can be evil.

python -m tests.failures.stub KIND FOLDER...   runs the daemon as `cardscan watch` does
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cardscan.errors import CardNotFoundError
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.scan import PhotoFile, ScannedCard, ScannedPhoto
from tests.failures.oracle import person_in


@dataclass(frozen=True)
class Reader:
    """What a worker opens: reads the stub photos, and misbehaves on those of `kind` whose name says so."""

    kind: str = "good"
    readable: tuple[Path, ...] = ()
    runs_programs: bool = False

    def __call__(self) -> Callable[[PhotoFile], ScannedPhoto]:
        return self.read

    def read(self, file: PhotoFile) -> ScannedPhoto:
        """One card a photo, of a person with a name and an address of their own."""
        if "evil" in file.name and self.kind not in ("good", "slow"):
            misbehave(self.kind)
        time.sleep(0.05 if self.kind == "slow" else float(os.environ.get("READING_S", "0")))
        try:
            person = person_in(file.data)
        except ValueError as error:
            raise CardNotFoundError(file.name, str(error)) from None
        if self.kind == "blank":
            return ScannedPhoto(file.name, hashlib.sha256(file.data).hexdigest(), (card_of(ContactDetails()),))
        token = hashlib.sha256(b"%d" % person).hexdigest().translate(str.maketrans("0123456789", "ghijklmnop"))
        details = ContactDetails(
            name=PersonName(f"{token[:8].title()} {token[8:18].title()}", token[:8].title(), token[8:18].title()),
            emails=(f"{token[:12]}@{token[12:30]}.example",),
        )
        return ScannedPhoto(file.name, hashlib.sha256(file.data).hexdigest(), (card_of(details),))


def card_of(details: ContactDetails) -> ScannedCard:
    """A card that says this."""
    reading = CardReading(details, language="en", recommendation=Recommendation.STRONG)
    return ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {"ocr": 1.0}, "stub")


HOARD: list[bytearray] = []


def misbehave(kind: str) -> None:  # noqa: C901 - one branch a misdeed
    """Ten ways in which a reader can be evil."""
    if kind == "hang":
        ctypes.PyDLL(None).sleep(600)
    elif kind == "exit":
        os._exit(0)
    elif kind == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "crash":
        raise RuntimeError("\udcff not even the message is text")
    elif kind == "eater":
        while True:
            HOARD.append(bytearray(b"x" * (16 << 20)))
    elif kind in ("child", "zombies"):
        for _ in range(5 if kind == "zombies" else 1):
            if os.fork() == 0:
                if kind == "child":
                    os.setsid()
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    time.sleep(600)
                os._exit(0)
        os._exit(3)
    else:
        pipe = next(d for d in range(255, 2, -1) if "socket" in link(d))
        if kind == "noise":
            os.write(pipe, b"\x00\x00\x00\x08\xff\xfe\xc0\xaf no UTF-8 and no pickle")
        while kind == "flood":
            os.write(pipe, b"\x7f" * 65536)
        if kind == "drip":
            os.write(pipe, b"\x00\x00\xff\xff")
        while kind == "drip":
            os.write(pipe, b"x")
            time.sleep(0.05)
        ctypes.PyDLL(None).sleep(600)


def link(descriptor: int) -> str:
    """Where a descriptor leads."""
    try:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
    except OSError:
        return ""


def jumping() -> datetime:
    """The time, as many days off as the file says that JUMP names."""
    days = float(Path(os.environ["JUMP"]).read_text("ascii")) if "JUMP" in os.environ else 0
    return datetime.now(UTC) + timedelta(days=days)


def kill_a_thread(kind: str) -> None:
    """Listening to the folders fails at once; or the thread that serves metrics ends after a second."""
    import http.server
    from collections.abc import Iterator

    import watchfiles

    def listen(*_: object, **__: object) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        raise OSError(28, "no more inotify watches")
        yield set()

    def serve(*_: object, **__: object) -> None:
        time.sleep(1)

    if kind == "deaf":
        watchfiles.watch = listen
    else:
        http.server.ThreadingHTTPServer.serve_forever = serve  # type: ignore[method-assign]


def main() -> int:
    """`KIND FOLDER... [--once] [--delay S]`."""
    from functools import partial

    from cardscan.app.cli.options import settings_from
    from cardscan.app.watch.request import WatchRequest
    from cardscan.app.watch.running import run_watch
    from tests.failures.stub import Reader as Picklable

    kind, *rest = sys.argv[1:]
    folders = tuple(Path(argument).resolve() for argument in rest if not argument.startswith("--"))
    request = WatchRequest(
        folders,
        once="--once" in rest,
        keep="--keep" in rest,
        poll="--poll" in rest,
        delay_s=float(os.environ.get("DELAY", "0.3")),
        rescan_s=1.0,
        on_new=tuple(shlex.split(os.environ.get("ON_NEW", ""))),
        notify="NOTIFY" in os.environ,
    )
    if kind in ("deaf", "mute"):
        kill_a_thread(kind)
    programs = kind in ("child", "zombies")
    return run_watch(
        request,
        partial(settings_from, {}),
        metrics_port=int(os.environ["METRICS"]) if "METRICS" in os.environ else None,
        opener=lambda _: Picklable(kind, runs_programs=programs),
        clock=jumping,
    )


if __name__ == "__main__":
    sys.exit(main())
