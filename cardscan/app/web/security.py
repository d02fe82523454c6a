"""Decide who may use the local page and the phone's upload page; check every request before any route sees it.

1. The Host must be one of ours, letter by letter. This alone refuses an internet page whose name points at 127.0.0.1
   (DNS rebinding).
2. Only the browser that opened the printed address holds the cookie. The address works once.
3. A change must come from a page of ours (Origin, Sec-Fetch-Site). Other programs on this machine serve pages from
   the same "site" (ports do not count for SameSite), so they get nothing at all.
4. Every answer says what the browser may do with it: nothing but our own style, script and pictures.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = (
    (b"content-security-policy",
     b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
     b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)  # fmt: skip
# Forms and the letters in them are small.
MAX_BODY_BYTES = 200_000
# Several photos come in one request; they are written to disk as they arrive.
MAX_UPLOAD_BYTES = 2_000_000_000
UPLOAD_PATH = "/upload"
_SAFE = frozenset({"GET", "HEAD"})
OPEN_PATH = "/open"
USED = {
    False: "This address was used already. Run `cardscan review` again for a new one.",
    True: "This code was used already. Ask for a new one on the computer.",
}


@dataclass(slots=True)
class Doorkeeper:
    """The page's secrets, kept in memory only and gone when the program ends.

    Attributes:
        hosts: "127.0.0.1:8123" and the like, exactly as browsers send them.
        uploads: Whether this guards the upload page for the local network, behind which there is nothing else.
        ticket: The token of the printed address; empty once it was used.
    """

    hosts: frozenset[str]
    uploads: bool = False
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie_name(self) -> str:
        """A name for this page only: cookies ignore ports, so two pages on one machine need two names."""
        port = next(iter(self.hosts)).rpartition(":")[2]
        return f"cardscan_{port}"

    def new_ticket(self) -> str:
        """Return a new token for another device; an unused older token becomes invalid."""
        self.ticket = secrets.token_urlsafe(32)
        return self.ticket

    def redeem(self, ticket: str) -> bool:
        """Whether the token is the printed one and was not used before; this uses it up."""
        right = bool(self.ticket) and hmac.compare_digest(ticket.encode(), self.ticket.encode())
        if right:
            self.ticket = ""
        return right

    def knows(self, cookies: str) -> bool:
        """Whether the browser holds the cookie."""
        try:
            jar = SimpleCookie(cookies)
        except CookieError:
            return False
        found = jar.get(self.cookie_name)
        return found is not None and hmac.compare_digest(found.value.encode(), self.session.encode())

    def origin_ok(self, headers: dict[str, str], host: str, *, change: bool) -> bool:
        """Whether the request comes from a page of ours or, if it changes nothing, from the address bar."""
        fetched = headers.get("sec-fetch-site")
        if fetched not in (None, "same-origin", "none"):
            return False
        origin = headers.get("origin")
        if origin is not None or change:
            return origin == f"http://{host}"
        return True


@dataclass(frozen=True, slots=True)
class PhoneUploadPage:
    """The upload page for photos from the local network.

    Attributes:
        origin: For example http://192.168.1.5:40123
    """

    door: Doorkeeper
    origin: str

    @property
    def address(self) -> str:
        """The address in the QR code; empty once it was used."""
        return f"{self.origin}{OPEN_PATH}?ticket={self.door.ticket}" if self.door.ticket else ""


class Guard:
    """Wraps the application; no request reaches it unchecked."""

    def __init__(self, app: ASGIApp, door: Doorkeeper) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check and pass on one request, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # the application has no WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in HEADERS if pair[0] not in names]
                if b"cache-control" not in names:
                    extra.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        refusal = self._refuse(scope)
        if refusal is not None:
            await _answer(send_guarded, *refusal)
            return
        headers = _headers(scope)
        if scope["path"] == OPEN_PATH and scope["method"] in _SAFE:
            await self._open(scope, headers, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        given = [value for name, value in scope["headers"] if name == b"host"]
        host = given[0].decode("latin-1") if len(given) == 1 else ""
        if host not in self._door.hosts:
            return 421, "This address is not served here."
        headers = _headers(scope)
        change = scope["method"] not in _SAFE
        if change and scope["method"] != "POST":
            return 405, "Only GET and POST are known here."
        if scope["path"] == OPEN_PATH and not change:
            return None
        if not self._door.origin_ok(headers, host, change=change):
            return 403, "This request comes from another page, so nothing was done."
        most = MAX_UPLOAD_BYTES if scope["path"] == UPLOAD_PATH else MAX_BODY_BYTES
        if change and (refusal := _too_much(headers, most)):
            return refusal
        if not self._door.knows(headers.get("cookie", "")):
            if self._door.uploads:
                return 403, "This page is for the phone that opened the QR code. Ask for a new code on the computer."
            return 403, (
                "This page belongs to the browser that opened it. The address that `cardscan review` prints works "
                "once; run the command again for a new one."
            )
        return None

    async def _open(self, scope: Scope, headers: dict[str, str], send: Send) -> None:
        if headers.get("sec-fetch-dest", "document") != "document" or scope["method"] != "GET":
            await _answer(send, 403, "Open this address in the browser's address line.")
            return
        ticket = parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]
        if not self._door.redeem(ticket):
            if self._door.knows(headers.get("cookie", "")):  # the same browser again, from its history: harmless
                await _go_home(send, [])
                return
            await _answer(send, 403, USED[self._door.uploads])
            return
        cookie = f"{self._door.cookie_name}={self._door.session}; Path=/; HttpOnly; SameSite=Strict"
        await _go_home(send, [(b"set-cookie", cookie.encode())])


def _too_much(headers: dict[str, str], most: int) -> tuple[int, str] | None:
    """Return why a body is refused before any of it is read; the server enforces the length that a request declares."""
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411, "A form says how long it is."
    if len(length) > 12 or int(length) > most:
        return 413, f"That is more than {most:,} bytes, so nothing was done."
    return None


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _go_home(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/"), *headers]})
    await send({"type": "http.response.body", "body": b""})


async def _answer(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": (sentence + "\n").encode()})
