"""Shell scripts in which `cardscan` is the warm program: what a page of the docs tells to type, run by bash.

A small client on the PATH hands its arguments, folder, environment and standard streams to a thread of the tests,
which has them forked by `tests.warm_program`. Pipes and redirections are the shell's own, and no command starts Python
anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from tests.patience import PATIENCE_S
from tests.warm_program import WarmProgram

_CLIENT = """#!{python} -SE
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
wanted = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(server, [len(wanted).to_bytes(8, "big")], [0, 1, 2])
server.sendall(wanted)
sys.exit(int(server.recv(100)))
"""


class Shell:
    """Runs one script after the other; folder and exported variables go on from one to the next."""

    def __init__(self, program: WarmProgram, folder: Path, environment: Mapping[str, str]) -> None:
        self._program, self._folder = program, folder
        (folder / "bin").mkdir(parents=True)
        address = str(folder / "program.socket")
        client = folder / "bin" / "cardscan"
        client.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
        client.chmod(0o755)
        self._environment = {**environment, "PATH": f"{folder / 'bin'}:{environment['PATH']}"}
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(address)
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                with client:
                    self._forward(client)

    def _forward(self, client: socket.socket) -> None:
        head, streams, _, _ = socket.recv_fds(client, 8, 3)
        size, text = int.from_bytes(head, "big"), b""
        while len(text) < size:
            text += client.recv(size - len(text))
        arguments, cwd, environment = json.loads(text)
        with contextlib.ExitStack() as stack:
            for stream in streams:
                stack.callback(os.close, stream)
            code = self._program._ask(arguments, Path(cwd), environment, streams, waits=True)
        client.sendall(str(code).encode())

    def run(self, script: str, *, home: Path, timeout: float = PATIENCE_S) -> tuple[int, str]:
        """Exit code, and what was printed on both streams. The first line that fails ends it."""
        state, place = self._folder / "state", self._folder / "place"
        before = f'. {state}; cd "$(cat {place})"\n' if state.exists() else f'cd "{home}"\n'
        after = f"\nexport -p > {state}; pwd > {place}\n"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", before + script + after],
            env={**self._environment, "HOME": str(home)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=timeout, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def forget(self) -> None:
        """The next script starts at home, with the first variables."""
        for name in ("state", "place"):
            (self._folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()
