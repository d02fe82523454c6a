"""Fill the CSV columns of Google Contacts, of Outlook, and of a plain table for spreadsheets.

Source: the header lines that the two programs write when they export contacts.
"""

from __future__ import annotations

from cardscan.contacts.formats.csv_guard import phone_cell
from cardscan.contacts.formats.vcard import address_parts, labelled, leftovers
from cardscan.model.contact import Contact
from cardscan.model.field_kinds import PLAIN_ROWS
from cardscan.model.reading import PhoneType

# Several values in one cell, as Google Contacts writes them.
JOINED = " ::: "

# The number of numbered columns of each kind; further values share the last (Google) or go to the notes (Outlook).
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
    *("E-mail 3 Address", "Business Phone 2", "Home Phone", "Other Phone", "Middle Name"),
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
    *(row.label for row in PLAIN_ROWS),
)

_GOOGLE_PHONE_LABELS = {
    PhoneType.WORK: "Work",
    PhoneType.MOBILE: "Mobile",
    PhoneType.FAX: "Work Fax",
    PhoneType.HOME: "Home",
    PhoneType.TOLL_FREE: "Work",
    PhoneType.OTHER: "Other",
}

_Cells = dict[str, str]


def _name_cells(contact: Contact) -> tuple[str, str, str, str]:
    """Return given name, family name, honorific and suffix; an unsplit name counts as given, as a firm's does."""
    name = contact.details.name
    if name is None:
        return ("", "", "", "")
    given, family = name.given or "", name.family or ""
    if not given and not family:
        given = name.full
    suffix = ", ".join(part for part in (name.suffix, *name.post_nominals) if part)
    return given, family, name.honorific or "", suffix


def _numbered(values: list[str], count: int) -> list[str]:
    """Return at most `count` cells; the last holds all remaining values."""
    return values if len(values) <= count else [*values[: count - 1], JOINED.join(values[count - 1 :])]


def google(contact: Contact, spaced: bool) -> _Cells:
    """Return the cells of one contact; `spaced` keeps spreadsheets from reading phone numbers as plain numbers."""
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
        "Organization Title": JOINED.join(details.titles),
        "Organization Department": JOINED.join(details.departments),
        "Notes": "\n".join(
            [
                *(f"{s.service}: {s.handle}" for s in details.social),
                *labelled(details),
                *leftovers(details),
            ]
        ),
    }
    for n, email in enumerate(_numbered(list(details.emails), _EMAILS), 1):
        cells |= {f"E-mail {n} - Label": "Work", f"E-mail {n} - Value": email}
    phones = details.phones[: _PHONES - 1] if len(details.phones) > _PHONES else details.phones
    for n, phone in enumerate(phones, 1):
        cells[f"Phone {n} - Label"] = _GOOGLE_PHONE_LABELS[phone.type]
        cells[f"Phone {n} - Value"] = phone_cell(phone, spaced=spaced)
    if rest := details.phones[len(phones) :]:
        cells[f"Phone {_PHONES} - Label"] = "Other"
        cells[f"Phone {_PHONES} - Value"] = JOINED.join(phone_cell(phone, spaced=spaced) for phone in rest)
    for n, address in enumerate(details.addresses[:_ADDRESSES], 1):
        cells |= {f"Address {n} - Label": "Work", f"Address {n} - Formatted": address.printed}
        parts = ("Street", "City", "Region", "Postal Code", "Country")
        cells |= {f"Address {n} - {part}": value for part, value in zip(parts, address_parts(address), strict=True)}
    for n, url in enumerate(_numbered(list(details.urls), _URLS), 1):
        cells |= {f"Website {n} - Label": "Work", f"Website {n} - Value": url}
    return _with_notes(cells, [address.printed for address in details.addresses[_ADDRESSES:]])


def outlook(contact: Contact, spaced: bool) -> _Cells:
    """Return the cells of one contact; values without a column go into the notes."""
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
    return _with_notes(cells, [*left_over, *labelled(details), *leftovers(details)])


def plain(contact: Contact, spaced: bool) -> _Cells:
    """Return the cells of one contact; each kind of value has one column."""
    details = contact.details
    given, family, honorific, suffix = _name_cells(contact)

    def phones(*types: PhoneType) -> str:
        return JOINED.join(phone_cell(phone, spaced=spaced) for phone in details.phones if phone.type in types)

    return {
        "Name": contact.display_name,
        "Given Name": given,
        "Family Name": family,
        "Honorific": honorific,
        "Suffix": suffix,
        "Organization": details.organization or "",
        "Title": JOINED.join(details.titles),
        "Department": JOINED.join(details.departments),
        "E-mail": JOINED.join(details.emails),
        "Phone": phones(PhoneType.WORK, PhoneType.HOME, PhoneType.TOLL_FREE, PhoneType.OTHER),
        "Mobile": phones(PhoneType.MOBILE),
        "Fax": phones(PhoneType.FAX),
        "Web": JOINED.join(details.urls),
        "Social": JOINED.join(f"{profile.service}: {profile.handle}" for profile in details.social),
        "Address": JOINED.join(address.printed for address in details.addresses),
        "Country": contact.country or "",
        "Language": contact.language or "",
        "Relation": contact.relation.value,
        "Notes": "\n".join(leftovers(details)),
        "Revised": contact.revised.isoformat(timespec="seconds"),
        "UID": contact.uid,
        **{row.label: JOINED.join(getattr(details, row.attribute)) for row in PLAIN_ROWS},
    }


def _with_notes(cells: _Cells, more: list[str]) -> _Cells:
    notes = [note for note in (cells.get("Notes", ""), *more) if note]
    return {**cells, "Notes": "\n".join(notes)}
