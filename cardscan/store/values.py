"""A contact's details taken apart into stored values, and put together again from them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeVar

from cardscan.model.contact import ValueOrigin
from cardscan.model.reading import (
    Address,
    CardReading,
    ContactDetails,
    FieldKind,
    PersonName,
    Phone,
    PhoneType,
    SocialHandle,
)
from cardscan.store.jobs import without_former
from cardscan.store.records import StoredValue, ValueKind

_Item = TypeVar("_Item")

_FIELD_KINDS = {kind: FieldKind(kind.value) for kind in ValueKind if kind.value in {f.value for f in FieldKind}}

# For a value that no field explains (an imported one, a line left over): neither trusted nor distrusted.
UNEXPLAINED_CONFIDENCE = 0.5


def take_apart(details: ContactDetails) -> list[tuple[ValueKind, Any]]:
    """Every value with its kind, most important first, as plain JSON."""
    parts: list[tuple[ValueKind, Any]] = []
    if details.name:
        parts.append((ValueKind.NAME, _plain(details.name)))
    if details.organization:
        parts.append((ValueKind.ORGANIZATION, details.organization))
    parts += [(ValueKind.TITLE, value) for value in details.titles]
    parts += [(ValueKind.DEPARTMENT, value) for value in details.departments]
    parts += [(ValueKind.PHONE, _plain(value)) for value in details.phones]
    parts += [(ValueKind.EMAIL, value) for value in details.emails]
    parts += [(ValueKind.URL, value) for value in details.urls]
    parts += [(ValueKind.SOCIAL, _plain(value)) for value in details.social]
    parts += [(ValueKind.ADDRESS, _plain(value)) for value in details.addresses]
    parts += [(ValueKind.OTHER_NAME, value) for value in details.other_names]
    parts += [(ValueKind.UNASSIGNED, value) for value in details.unassigned]
    return parts


def put_together(values: Iterable[StoredValue]) -> ContactDetails:
    """The details that hold now: a person's values before all others, then the newest card's.

    Values that a person withdrew are left out, wherever else they were read, and so are titles and departments of
    a job that was given up; equal ones are named once.
    """
    found: dict[ValueKind, list[Any]] = {kind: [] for kind in ValueKind}
    seen: set[tuple[ValueKind, str]] = set()
    every = list(values)
    wrong = {(v.kind, value_key(v.kind, v.value)) for v in every if v.withdrawn}
    for stored in sorted(without_former([v for v in every if not v.withdrawn]), key=_precedence):
        mark = (stored.kind, value_key(stored.kind, stored.value))
        if mark not in seen and (mark not in wrong or stored.origin is ValueOrigin.HUMAN):
            seen.add(mark)
            found[stored.kind].append(stored.value)
    name = next(iter(found[ValueKind.NAME]), None)
    return ContactDetails(
        name=stored_name(name) if name else None,
        organization=next(iter(found[ValueKind.ORGANIZATION]), None),
        titles=tuple(found[ValueKind.TITLE]),
        departments=tuple(found[ValueKind.DEPARTMENT]),
        phones=tuple(_phone(value) for value in found[ValueKind.PHONE]),
        emails=tuple(found[ValueKind.EMAIL]),
        urls=tuple(found[ValueKind.URL]),
        social=tuple(_built(SocialHandle, value) for value in found[ValueKind.SOCIAL]),
        addresses=tuple(_built(Address, value) for value in found[ValueKind.ADDRESS]),
        other_names=tuple(found[ValueKind.OTHER_NAME]),
        unassigned=tuple(found[ValueKind.UNASSIGNED]),
    )


def value_key(kind: ValueKind, value: Any) -> str:
    """What makes two values of one kind the same one, however they are written."""
    match kind:
        case ValueKind.PHONE:
            number = value.get("e164") or re.sub(r"\D", "", value["printed"]) or value["printed"]
            return f"{number};{value['extension']}" if value.get("extension") else str(number)
        case ValueKind.NAME:
            return _squeezed(f"{value['full']} {value.get('suffix') or ''}")
        case ValueKind.ADDRESS:
            return re.sub(r"[\W_]+", " ", value["printed"].casefold()).strip() or value["printed"]
        case ValueKind.SOCIAL:
            return _squeezed(f"{value['service']}:{value['handle']}")
        case ValueKind.URL:
            return re.sub(r"^https?://(www\.)?|/+$", "", _squeezed(value))
        case _:
            return _squeezed(str(value))


def evidence(reading: CardReading, kind: ValueKind, value: Any) -> tuple[ValueOrigin, float]:
    """Where a value of a reading came from and how sure it is, by the reading's fields.

    A field without a box came from a code on the card.
    """
    wanted = _FIELD_KINDS.get(kind)
    spellings = {
        _squeezed(text) for text in ([value] if isinstance(value, str) else value.values()) if isinstance(text, str)
    }
    for item in reading.fields:
        if item.kind is wanted and (_squeezed(item.value) in spellings or _squeezed(item.raw) in spellings):
            return (ValueOrigin.CARD if item.box else ValueOrigin.QR), item.confidence
    return ValueOrigin.CARD, UNEXPLAINED_CONFIDENCE


def _precedence(stored: StoredValue) -> tuple[bool, bool, float, bool, int]:
    """Sorts a person's values first, doubtful ones last, newest first in between, a code before the print."""
    return (
        stored.origin is not ValueOrigin.HUMAN,
        stored.confidence < UNEXPLAINED_CONFIDENCE,
        -stored.created_at.timestamp(),
        stored.origin is not ValueOrigin.QR,
        stored.position,
    )


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(value: Any) -> dict[str, Any]:
    return {key: list(item) if isinstance(item, tuple) else item for key, item in dataclasses.asdict(value).items()}


def _built(kind: type[_Item], value: dict[str, Any]) -> _Item:
    """A dataclass from its stored dictionary; keys that this version does not know are left out."""
    known = _field_names(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{key: item for key, item in value.items() if key in known})


@lru_cache
def _field_names(kind: type[Any]) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(kind))


def name_to_store(name: PersonName) -> dict[str, Any]:
    """As a value of the kind NAME."""
    return _plain(name)


def stored_name(value: dict[str, Any]) -> PersonName:
    """The name in a value of the kind NAME."""
    return _built(PersonName, {**value, "post_nominals": tuple(value.get("post_nominals") or ())})


def _phone(value: dict[str, Any]) -> Phone:
    return _built(Phone, {**value, "type": PhoneType(value["type"])})
