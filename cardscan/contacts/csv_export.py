"""Contacts as CSV for Google Contacts, Outlook, or a spreadsheet.

Two flavours of each value: *lossless*, exactly the value; *safe*, in which no cell can run as a formula. A spreadsheet
runs cells that begin with = + - @ or white space before them; opened with semicolons as separators (as in much of
Europe) also what stands behind a semicolon inside a cell.
"""

from __future__ import annotations

import csv
import enum
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from cardscan.contacts.csv_crm import HUBSPOT, SALESFORCE, hubspot, salesforce
from cardscan.contacts.vcard import address_parts, leftovers
from cardscan.contacts.vcard_lines import split, unescaped
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.reading import Phone, PhoneType

# Several values in one cell, as Google Contacts writes them.
_JOINED = " ::: "

# How many numbered columns there are of each; further values share the last (Google) or go to the notes (Outlook).
_EMAILS, _PHONES, _ADDRESSES, _URLS = 3, 5, 2, 3

GOOGLE = (
    *("First Name", "Middle Name", "Last Name", "Phonetic First Name", "Phonetic Middle Name", "Phonetic Last Name"),
    *("Name Prefix", "Name Suffix", "Nickname", "File As", "Organization Name", "Organization Title"),
    *("Organization Department", "Birthday", "Notes", "Photo", "Labels"),
    *(f"E-mail {n} - {part}" for n in range(1, _EMAILS + 1) for part in ("Label", "Value")),
    *(f"Phone {n} - {part}" for n in range(1, _PHONES + 1) for part in ("Label", "Value")),
    *(
        f"Address {n} - {part}"
        for n in range(1, _ADDRESSES + 1)
        for part in (
            *("Label", "Formatted", "Street", "City", "PO Box", "Region", "Postal Code", "Country", "Extended Address"),
        )
    ),
    *(f"Website {n} - {part}" for n in range(1, _URLS + 1) for part in ("Label", "Value")),
)
_OUTLOOK_ADDRESS = (
    *("Business Street", "Business City", "Business State", "Business Postal Code", "Business Country/Region"),
)
OUTLOOK = (
    *("First Name", "Last Name", "E-mail Address", "Business Phone", "Mobile Phone", "Business Fax", "Job Title"),
    *("Department", "Company", *_OUTLOOK_ADDRESS, "Web Page", "Notes", "Title", "Suffix", "E-mail 2 Address"),
    *("E-mail 3 Address", "Business Phone 2", "Home Phone", "Other Phone"),
)
PLAIN = (
    *("Name", "Given Name", "Family Name", "Honorific", "Suffix", "Organization", "Title", "Department", "E-mail"),
    *(
        "Phone",
        "Mobile",
        "Fax",
        "Web",
        "Social",
        "Address",
        "Country",
        "Language",
        "Relation",
        "Notes",
        "Revised",
        "UID",
    ),
)

_GOOGLE_PHONE_LABELS = {
    PhoneType.WORK: "Work",
    PhoneType.MOBILE: "Mobile",
    PhoneType.FAX: "Work Fax",
    PhoneType.HOME: "Home",
    PhoneType.TOLL_FREE: "Work",
    PhoneType.OTHER: "Other",
}

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
# Source for the characters: OWASP, "CSV Injection"; the full-width ones count in Japanese and Chinese settings.
_FORMULA = re.compile(r"""(^|[;\t\n])([\s"']*)(?=[=+\-@＝＋－＠])""")
# Phone numbers begin with "+" and are let through: "+49 301234567 ext. 7" is no formula, and the space keeps a
# spreadsheet from making the number 49301234567 of it.
_PHONE_CELL = re.compile(r"(\+[\d()]+( [\d()]+)+( ext\. [\d*#]+)?( ::: (?=.)|\Z))+\Z", re.ASCII)
# Calling codes of one and two digits; all others have three (ITU-T E.164, list of assigned codes).
_CALLING_CODE = re.compile(r"\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)\Z", re.ASCII)

_Cells = dict[str, str]


class CsvFlavour(enum.StrEnum):
    """For which program the file is made."""

    GOOGLE = "google"
    OUTLOOK = "outlook"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"
    PLAIN = "plain"


def write(contacts: Iterable[Contact], flavour: CsvFlavour, *, safe: bool | None = None) -> Iterator[bytes]:
    """The file in pieces, the header line first; UTF-8 with CRLF, for Outlook and plain with a byte order mark.

    Args:
        safe: Guard against formulas. Unless given: yes for Outlook and plain, which people open in a spreadsheet;
            no for Google, HubSpot and Salesforce, which take every cell as it is.
    """
    yield head(flavour)
    for contact in contacts:
        yield line(cells(contact, flavour, safe=safe), flavour, safe=safe)


