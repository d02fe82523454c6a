"""Import the entries of an address book file as contacts, and recognise people who are already in the store.

A file is imported completely or not at all. An entry that was imported before is recognised by its UID or by its
content. A person who is already in the store is recognised in the same way as from a card. Two people are never
merged while it is in doubt whether they are one.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.contacts.formats import csv_import, vcard_lines
from cardscan.contacts.formats.entries import entry_of
from cardscan.contacts.matching.match import match
from cardscan.errors import ImportFileError
from cardscan.model.address_book import Entry, Property
from cardscan.model.contact import MatchResult, Verdict
from cardscan.model.reading import ContactDetails
from cardscan.store import Store, Transaction

# Enough for 100,000 entries with pictures, more than a person's address book holds. The file is read in one piece.
MAX_FILE = 256_000_000
# Some programs write a header of their own before the first card.
LONGEST_PREFACE = 100_000
# Makes a UID for an entry that has none; the same entry always gets the same UID.
NAMESPACE = uuid.UUID("0b5b2f0c-8f0e-4c7e-9a44-3c1c0f2c9e51")


class Taken(enum.StrEnum):
    """What was done with one entry."""

    ADDED = "added"  # a new contact
    KNOWN = "known"  # recognised; its values were added to an existing contact
    UNCHANGED = "unchanged"  # imported before with the same content
    ASK = "ask"  # a new contact that may be the same person as an existing one
    SKIPPED = "skipped"  # holds nothing that identifies a person or gives a way to reach them


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What was done with one entry, and which parts of it could not be imported.

    Attributes:
        where: Place in the file, such as "card 3" or "row 17".
        complaints: One short sentence for each problem; for ASK they include the reasons.
    """

    taken: Taken
    where: str
    name: str = ""
    complaints: tuple[str, ...] = ()


def read_entries(path: Path, *, country: str | None = None) -> Iterator[Entry]:
    """Yield the entries of a vCard or CSV file; each entry's complaints name what could not be read.

    Args:
        country: ISO 3166-1 alpha-2 country for phone numbers in national form.
    Raises:
        ImportFileError: The file cannot be read, is too large, or is neither vCard nor CSV of contacts.
    """
    data = _bytes_of(path)
    start = vcard_lines.in_utf8(data[:LONGEST_PREFACE])
    if re.search(rb"^\s*BEGIN\s*:\s*VCARD", start, re.IGNORECASE | re.MULTILINE):
        return _vcards(data, country)
    if csv_import.looks_like_contacts(data):
        return _rows(data, country)
    raise ImportFileError(
        f"{path}: is neither vCard nor a CSV file of contacts; export it as vCard (.vcf) and try again"
    )


def import_file(store: Store, path: Path, *, now: datetime, country: str | None = None) -> list[EntryOutcome]:
    """Import one file completely, or nothing of it after an error or Ctrl-C.

    Raises:
        ImportFileError: See `read_entries`.
        StoreError: The store cannot be written.
    """
    entries = read_entries(path, country=country)
    with store.transaction() as tx:
        return [_take(tx, entry, now=now, country=country) for entry in entries]


def _take(tx: Transaction, entry: Entry, *, now: datetime, country: str | None) -> EntryOutcome:
    if entry.details.empty:
        why = entry.complaints or ("no name, firm, e-mail, phone or web address in it",)
        return EntryOutcome(Taken.SKIPPED, entry.where, complaints=why)
    if tx.people.is_forgotten(entry.details):
        return EntryOutcome(Taken.SKIPPED, entry.where, complaints=("belongs to somebody who was forgotten",))
    digest = digest_of(entry)
    key = f"uid:{entry.uid}" if entry.uid else f"sha256:{digest}"
    before = tx.address_books.imported(key)
    if before is not None and before.digest == digest:
        name = tx.people.get(before.contact_id).display_name
        return EntryOutcome(Taken.UNCHANGED, entry.where, name, entry.complaints)
    compared = MatchResult(Verdict.SAME, before.contact_id) if before else _compare(tx, entry)
    known = compared.contact_id if compared.verdict is Verdict.SAME else None
    uid = entry.uid or uuid.uuid5(NAMESPACE, key).urn
    kept = entry.kept if known is None else _apart(entry.kept, tx.address_books.kept_properties(known), digest)
    contact = tx.address_books.take_in(
        entry.details, key=key, digest=digest, kept=kept, now=now, contact_id=known, uid=uid, country=country
    )
    if compared.verdict is not Verdict.ASK:
        taken = Taken.ADDED if known is None else Taken.KNOWN
        return EntryOutcome(taken, entry.where, contact.display_name, entry.complaints)
    if compared.contact_id is not None:
        tx.duplicates.ask(contact.id, compared.contact_id, score=compared.score, reasons=compared.reasons, now=now)
    doubt = f"may be the same as #{compared.contact_id}: {', '.join(name for name, _ in compared.reasons)}"
    return EntryOutcome(Taken.ASK, entry.where, contact.display_name, (doubt, *entry.complaints))


def _compare(tx: Transaction, entry: Entry) -> MatchResult:
    """Match by UID, which our own exports carry, and otherwise as a card is matched."""
    same = tx.people.with_uid(entry.uid) if entry.uid else None
    if same is not None:
        return MatchResult(Verdict.SAME, same.id)
    return match(entry.details, tx.people.candidates(entry.details))


def _apart(kept: tuple[Property, ...], others: tuple[Property, ...], digest: str) -> tuple[Property, ...]:
    """Rename property groups ("item1") that another entry of the contact uses: a group ties one entry's properties."""
    taken = {item.group for item in others}
    return tuple(
        dataclasses.replace(item, group=f"{item.group}-{digest[:6]}") if item.group and item.group in taken else item
        for item in kept
    )


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 of everything in an entry; an unchanged entry is recognised by it."""
    said = [dataclasses.asdict(entry.details), [dataclasses.astuple(item) for item in entry.kept]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _vcards(data: bytes, country: str | None) -> Iterator[Entry]:
    for card in vcard_lines.read_cards(data):
        where = f"card {card.number}"
        entry = entry_of(card.properties, country=country, complaints=card.complaints, where=where)
        yield entry or _group(where)


def _rows(data: bytes, country: str | None) -> Iterator[Entry]:
    for row in csv_import.read_rows(data):
        where = f"row {row.number}"
        entry = entry_of(row.properties, country=country, complaints=row.complaints, where=where)
        yield entry or _group(where)


def _group(where: str) -> Entry:
    return Entry(ContactDetails(), complaints=("a group, not a person",), where=where)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ImportFileError(f"{path}: cannot be read ({reason}); check the name and the permissions") from error
    if len(data) > MAX_FILE:
        raise ImportFileError(
            f"{path}: is larger than {MAX_FILE // 1_000_000} MB; export it in parts, or without photos"
        )
    return data
