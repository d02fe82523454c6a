"""Push contacts to an address book on a CardDAV server; a card that was changed there becomes a conflict.

A contact's card is created once, and updated only while the server's card is as we left it. Each contact is recorded
as soon as the server has it: an interrupted push resumes where it stopped, and a repeated push sends nothing.
A conflict waits until a person says whose version to keep.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cardscan.contacts.carddav import AddressBookServer, CardConflictError, ServerCard
from cardscan.contacts.formats import vcard
from cardscan.contacts.formats.entries import entry_of
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_lines import read_cards
from cardscan.model.address_book import Property, Publication
from cardscan.model.contact import Contact
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails
from cardscan.store import Store, Transaction, ValueKind
from cardscan.store.values import take_apart
from cardscan.workflows.exchange.exporting import with_kept
from cardscan.workflows.exchange.importing import digest_of

# vCard version that Apple, Nextcloud and Radicale all accept.
VERSION = "3.0"
# Stored in place of an etag: a person deleted the card on the server and decided that it stays deleted.
STAYS_DELETED = "deleted there"
# How many characters of a difference are shown.
SHOWN = 60

# The kinds compared with a card on a server; lines that belong to no field are in its note.
_COMPARED = tuple(kind for kind in ValueKind if kind not in (ValueKind.OTHER_NAME, ValueKind.UNASSIGNED))


class Pushed(enum.StrEnum):
    """What was done with one contact."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out (deleted there, as you said)"
    KEPT_MINE = "replaced by yours"
    KEPT_THEIRS = "taken from there"
    CONFLICT = "conflict"


class KeptVersion(enum.StrEnum):
    """Whose version to keep."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What was done with one contact.

    Attributes:
        why: The differences of a conflict; for a decided conflict, what was given up.
    """

    contact: Contact
    pushed: Pushed
    why: str = ""


def push(
    store: Store,
    server: AddressBookServer,
    book: str,
    contacts: Iterable[Contact],
    *,
    now: datetime,
    photos: bool = True,
    dry_run: bool = False,
    keep: Mapping[int, KeptVersion] | None = None,
    actor: str = "push",
) -> Iterator[PushOutcome]:
    """Update the address book at this URL, contact by contact.

    Args:
        dry_run: Send nothing; report what would be done.
        keep: Contact number -> whose version to keep if there is a conflict.
        actor: Who decided `keep`.
    Raises:
        ServerError: The server cannot be reached or refuses; contacts pushed before that stay recorded.
    """
    known, keep = store.address_books.publications(book), keep or {}
    for contact, kept, has_crop in with_kept(store, contacts, photos=photos):
        before, side = known.get(contact.id), keep.get(contact.id)
        if before and before.etag == STAYS_DELETED and side is not KeptVersion.MINE:
            yield PushOutcome(contact, Pushed.LEFT_OUT)
            continue
        if before and before.etag == STAYS_DELETED:
            before = None
        photo = store.cards.newest_crop(contact.id) if has_crop else None
        card = _card(contact, kept, photo)
        if before and before.sha256 == _sha256(card) and side is None:
            yield PushOutcome(contact, Pushed.UNCHANGED)
            continue
        pushed = Pushed.UPDATED if before else Pushed.CREATED
        if dry_run:
            yield PushOutcome(contact, pushed)
            continue
        try:
            if before:
                href, etag = before.href, server.update(before.href, before.etag, card)
            else:
                href, etag = server.create(book, contact.uid, card)
        except CardConflictError as conflict:
            yield _decided(store, server, book, contact, kept, photo, conflict, side, now=now, actor=actor)
            continue
        _remember(store, book, Publication(contact.id, href, etag, _sha256(card), now))
        yield PushOutcome(contact, pushed)


