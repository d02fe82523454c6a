"""Write contacts as JSContact (RFC 9553); properties that only vCard has go into vCardProps (RFC 9555, 2.15)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from cardscan.contacts.formats.social import address_of
from cardscan.contacts.formats.vcard import leftovers
from cardscan.contacts.formats.vcard_lines import unescaped
from cardscan.contacts.formats.vcard_text import uri
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact
from cardscan.model.field_kinds import BY_PROPERTY
from cardscan.model.reading import Address, PersonName, Phone, PhoneType

_FEATURES = {PhoneType.MOBILE: "mobile", PhoneType.FAX: "fax"}


def card(
    contact: Contact,
    *,
    kept: Sequence[Property] = (),
    notes: Sequence[str] = (),
    categories: Sequence[str] = (),
    photo_jpeg: bytes | None = None,
) -> dict[str, Any]:
    """Return the contact as a Card object without empty properties.

    Args:
        kept: Properties that the contact was imported with.
        notes: Notes besides the card lines that fit no field; pass talks only if the user asked for them.
    """
    details = contact.details
    firm = details.name is None and details.organization is not None
    said = [*notes, *(unescaped(item.value) for item in kept if item.name == "NOTE"), *leftovers(details)]
    portrait = next((item for item in kept if item.name == "PHOTO"), None)
    photo = f"data:image/jpeg;base64,{base64.b64encode(photo_jpeg).decode()}" if photo_jpeg else ""
    if portrait:  # an imported portrait says more than the picture of the card
        encoded = "b" in portrait.all_of("ENCODING")
        photo = f"data:image/jpeg;base64,{portrait.value}" if encoded else portrait.value
    result: dict[str, Any] = {
        "@type": "Card",
        "version": "1.0",
        "uid": contact.uid,
        "kind": "org" if firm else "individual",
        "prodId": "-//cardscan//cardscan//EN",
        "updated": contact.revised.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": contact.language,
        "name": _name(details.name) if details.name else {"full": contact.display_name},
        "organizations": _organization(details.organization, details.departments),
        "titles": _numbered("t", [{"name": title, "kind": "title"} for title in details.titles]),
        "emails": _numbered("e", [{"address": email} for email in details.emails]),
        "phones": _numbered("p", [_phone(phone) for phone in details.phones]),
        "addresses": _numbered("a", [_address(address) for address in details.addresses]),
        "links": _numbered("l", [{"uri": uri(url)} for url in details.urls]),
        "onlineServices": _numbered(
            "s",
            [
                {"service": profile.service, "user": profile.handle} | _not_empty({"uri": address_of(profile).url})
                for profile in details.social
            ],
        ),
        # RFC 9553, 2.2.4.
        "speakToAs": _not_empty({"pronouns": _numbered("k", [{"pronouns": said} for said in details.pronouns])}),
        "keywords": dict.fromkeys(categories, True),
        "notes": _numbered("n", [{"note": note} for note in said]),
        "media": _numbered("m", [{"kind": "photo", "uri": photo}] if photo else []),
        "vCardProps": [_property(item) for item in kept if item.name not in _IN_DETAILS],
    }
    return _not_empty(result)


def _not_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", {}, [])}


def _numbered(letter: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {f"{letter}{number}": item for number, item in enumerate(items, 1)}


def _name(name: PersonName) -> dict[str, Any]:
    parts = [("title", name.honorific), ("given", name.given), ("surname", name.family), ("generation", name.suffix)]
    parts += [("credential", title) for title in name.post_nominals]
    found: dict[str, Any] = {"full": name.full}
    if components := [{"kind": kind, "value": value} for kind, value in parts if value]:
        found |= {"components": components, "isOrdered": False}
    if name.other_script:
        found["full"] = f"{name.full} ({name.other_script})"
    return found


def _organization(organization: str | None, departments: Sequence[str]) -> dict[str, Any]:
    units = {"units": [{"name": unit} for unit in departments]} if departments else {}
    named = {"name": organization} if organization else {}
    return {"o1": named | units} if named or units else {}


def _phone(phone: Phone) -> dict[str, Any]:
    number = f"tel:{phone.e164}{f';ext={phone.extension}' if phone.extension else ''}" if phone.e164 else phone.printed
    context = {PhoneType.HOME: "private", PhoneType.OTHER: "", PhoneType.MOBILE: ""}.get(phone.type, "work")
    found: dict[str, Any] = {"number": number, "features": {_FEATURES.get(phone.type, "voice"): True}}
    if phone.type is PhoneType.TOLL_FREE:
        found["label"] = "toll-free"
    return found | ({"contexts": {context: True}} if context else {})


def _address(address: Address) -> dict[str, Any]:
    parts = (
        ("name", address.street),
        ("locality", address.city),
        ("region", address.region),
        ("postcode", address.postal_code),
    )
    components = [{"kind": kind, "value": value} for kind, value in parts if value]
    return _not_empty({"full": address.printed, "components": components, "countryCode": address.country})


def _property(item: Property) -> list[Any]:
    """Return the property as jCard (RFC 7095) writes it."""
    parameters: dict[str, Any] = {
        name.lower(): values[0] if len(values) == 1 else list(values) for name, values in item.parameters if values
    }
    return [item.name.lower(), parameters | ({"group": item.group} if item.group else {}), "unknown", item.value]


_IN_DETAILS = frozenset(
    {"NOTE", "PHOTO", "FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "ADR", "URL", "X-SOCIALPROFILE", "IMPP", *BY_PROPERTY}
)
