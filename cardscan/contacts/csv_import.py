"""CSV files of Google Contacts, Outlook and others, row by row as the properties that a vCard would have.

So there is one way from an address book to a contact, whatever the file. A column that nobody knows is kept as
X-CSV-COLUMN with its name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cardscan.contacts.vcard import text
from cardscan.contacts.vcard_lines import decoded, in_utf8
from cardscan.model.address_book import Property

# Outlook writes some ninety columns, Google up to a few hundred.
MAX_COLUMNS = 1_000
# Python's own limit is 128 KB; a row of more than that is one unclosed quotation mark.
_SEPARATORS = ",;\t"
_MANY = " ::: "

# Column -> part of the name, or property. Lower case. German, French and Spanish are what Outlook writes there.
_NAME_PARTS = {
    **dict.fromkeys(("last name", "family name", "nachname", "nom", "apellidos"), 0),
    **dict.fromkeys(("first name", "given name", "vorname", "prénom", "nombre"), 1),
    **dict.fromkeys(("middle name", "additional name", "weitere vornamen", "deuxième prénom", "segundo nombre"), 2),
    **dict.fromkeys(
        ("name prefix", "honorific", "honorific prefix", "salutation", "anrede", "titre", "tratamiento"), 3
    ),
    **dict.fromkeys(("name suffix", "suffix", "honorific suffix", "suffixe", "sufijo"), 4),
}
_TEXTS = {
    **dict.fromkeys(("name", "display name", "full name", "anzeigename"), "FN"),
    **dict.fromkeys(("job title", "organization title", "organization 1 - title", "position", "cargo"), "TITLE"),
    **dict.fromkeys(("nickname", "spitzname"), "NICKNAME"),
    **dict.fromkeys(("notes", "description", "notizen", "notas"), "NOTE"),
    **dict.fromkeys(("birthday", "geburtstag", "anniversaire", "cumpleaños"), "BDAY"),
    **dict.fromkeys(("web page", "website", "website url", "web", "webseite", "page web", "página web"), "URL"),
    "anniversary": "ANNIVERSARY",
    "photo": "PHOTO",
    "uid": "UID",
    "social": "X-SOCIALPROFILE",
}
_CATEGORIES = frozenset({"labels", "group membership", "categories", "kategorien", "catégories", "categorías"})
_ORGANIZATION = {
    **dict.fromkeys(("company", "company name", "organization", "organization name", "firma", "société"), 0),
    **dict.fromkeys(("organización", "organization 1 - name"), 0),
    **dict.fromkeys(("department", "organization department", "organization 1 - department", "abteilung"), 1),
}
_EMAIL = re.compile(
    r"(e-?mail)( address|-adresse| \d( address)?|-\d-adresse)?|adresse de messagerie|correo electrónico"
)
_PHONE = re.compile(
    r"([\w ]{0,30}\s)?(phone|fax|mobile|telefon|telefax|mobiltelefon|téléphone|teléfono)( number)?( \d)?"
)
_NUMBERED = re.compile(r"(e-mail|phone|address|website|im|custom field) (\d+) - (.+)")
_ADDRESS = re.compile(
    r"(?:(?P<kind>business|home|other|mailing|work)\s+)?"
    r"(?P<part>street( [23])?|street address|address|city|state|region|state/province|state/region|postal code|"
    r"zip/postal code|zip|po box|country|country/region)"
)
_ADDRESS_PARTS = {
    **dict.fromkeys(("po box",), 0),
    **dict.fromkeys(("extended address", "street 2", "street 3"), 1),
    **dict.fromkeys(("street", "street address", "address", "formatted"), 2),
    "city": 3,
    **dict.fromkeys(("state", "region", "state/province", "state/region"), 4),
    **dict.fromkeys(("postal code", "zip/postal code", "zip"), 5),
    **dict.fromkeys(("country", "country/region"), 6),
}
# What says how a row was made, not who it is about.
_OF_THE_ROW = frozenset({"relation", "language", "revised", "lead source", "file as", "lead status", "lifecycle stage"})
# The apostrophe that keeps a spreadsheet from running a cell; see csv_export.
_GUARD = re.compile(r"(^|[;\t\n])([\s\"']*)'(?=[=+\-@＝＋－＠])")


@dataclass(slots=True)
class Row:
    """One row as properties.

    Attributes:
        number: Of the row in its file, from 1, without the header line.
    """

    number: int
    properties: list[Property] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def looks_like_contacts(data: bytes) -> bool:
    """The first line names at least two columns that contacts have."""
    start = decoded(in_utf8(data[:20_000]))
    header = next(csv.reader(io.StringIO(start, newline=""), delimiter=_separator(start)), [])
    return sum(_known(name.strip().casefold()) for name in header[:MAX_COLUMNS]) >= 2


def read_rows(data: bytes) -> Iterator[Row]:
    """The rows of a file; one that cannot be read has a complaint and no properties."""
    content = decoded(in_utf8(data))
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=_separator(content))
    header = [name.strip().casefold() for name in next(rows, [])[:MAX_COLUMNS]]
    shown = header.copy()
    if "job title" in header and "title" in header:
        header[header.index("title")] = "honorific"  # Outlook's "Title" is Dr. or Mrs.
    elif "title" in header:
        header[header.index("title")] = "job title"
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, complaints=[f"the row cannot be read ({error})"])
            continue
        if not any(cell.strip() for cell in cells):
            continue
        number += 1
        row = Row(number)
        if len(cells) > len(header):
            row.complaints.append("the row has more cells than the header line; they are left out")
        _fill(row, dict(zip(header, map(_unguarded, cells), strict=False)), dict(zip(header, shown, strict=True)))
        yield row


def _separator(content: str) -> str:
    first = content[:20_000].partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


def _known(column: str) -> bool:
    return bool(
        column in _NAME_PARTS
        or column in _TEXTS
        or column in _ORGANIZATION
        or column == "title"
        or _EMAIL.fullmatch(column)
        or _PHONE.fullmatch(column)
        or _NUMBERED.fullmatch(column)
        or _ADDRESS.fullmatch(column)
    )


def _unguarded(cell: str) -> str:
    return _GUARD.sub(r"\1\2", cell)


def _fill(row: Row, cells: dict[str, str], shown: dict[str, str]) -> None:
    name, organization = [""] * 5, ["", ""]
    addresses: dict[str, list[str]] = {}
    others: list[Property] = []
    add = row.properties.append
    for column, cell in cells.items():
        if not (value := cell.strip()) or column in _OF_THE_ROW:
            continue
        if column in _NAME_PARTS:
            name[_NAME_PARTS[column]] = text(value)
        elif column in _ORGANIZATION:
            organization[_ORGANIZATION[column]] = ";".join(map(text, value.split(_MANY)))
        elif column in _CATEGORIES:
            labels = [part.strip() for part in re.split(" ::: |[;,]", value) if not part.strip().startswith("*")]
            if labels:
                add(Property("CATEGORIES", ",".join(map(text, labels))))
        elif column in _TEXTS:
            row.properties += _plain(_TEXTS[column], value)
        elif found := _NUMBERED.fullmatch(column):
            _numbered(row, found, value, cells, addresses, shown)
        elif _EMAIL.fullmatch(column):
            row.properties += [Property("EMAIL", text(part)) for part in value.split(_MANY)]
        elif _PHONE.fullmatch(column):
            row.properties += [_phone(column, part) for part in value.split(_MANY)]
        elif found := _ADDRESS.fullmatch(column):
            parts = addresses.setdefault(found["kind"] or "business", [""] * 7)
            _put(parts, found["part"], value)
        else:
            others.append(Property("X-CSV-COLUMN", text(value), parameters=(("X-NAME", (shown[column],)),)))
    if any(name):
        add(Property("N", ";".join(name)))
    if any(organization):
        add(Property("ORG", ";".join(organization) if organization[1] else organization[0]))
    for kind, parts in addresses.items():
        types = {"home": ("home",), "other": ()}.get(kind, ("work",))
        add(Property("ADR", ";".join(parts), parameters=(("TYPE", types),) if types else ()))
    row.properties += others


def _plain(name: str, value: str) -> Iterator[Property]:
    if name == "URL":
        yield from (Property("URL", part) for part in value.split(_MANY))
    elif name == "X-SOCIALPROFILE":
        for part in value.split(_MANY):
            service, colon, handle = part.partition(": ")
            yield Property(name, text(handle if colon else part), parameters=(("TYPE", (service,)),) if colon else ())
    elif name == "PHOTO":
        yield Property("PHOTO", value, parameters=(("VALUE", ("uri",)),))
    elif name == "TITLE":
        yield from (Property("TITLE", text(part)) for part in value.split(_MANY))
    else:
        yield Property(name, text(value))


def _numbered(
    row: Row,
    column: re.Match[str],
    value: str,
    cells: dict[str, str],
    addresses: dict[str, list[str]],
    shown: dict[str, str],
) -> None:
    """Google's "Phone 1 - Label" and "Phone 1 - Value"."""
    kind, number, part = column.groups()
    label = (cells.get(f"{kind} {number} - label") or cells.get(f"{kind} {number} - type") or "").lstrip("* ").strip()
    if part in ("label", "type"):
        return
    if kind == "address" and part in _ADDRESS_PARTS:
        parts = addresses.setdefault("home" if label.casefold() == "home" else f"{kind} {number}", [""] * 7)
        if part != "formatted" or not cells.get(f"{kind} {number} - street", "").strip():
            _put(parts, part, value)
        return
    if part != "value":
        row.properties.append(Property("X-CSV-COLUMN", text(value), parameters=(("X-NAME", (shown[column[0]],)),)))
        return
    for single in value.split(_MANY):
        if kind == "phone":
            row.properties.append(_phone(label, single))
        elif kind == "e-mail":
            row.properties.append(Property("EMAIL", text(single), parameters=_types(label)))
        elif kind == "website":
            row.properties.append(Property("URL", single, parameters=_types(label)))
        elif kind == "im":
            service = cells.get(f"im {number} - service", "").split(_MANY)[0] or label
            row.properties.append(Property("IMPP", single, parameters=(("X-SERVICE-TYPE", (service or "other",)),)))
        else:
            row.properties.append(Property("X-CSV-COLUMN", text(single), parameters=(("X-NAME", (label or kind,)),)))


def _put(parts: list[str], part: str, value: str) -> None:
    place = _ADDRESS_PARTS[part]
    parts[place] = f"{parts[place]}\\, {text(value)}" if parts[place] else text(value)


def _types(label: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("TYPE", (label.upper(),)),) if label and re.fullmatch("[A-Za-z]+", label) else ()


def _phone(label: str, value: str) -> Property:
    """A number with the types that its column or label names."""
    words = label.casefold()
    types = [
        vcard_type
        for named, vcard_type in (
            ("fax", "FAX"),
            ("mobil", "CELL"),
            ("cell", "CELL"),
            ("car ", "CAR"),
            ("pager", "PAGER"),
            ("home", "HOME"),
            ("privat", "HOME"),
            ("work", "WORK"),
            ("business", "WORK"),
            ("company", "WORK"),
            ("geschäft", "WORK"),
            ("bureau", "WORK"),
            ("trabajo", "WORK"),
        )
        if named in words
    ]
    # A column that is called "Phone" and no more holds the number at work: the file is of a firm's program.
    types = types or (["WORK"] if words in ("phone", "phone number", "telefon") else [])
    return Property("TEL", text(value), parameters=(("TYPE", tuple(types)),) if types else ())
