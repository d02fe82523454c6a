"""From inside a worker: what a picture that has taken over its reader would try, and what it sends back."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from cardscan.errors import WorkerFailedError
from cardscan.reading.ocr import OcrSettings, accents_installed
from cardscan.workers import Job, Pool, protection
from cardscan.workers.settings import WorkerSettings
from tests.patience import PATIENCE_S

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "cards"
SHUT_IN = WorkerSettings(count=1, timeout_s=20)
OPEN = WorkerSettings(count=2, timeout_s=1.5, sandbox=False)
has_sandbox = pytest.mark.skipif(
    not (protection().landlock and protection().seccomp), reason="this kernel has no Landlock or no seccomp"
)


def open_prober() -> Callable[[tuple[str, str]], str]:
    """Tries what it is told."""
    return probe


def probe(task: tuple[str, str]) -> str:  # noqa: C901 - one branch a try to get out
    """Try it; "did it", or the name of the error."""
    what, argument = task
    try:
        if what == "read":
            Path(argument).read_bytes()
        elif what == "list":
            list(Path(argument).iterdir())
        elif what == "write":
            Path(argument).write_text("x", "ascii")
        elif what == "delete":
            Path(argument).unlink()
        elif what == "connect":
            with socket.socket() as door:
                door.connect(("127.0.0.1", int(argument)))
        elif what == "resolve":
            socket.getaddrinfo("localhost", 80)
        elif what == "fork":
            if os.fork() == 0:
                os._exit(0)
        elif what == "run":
            subprocess.run([argument], check=False)
        elif what == "kill":
            os.kill(int(argument), signal.SIGTERM)
        elif what == "thread":
            thread = threading.Thread(target=int)
            thread.start()
            thread.join()
    except OSError as error:
        return type(error).__name__
    return "did it"


@has_sandbox
def test_from_inside_nothing_can_be_reached(tmp_path: Path) -> None:
    """Files of others, the network, other processes and programs are refused, and the worker reads on after that."""
    secret = tmp_path / "secret"
    secret.write_text("x", "ascii")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        tasks = [
            ("read", "/etc/passwd"),
            ("read", str(secret)),
            ("read", f"/proc/{os.getpid()}/environ"),
            ("list", str(tmp_path)),
            ("write", str(tmp_path / "new")),
            ("write", "/dev/shm/new"),  # noqa: S108 - it must not appear
            ("delete", str(secret)),
            ("connect", port),
            ("resolve", ""),
            ("fork", ""),
            ("run", "/bin/true"),
            ("kill", str(os.getpid())),
        ]
        with Pool(open_prober, SHUT_IN) as pool:
            outcomes = list(pool.run(Job(" ".join(task), task) for task in [*tasks, ("thread", "")]))
    assert {outcome.name: outcome.value for outcome in outcomes[:-1] if outcome.value == "did it"} == {}
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert outcomes[-1].value == "did it"  # libraries may still compute in threads
    assert secret.exists()


@has_sandbox
def test_a_fork_bomb_does_not_go_off() -> None:
    """Every one of a thousand forks is refused."""
    with Pool(open_prober, SHUT_IN) as pool:
        outcomes = list(pool.run(Job(str(n), ("fork", "")) for n in range(1000)))
    assert {outcome.value for outcome in outcomes} == {"PermissionError"}


@has_sandbox
def test_without_the_sandbox_the_probes_would_succeed(tmp_path: Path) -> None:
    """So it is the sandbox that refuses them."""
    tasks = [("read", "/etc/passwd"), ("write", str(tmp_path / "new")), ("fork", ""), ("run", "/bin/true")]
    with Pool(open_prober, WorkerSettings(count=1, sandbox=False)) as pool:
        assert [outcome.value for outcome in pool.run(Job(what, (what, arg)) for what, arg in tasks)] == ["did it"] * 4


def open_latin_prober() -> Callable[[bytes], str]:
    """Loads the data of all Latin languages only when the first picture comes, as a scan does."""
    return read_latin


def read_latin(picture: bytes) -> str:
    """What the reader of accents reads on a grey picture of 1200 x 900."""
    import numpy as np

    from cardscan.reading.ocr import OcrSettings, open_accent_reader

    reader = open_accent_reader(OcrSettings())
    assert reader is not None
    pixels = np.frombuffer(picture, np.uint8).reshape(900, 1200)
    return reader.describe() + "|" + " ".join(word.text for word in reader.read(pixels, psm=11))


@has_sandbox
@pytest.mark.skipif(not accents_installed(OcrSettings()), reason="tesseract-ocr-script-latn is not installed")
def test_the_data_of_all_latin_languages_can_be_loaded_inside() -> None:
    """It lies outside the program, in the system's folder, and is loaded after the doors were closed."""
    picture = Image.open(SAMPLES / "fr-warm.jpg").convert("L").resize((1200, 900))
    with Pool(open_latin_prober, SHUT_IN) as pool:
        (outcome,) = pool.run([Job("card", picture.tobytes())])
    assert outcome.error is None, outcome.detail
    name, _, text = (outcome.value or "").partition("|")
    assert "Latin" in name
    assert "FRANÇOIS GUÉRINOT Directeur général" in text


