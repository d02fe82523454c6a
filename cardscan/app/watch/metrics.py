"""Serve numbers for Prometheus, on this machine's own address only."""

from __future__ import annotations

import http.server
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.app.watch.service import Service


class Metrics:
    """Serves the service's numbers in a thread, while the `with` block lasts."""

    def __init__(self, port: int, service: Service) -> None:
        """Open the port. Raises UsageError if it is taken."""

        class Answer(http.server.BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                host = (self.headers.get("Host") or "").rpartition(":")[0]
                if self.path != "/metrics" or host not in ("127.0.0.1", "localhost"):
                    self.send_error(404)
                    return
                body = numbers(service).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        try:
            self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
        except OSError as error:
            raise UsageError(f"--metrics {port}: {error.strerror}; choose another port") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self.error: BaseException | None = None

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.alive:  # a dead thread does not react to a request to end
            self._server.shutdown()
        self._server.server_close()


def numbers(service: Service) -> str:
    """Return the numbers in the exposition format, version 0.0.4, without names or paths."""
    tally = service.tally
    lines = ["# HELP cardscan_photos_total Photos that came to an end.", "# TYPE cardscan_photos_total counter"]
    lines += [f'cardscan_photos_total{{state="{state}"}} {count}' for state, count in sorted(tally.ended.items())]
    for name, kind, text, value in (
        ("cards_total", "counter", "Cards that were read.", tally.cards),
        ("looks_total", "counter", "Looks into the folders.", tally.looks),
        ("retries_total", "counter", "Photos that were tried again.", tally.retries),
        ("files", "gauge", "Photos in the folders at the last look.", tally.waiting),
        ("troubles", "gauge", "Steps that wait for disk, store or folder.", service.troubles),
    ):
        lines += [f"# HELP cardscan_{name} {text}", f"# TYPE cardscan_{name} {kind}", f"cardscan_{name} {value}"]
    return "\n".join(lines) + "\n"
