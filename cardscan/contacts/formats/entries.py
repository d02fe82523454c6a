"""Turn the properties of an address book's entry into a contact's details.

Single-line values lose line breaks, control characters and direction marks. Whatever a property says beyond the
details (labels, kinds, middle names) is kept with it, so that the property can be written back unchanged.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar
from urllib.parse import unquote

from cardscan.contacts.formats import phone_values
from cardscan.contacts.formats.display_names import GENERATION, shown_name
from cardscan.contacts.formats.email_values import addresses_in
from cardscan.contacts.formats.phone_values import phones_of
from cardscan.contacts.formats.social import profile_of
from cardscan.contacts.formats.vcard_lines import split, unescaped
from cardscan.model.address_book import Entry, Property
from cardscan.model.field_kinds import BY_PROPERTY, PLAIN_ROWS
from cardscan.model.plaintext import one_line
from cardscan.model.pronouns import pronouns_written_alike
from cardscan.model.reading import Address, ContactDetails, PersonName, SocialHandle

_Value = TypeVar("_Value")

# Nobody has more values of one kind; a file that says so is hostile or broken.
MAX_VALUES = 50
# RFC 5321 allows 254 octets in an address; notes are kept in full.
LONGEST = {"EMAIL": 254, "TEL": phone_values.MAX_LENGTH}
LONGEST_VALUE = 2_000
# Base64 of a 1.5 MB picture. Larger ones are no portraits.
MAX_PICTURE = 2_000_000

# These describe the card, not the person, or are fully covered by the details; an export makes them anew.
_MADE_ANEW = frozenset(
    {"PRODID", "REV", "UID", "VERSION", "KIND", "X-ADDRESSBOOKSERVER-KIND", "X-ABSHOWAS", "LANG", "FN"}
    | {"X-CARDSCAN-OTHER-SCRIPT"}
)
_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_MESSENGERS = {
    "X-SKYPE": "skype",
    "X-SKYPE-USERNAME": "skype",
    "X-JABBER": "jabber",
    "X-TWITTER": "twitter",
    "X-TELEGRAM": "telegram",
    "X-WHATSAPP": "whatsapp",
}
_SCHEMES = {"xmpp": "jabber"}
ALSO_NAMED = "Also named on the card: "


def entry_of(
    properties: Sequence[Property], *, country: str | None = None, complaints: Sequence[str] = (), where: str = ""
) -> Entry | None:
    """Return the entry that these properties describe, or None for a group, location, device or application.

    Args:
        country: ISO 3166-1 alpha-2; the country to assume for national phone numbers.
        complaints: What could not even be parsed; more may be added.
    """
    said = list(complaints)
    kinds = {p.value.strip().casefold() for p in properties if p.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND")}
    if kinds & {"group", "location", "device", "application"}:
        return None
    found: dict[str, list[Property]] = {}
    kept: list[Property] = []
    for item in _with_labels(properties):
        if item.name in _PICTURES and len(item.value) > MAX_PICTURE:
            said.append(f"{item.name}: more than {MAX_PICTURE // 1_000_000} MB, left out")
            continue
        longest = LONGEST.get(item.name, LONGEST_VALUE)
        if item.name in _READ and (len(item.value) > longest or len(found.get(item.name, ())) == MAX_VALUES):
            why = "too long" if len(item.value) > longest else f"more than {MAX_VALUES}"
            said.append(f"{item.name}: {why}, kept but not read")
            kept.append(item)
            continue
        found.setdefault(item.name, []).append(item)
        if item.name not in _MADE_ANEW and not _card_lines(item):
            kept.append(item)
    details = _details(found, country=country, kinds=kinds)
    odd = [one_line(item.value, 60) for item in found.get("EMAIL", ()) if not emails_of(item)]
    said += [f"EMAIL: {value!r} is no address; kept, not read" for value in odd]
    uid = next((one_line(unescaped(p.value), 500) for p in found.get("UID", ())), "")
    return Entry(details, uid, tuple(kept), tuple(dict.fromkeys(said)), where)


def _details(found: dict[str, list[Property]], *, country: str | None, kinds: set[str]) -> ContactDetails:
    def texts(name: str) -> tuple[str, ...]:
        return _unique(_text(item.value) for item in found.get(name, ()))

    organization, departments = next(
        ((unit, units) for item in found.get("ORG", ()) for unit, units in [organization_of(item)] if unit or units),
        (None, ()),
    )
    addresses = _unique(address for item in found.get("ADR", ()) if (address := address_of(item)))
    labels = {item.group: unescaped(item.value) for item in found.get("X-ABLABEL", ()) if item.group}
    phones = _unique(phone for p in found.get("TEL", ()) for phone in phones_of(p, country, labels.get(p.group, "")))
    emails = _unique(email for item in found.get("EMAIL", ()) for email in emails_of(item))
    urls = _unique(_text(item.value) for item in found.get("URL", ()))
    social = _unique(handle for name in SOCIAL for item in found.get(name, ()) if (handle := social_of(item)))
    company = any(p.value.strip().upper() == "COMPANY" for p in found.get("X-ABSHOWAS", ()))
    firm = bool(kinds & {"org", "organization"})
    not_names = {organization or "", *emails, *urls, *(p.printed for p in phones)}
    name = None if firm else _name(found, emails, not_names=not_names, company=company)
    if (firm or company) and not organization:
        organization = next((text for text in texts("FN") if not name or text != name.full), None)
    notes = [
        line for p in found.get("NOTE", ()) if _card_lines(p) for line in unescaped(p.value).split("\n") if line.strip()
    ]
    return ContactDetails(
        name=name,
        titles=texts("TITLE"),
        departments=departments,
        organization=organization,
        phones=phones,
        emails=emails,
        urls=urls,
        social=social,
        addresses=addresses,
        **_plain_values(found),
        other_names=tuple(line[len(ALSO_NAMED) :] for line in notes if line.startswith(ALSO_NAMED)),
        unassigned=tuple(line for line in notes if not line.startswith(ALSO_NAMED)),
    )


def _name(
    found: dict[str, list[Property]], emails: Sequence[str], *, not_names: set[str], company: bool
) -> PersonName | None:
    """Return the person's name, or None.

    Args:
        company: The entry is shown as a firm; a person in the structured name belongs to it.
    """
    full = [text for item in found.get("FN", ()) if (text := _text(item.value))]
    parts = next((name for item in found.get("N", ()) if (name := name_of(item))), None)
    shown = "" if company or not full else full[0]
    if parts is None or (company and (parts.full in {*full, *not_names} or not (parts.given and parts.family))):
        # Without a structured name many programs put the firm, or the first address, into FN.
        if not shown or shown in not_names or shown == "(nothing read)":
            return None
        return shown_name(shown, None, emails)
    others = [text for item in found.get("X-CARDSCAN-OTHER-SCRIPT", ()) if (text := _text(item.value))]
    others += [text for item in found.get("FN", ())[1:] if item.all_of("ALTID") and (text := _text(item.value))]
    return dataclasses.replace(shown_name(shown, parts, emails), other_script=next(iter(others), None))


def name_of(item: Property) -> PersonName | None:
    """Return the name in N: family; given; additional; honorifics; suffixes. Additional names are only in `full`."""
    values = [_joined(component) for component in split(item.value, ";")[:5]]
    family, given, additional, honorific, _ = (*values, *[""] * (5 - len(values)))
    suffixes = [_text(part) for part in split((split(item.value, ";") + [""] * 5)[4], ",")]
    suffix = next((part for part in suffixes if GENERATION.fullmatch(part)), None)
    full = " ".join(part for part in (honorific, given, additional, family, suffix) if part)
    if not full:
        return None
    post_nominals = tuple(part for part in suffixes if part and part != suffix)
    return PersonName(full, given or None, family or None, honorific or None, suffix, post_nominals)


def organization_of(item: Property) -> tuple[str | None, tuple[str, ...]]:
    """Return the organization in ORG, and its units."""
    first, *units = [_text(component) for component in split(item.value, ";")]
    return first or None, tuple(unit for unit in units if unit)


def plain_value_of(item: Property) -> str:
    """Return a value of a kind that only `field_kinds` describes, as the store holds it."""
    value = _text(item.value)
    return pronouns_written_alike(value) if BY_PROPERTY[item.name].vcard == "PRONOUNS" else value


def _plain_values(found: dict[str, list[Property]]) -> dict[str, tuple[str, ...]]:
    """Return attribute of the details -> values, for all kinds that only `field_kinds` describes."""
    return {
        row.attribute: _unique(
            plain_value_of(item) for name in (row.vcard, row.vcard3, *row.also_read) for item in found.get(name, ())
        )
        for row in PLAIN_ROWS
    }


def emails_of(item: Property) -> tuple[str, ...]:
    """Return the e-mail addresses of an EMAIL property; none if its value holds no address."""
    return tuple(address for found in addresses_in(unescaped(item.value)) if (address := one_line(found)))


def address_of(item: Property) -> Address | None:
    """Return the address in ADR: box; extension; street; city; region; postal code; country. LABEL gives the print."""
    parts = [_joined(component) for component in split(item.value, ";")[:7]]
    box, extended, street, city, region, code, country = (*parts, *[""] * (7 - len(parts)))
    label = ", ".join(_text(line) for text in item.all_of("LABEL")[:1] for line in text.splitlines() if line.strip())
    alpha2 = country.upper() if re.fullmatch("[A-Za-z]{2}", country) else None
    lines = (box, extended, street, " ".join(filter(None, (code, city))), region, country)
    printed = label or ", ".join(line for line in lines if line)
    if not printed:
        return None
    street = ", ".join(filter(None, (box, extended, street)))
    if street == printed and not (city or region or code):
        street = ""  # how an address is written whose parts are unknown
    return Address(printed, street or None, city or None, region or None, code or None, alpha2)


def social_of(item: Property) -> SocialHandle | None:
    """Return a handle at a service, from any of the properties in which programs write it."""
    value = _text(item.value)
    if not value:
        return None
    if item.name in _MESSENGERS:
        return SocialHandle(_MESSENGERS[item.name], value)
    if item.name == "IMPP":
        scheme, colon, handle = value.partition(":")
        named = next(iter(item.all_of("X-SERVICE-TYPE")), scheme if colon else "other").casefold()
        handle = one_line(unquote(handle if colon else value))
        return SocialHandle(_SCHEMES.get(named, named), handle) if handle else None
    services = [kind for kind in item.all_of("TYPE") if kind.upper() not in ("HOME", "WORK", "PREF")]
    return profile_of(value, next(iter(services), ""))


def _with_labels(properties: Sequence[Property]) -> list[Property]:
    """Move LABEL, which 3.0 and 2.1 write as a property beside ADR, into ADR as a parameter, as 4.0 has it."""
    result: list[Property] = []
    for item in properties:
        owner = (
            next(
                (
                    n
                    for n in range(len(result) - 1, -1, -1)
                    if result[n].name == "ADR" and not result[n].all_of("LABEL") and _same_place(result[n], item)
                ),
                None,
            )
            if item.name == "LABEL"
            else None
        )
        if owner is None:
            result.append(item)
        else:
            address = result[owner]
            parameters = (*address.parameters, ("LABEL", (unescaped(item.value),)))
            result[owner] = Property("ADR", address.value, address.group, parameters)
    return result


def _card_lines(item: Property) -> bool:
    """Whether the note holds lines of a card that fit no field, as our own exporter writes them."""
    return item.name == "NOTE" and "card" in item.all_of("X-CARDSCAN")


def _same_place(address: Property, label: Property) -> bool:
    return address.types - {"PREF"} == label.types - {"PREF"} and address.group == label.group


def _text(value: str) -> str:
    return one_line(unescaped(value))


def _joined(component: str) -> str:
    """Return the values of one component as one text."""
    return ", ".join(text for part in split(component, ",") if (text := _text(part)))


def _unique(values: Iterable[_Value]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


SOCIAL = ("X-SOCIALPROFILE", "IMPP", "SOCIALPROFILE", *_MESSENGERS)
_READ = frozenset({"FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "URL", "ADR", *SOCIAL, *BY_PROPERTY})
