"""Find an address book on a CardDAV server (RFC 6352) and write cards there without overwriting anyone's changes.

Terms: an *address book* is a collection of cards; an *href* is the path of one card on its server; an *etag* names one
version of a card. A card is created only where none exists (If-None-Match), and changed only while it is still as we
left it (If-Match). `carddav_http` protects against a harmful server.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from cardscan.contacts.carddav_http import TIMEOUT_S, Answer, UserConnection, shown
from cardscan.contacts.formats.entries import entry_of
from cardscan.contacts.formats.vcard_lines import read_cards
from cardscan.errors import ServerError, UsageError
from cardscan.model.address_book import Entry

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_D, _C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
_PROPFIND = """<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:resourcetype/><d:displayname/>\
<d:current-user-principal/><c:addressbook-home-set/><d:current-user-privilege-set/></d:prop></d:propfind>"""
_WRITING = frozenset({"all", "write", "write-content", "bind"})


class CardConflictError(ServerError):
    """The card on the server is not as we left it; it was not overwritten."""

    def __init__(self, message: str, href: str) -> None:
        self.href = href
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class ServerCard:
    """A card in its current state on the server.

    Attributes:
        entry: None if the card does not describe a person or firm.
    """

    etag: str
    entry: Entry | None
    body: bytes


class AddressBookServer:
    """One server, one user. Every method may raise ServerError."""

    def __init__(self, url: str, user: str, password: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Prepare the connection without sending anything; raises as `UserConnection` does."""
        self._connection = UserConnection(url, user, password, timeout_s=timeout_s)
        self._url = url

    def address_book(self, name: str = "") -> str:
        """Return the URL of the address book: the given URL, or the one found on the server (RFC 6764).

        Args:
            name: The name that the server shows, needed if there is more than one address book.
        Raises:
            UsageError: None was found, or no single writable one fits the name.
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
            raise UsageError(f"{shown(self._url)}: no address book was found there; name the URL of the book itself")
        raise UsageError(f"choose one of the address books by its URL: {names}")

    def create(self, book: str, uid: str, card: bytes) -> tuple[str, str]:
        """Put a card where none exists; return its href and etag.

        If an interrupted push has already put the card there, it is recognised by its UID, REV and details.

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
            raise CardConflictError("the address book has a card of this person already; it was left as it is", href)
        raise self._connection.refused("PUT", href, answer)

    def update(self, href: str, etag: str, card: bytes) -> str:
        """Change a card that is still as we left it; return its new etag.

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
            gone = self._connection.send("GET", self._at(href)).status in (404, 410)
            raise CardConflictError(
                "was deleted in the address book since; it was not put back"
                if gone
                else "was changed in the address book since; it was left as it is there",
                href,
            )
        raise self._connection.refused("PUT", href, answer)

    def card(self, href: str, *, country: str | None = None) -> ServerCard | None:
        """Return the card that is there now, or None.

        Args:
            country: ISO 3166-1 alpha-2; the country to assume for national phone numbers.
        """
        answer = self._connection.send("GET", self._at(href))
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise self._connection.refused("GET", href, answer)
        raw = next(read_cards(answer.body), None)
        entry = entry_of(raw.properties, country=country) if raw else None
        return ServerCard(answer.headers.get("ETag") or "", entry, answer.body)

    def delete(self, href: str, etag: str) -> None:
        """Delete the card if it is still this version; a card that is already gone is no error.

        Raises:
            CardConflictError: It has changed since.
        """
        answer = self._connection.send("DELETE", self._at(href), headers={"If-Match": etag} if etag else {})
        if answer.status == 412:
            raise CardConflictError("was changed in the address book this moment; it was left there", href)
        if answer.status not in (200, 202, 204, 404, 410):
            raise self._connection.refused("DELETE", href, answer)

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def _put(self, href: str, card: bytes, condition: dict[str, str]) -> Answer:
        return self._connection.send(
            "PUT", self._at(href), card, {"Content-Type": "text/vcard; charset=utf-8", **condition}
        )

    def _at(self, href: str) -> str:
        return urljoin(self._url, href)

    def _etag_after(self, href: str, answer: Answer, card: bytes) -> str:
        """Return the etag of the card that we wrote. If the answer has none, ask the server for it."""
        return answer.headers.get("ETag") or self._ours(href, card) or ""

    def _ours(self, href: str, card: bytes) -> str | None:
        """Return the etag of the card there if it is the one that we would write, else None."""
        there = self._connection.send("GET", self._at(href))
        if there.status != 200 or _identity(there.body) != _identity(card):
            return None
        return there.headers.get("ETag") or ""

    def _look(self, url: str, *, depth: str) -> list[_Resource]:
        answer = self._connection.send(
            "PROPFIND", url, _PROPFIND.encode(), {"Depth": depth, "Content-Type": "application/xml"}
        )
        if answer.status in (404, 405) and depth == "0":
            return []
        if answer.status != 207:
            raise self._connection.refused("PROPFIND", url, answer)
        tree = self._connection.xml(url, answer.body)
        return [self._resource(response) for response in tree.iter(f"{_D}response")]

    def _resource(self, response: Element) -> _Resource:
        def texts(path: str) -> Iterator[str]:
            for item in response.iterfind(f"{_D}propstat/{_D}prop/{path}/{_D}href"):
                if item.text and item.text.strip():
                    yield self._connection.own(item.text.strip())

        properties = f"{_D}propstat/{_D}prop"
        privileges = response.find(f"{properties}/{_D}current-user-privilege-set")
        granted = {node.tag.removeprefix(_D) for node in privileges.iter()} if privileges is not None else _WRITING
        return _Resource(
            url=self._connection.own((response.findtext(f"{_D}href") or "").strip()),
            name=(response.findtext(f"{properties}/{_D}displayname") or "").strip(),
            address_book=response.find(f"{properties}/{_D}resourcetype/{_C}addressbook") is not None,
            writable=bool(granted & _WRITING),
            principal=next(texts(f"{_D}current-user-principal"), ""),
            homes=tuple(texts(f"{_C}addressbook-home-set")),
        )


@dataclass(frozen=True, slots=True)
class _Resource:
    """The server's PROPFIND answer for one path."""

    url: str
    name: str
    address_book: bool
    writable: bool
    principal: str
    homes: tuple[str, ...]


def _file_name(uid: str) -> str:
    """Return a file name that any server accepts, always the same for the same identifier."""
    short = uid.removeprefix("urn:uuid:")
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{7,80}", short)
    return f"{short if safe else hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()[:32]}.vcf"


def _identity(card: bytes) -> object:
    """Return UID, time of revision and details, which identify our own card even if the server reformatted it."""
    raw = next(read_cards(card), None)
    entry = entry_of(raw.properties) if raw else None
    revised = [re.sub("[-:]", "", item.value) for item in raw.properties if item.name == "REV"] if raw else []
    return (entry.uid, entry.details, revised) if entry else None
