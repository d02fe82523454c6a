"""Store imported address book entries, their extra properties, and where each contact was pushed to."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.address_book import ImportedEntry, Property, Publication
from cardscan.model.contact import Contact, Relation, ValueOrigin
from cardscan.model.reading import CardReading, ContactDetails
from cardscan.store import people
from cardscan.store.address_book_schema import imported_entries, kept_properties, publications
from cardscan.store.facets.base import Changes, Facet


class AddressBooksView(Facet):
    """Queries about other address books."""

    def kept_properties(self, contact_id: int) -> tuple[Property, ...]:
        """Return the properties of imported entries that the contact's details do not cover, in their order."""
        return self._ask(_kept_by_contact, (contact_id,)).get(contact_id, ())

    def kept_by_contact(self, contact_ids: Sequence[int]) -> dict[int, tuple[Property, ...]]:
        """Return the kept properties of several contacts; contacts without any are left out."""
        return self._ask(_kept_by_contact, contact_ids)

    def imported(self, key: str) -> ImportedEntry | None:
        """Return the imported entry with this UID or hash; None if it was not imported before."""
        return self._ask(_imported, key)

    def publications(self, address_book: str) -> dict[int, Publication]:
        """Return where contacts are stored in the address book at this URL, by contact number."""
        return self._ask(_publications, address_book)


class AddressBooks(Changes, AddressBooksView):
    """What came from other address books, and what was pushed to them."""

    def take_in(
        self,
        details: ContactDetails,
        *,
        key: str,
        digest: str,
        kept: Sequence[Property],
        now: datetime,
        contact_id: int | None = None,
        uid: str = "",
        country: str | None = None,
    ) -> Contact:
        """Store an entry of an address book as a new contact, or add it to an existing one.

        Args:
            key: Identifies the entry when it is imported again.
            digest: SHA-256 of the entry's content.
            contact_id: The contact that the entry belongs to; None creates one.
            uid: Identifier for the new contact.
        """
        reading = CardReading(details, country=country)
        if contact_id is None:
            contact_id = people.insert_contact(self._connection, reading, uid=uid, relation=Relation.MET, now=now)
        people.add_values(self._connection, contact_id, reading, card_id=None, origin=ValueOrigin.IMPORTED, now=now)
        execute = self._connection.execute
        execute(sa.delete(imported_entries).where(imported_entries.c.key == key))
        execute(sa.delete(kept_properties).where(kept_properties.c.entry_key == key))
        entry = {"key": key, "contact_id": contact_id, "digest": digest, "imported_at": now}
        execute(sa.insert(imported_entries).values(entry))
        rows = [
            {"contact_id": contact_id, "entry_key": key, "position": n, "property": _plain(item)}
            for n, item in enumerate(kept)
        ]
        if rows:
            execute(sa.insert(kept_properties), rows)
        return people.refresh(self._connection, contact_id, self._keys_of, now=now)

    def set_publication(self, address_book: str, publication: Publication) -> None:
        """Record where a contact is in an address book, and which version of it."""
        row = {**dataclasses.asdict(publication), "address_book": address_book}
        self.drop_publication(address_book, publication.contact_id)
        self._connection.execute(sa.insert(publications).values(row))

    def drop_publication(self, address_book: str, contact_id: int) -> None:
        """Record that the contact is not in that address book any more."""
        where = sa.and_(publications.c.address_book == address_book, publications.c.contact_id == contact_id)
        self._connection.execute(sa.delete(publications).where(where))


def _kept_by_contact(connection: Connection, contact_ids: Sequence[int]) -> dict[int, tuple[Property, ...]]:
    query = (
        sa.select(kept_properties.c.contact_id, kept_properties.c.property)
        .where(kept_properties.c.contact_id.in_(contact_ids))
        .order_by(kept_properties.c.entry_key, kept_properties.c.position)
    )
    found: dict[int, list[Property]] = {}
    for row in connection.execute(query):
        found.setdefault(row.contact_id, []).append(_property(row.property))
    return {number: tuple(dict.fromkeys(properties)) for number, properties in found.items()}


def _imported(connection: Connection, key: str) -> ImportedEntry | None:
    query = sa.select(imported_entries.c.contact_id, imported_entries.c.digest)
    row = connection.execute(query.where(imported_entries.c.key == key)).one_or_none()
    return ImportedEntry(row.contact_id, row.digest) if row else None


def _publications(connection: Connection, address_book: str) -> dict[int, Publication]:
    rows = connection.execute(sa.select(publications).where(publications.c.address_book == address_book))
    return {row.contact_id: Publication(row.contact_id, row.href, row.etag, row.sha256, row.pushed_at) for row in rows}


def _plain(item: Property) -> list[Any]:
    """Return a property as a short list: a store of ten thousand people has a hundred thousand properties."""
    return [item.name, item.value, item.group, [[name, list(values)] for name, values in item.parameters]]


def _property(value: list[Any]) -> Property:
    name, text, group, parameters = value
    return Property(name, text, group, tuple((key, tuple(values)) for key, values in parameters))
