"""A real Radicale on loopback, for tests to push address books to."""

from __future__ import annotations

import base64
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.patience import PATIENCE_S

USER, PASSWORD = "ada", "correct höhrse"
MAKE_BOOK = b"""<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><c:addressbook/></resourcetype><displayname>People</displayname></prop></set></mkcol>"""


class Radicale:
    """A server with one user, in a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        options = ["--server-hosts", f"127.0.0.1:{self.port}", "--auth-type", "htpasswd", "--auth-delay", "0"]
        options += ["--auth-htpasswd-filename", str(folder / "users"), "--auth-htpasswd-encryption", "plain"]
        options += ["--storage-filesystem-folder", str(folder / "collections")]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", "", *options], stdout=log, stderr=log
            )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                assert self._process.poll() is None, (folder / "log").read_text()
                time.sleep(0.05)
        self.add_book("people")

    def add_book(self, name: str) -> str:
        status, _ = self.ask("MKCOL", f"{USER}/{name}/", MAKE_BOOK)
        assert status == 201
        return f"{self.url}{USER}/{name}/"

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """A request of another program, as its user's phone would send it."""
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {token}"}
        request = urllib.request.Request(self.url + path.lstrip("/"), body, headers, method=method)  # noqa: S310
        if body:
            request.add_header("Content-Type", "application/xml" if method == "MKCOL" else "text/vcard")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE_S)