def head(flavour: CsvFlavour) -> bytes:
    """The header line, and for spreadsheets the mark without which Excel reads UTF-8 as the local code page."""
    return (b"\xef\xbb\xbf" if flavour in _FOR_SPREADSHEETS else b"") + _line(_FLAVOURS[flavour][0])


def cells(
    contact: Contact,
    flavour: CsvFlavour,
    *,
    safe: bool | None = None,
    notes: Iterable[str] = (),
    kept: Sequence[Property] = (),
) -> list[str]:
    """The cells of one contact in the order of the columns, not guarded yet.

    Args:
        notes: More for the column of notes, where there is one.
        kept: Properties it was imported with; Google has columns for some.
    """
    columns, fill = _FLAVOURS[flavour]
    filled = fill(contact, _guarded(flavour, safe))
    if flavour is CsvFlavour.GOOGLE:
        for column, name in (("Birthday", "BDAY"), ("Nickname", "NICKNAME"), ("Labels", "CATEGORIES")):
            found = [unescaped(part) for item in kept if item.name == name for part in split(item.value, ",")]
            filled[column] = _JOINED.join(filter(None, (filled.get(column, ""), *found)))
    column = "Description" if flavour is CsvFlavour.SALESFORCE else "Notes"
    filled[column] = "\n".join(filter(None, (filled.get(column, ""), *notes)))
    return [_clean(filled.get(name, "")) for name in columns]


def line(values: Iterable[str], flavour: CsvFlavour, *, safe: bool | None = None) -> bytes:
    """The cells as a line of the file."""
    return _line(map(guard, values) if _guarded(flavour, safe) else values)


def _guarded(flavour: CsvFlavour, safe: bool | None) -> bool:
    return flavour in _FOR_SPREADSHEETS if safe is None else safe


def guard(cell: str) -> str:
    """The cell with an apostrophe wherever a spreadsheet would start a formula."""
    return cell if _PHONE_CELL.match(cell) else _FORMULA.sub(r"\1\2'", cell)


def phone_cell(phone: Phone, *, spaced: bool) -> str:
    """A number as a cell: E.164, else as printed; where `spaced`, no spreadsheet takes it for a plain number."""
    if not phone.e164:
        leading_zero = spaced and re.fullmatch(r"0\d{3,}", phone.printed, re.ASCII)
        return f"{phone.printed[:3]} {phone.printed[3:]}" if leading_zero else phone.printed
    number = _CALLING_CODE.sub(r"+\1 \2", phone.e164) if spaced else phone.e164
    return f"{number} ext. {phone.extension}" if phone.extension else number


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")


def _clean(value: str) -> str:
    return _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))


def _name_cells(contact: Contact) -> tuple[str, str, str, str]:
    """Given, family, honorific and suffix; a name that nobody could split counts as given, as a firm has none."""
    name = contact.details.name
    if name is None:
        return ("", "", "", "")
    given, family = name.given or "", name.family or ""
    if not given and not family:
        given = name.full
    suffix = ", ".join(part for part in (name.suffix, *name.post_nominals) if part)
    return given, family, name.honorific or "", suffix


def _numbered(values: list[str], count: int) -> list[str]:
    """At most `count` cells, the last of which holds all that is left."""
    return values if len(values) <= count else [*values[: count - 1], _JOINED.join(values[count - 1 :])]


def _google(contact: Contact, spaced: bool) -> _Cells:
    details = contact.details
    given, family, honorific, suffix = _name_cells(contact)
    other_script = details.name.other_script if details.name else None
    cells = {
        "First Name": given,
        "Last Name": family,
        "Name Prefix": honorific,
        "Name Suffix": suffix,
        "Nickname": other_script or "",
        "Organization Name": details.organization or "",
        "Organization Title": _JOINED.join(details.titles),
        "Organization Department": _JOINED.join(details.departments),
        "Notes": "\n".join([*(f"{s.service}: {s.handle}" for s in details.social), *leftovers(details)]),
    }
    for n, email in enumerate(_numbered(list(details.emails), _EMAILS), 1):
        cells |= {f"E-mail {n} - Label": "Work", f"E-mail {n} - Value": email}
    phones = details.phones[: _PHONES - 1] if len(details.phones) > _PHONES else details.phones
    for n, phone in enumerate(phones, 1):
        cells[f"Phone {n} - Label"] = _GOOGLE_PHONE_LABELS[phone.type]
        cells[f"Phone {n} - Value"] = phone_cell(phone, spaced=spaced)
    if rest := details.phones[len(phones) :]:
        cells[f"Phone {_PHONES} - Label"] = "Other"
        cells[f"Phone {_PHONES} - Value"] = _JOINED.join(phone_cell(phone, spaced=spaced) for phone in rest)
    for n, address in enumerate(details.addresses[:_ADDRESSES], 1):
        cells |= {f"Address {n} - Label": "Work", f"Address {n} - Formatted": address.printed}
        parts = ("Street", "City", "Region", "Postal Code", "Country")
        cells |= {f"Address {n} - {part}": value for part, value in zip(parts, address_parts(address), strict=True)}
    for n, url in enumerate(_numbered(list(details.urls), _URLS), 1):
        cells |= {f"Website {n} - Label": "Work", f"Website {n} - Value": url}
    return _with_notes(cells, [address.printed for address in details.addresses[_ADDRESSES:]])


