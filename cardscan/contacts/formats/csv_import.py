"""Read CSV files of Outlook, Google Contacts, Thunderbird, LinkedIn and others into vCard properties, row by row.

All address books thus take the same way to a contact, whatever the file format. An unknown column is kept as
X-CSV-COLUMN with its name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cardscan.contacts.comparable_forms import digits, name_words
from cardscan.contacts.formats.csv_columns import NUMBERED, Column
from cardscan.contacts.formats.csv_crm import NO_COMPANY
from cardscan.contacts.formats.csv_table import header_of, rows_of
from cardscan.contacts.formats.email_values import addresses_in, name_beside
from cardscan.contacts.formats.labels import types_of
from cardscan.contacts.formats.vcard_lines import unescaped
from cardscan.contacts.formats.vcard_text import text
from cardscan.model.address_book import Property
from cardscan.model.field_kinds import PLAIN_ROWS

_MANY = " ::: "
_NAME_PARTS = ("family", "given", "additional", "honorific", "suffix")
_ADDRESS_PARTS = ("box", "extended", "street", "city", "region", "code", "country")
_NUMBERED_PARTS = {
    "po box": "box", "extended address": "extended", "street": "street", "formatted": "street", "city": "city",
    "region": "region", "postal code": "code", "country": "country",
}  # fmt: skip
_PLAIN = {
    "full": "FN", "nickname": "NICKNAME", "notes": "NOTE", "birthday": "BDAY", "anniversary": "ANNIVERSARY",
    "uid": "UID", "role": "ROLE",
}  # fmt: skip
_SEVERAL = {"title": "TITLE"} | {row.column: row.vcard for row in PLAIN_ROWS if row.column}
_ONE_OF = frozenset({"full", "birthday", "anniversary", "uid"})
_TYPES = {"mobile": ("CELL",), "other": ()}
# The apostrophe that stops a spreadsheet from running a cell; see csv_guard.
_GUARD = re.compile(r"(^|[;\t\n])([\s\"']*)'(?=[=+\-@＝＋－＠])")
# What Outlook writes when no birthday was entered.
_NO_DAY = re.compile(r"0+[./-]0+[./-]0+")
# A cell with fewer digits is not a phone number.
_MIN_DIGITS = 3


@dataclass(slots=True)
class CsvRow:
    """One row of the file as vCard properties.

    Attributes:
        number: Position of the row in its file, from 1, without the header line.
    """

    number: int
    properties: list[Property] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def looks_like_contacts(data: bytes) -> bool:
    """Whether a line near the beginning names at least two columns that contacts have."""
    return bool(header_of(data))


def read_rows(data: bytes) -> Iterator[CsvRow]:
    """Yield the rows of a file; an unreadable one has a complaint and no properties."""
    number = 0
    for columns, cells in rows_of(data):
        if isinstance(cells, csv.Error):
            number += 1
            yield CsvRow(number, complaints=[f"the row cannot be read ({cells})"])
        elif any(cell.strip() for cell in cells):
            number += 1
            row = CsvRow(number, _properties(columns, cells))
            if any(cell.strip() for cell in cells[len(columns) :]):
                row.complaints.append("the row has more cells than the header line; they are left out")
            yield row


def _properties(columns: Sequence[Column], cells: Sequence[str]) -> list[Property]:
    values = [_GUARD.sub(r"\1\2", cell).strip() for cell in cells[: len(columns)]]
    filling = _Filling({column.key: value for column, value in zip(columns, values, strict=False) if value})
    for number, (column, value) in enumerate(zip(columns, values, strict=False), 1):
        if value and column.place != "row" and not filling.put(column, value):
            filling.keep(column.shown or f"column {number}", value)
    return filling.properties()


class _Filling:
    """Collects the properties of one row while its cells are sorted into their places."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self._found: list[Property] = []
        self._others: list[Property] = []
        self._name: dict[str, str] = {}
        self._organization: dict[str, str] = {}
        self._addresses: dict[str, dict[str, str]] = {}
        self._born: dict[str, str] = {}
        self._beside_email = ""

    def put(self, column: Column, value: str) -> bool:
        """Put one cell into its place; return False if it has none or another cell already filled it."""
        place = column.place
        kind, _, part = place.partition("_")
        if place in _NAME_PARTS:
            return _put(self._name, place, value)
        if place in ("company", "department"):
            return value == NO_COMPANY or _put(self._organization, place, value)
        if part in ("more", *_ADDRESS_PARTS):
            return self._put_address(kind, part, value)
        if place.startswith("birth_"):
            return _put(self._born, part, value)
        if kind == "email":
            return self._put_emails(value, part.upper(), sure=column.sure)
        if kind == "tel":
            return self._put_phones(value, part, sure=column.sure)
        if place == "numbered":
            return self._put_numbered(column, value)
        return self._put_plain(place, value)

    def keep(self, name: str, value: str) -> None:
        """Keep a cell for which no place is known."""
        self._others.append(Property("X-CSV-COLUMN", text(value), parameters=(("X-NAME", (name,)),)))

    def properties(self) -> list[Property]:
        """Return all properties; the structured ones are assembled from their parts."""
        self._name_or_full()
        found = self._found
        if any(self._name.values()):
            found.append(Property("N", ";".join(text(self._name.get(part, "")) for part in _NAME_PARTS)))
        company, department = (self._organization.get(part, "") for part in ("company", "department"))
        if company or department:
            units = [";".join(map(text, written.split(_MANY))) for written in (company, department)]
            found.append(Property("ORG", ";".join(units) if department else units[0]))
        for kind, parts in self._addresses.items():
            types = {"home": ("home",), "other": ()}.get(kind, ("work",))
            value = ";".join(parts.get(part, "") for part in _ADDRESS_PARTS)
            found.append(Property("ADR", value, parameters=(("TYPE", types),) if types else ()))
        if self._born.get("month", "").isdecimal() and self._born.get("day", "").isdecimal():
            year = self._born.get("year", "").strip()
            found.append(Property("BDAY", f"{year or '-'}-{int(self._born['month']):02}-{int(self._born['day']):02}"))
        return found + self._others

    def _name_or_full(self) -> None:
        """Read "Name" beside "Vorname" as the family name; use a name beside an e-mail address if there is no other."""
        full = next((item for item in self._found if item.name == "FN"), None)
        given = name_words(self._name.get("given", ""))
        if full and given and not self._name.get("family") and not set(given) & set(name_words(full.value)):
            self._name["family"] = unescaped(full.value)
            self._found.remove(full)
        elif self._beside_email and not (full or self._name or self._organization):
            self._found.append(Property("FN", text(self._beside_email)))

    def _put_address(self, kind: str, part: str, value: str) -> bool:
        parts = self._addresses.setdefault(kind, {})
        if part == "more" and "street" in parts:  # "Business Street 2" continues the street
            parts["street"] += f"\\, {text(value)}"
            return True
        return _put(parts, "street" if part == "more" else part, text(value))

    def _put_emails(self, value: str, kind: str, *, sure: bool) -> bool:
        addresses = addresses_in(value)
        if not addresses and not sure:
            return False
        self._beside_email = self._beside_email or name_beside(value)
        for address in addresses or [value]:
            self._found.append(Property("EMAIL", text(address), parameters=(("TYPE", (kind,)),) if kind else ()))
        return True

    def _put_phones(self, value: str, kinds: str, *, sure: bool) -> bool:
        if not sure and len(digits(value)) < _MIN_DIGITS:
            return False
        types = tuple(name for kind in kinds.split("_") if kind for name in _TYPES.get(kind, (kind.upper(),)))
        self._found += [_phone(types, single) for single in value.split(_MANY)]
        return True

    def _put_plain(self, place: str, value: str) -> bool:
        if place in _PLAIN:
            if place in _ONE_OF and any(item.name == _PLAIN[place] for item in self._found):
                return False
            if not (place == "birthday" and _NO_DAY.fullmatch(value)):
                self._found.append(Property(_PLAIN[place], text(value)))
        elif place in _SEVERAL:
            self._found += [Property(_SEVERAL[place], text(part)) for part in value.split(_MANY)]
        elif place == "categories":
            labels = [part.strip() for part in re.split(" ::: |[;,]", value) if not part.strip().startswith("*")]
            if any(labels):
                self._found.append(Property("CATEGORIES", ",".join(map(text, filter(None, labels)))))
        elif place == "photo":
            self._found.append(Property("PHOTO", value, parameters=(("VALUE", ("uri",)),)))
        elif place in ("url", "profile"):
            self._found += [_page(part, place) for part in re.split(r" ::: |\s+|[;,]\s", value) if part]
        elif place == "social":
            self._found += [_profile(part) for part in value.split(_MANY)]
        else:
            return False
        return True

    def _put_numbered(self, column: Column, value: str) -> bool:
        """Put one of Google's paired columns "Phone 1 - Label" and "Phone 1 - Value"."""
        found = NUMBERED.fullmatch(column.key)
        if not found:
            return False
        kind, number, part = found.groups()
        label = self._cells.get(f"{kind} {number} - label") or self._cells.get(f"{kind} {number} - type") or ""
        label = label.lstrip("* ").strip()
        if part in ("label", "type"):
            return True
        if kind == "address" and part in _NUMBERED_PARTS:
            if part == "formatted" and self._cells.get(f"{kind} {number} - street"):
                return True
            home = "HOME" in types_of(label)
            return self._put_address("home" if home else f"{kind} {number}", _NUMBERED_PARTS[part], value)
        if kind == "organization" and number == "1" and part in ("name", "title", "department"):
            return self.put(Column("", "company" if part == "name" else part, sure=True), value)
        if part != "value":
            return kind == "im" and part == "service"
        return self._put_value(kind, number, label, value)

    def _put_value(self, kind: str, number: str, label: str, value: str) -> bool:
        for single in value.split(_MANY):
            if kind == "phone":
                self._found.append(_phone(types_of(label), single))
            elif kind == "e-mail":
                self._put_emails(single, label.upper() if re.fullmatch("[A-Za-z]+", label) else "", sure=True)
            elif kind == "website":
                self._found.append(Property("URL", single, parameters=_labelled(label)))
            elif kind == "im":
                service = self._cells.get(f"im {number} - service", "").split(_MANY)[0] or label or "other"
                self._found.append(Property("IMPP", single, parameters=(("X-SERVICE-TYPE", (service,)),)))
            else:
                self.keep(label or kind, single)
        return True


def _put(places: dict[str, str], place: str, value: str) -> bool:
    """Fill a place that takes one value; return False if it holds another value already."""
    return places.setdefault(place, value) == value


def _labelled(label: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("TYPE", (label.upper(),)),) if label and re.fullmatch("[A-Za-z]+", label) else ()


def _phone(types: Sequence[str], value: str) -> Property:
    return Property("TEL", text(value), parameters=(("TYPE", tuple(types)),) if types else ())


def _page(address: str, place: str) -> Property:
    """Return a web address as a property; a LinkedIn address in a profile column becomes a social profile."""
    if place == "profile" and re.match(r"(https?://)?([\w-]+\.)?linkedin\.com/", address, re.IGNORECASE):
        return Property("X-SOCIALPROFILE", text(address), parameters=(("TYPE", ("linkedin",)),))
    return Property("URL", address)


def _profile(written: str) -> Property:
    """Return "xing: ada", as our own plain table writes it, as a property."""
    service, colon, handle = written.partition(": ")
    parameters = (("TYPE", (service,)),) if colon else ()
    return Property("X-SOCIALPROFILE", text(handle if colon else written), parameters=parameters)
