"""Write the properties that a contact was imported with back unchanged, as long as the contact still has their values.

A contact's details hold no labels, groups or middle names. A property that says the same as a value of the contact is
written in place of that value. If the value is gone (a person corrected it), the property is dropped. A property that
cardscan does not model is written as it came. National phone numbers, which only their own country can read, and
e-mail addresses that stand beside a name or another address are written out in full.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Hashable, Iterable, Iterator

from cardscan.contacts.formats.entries import (
    SOCIAL,
    address_of,
    emails_of,
    name_of,
    organization_of,
    plain_value_of,
    social_of,
)
from cardscan.contacts.formats.phone_values import in_full, phones_of
from cardscan.contacts.formats.vcard_lines import URIS, unescaped
from cardscan.contacts.formats.vcard_text import text, url_value, without_controls
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.field_kinds import BY_PROPERTY
from cardscan.model.plaintext import one_line
from cardscan.model.reading import Address, PersonName, Phone, SocialHandle

_SOCIAL = (
    "X-SOCIALPROFILE",
    "IMPP",
    "X-SKYPE",
    "X-SKYPE-USERNAME",
    "X-JABBER",
    "X-TWITTER",
    "X-TELEGRAM",
    "X-WHATSAPP",
)
# The vCard writer makes these itself.
_MADE = frozenset({"BEGIN", "END", "VERSION", "PRODID", "UID", "REV", "FN", "KIND", "LANG", "X-ABSHOWAS"})


class KeptProperties:
    """The kept properties of one contact, as lines of one vCard version."""

    def __init__(self, properties: Iterable[Property], contact: Contact, version: str) -> None:
        self._version = version
        self._same: dict[Hashable, Property] = {}
        self._rest: list[Property] = []
        self._gone: set[str] = set()
        self.notes: list[str] = []
        self.has_photo = False
        for item in properties:
            marked = list(_marked(item, contact.country))
            if item.name == "NOTE":
                self.notes.append(unescaped(item.value))
            elif marked:
                for mark, said in marked:
                    self._same.setdefault(mark, said)
                self._gone.add(item.group)
            elif item.name not in _MADE and item.name:
                self._rest.append(item)
                self.has_photo = self.has_photo or item.name == "PHOTO"

    def instead_of(
        self, name: str, value: str | PersonName | Phone | Address | SocialHandle | tuple[object, ...]
    ) -> list[str]:
        """Return the lines that give this value as it was imported; none if it was not imported."""
        item = self._same.pop(_mark_of(name, value), None)
        if item is None:
            return []
        self._gone.discard(item.group)
        row = BY_PROPERTY.get(item.name)
        if row:  # 3.0 and 4.0 write it under different names
            item = dataclasses.replace(item, name=row.vcard3 if self._version == "3.0" else row.vcard)
        lines = [_line(item, self._version)]
        if item.name == "ADR" and self._version == "3.0":
            lines += [
                _line(Property("LABEL", _escaped(label), item.group, _types(item)), "3.0")
                for label in item.all_of("LABEL")
            ]
        return lines

    def rest(self) -> list[str]:
        """Return the lines for all properties that match no value; labels of dropped properties are dropped too."""
        return [_line(item, self._version) for item in self._rest if not (item.group and item.group in self._gone)]


def _mark_of(name: str, value: object) -> Hashable:
    match value:
        case PersonName():
            return (name, value.given, value.family, value.honorific, value.suffix, value.post_nominals)
        case Phone():
            return (name, value.e164 or value.printed, value.extension if value.e164 else None)
        case Address():
            return (name, value.printed)
        case SocialHandle():
            return ("SOCIAL", value.service.casefold(), value.handle)
        case _:
            return (name, value)


def _marked(item: Property, country: str | None) -> Iterator[tuple[Hashable, Property]]:
    """Yield what this property says, comparable with a contact's values, and the property to write for it.

    Yields nothing for a property that cardscan does not model.
    """
    value: object = None
    if item.name == "TEL":
        yield from _marked_numbers(item, country)
    elif item.name == "EMAIL":
        yield from _marked_addresses(item)
    elif item.name == "N":
        value = name_of(item)
    elif item.name == "ADR":
        value = address_of(item)
    elif item.name in SOCIAL:
        value = social_of(item)
    elif item.name == "ORG":
        value = organization_of(item)
    elif item.name in ("TITLE", "URL"):
        value = one_line(unescaped(item.value)) or None
    elif item.name in BY_PROPERTY:
        value = plain_value_of(item) or None
    if value is not None:
        row = BY_PROPERTY.get(item.name)
        yield _mark_of(row.vcard if row else item.name, value), item


def _marked_numbers(item: Property, country: str | None) -> Iterator[tuple[Hashable, Property]]:
    """Yield each number of the property; unchanged only if every program can read it that way."""
    phones = phones_of(item, country)
    abroad = phones_of(item, None)
    for number, phone in enumerate(phones):
        said = item
        if len(phones) > 1 or (phone.e164 and phone.e164 != abroad[0].e164):
            said = dataclasses.replace(item, value=text(in_full(phone)), group="" if number else item.group)
        yield _mark_of("TEL", phone), said


def _marked_addresses(item: Property) -> Iterator[tuple[Hashable, Property]]:
    """Yield each e-mail address of the property, without a name beside it."""
    for number, address in enumerate(emails_of(item)):
        said = item
        if unescaped(item.value).strip() != address:
            said = dataclasses.replace(item, value=text(address), group="" if number else item.group)
        yield _mark_of("EMAIL", address), said


def _types(item: Property) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, values) for name, values in item.parameters if name == "TYPE")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _line(item: Property, version: str) -> str:
    value = without_controls(item.value).replace("\n", "\\n")
    parameters = [(name, values) for name, values in item.parameters if not (name == "LABEL" and version == "3.0")]
    pictures = item.name in ("PHOTO", "LOGO", "SOUND", "KEY")
    if pictures and version == "4.0" and "b" in item.all_of("ENCODING"):
        kind = next((part for part in item.types if part in ("PNG", "GIF", "JPEG")), "JPEG").lower()
        value = f"data:image/{kind};base64,{value}" if item.name in ("PHOTO", "LOGO") else f"data:;base64,{value}"
        parameters = [(name, values) for name, values in parameters if name not in ("ENCODING", "TYPE", "VALUE")]
    elif pictures and version == "3.0" and (found := re.match(r"data:(?:\w+/([\w+-]+))?;base64,", value)):
        value = value[found.end() :]
        parameters = [("ENCODING", ("b",)), ("TYPE", ((found[1] or "JPEG").upper(),))]
    elif item.name == "TEL" and version == "3.0" and value.casefold().startswith("tel:"):
        value = value[4:].replace(";ext=", " ext. ")
        parameters = [(name, values) for name, values in parameters if name != "VALUE"]
    elif item.name == "URL":
        value = url_value(unescaped(value), version)
    elif item.name in URIS:
        value = value.replace("\\n", "")
    group = re.sub(r"[^A-Za-z0-9-]", "", item.group)
    name = re.sub(r"[^A-Z0-9-]", "", item.name) or "X-UNNAMED"
    if name in _MADE:  # only after the other characters were taken out is it one of these names
        name = f"X-{name}"
    parameters = [(re.sub(r"[^A-Za-z0-9-]", "", key) or "X-UNNAMED", values) for key, values in parameters]
    written = "".join(f";{key}={','.join(_parameter(part, version) for part in parts)}" for key, parts in parameters)
    return f"{group + '.' if group else ''}{name}{written}:{value}"


def _parameter(value: str, version: str) -> str:
    """Return a parameter's value, quoted if necessary, so that it can never end the parameter early."""
    value = without_controls(value)
    if version == "4.0":  # RFC 6868
        value = value.replace("^", "^^").replace('"', "^'").replace("\n", "^n")
    value = value.replace('"', "'").replace("\n", " ")
    return f'"{value}"' if re.search("[:;,]", value) else value
