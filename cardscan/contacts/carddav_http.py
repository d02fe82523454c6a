"""Send HTTP requests to one server as one user; the transport below CardDAV.

The server is not trusted: answers have a size limit, XML with a document type is refused, and the password goes only
to the host that the user named, whatever redirect or path an answer contains.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from cardscan.errors import MissingComponentError, ServerError, UsageError
from cardscan.model.installing import install_command

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ANSWER = 10_000_000
MAX_REDIRECTS = 5
TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's answer to one request.

    Attributes:
        headers: By name, in any case.
        body: At most `MAX_ANSWER` bytes.
    """

    status: int
    headers: Any
    body: bytes


class UserConnection:
    """One server, one user. Every method may raise ServerError."""

    def __init__(self, url: str, user: str, password: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Check the URL and prepare the connection without sending anything.

        Raises:
            UsageError: The URL is not https (http only for this machine), or holds a user name or password.
            MissingComponentError: The extra `carddav` is not installed.
        """
        try:
            import defusedxml.ElementTree
            import urllib3
        except ImportError as error:
            raise MissingComponentError(
                f"CardDAV needs {error.name}, which is not installed; "
                f"install it with: {install_command('cardscan-followup[carddav]')}"
            ) from error
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise UsageError(f"{shown(url)}: is no web address; name it as https://host/path")
        if parts.scheme == "http" and not _this_machine(parts.hostname):
            raise UsageError(f"{shown(url)}: would send the password in the open; use https")
        if parts.username or parts.password:
            raise UsageError("leave user and password out of the URL; use --user and the keyring or the environment")
        self.url, self._host = url, (parts.scheme, parts.netloc)
        token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Basic {token}", "User-Agent": "cardscan", "Accept": "text/xml, text/vcard"}
        self._parse = defusedxml.ElementTree.fromstring
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(10.0, timeout_s), read=timeout_s), retries=False
        )
        self._failures = (urllib3.exceptions.HTTPError, OSError, ValueError)

    def close(self) -> None:
        """Close the connections."""
        self._http.clear()

    def xml(self, url: str, body: bytes) -> Element:
        """Parse an answer as XML; ServerError if it is not XML or has a document type, which may expand hugely."""
        try:
            tree: Element = self._parse(body, forbid_dtd=True)
        except Exception as error:
            raise ServerError(f"{shown(url)}: the server's answer is no XML ({type(error).__name__})") from error
        return tree

    def own(self, href: str) -> str:
        """Return the full URL on the user's server; ServerError for another host, which would get the password."""
        url = urljoin(self.url, href)
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != self._host:
            raise ServerError(f"the server points to {shown(url)}, another host; name that URL if you trust it")
        return url

    def send(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request and follow redirects on the same host."""
        url = self.own(url)
        for _ in range(MAX_REDIRECTS):
            try:
                answer = self._http.request(
                    method,
                    url,
                    body=body,
                    headers={**self._headers, **(headers or {})},
                    redirect=False,
                    preload_content=False,
                )
                try:
                    content = answer.read(MAX_ANSWER + 1, decode_content=True)
                finally:
                    answer.release_conn()
            except self._failures as error:
                reason = re.sub(r"\s+", " ", str(error.__cause__ or error))[:200]
                raise ServerError(f"{shown(url)}: cannot be reached ({reason}); run the push again later") from error
            if len(content) > MAX_ANSWER:
                raise ServerError(f"{shown(url)}: the answer is larger than {MAX_ANSWER // 1_000_000} MB")
            if answer.status not in (301, 302, 307, 308):
                return Answer(answer.status, answer.headers, content)
            url = self.own(urljoin(url, answer.headers.get("Location", "")))
        raise ServerError(f"{shown(url)}: the server sends us round in circles")

    def refused(self, method: str, url: str, answer: Answer) -> ServerError:
        """Return the error for an unexpected answer."""
        where = shown(urljoin(self.url, url))
        if answer.status in (401, 403):
            return ServerError(f"{where}: the server refuses (HTTP {answer.status}); check user and password")
        return ServerError(f"{where}: the server answers {method} with HTTP {answer.status}")


def _this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown(url: str) -> str:
    """Return the URL for a message, without password or control characters."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{quote(unquote(parts.path), safe='/')}" if host else quote(url, safe="/:")
