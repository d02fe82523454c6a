"""Open the port, reachable from this machine alone, and serve the page until it is stopped."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

import uvicorn

from cardscan.app.web.application import create_app
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.phone_upload import create_phone_app
from cardscan.app.web.security import OPEN_PATH, Doorkeeper, Guard, PhoneUploadPage
from cardscan.errors import UsageError

LOOPBACK = "127.0.0.1"


def serve(desk: PageDesk, *, port: int, announce: Callable[[str, str], None], lan: str | None = None) -> None:
    """Serve the review page until Ctrl-C.

    Args:
        port: 0 takes a free port.
        announce: Called once the port answers, with the address to open and the one for a phone (empty without `lan`).
        lan: This machine's address in the local network; photos can then be uploaded there, and nothing else.
    Raises:
        UsageError: The port is taken, or the address does not belong to this machine.
    """
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(contextlib.closing(_listen(LOOPBACK, port)))
        number = listener.getsockname()[1]
        door = Doorkeeper(frozenset({f"{LOOPBACK}:{number}", f"localhost:{number}"}))
        if lan is not None:
            outside = stack.enter_context(contextlib.closing(_listen(lan, 0)))
            stack.callback(_serve_phone(desk, lan, outside))
        desk.uploads.resume()
        address = f"http://{LOOPBACK}:{number}{OPEN_PATH}?ticket={door.ticket}"
        timer = threading.Timer(0.2, announce, [address, desk.phone.address if desk.phone else ""])
        timer.daemon = True
        timer.start()
        _server(Guard(create_app(desk), door)).run(sockets=[listener])


def lan_address() -> str:
    """Return this machine's address in the local network, as the system would choose it; sends nothing.

    Raises:
        UsageError: There is no network.
    """
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737); connecting UDP sends nothing
        found = str(probe.getsockname()[0])
        if not found.startswith("127."):
            return found
    raise UsageError("there is no local network; connect to one, or name this machine's address with --lan-address")


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(64)
    except (OSError, OverflowError) as error:
        listener.close()
        if host != LOOPBACK:
            raise UsageError(f"{host} cannot be used ({error}); name an address of this machine") from error
        raise UsageError(f"port {port} cannot be used ({error}); leave --port out to take a free one") from error
    return listener


def _server(app: Guard) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )


def _serve_phone(desk: PageDesk, host: str, listener: socket.socket) -> Callable[[], None]:
    """Serve the upload page in a thread; return a function that closes it."""
    number = listener.getsockname()[1]
    door = Doorkeeper(frozenset({f"{host}:{number}"}), uploads=True)
    desk.phone = PhoneUploadPage(door, f"http://{host}:{number}")
    server = _server(Guard(create_phone_app(desk), door))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="phone", daemon=True)
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(5.0)

    return stop
