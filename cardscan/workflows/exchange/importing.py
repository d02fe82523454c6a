"""From the files of an address book to contacts: known people are recognised on their first card.

A file is taken in whole or not at all. An entry is known again by its UID, or by what it says; whoever is in the store
already is recognised as a card would be, and two people are never made one while that is in doubt.
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

# 100,000 entries with pictures; more is no address book of a person. Read at once, hence a limit.
MAX_FILE = 256_000_000
# Some programs write a page of their own before the first card.
LONGEST_PREFACE = 100_000
# Makes the identifiers of entries that have none: the same entry gives the same one.
NAMESPACE = uuid.UUID("0b5b2f0c-8f0e-4c7e-9a44-3c1c0f2c9e51")


class Taken(enum.StrEnum):
    """What became of one entry."""

    ADDED = "added"  # a new contact
    KNOWN = "known"  # recognised: its values went to a contact that was there
    UNCHANGED = "unchanged"  # imported before, and says the same
    ASK = "ask"  # a new contact that may be the same person as another
    SKIPPED = "skipped"  # nothing in it by which anybody could be known or reached


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What became of one entry, and what of it could not be taken.

    Attributes:
        where: "card 3", "row 17".
        complaints: A short sentence each; for ASK with the reasons.
    """

    taken: Taken
    where: str
    name: str = ""
    complaints: tuple[str, ...] = ()


def read_entries(path: Path, *, country: str | None = None) -> Iterator[Entry]:
    """The entries of a vCard or CSV file. What could not be read of each is in its complaints.

    Args:
        country: ISO 3166-1 alpha-2 to read national phone numbers in.
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
    """Take in one file, all of it or (error, Ctrl-C) nothing.

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
    if tx.is_forgotten(entry.details):
        return EntryOutcome(Taken.SKIPPED, entry.where, complaints=("belongs to somebody who was forgotten",))
    digest = digest_of(entry)
    key = f"uid:{entry.uid}" if entry.uid else f"sha256:{digest}"
    before = tx.imported_entry(key)
    if before is not None and before.digest == digest:
        name = tx.contact(before.contact_id).display_name
        return EntryOutcome(Taken.UNCHANGED, entry.where, name, entry.complaints)
    compared = MatchResult(Verdict.SAME, before.contact_id) if before else _compare(tx, entry)
    known = compared.contact_id if compared.verdict is Verdict.SAME else None
    uid = entry.uid or uuid.uuid5(NAMESPACE, key).urn
    kept = entry.kept if known is None else _apart(entry.kept, tx.kept_properties(known), digest)
    contact = tx.import_entry(
        entry.details, key=key, digest=digest, kept=kept, now=now, contact_id=known, uid=uid, country=country
    )
    if compared.verdict is not Verdict.ASK:
        taken = Taken.ADDED if known is None else Taken.KNOWN
        return EntryOutcome(taken, entry.where, contact.display_name, entry.complaints)
    if compared.contact_id is not None:
        tx.ask_duplicate(contact.id, compared.contact_id, score=compared.score, reasons=compared.reasons, now=now)
    doubt = f"may be the same as #{compared.contact_id}: {', '.join(name for name, _ in compared.reasons)}"
    return EntryOutcome(Taken.ASK, entry.where, contact.display_name, (doubt, *entry.complaints))


def _compare(tx: Transaction, entry: Entry) -> MatchResult:
    """By the identifier, which our own exports carry, then as a card is compared."""
    same = tx.contact_with_uid(entry.uid) if entry.uid else None
    if same is not None:
        return MatchResult(Verdict.SAME, same.id)
    return match(entry.details, tx.candidates(entry.details))


def _apart(kept: tuple[Property, ...], others: tuple[Property, ...], digest: str) -> tuple[Property, ...]:
    """Groups ("item1") tie together the properties of one entry; two entries of one contact must not share them."""
    taken = {item.group for item in others}
    return tuple(
        dataclasses.replace(item, group=f"{item.group}-{digest[:6]}") if item.group and item.group in taken else item
        for item in kept
    )


def digest_of(entry: Entry) -> str:
    """SHA-256 of all that an entry says, by which it is known to be unchanged."""
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
