"""Contacts to an address book on a server: each is created once, changed while it is as we left it, else shown.

Every contact is remembered as soon as the server has it, so that a push that was interrupted goes on where it stopped,
and one that is repeated sends nothing.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cardscan.contacts import vcard
from cardscan.contacts.carddav import AddressBookServer, CardConflictError
from cardscan.contacts.vcard_kept import KeptProperties
from cardscan.exchange.exporting import with_kept
from cardscan.model.address_book import Publication
from cardscan.model.contact import Contact
from cardscan.store import Store

# What Apple, Nextcloud and Radicale all take.
VERSION = "3.0"


class Pushed(enum.StrEnum):
    """What became of one contact."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What became of one contact, and for a conflict why."""

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
) -> Iterator[PushOutcome]:
    """Bring the address book with this URL up to date, contact by contact.

    Args:
        dry_run: Send nothing; say what would be done.
    Raises:
        ServerError: The server cannot be reached or refuses; what was pushed before is remembered.
    """
    known = store.publications(book)
    for contact, kept, has_crop in with_kept(store, contacts, photos=photos):
        card = vcard.write(
            contact,
            version=VERSION,
            photo_jpeg=store.crop(contact.id) if has_crop else None,
            kept=KeptProperties(kept, contact, VERSION) if kept else None,
        )
        sha256 = hashlib.sha256(card).hexdigest()
        before = known.get(contact.id)
        if before and before.sha256 == sha256:
            yield PushOutcome(contact, Pushed.UNCHANGED)
            continue
        pushed = Pushed.UPDATED if before else Pushed.CREATED
        if not dry_run:
            try:
                if before:
                    href, etag = before.href, server.update(before.href, before.etag, card)
                else:
                    href, etag = server.create(book, contact.uid, card)
            except CardConflictError as error:
                yield PushOutcome(contact, Pushed.CONFLICT, str(error))
                continue
            with store.transaction() as tx:
                tx.set_publication(book, Publication(contact.id, href, etag, sha256, now))
        yield PushOutcome(contact, pushed)
