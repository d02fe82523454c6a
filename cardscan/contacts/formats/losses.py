"""Report which values a format could not hold, by searching what was written for every value.

No format declares what it supports, so the report stays right when a format changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from cardscan.contacts.formats.entries import SOCIAL
from cardscan.contacts.formats.vcard_lines import split, unescaped
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.field_kinds import BY_PROPERTY, ROWS
from cardscan.model.reading import ContactDetails

# The details hold these, so they are searched for there.
_IN_DETAILS = frozenset({"N", "FN", "ORG", "TITLE", "TEL", "EMAIL", "ADR", "URL", *SOCIAL, *BY_PROPERTY})


_LISTS = frozenset({"CATEGORIES", "NICKNAME"})
PICTURES = ("PHOTO", "LOGO", "SOUND", "KEY")
# A shorter number may appear inside another number by chance.
MIN_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Loss:
    """One value that is missing from the exported record.

    Attributes:
        kind: The kind of value in everyday words: "e-mail address", "birthday".
    """

    kind: str
    value: str


def lost(contact: Contact, kept: Sequence[Property], cells: Iterable[str]) -> Iterator[Loss]:
    """Yield the values of a contact that appear in none of the cells written for it.

    Args:
        kept: Properties that the contact was imported with.
        cells: What was written, without guards and escapes: `texts_of_vcard`, `texts_of_json`, or a row's cells.
    """
    cells = [_squeezed(cell) for cell in cells]
    whole = "\n".join(cells)
    numbers = "\n".join(re.sub(r"[^\d\n;*#]", "", cell.replace(";ext=", "")) for cell in cells)
    for kind, value, ways in _values(contact.details):
        if not any(all(_squeezed(part) in whole for part in way) for way in ways):
            yield Loss(kind, value)
    for phone in contact.details.phones:
        number = re.sub(r"[^\d*#]", "", (phone.e164 or phone.printed) + (phone.extension or ""))
        there = number in numbers if len(number) >= MIN_DIGITS else _squeezed(phone.printed) in whole
        if phone.e164 and phone.extension in cells:  # number and extension each have a cell of their own
            there = there or phone.e164 in cells
        if not there:
            yield Loss("phone number", f"{phone.e164 or phone.printed} ({phone.type.value.replace('_', '-')})")
    for item in kept:
        text = unescaped(item.value)
        if item.name in PICTURES:
            if item.value.rpartition("base64,")[2] not in whole:
                yield Loss("photo" if item.name == "PHOTO" else item.name.lower(), "")
        elif item.name not in _IN_DETAILS and _squeezed(item.value) not in whole:
            for value in [unescaped(part) for part in split(item.value, ",")] if item.name in _LISTS else [text]:
                if _squeezed(value) not in whole:
                    yield Loss(_plain(item), value)


def texts_of_vcard(card: bytes) -> Iterator[str]:
    """Yield the lines of one written vCard with every escape undone."""
    for line in card.decode("utf-8").replace("\r\n ", "").split("\r\n"):
        if line.startswith(PICTURES):
            yield line
            continue
        text = unescaped(line)
        yield text
        if "^" in line:  # RFC 6868
            yield re.sub(r"\^([n^'])", lambda found: {"n": "\n", "^": "^", "'": '"'}[found[1]], line)
        if "%" in line:
            yield unquote(text)


def texts_of_json(value: object) -> Iterator[str]:
    """Yield every text in a JSON document, at any depth; one with percent signs also percent-decoded."""
    match value:
        case str():
            yield value
            if "%" in value:
                yield unquote(value)
        case dict():
            for item in value.values():
                yield from texts_of_json(item)
        case list() | tuple():
            for item in value:
                yield from texts_of_json(item)
        case _:
            pass


def _values(details: ContactDetails) -> Iterator[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    """Yield kind, value, and the ways to write it; a way is a group of texts that must all be there."""
    if details.name:
        name = details.name
        parts = tuple(part for part in (name.given, name.family) if part)
        # Only the full name holds middle names.
        known = {*_words(name.honorific, name.suffix, *name.post_nominals, *parts)}
        rest = tuple(word for word in _words(name.full) if word not in known)
        yield "name", name.full, ((name.full,), *(((*parts, *rest),) if parts else ()))
        for kind, value in (
            ("honorific", name.honorific),
            ("suffix", name.suffix),
            ("name in another script", name.other_script),
        ):
            if value:
                yield kind, value, ((value,),)
        for value in name.post_nominals:
            yield "title after the name", value, ((value,),)
    if details.organization:
        yield "organization", details.organization, ((details.organization,),)
    for row in ROWS:
        if row.described:
            for value in getattr(details, row.attribute):
                yield row.described, value, ((value,),)
    for profile in details.social:
        yield "profile", f"{profile.service}: {profile.handle}", ((profile.handle,),)
    for address in details.addresses:
        parts = tuple(part for part in (address.street, address.city, address.region, address.postal_code) if part)
        yield "address", address.printed, ((address.printed,), *((parts,) if address.street else ()))


def _words(*texts: str | None) -> list[str]:
    return [word for text in texts for word in (text or "").replace(",", " ").split()]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _plain(item: Property) -> str:
    """Return the name of a property in everyday words."""
    if item.name == "X-CSV-COLUMN":
        return next(iter(item.all_of("X-NAME")), "column")
    known = {"BDAY": "birthday", "NICKNAME": "nickname", "NOTE": "note", "CATEGORIES": "group", "ROLE": "role"}
    return known.get(item.name, item.name)
