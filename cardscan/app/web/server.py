"""Opens the port, on this machine alone, and serves until it is stopped."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn

from cardscan.app.web.page import Desk, create_app
from cardscan.app.web.security import OPEN_PATH, Doorkeeper, Guard
from cardscan.errors import UsageError

LOOPBACK = "127.0.0.1"


def serve(desk: Desk, *, port: int, announce: Callable[[str], None]) -> None:
    """Serve the review page until Ctrl-C.

    Args:
        port: 0 takes a free one.
        announce: Called with the address to open, once the port answers.
    Raises:
        UsageError: The port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except (OSError, OverflowError) as error:
            raise UsageError(f"port {port} cannot be used ({error}); leave --port out to take a free one") from error
        listener.listen(64)
        number = listener.getsockname()[1]
        door = Doorkeeper(frozenset({f"{LOOPBACK}:{number}", f"localhost:{number}"}))
        config = uvicorn.Config(
            Guard(create_app(desk), door),
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        address = f"http://{LOOPBACK}:{number}{OPEN_PATH}?ticket={door.ticket}"
        timer = threading.Timer(0.2, announce, [address])
        timer.daemon = True
        timer.start()
        server.run(sockets=[listener])
    finally:
        listener.close()
