"""Write contacts as CSV for Google Contacts, Outlook, HubSpot, Salesforce or a spreadsheet.

Each value comes in two flavours: *lossless*, exactly the value; *safe*, in which no cell can run as a formula. A
spreadsheet runs cells that begin with = + - @, also after white space. If it opens the file with semicolons as
separators (as in much of Europe), it also runs text that follows a semicolon inside a cell.
"""

from __future__ import annotations

import csv
import enum
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from cardscan.contacts.formats.csv_crm import HUBSPOT, SALESFORCE, hubspot, salesforce
from cardscan.contacts.formats.csv_google_outlook import GOOGLE, JOINED, OUTLOOK, PLAIN, google, outlook, plain
from cardscan.contacts.formats.csv_guard import clean, guard, phone_cell
from cardscan.contacts.formats.entries import name_of
from cardscan.contacts.formats.vcard_lines import split, unescaped
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact

_Cells = dict[str, str]


class CsvFlavour(enum.StrEnum):
    """The program that the file is made for."""

    GOOGLE = "google"
    OUTLOOK = "outlook"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"
    PLAIN = "plain"


def write(contacts: Iterable[Contact], flavour: CsvFlavour, *, safe: bool | None = None) -> Iterator[bytes]:
    """Yield the file in pieces, header line first; UTF-8 with CRLF, for Outlook and plain with a byte order mark.

    Args:
        safe: Guard against formulas. By default yes for Outlook and plain, which people open in a spreadsheet; no for
            Google, HubSpot and Salesforce, which take every cell as it is.
    """
    yield head(flavour)
    for contact in contacts:
        yield line(cells(contact, flavour, safe=safe), flavour, safe=safe)


def head(flavour: CsvFlavour) -> bytes:
    """Return the header line; for spreadsheets with the mark without which Excel reads UTF-8 as the local code page."""
    return (b"\xef\xbb\xbf" if flavour in _FOR_SPREADSHEETS else b"") + _line(_FLAVOURS[flavour][0])


def cells(
    contact: Contact,
    flavour: CsvFlavour,
    *,
    safe: bool | None = None,
    notes: Iterable[str] = (),
    kept: Sequence[Property] = (),
) -> list[str]:
    """Return the cells of one contact in column order, not yet guarded against formulas.

    Args:
        notes: Further text for the notes column (Salesforce: the description), if the format has one.
        kept: Properties that the contact was imported with; Google has columns for some.
    """
    columns, fill = _FLAVOURS[flavour]
    filled = fill(contact, _guarded(flavour, safe))
    if flavour is CsvFlavour.GOOGLE:
        for column, name in (("Birthday", "BDAY"), ("Nickname", "NICKNAME"), ("Labels", "CATEGORIES")):
            found = [unescaped(part) for item in kept if item.name == name for part in split(item.value, ",")]
            filled[column] = JOINED.join(filter(None, (filled.get(column, ""), *found)))
    filled["Middle Name"] = _middle_name(contact, kept)
    column = "Description" if flavour is CsvFlavour.SALESFORCE else "Notes"
    filled[column] = "\n".join(filter(None, (filled.get(column, ""), *notes)))
    return [clean(filled.get(name, "")) for name in columns]


def line(values: Iterable[str], flavour: CsvFlavour, *, safe: bool | None = None) -> bytes:
    """Return the cells as one line of the file."""
    return _line(map(guard, values) if _guarded(flavour, safe) else values)


def _guarded(flavour: CsvFlavour, safe: bool | None) -> bool:
    return flavour in _FOR_SPREADSHEETS if safe is None else safe


def _middle_name(contact: Contact, kept: Sequence[Property]) -> str:
    """Return the imported middle name, which only the full name holds; "" if somebody has corrected the name since."""
    name = contact.details.name
    for item in kept:
        said = name_of(item) if item.name == "N" else None
        if name and said and (said.given, said.family) == (name.given, name.family):
            middle = (split(item.value, ";") + [""] * 3)[2]
            return " ".join(filter(None, (unescaped(part).strip() for part in split(middle, ","))))
    return ""


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode("utf-8")


_FLAVOURS: dict[CsvFlavour, tuple[tuple[str, ...], Callable[[Contact, bool], _Cells]]] = {
    CsvFlavour.GOOGLE: (GOOGLE, google),
    CsvFlavour.OUTLOOK: (OUTLOOK, outlook),
    CsvFlavour.HUBSPOT: (HUBSPOT, lambda contact, spaced: hubspot(contact, partial(phone_cell, spaced=spaced))),
    CsvFlavour.SALESFORCE: (
        SALESFORCE,
        lambda contact, spaced: salesforce(contact, partial(phone_cell, spaced=spaced)),
    ),
    CsvFlavour.PLAIN: (PLAIN, plain),
}
# People open these files in a spreadsheet; the other programs take every cell as it is.
_FOR_SPREADSHEETS = frozenset({CsvFlavour.OUTLOOK, CsvFlavour.PLAIN})