def _outlook(contact: Contact, spaced: bool) -> _Cells:
    details = contact.details
    given, family, honorific, suffix = _name_cells(contact)
    cells = {
        "First Name": given,
        "Last Name": family,
        "Title": honorific,
        "Suffix": suffix,
        "Job Title": ", ".join(details.titles),
        "Department": ", ".join(details.departments),
        "Company": details.organization or "",
        "Web Page": next(iter(details.urls), ""),
    }
    columns = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")
    cells |= dict(zip(columns, details.emails, strict=False))
    left_over = [*details.emails[3:], *details.urls[1:]]
    for phone in details.phones:
        wanted = {
            PhoneType.MOBILE: ("Mobile Phone", "Other Phone"),
            PhoneType.FAX: ("Business Fax",),
            PhoneType.HOME: ("Home Phone", "Other Phone"),
        }.get(phone.type, ("Business Phone", "Business Phone 2", "Other Phone"))
        free = next((column for column in wanted if column not in cells), None)
        if free:
            cells[free] = phone_cell(phone, spaced=spaced)
        else:
            left_over.append(f"{phone.type.value}: {phone_cell(phone, spaced=spaced)}")
    if details.addresses:
        cells |= zip(_OUTLOOK_ADDRESS, address_parts(details.addresses[0]), strict=True)
    left_over += [address.printed for address in details.addresses[1:]]
    left_over += [f"{profile.service}: {profile.handle}" for profile in details.social]
    if details.name and details.name.other_script:
        left_over.append(details.name.other_script)
    return _with_notes(cells, [*left_over, *leftovers(details)])


def _plain(contact: Contact, spaced: bool) -> _Cells:
    details = contact.details
    given, family, honorific, suffix = _name_cells(contact)

    def phones(*types: PhoneType) -> str:
        return _JOINED.join(phone_cell(phone, spaced=spaced) for phone in details.phones if phone.type in types)

    return {
        "Name": contact.display_name,
        "Given Name": given,
        "Family Name": family,
        "Honorific": honorific,
        "Suffix": suffix,
        "Organization": details.organization or "",
        "Title": _JOINED.join(details.titles),
        "Department": _JOINED.join(details.departments),
        "E-mail": _JOINED.join(details.emails),
        "Phone": phones(PhoneType.WORK, PhoneType.HOME, PhoneType.TOLL_FREE, PhoneType.OTHER),
        "Mobile": phones(PhoneType.MOBILE),
        "Fax": phones(PhoneType.FAX),
        "Web": _JOINED.join(details.urls),
        "Social": _JOINED.join(f"{profile.service}: {profile.handle}" for profile in details.social),
        "Address": _JOINED.join(address.printed for address in details.addresses),
        "Country": contact.country or "",
        "Language": contact.language or "",
        "Relation": contact.relation.value,
        "Notes": "\n".join(leftovers(details)),
        "Revised": contact.revised.isoformat(timespec="seconds"),
        "UID": contact.uid,
    }


def _written(spaced: bool) -> Callable[[Phone], str]:
    return partial(phone_cell, spaced=spaced)


def _with_notes(cells: _Cells, more: list[str]) -> _Cells:
    notes = [note for note in (cells.get("Notes", ""), *more) if note]
    return {**cells, "Notes": "\n".join(notes)}


_FLAVOURS: dict[CsvFlavour, tuple[tuple[str, ...], Callable[[Contact, bool], _Cells]]] = {
    CsvFlavour.GOOGLE: (GOOGLE, _google),
    CsvFlavour.OUTLOOK: (OUTLOOK, _outlook),
    CsvFlavour.HUBSPOT: (HUBSPOT, lambda contact, spaced: hubspot(contact, partial(phone_cell, spaced=spaced))),
    CsvFlavour.SALESFORCE: (
        SALESFORCE,
        lambda contact, spaced: salesforce(contact, partial(phone_cell, spaced=spaced)),
    ),
    CsvFlavour.PLAIN: (PLAIN, _plain),
}
# People open these in a spreadsheet; the other programs take every cell as it is.
_FOR_SPREADSHEETS = frozenset({CsvFlavour.OUTLOOK, CsvFlavour.PLAIN})
