"""`cardscan ARGUMENTS...` in a process of its own, without the half minute that a hundred starts of Python take.

A server, one a test process, has the program's modules loaded and the readers' parent running. It forks itself for
each command: folder, environment, standard streams and exit code are that process's own, as in a shell. What a start
of Python does besides is tested where a command is run as `python -m cardscan`: tests/failures/test_scan_bad_input.py,
tests/failures/test_scan_interrupted.py, tests/system/test_scan_from_wheel.py.
"""

from __future__ import annotations

import atexit
import importlib
import json
import multiprocessing.forkserver
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ANSWER_BYTES = 100
# What commands import when they need it.
LOADED = (
    *("alembic.command", "alembic.config", "cardscan.app.cli.planning", "cardscan.app.cli.scanning"),
    *(
        "cardscan.workflows.exchange.exporting",
        "cardscan.workflows.exchange.importing",
        "cardscan.followup.planning.network",
        "cardscan.store",
    ),
    *("cardscan.app.web.application", "cardscan.app.web.server", "anyio._backends._asyncio", "uvicorn.lifespan.on"),
    *("uvicorn.loops.asyncio", "uvicorn.protocols.http.h11_impl"),
)


class Started:
    """A command that goes on; as much of `subprocess.Popen` as tests use."""

    def __init__(self, pid: int, out: int, err: int) -> None:
        self.pid = pid
        self._ended = os.pidfd_open(pid)
        self.stdout, self.stderr = open(out, encoding="utf-8"), open(err, encoding="utf-8")  # noqa: SIM115

    def kill(self) -> None:
        """SIGKILL."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._ended, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> None:
        """Until it has ended."""
        if not select.select([self._ended], [], [], timeout)[0]:
            raise TimeoutError

    def communicate(self) -> tuple[str, str]:
        """Wait; what it said and nobody has read."""
        self.wait()
        with self.stdout, self.stderr:
            said = self.stdout.read(), self.stderr.read()
        os.close(self._ended)
        return said


class WarmProgram:
    """Runs commands, one after the other, or several that go on."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.warm_program", str(theirs.fileno())]
        self._server = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[theirs.fileno()])
        theirs.close()

    def run(
        self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float
    ) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of one command."""
        with ExitStack() as stack:
            streams = [stack.enter_context(tempfile.TemporaryFile()) for _ in ("in", "out", "err")]
            self._socket.settimeout(timeout)
            try:
                code = self._ask(arguments, cwd, env, [stream.fileno() for stream in streams], waits=True)
            except TimeoutError:
                self.close()  # the command that hangs ends with it
                raise
            said = []
            for stream in streams[1:]:
                stream.seek(0)
                said.append(stream.read().decode("utf-8").replace("\r\n", "\n"))
        return code, said[0], said[1]

    def start(self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Started:
        """Begin one command, and leave it running."""
        (out, theirs_out), (err, theirs_err) = os.pipe(), os.pipe()
        with Path(os.devnull).open() as nothing:
            pid = self._ask(arguments, cwd, env, [nothing.fileno(), theirs_out, theirs_err], waits=False)
        os.close(theirs_out)
        os.close(theirs_err)
        return Started(pid, out, err)

    def _ask(
        self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], streams: Sequence[int], *, waits: bool
    ) -> int:
        wanted = {"arguments": list(arguments), "cwd": str(cwd), "env": dict(env), "waits": waits}
        text = json.dumps(wanted).encode()
        socket.send_fds(self._socket, [len(text).to_bytes(8, "big")], streams)
        self._socket.sendall(text)
        return int(self._socket.recv(ANSWER_BYTES))

    def close(self) -> None:
        """End the server, and a command that still runs."""
        self._socket.close()
        self._server.kill()
        self._server.wait()


def serve(requests: socket.socket) -> None:
    """Fork for one command after the other, until nobody asks any more."""
    load()
    while True:
        head, descriptors, _, _ = socket.recv_fds(requests, 8, 3)
        if not head:
            return
        size, text = int.from_bytes(head, "big"), b""
        while len(text) < size:
            text += requests.recv(size - len(text))
        wanted = json.loads(text)
        child = os.fork()
        if not child:
            requests.close()
            obey(wanted, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        if wanted["waits"]:
            _, status = os.waitpid(child, 0)
            requests.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        else:
            requests.sendall(str(child).encode())


def load() -> None:
    """All that a command would load, and the readers' parent with its models; nothing that starts threads."""
    from cardscan.app.cli import COMMANDS
    from cardscan.config import Settings
    from cardscan.locales.countries import countries
    from cardscan.locales.languages import LANGUAGES, language
    from cardscan.reading.openers import PRELOADED, ScannerOpener
    from cardscan.workers.crew import Crew

    for module in [*LOADED, *(module for module, _ in COMMANDS.values())]:
        importlib.import_module(module)
    countries()
    for code in LANGUAGES:
        language(code)
    settings = Settings(home=Path())  # the readers are those of any home
    Crew(ScannerOpener(settings.reading), settings.workers, preload=PRELOADED).warm_up()


def obey(wanted: dict[str, object], descriptors: Sequence[int]) -> None:
    """In the forked process: become what the shell would have started, and end as it would."""
    code = 1
    try:
        prepare(wanted, descriptors)
        from cardscan.app.cli import main

        code = main(wanted["arguments"])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)


def prepare(wanted: dict[str, object], descriptors: Sequence[int]) -> None:
    """Folder, environment and streams; the readers' parent is asked for processes, not waited for: it is no child."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.chdir(str(wanted["cwd"]))
    os.environ.clear()
    os.environ.update(wanted["env"])  # type: ignore[arg-type]
    time.tzset()
    for number in (signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_IGN)
    sys.argv = [str(ROOT / "cardscan" / "__main__.py"), *wanted["arguments"]]  # type: ignore[misc]
    main = sys.modules["__main__"]
    main.__spec__, main.__file__ = None, None  # the workers need not load this file
    multiprocessing.forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined]
    multiprocessing.forkserver.ensure_running = lambda: None


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
