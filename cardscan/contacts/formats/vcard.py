"""Contacts as vCard 3.0 (RFC 2426) or 4.0 (RFC 6350).

Terms: a *content line* is `NAME;PARAMETER=x:value`; a *text* value has backslash, comma, semicolon and line ends
escaped; a *component* is a part of a structured value (N, ORG, ADR). All values are untrusted: none can end its line
or its component. Parameters are written by this module alone, except LABEL (RFC 6868 quoting) in 4.0.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC

from cardscan.contacts.formats.social import address_of
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_text import folded_line, quoted, text, uri, uri_part, url_value
from cardscan.model.contact import Contact
from cardscan.model.field_kinds import PLAIN_ROWS, ValueRow
from cardscan.model.pronouns import pronoun_language
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle

VERSIONS = ("3.0", "4.0")

_Kept = str | PersonName | Phone | Address | SocialHandle | tuple[object, ...]

_TEL_3 = {
    PhoneType.WORK: "WORK,VOICE",
    PhoneType.MOBILE: "CELL,VOICE",
    PhoneType.FAX: "WORK,FAX",
    PhoneType.HOME: "HOME,VOICE",
    PhoneType.TOLL_FREE: "WORK,VOICE",
    PhoneType.OTHER: "VOICE",
}
_TEL_4 = {
    PhoneType.WORK: '"work,voice"',
    PhoneType.MOBILE: '"cell,voice"',
    PhoneType.FAX: '"work,fax"',
    PhoneType.HOME: '"home,voice"',
    PhoneType.TOLL_FREE: '"work,voice"',
    PhoneType.OTHER: "voice",
}


def write(  # noqa: C901 - a property after the other, in the order of the format
    contact: Contact,
    *,
    version: str = "3.0",
    photo_jpeg: bytes | None = None,
    categories: Sequence[str] = (),
    notes: Sequence[str] = (),
    kept: KeptProperties | None = None,
) -> bytes:
    """One vCard, UTF-8 with CRLF line ends.

    Args:
        version: "3.0", which every program reads, or "4.0".
        photo_jpeg: A picture to go with it.
        categories: Groups to put the contact in ("PyData 2026").
        notes: What to say in NOTE beside the card's lines that no field took. Talks are private: pass them only
            where the user asked for it.
        kept: The properties with which it was imported; one that still holds is written instead of one made anew.
    Raises:
        ValueError: Another version.
    """
    if version not in VERSIONS:
        raise ValueError(f"vCard version {version!r}; there are {' and '.join(VERSIONS)}")
    lines = ["BEGIN:VCARD", f"VERSION:{version}", "PRODID:-//cardscan//cardscan//EN", *_identity(contact, version)]
    details = contact.details

    def either(name: str, value: _Kept, made: Sequence[str]) -> Sequence[str]:
        return (kept.instead_of(name, value) if kept else ()) or made

    lines += _names(contact, version, either)
    for title in filter(str.strip, details.titles):
        lines += either("TITLE", title, [f"TITLE:{text(title)}"])
    for phone in details.phones:
        lines += either("TEL", phone, [_telephone(phone, version)])
    email_type = "INTERNET,WORK" if version == "3.0" else "work"
    for email in filter(str.strip, details.emails):
        lines += either("EMAIL", email, [f"EMAIL;TYPE={email_type}:{text(email)}"])
    for address in details.addresses:
        lines += either("ADR", address, _address(address, version))
    for url in filter(str.strip, details.urls):
        lines += either("URL", url, [f"URL:{url_value(url, version)}"])
    for profile in details.social:
        lines += either("SOCIAL", profile, _social(profile))
    for row in PLAIN_ROWS:
        for value in filter(str.strip, getattr(details, row.attribute)):
            lines += either(row.vcard, value, [_plain_line(row, value, version)])
    if categories:
        lines.append("CATEGORIES:" + ",".join(text(category) for category in categories))
    known = kept.notes if kept else []
    more = [line for line in leftovers(details) if not any(line in note for note in known)]
    if note := "\n".join([*notes, *known, *more]):
        mark = "" if notes or known else ";X-CARDSCAN=card"  # by which our own importer knows lines of the card again
        lines.append(f"NOTE{mark}:{text(note)}")
    if photo_jpeg and not (kept and kept.has_photo):
        encoded = base64.b64encode(photo_jpeg).decode("ascii")
        start = "PHOTO;ENCODING=b;TYPE=JPEG:" if version == "3.0" else "PHOTO:data:image/jpeg;base64,"
        lines.append(start + encoded)
    lines += kept.rest() if kept else []
    lines.append("END:VCARD")
    return b"".join(folded_line(line) for line in lines)


def write_all(
    contacts: Iterable[Contact], *, version: str = "3.0", photo_of: Callable[[Contact], bytes | None] | None = None
) -> Iterator[bytes]:
    """One vCard after the other, as they come: a hundred thousand need no more memory than one."""
    for contact in contacts:
        yield write(contact, version=version, photo_jpeg=photo_of(contact) if photo_of else None)


def leftovers(details: ContactDetails) -> list[str]:
    """What stands on the card and has no property of its own."""
    named = [f"Also named on the card: {name}" for name in details.other_names]
    return [*named, *details.unassigned]


def labelled(details: ContactDetails) -> list[str]:
    """Values for which address books have no column, each as a line of a note: "Pronouns: she/her"."""
    return [f"{row.label}: {value}" for row in PLAIN_ROWS for value in getattr(details, row.attribute)]


def _plain_line(row: ValueRow, value: str, version: str) -> str:
    """One value that this table alone describes; pronouns with their language, where only one has them (RFC 9554)."""
    if version == "3.0":
        return f"{row.vcard3}:{text(value)}"
    language = pronoun_language(value) if row.vcard == "PRONOUNS" else None
    return f"{row.vcard}{f';LANGUAGE={language}' if language else ''}:{text(value)}"


def _is_firm(details: ContactDetails) -> bool:
    return details.name is None and details.organization is not None


def _identity(contact: Contact, version: str) -> list[str]:
    revised = contact.revised.astimezone(UTC)
    lines = [f"UID:{text(contact.uid)}", f"REV:{revised:%Y-%m-%dT%H:%M:%SZ}"]
    if version == "4.0":
        lines[1] = f"REV:{revised:%Y%m%dT%H%M%SZ}"
        lines.append(f"KIND:{'org' if _is_firm(contact.details) else 'individual'}")
        if re.fullmatch("[a-z]{2,3}", contact.language or ""):
            lines.append(f"LANG:{contact.language}")
    return lines


def _names(contact: Contact, version: str, either: Callable[[str, _Kept, Sequence[str]], Sequence[str]]) -> list[str]:
    details, name = contact.details, contact.details.name
    lines = [f"FN:{text(contact.display_name)}"]
    made = [f"N:{_structured_name(name)}"]
    lines += either("N", name, made) if name else made
    if name and name.other_script:
        if version == "4.0":
            lines[0] = lines[0].replace("FN:", "FN;ALTID=1:", 1)
            lines.insert(1, f"FN;ALTID=1:{text(name.other_script)}")
        else:  # 3.0 allows one FN
            lines.append(f"X-CARDSCAN-OTHER-SCRIPT:{text(name.other_script)}")
    departments = [unit for unit in details.departments if unit.strip()]
    if details.organization or departments:
        made = ["ORG:" + ";".join(text(unit) for unit in (details.organization or "", *departments))]
        lines += either("ORG", (details.organization, details.departments), made)
    if _is_firm(details) and version == "3.0":
        lines.append("X-ABSHOWAS:COMPANY")  # what Apple's address book writes for a firm
    return lines


def _structured_name(name: PersonName | None) -> str:
    """Family; given; additional; honorifics; suffixes. A name that nobody could split stands whole in the first."""
    if name is None:
        return ";;;;"
    family, given = name.family or "", name.given or ""
    if not family and not given:
        family = name.full
    suffixes = [suffix for suffix in (name.suffix, *name.post_nominals) if suffix]
    return ";".join([text(family), text(given), "", text(name.honorific or ""), ",".join(map(text, suffixes))])


def _telephone(phone: Phone, version: str) -> str:
    extension = re.sub(r"[^0-9*#]", "", phone.extension or "")
    number = phone.e164 if phone.e164 and re.fullmatch(r"\+[0-9]{3,17}", phone.e164) else None
    if version == "3.0":
        shown = f"{number or phone.printed}{f' ext. {extension}' if extension and number else ''}"
        return f"TEL;TYPE={_TEL_3[phone.type]}:{text(shown)}"
    if number is None:
        return f"TEL;TYPE={_TEL_4[phone.type]};VALUE=text:{text(phone.printed)}"
    # RFC 3966: the extension is a parameter of the URI; * stays, # has to be encoded.
    tail = f";ext={extension.replace('#', '%23')}" if extension else ""
    return f"TEL;TYPE={_TEL_4[phone.type]};VALUE=uri:tel:{number}{tail}"


def _address(address: Address, version: str) -> list[str]:
    value = ";;" + ";".join(text(part) for part in address_parts(address))
    if version == "3.0":
        return [f"ADR;TYPE=WORK:{value}", f"LABEL;TYPE=WORK:{text(address.printed)}"]
    return [f'ADR;TYPE=work;LABEL="{quoted(address.printed)}":{value}']


def address_parts(address: Address) -> tuple[str, str, str, str, str]:
    """Street, city, region, postal code, country. Where nobody could find the street, the whole print stands for it.

    Most programs show these parts and not the print, and half an address is worse than one in a single line.
    """
    if not address.street:
        return (address.printed, "", "", "", address.country or "")
    return (
        address.street,
        address.city or "",
        address.region or "",
        address.postal_code or "",
        address.country or "",
    )


def _social(profile: SocialHandle) -> list[str]:
    service = re.sub(r"[^a-z0-9-]", "", profile.service.casefold()) or "other"
    if scheme := address_of(profile).messenger:
        return [f"IMPP;X-SERVICE-TYPE={service}:{scheme}:{uri_part(profile.handle)}"]
    if url := address_of(profile).url:
        return [f"X-SOCIALPROFILE;TYPE={service}:{uri(url)}"]
    return [f"X-SOCIALPROFILE;TYPE={service}:{text(profile.handle)}"]