def _decided(
    store: Store,
    server: AddressBookServer,
    book: str,
    contact: Contact,
    kept: tuple[Property, ...],
    photo: bytes | None,
    conflict: CardConflictError,
    side: KeptVersion | None,
    *,
    now: datetime,
    actor: str,
) -> PushOutcome:
    """Resolve a conflict as the person decided; leave it as it is if they have not decided."""
    card = _card(contact, kept, photo)
    there = server.card(conflict.href, country=contact.country)
    differences = _differences(card, there, contact.country)
    if side is KeptVersion.MINE:
        try:
            if there is None:
                href, etag = server.create(book, contact.uid, card)
            else:
                href, etag = conflict.href, server.update(conflict.href, there.etag, card)
        except CardConflictError as again:  # the card on the server changed once more
            return PushOutcome(contact, Pushed.CONFLICT, str(again))
        _remember(store, book, Publication(contact.id, href, etag, _sha256(card), now))
        return PushOutcome(contact, Pushed.KEPT_MINE, differences or "was deleted there")
    if side is KeptVersion.THEIRS and there is None:
        _remember(store, book, Publication(contact.id, conflict.href, STAYS_DELETED, _sha256(card), now))
        return PushOutcome(contact, Pushed.KEPT_THEIRS, "stays deleted there; the contact stays here")
    if side is KeptVersion.THEIRS and there and there.entry and not there.entry.details.empty:
        with store.transaction() as tx:
            _take_theirs(tx, contact, card, there, now=now, actor=actor)
            taken = tx.people.get(contact.id)
            ours = _card(taken, tx.address_books.kept_properties(contact.id), photo)
            tx.address_books.set_publication(
                book, Publication(contact.id, conflict.href, there.etag, _sha256(ours), now)
            )
        return PushOutcome(taken, Pushed.KEPT_THEIRS, differences)
    return PushOutcome(contact, Pushed.CONFLICT, "; ".join(filter(None, (str(conflict), differences))))


def _take_theirs(
    tx: Transaction, contact: Contact, card: bytes, there: ServerCard, *, now: datetime, actor: str
) -> None:
    """Store the server's changes as a person's corrections; keep other properties as imported ones."""
    entry = there.entry
    if entry is None:
        return
    mine, theirs = _values(_read(card, contact.country)), _values(entry.details)
    for kind in _COMPARED:
        if mine[kind] != theirs[kind]:
            tx.people.correct(contact.id, kind, theirs[kind], now=now, actor=actor)
    key = f"uid:{entry.uid}" if entry.uid else f"sha256:{digest_of(entry)}"
    tx.address_books.take_in(
        ContactDetails(), key=key, digest=digest_of(entry), kept=entry.kept, now=now, contact_id=contact.id
    )


def _differences(card: bytes, there: ServerCard | None, country: str | None) -> str:
    """List, kind by kind, the values that differ between the server's card and ours."""
    if there is None or there.entry is None:
        return ""
    mine, theirs = _values(_read(card, country)), _values(there.entry.details)
    return "; ".join(
        f"{kind.value}: there {_shown(theirs[kind])}, here {_shown(mine[kind])}"
        for kind in _COMPARED
        if mine[kind] != theirs[kind]
    )


def _values(details: ContactDetails) -> dict[ValueKind, list[object]]:
    found: dict[ValueKind, list[object]] = {kind: [] for kind in ValueKind}
    for kind, value in take_apart(details):
        found[kind].append(value)
    return found


def _shown(values: list[object]) -> str:
    texts = []
    for value in values:
        named = [value.get(key) for key in ("full", "printed", "handle")] if isinstance(value, dict) else [value]
        texts.append(str(next(filter(None, named), "")))
    return one_line(", ".join(texts), SHOWN) or "none"


def _read(card: bytes, country: str | None) -> ContactDetails:
    """Parse our own card as a program would; that can differ from what was printed."""
    raw = next(read_cards(card), None)
    entry = entry_of(raw.properties, country=country) if raw else None
    return entry.details if entry else ContactDetails()


def _card(contact: Contact, kept: tuple[Property, ...], photo: bytes | None) -> bytes:
    properties = KeptProperties(kept, contact, VERSION) if kept else None
    return vcard.write(contact, version=VERSION, photo_jpeg=photo, kept=properties)


def _sha256(card: bytes) -> str:
    return hashlib.sha256(card).hexdigest()


def _remember(store: Store, book: str, publication: Publication) -> None:
    with store.transaction() as tx:
        tx.address_books.set_publication(book, publication)


def withdraw(server: AddressBookServer, href: str) -> bool:
    """Delete a card that we created on the server, whatever it says now. Return False if it was already gone.

    The person of this card is being forgotten.

    Raises:
        ServerError: The card could not be deleted, or it changed at this very moment.
    """
    there = server.card(href)
    if there is None:
        return False
    server.delete(href, there.etag)
    return True