class Gadget:
    """A pickle that runs a command where it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {os.environ['GADGET']}",)


def open_evil() -> Callable[[str], str]:
    """Answers, or worse."""
    return evil


def evil(what: str) -> str:  # noqa: C901 - one branch a try to get out
    """Do as named; speaks to the parent's pipe directly, which is the highest descriptor in use."""
    if what in ("gadget", "flood", "drip", "noise"):
        pipe = find_pipe()
        if what == "gadget":
            message = pickle.dumps(Gadget())
            os.write(pipe, struct.pack("!i", len(message)) + message)
        elif what == "noise":
            os.write(pipe, b"\x00\x00\x00\x08\xff\xfe\xc0\xaf no UTF-8 and no answer")
        elif what == "flood":
            while True:
                os.write(pipe, b"\x7f" * 65536)
        else:
            os.write(pipe, b"\x00\x00\xff\xff")
            while True:
                os.write(pipe, b"x")
                time.sleep(0.05)
        ctypes.PyDLL(None).sleep(600)
    if what == "exit 0":
        os._exit(0)
    if what in ("child", "hang with child"):
        child = os.fork()
        if child == 0:
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(1)
        Path(os.environ["GADGET"]).write_text(str(child), "ascii")
        if what == "child":
            os._exit(1)
        ctypes.PyDLL(None).sleep(600)
    return what.upper()


def find_pipe() -> int:
    """The socket to the parent."""
    for descriptor in range(255, 2, -1):
        with contextlib.suppress(OSError):
            if "socket" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
                return descriptor
    raise RuntimeError


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("deed", ["gadget", "flood", "drip", "noise", "exit 0", "child", "hang with child"])
def test_an_answer_that_is_none_costs_its_photo_alone(
    deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Floods, trickles, noise and pickles that run commands end in a reason; what a reader started ends with it."""
    mark = tmp_path / "mark"
    monkeypatch.setenv("GADGET", str(mark))
    script = (
        "import sys\n"
        f"sys.path[:0] = {[str(Path(__file__).parent)]!r}\n"
        "from test_scan_sandbox import OPEN, open_evil\n"
        "from cardscan.workers import Job, Pool\n"
        "if __name__ == '__main__':\n"
        "    with Pool(open_evil, OPEN) as pool:\n"
        f"        for outcome in pool.run(Job(str(n), {deed!r} if n == 2 else 'good') for n in range(5)):\n"
        "            print(outcome.value or type(outcome.error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert done.stdout.split() == ["GOOD", "GOOD", WorkerFailedError.__name__, "GOOD", "GOOD"], done.stderr
    if "child" in deed:
        wait_until_gone(int(mark.read_text("ascii")))
    else:
        assert not mark.exists()


def wait_until_gone(pid: int) -> None:
    """Or fail; a zombie is gone."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    raise TimeoutError(pid)
