"""A CardDAV server (RFC 6352): finding an address book on it, and putting cards there without losing anybody's.

Terms: an *address book* is a collection of cards; an *href* is the path of one card on its server; an *etag* names one
version of it. A card is created only where nothing is (If-None-Match) and changed only while it is as we left it
(If-Match). The server is not trusted: answers have a limit, XML with a document type is refused, and the password goes
to the host that the user named and to no other.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from cardscan.contacts.entries import entry_of
from cardscan.contacts.vcard_lines import read_cards
from cardscan.errors import MissingComponentError, ServerError, UsageError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ANSWER = 10_000_000
MAX_REDIRECTS = 5
TIMEOUT_S = 30.0

_D, _C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
_PROPFIND = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:resourcetype/><d:displayname/>\
<d:current-user-principal/><c:addressbook-home-set/><d:current-user-privilege-set/></d:prop></d:propfind>"""
_WRITING = frozenset({"all", "write", "write-content", "bind"})


class CardConflictError(ServerError):
    """The card on the server is not as we left it; it was not overwritten."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Any
    body: bytes


class AddressBookServer:
    """One server, one user. Every method may raise ServerError."""

    def __init__(self, url: str, user: str, password: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Nothing is sent yet.

        Raises:
            UsageError: The URL is not https (http is for this machine alone), or holds a password.
            MissingComponentError: The extra `carddav` is not installed.
        """
        try:
            import defusedxml.ElementTree
            import urllib3
        except ImportError as error:
            raise MissingComponentError(
                f"CardDAV needs {error.name}, which is not installed; install it with: pip install '.[carddav]'"
            ) from error
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise UsageError(f"{_shown(url)}: is no web address; name it as https://host/path")
        if parts.scheme == "http" and not _this_machine(parts.hostname):
            raise UsageError(f"{_shown(url)}: would send the password in the open; use https")
        if parts.username or parts.password:
            raise UsageError("leave user and password out of the URL; use --user and the keyring or the environment")
        self._url, self._host = url, (parts.scheme, parts.netloc)
        token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Basic {token}", "User-Agent": "cardscan", "Accept": "text/xml, text/vcard"}
        self._parse = defusedxml.ElementTree.fromstring
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=min(10.0, timeout_s), read=timeout_s), retries=False
        )
        self._failures = (urllib3.exceptions.HTTPError, OSError, ValueError)

    def address_book(self, name: str = "") -> str:
        """The URL of the address book: the one given, or the one found on the server (RFC 6764).

        Args:
            name: As the server shows it, where there is more than one.
        Raises:
            UsageError: None was found, or several and none has this name.
        """
        found = self._look(self._url, depth="0")
        here = next(iter(found), None)
        if here and here.address_book:
            return here.url
        principal = here.principal if here else ""
        if not principal and not (here and here.homes):
            known = self._look(urljoin(self._url, "/.well-known/carddav"), depth="0")
            here = next(iter(known), None)
            principal = here.principal if here else ""
        if principal:
            here = next(iter(self._look(principal, depth="0")), None)
        books = [
            book for home in (here.homes if here else ()) for book in self._look(home, depth="1") if book.address_book
        ]
        chosen = [book for book in books if book.writable and name in ("", book.name)]
        if len(chosen) == 1:
            return chosen[0].url
        names = ", ".join(f"{book.name or '(no name)'} {book.url}" for book in books)
        if not books:
            raise UsageError(f"{_shown(self._url)}: no address book was found there; name the URL of the book itself")
        raise UsageError(f"choose one of the address books by its URL: {names}")

    def create(self, book: str, uid: str, card: bytes) -> tuple[str, str]:
        """Put a card where none is; its href and etag.

        A card of ours that an interrupted push left there is recognised by `card`'s own UID and REV.

        Raises:
            CardConflictError: Another card is there.
        """
        href = urlsplit(book.rstrip("/") + "/" + _file_name(uid)).path
        answer = self._put(href, card, {"If-None-Match": "*"})
        if answer.status in (200, 201, 204):
            return href, self._etag_after(href, answer, card)
        if answer.status in (409, 412) or (answer.status == 403 and b"no-uid-conflict" in answer.body):
            etag = self._ours(href, card)
            if etag is not None:
                return href, etag
            raise CardConflictError("the address book has a card of this person already; it was left as it is")
        raise self._refused("PUT", href, answer)

    def update(self, href: str, etag: str, card: bytes) -> str:
        """Change a card that is as we left it; its new etag.

        Raises:
            CardConflictError: Somebody changed or deleted it since.
        """
        answer = self._put(href, card, {"If-Match": etag} if etag else {"If-Match": "*"})
        if answer.status in (200, 201, 204):
            return self._etag_after(href, answer, card)
        if answer.status in (404, 409, 410, 412):
            new = self._ours(href, card)
            if new is not None:
                return new
            gone = self._send("GET", self._at(href)).status in (404, 410)
            raise CardConflictError(
                "was deleted in the address book since; it was not put back"
                if gone
                else "was changed in the address book since; it was left as it is there"
            )
        raise self._refused("PUT", href, answer)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.clear()

    def _put(self, href: str, card: bytes, condition: dict[str, str]) -> _Answer:
        return self._send("PUT", self._at(href), card, {"Content-Type": "text/vcard; charset=utf-8", **condition})

    def _at(self, href: str) -> str:
        return urljoin(self._url, href)

    def _etag_after(self, href: str, answer: _Answer, card: bytes) -> str:
        """The etag of what we wrote. Without one in the answer the server changed the card: ask for it."""
        return answer.headers.get("ETag") or self._ours(href, card) or ""

    def _ours(self, href: str, card: bytes) -> str | None:
        """The etag of the card there, when it is the one that we would write."""
        there = self._send("GET", self._at(href))
        if there.status != 200 or _identity(there.body) != _identity(card):
            return None
        return there.headers.get("ETag") or ""

    def _look(self, url: str, *, depth: str) -> list[_Resource]:
        answer = self._send("PROPFIND", url, _PROPFIND.encode(), {"Depth": depth, "Content-Type": "application/xml"})
        if answer.status in (404, 405) and depth == "0":
            return []
        if answer.status != 207:
            raise self._refused("PROPFIND", url, answer)
        try:
            tree = self._parse(answer.body, forbid_dtd=True)
        except Exception as error:
            raise ServerError(f"{_shown(url)}: the server's answer is no XML ({type(error).__name__})") from error
        return [self._resource(response) for response in tree.iter(f"{_D}response")]

    def _resource(self, response: Element) -> _Resource:
        def texts(path: str) -> Iterator[str]:
            for item in response.iterfind(f"{_D}propstat/{_D}prop/{path}/{_D}href"):
                if item.text and item.text.strip():
                    yield self._own(item.text.strip())

        properties = f"{_D}propstat/{_D}prop"
        privileges = response.find(f"{properties}/{_D}current-user-privilege-set")
        granted = {node.tag.removeprefix(_D) for node in privileges.iter()} if privileges is not None else _WRITING
        return _Resource(
            url=self._own((response.findtext(f"{_D}href") or "").strip()),
            name=(response.findtext(f"{properties}/{_D}displayname") or "").strip(),
            address_book=response.find(f"{properties}/{_D}resourcetype/{_C}addressbook") is not None,
            writable=bool(granted & _WRITING),
            principal=next(texts(f"{_D}current-user-principal"), ""),
            homes=tuple(texts(f"{_C}addressbook-home-set")),
        )

    def _own(self, href: str) -> str:
        """An address on the server that the user named; another host would get the password."""
        url = urljoin(self._url, href)
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) != self._host:
            raise ServerError(f"the server points to {_shown(url)}, another host; name that URL if you trust it")
        return url

    def _send(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> _Answer:
        url = self._own(url)
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
                raise ServerError(f"{_shown(url)}: cannot be reached ({reason}); run the push again later") from error
            if len(content) > MAX_ANSWER:
                raise ServerError(f"{_shown(url)}: the answer is larger than {MAX_ANSWER // 1_000_000} MB")
            if answer.status not in (301, 302, 307, 308):
                return _Answer(answer.status, answer.headers, content)
            url = self._own(urljoin(url, answer.headers.get("Location", "")))
        raise ServerError(f"{_shown(url)}: the server sends us round in circles")

    def _refused(self, method: str, url: str, answer: _Answer) -> ServerError:
        where = _shown(self._at(url))
        if answer.status in (401, 403):
            return ServerError(f"{where}: the server refuses (HTTP {answer.status}); check user and password")
        return ServerError(f"{where}: the server answers {method} with HTTP {answer.status}")


@dataclass(frozen=True, slots=True)
class _Resource:
    """What PROPFIND says of one path."""

    url: str
    name: str
    address_book: bool
    writable: bool
    principal: str
    homes: tuple[str, ...]


def _file_name(uid: str) -> str:
    """A file name that any server takes, the same for the same identifier."""
    short = uid.removeprefix("urn:uuid:")
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{7,80}", short)
    return f"{short if safe else hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:32]}.vcf"


def _identity(card: bytes) -> object:
    """UID, time of revision and what it says, by which we know our own card again though a server wrote it anew."""
    raw = next(read_cards(card), None)
    entry = entry_of(raw.properties) if raw else None
    revised = [re.sub("[-:]", "", item.value) for item in raw.properties if item.name == "REV"] if raw else []
    return (entry.uid, entry.details, revised) if entry else None


def _this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(url: str) -> str:
    """The URL for a message: no password, no controls."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{quote(unquote(parts.path), safe='/')}" if host else quote(url, safe="/:")
