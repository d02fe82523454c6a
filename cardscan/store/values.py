"""Split a contact's details into stored values, and rebuild the details from them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, TypeVar

from cardscan.model.contact import ValueOrigin
from cardscan.model.field_kinds import ROWS
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
from cardscan.store.employments import without_former
from cardscan.store.records import StoredValue, ValueKind

_Item = TypeVar("_Item")

_FIELD_KINDS = {kind: FieldKind(kind.value) for kind in ValueKind if kind.value in {f.value for f in FieldKind}}

# For a value that no field supports (an imported one, an unassigned line): neither trusted nor distrusted.
UNEXPLAINED_CONFIDENCE = 0.5


def take_apart(details: ContactDetails) -> list[tuple[ValueKind, Any]]:
    """Return every value with its kind, most important first, as plain JSON."""
    parts: list[tuple[ValueKind, Any]] = []
    for row in ROWS:
        held = getattr(details, row.attribute)
        values = held if row.many else [held] if held else []
        parts += [(ValueKind(row.kind), value if isinstance(value, str) else _plain(value)) for value in values]
    return parts


def put_together(values: Iterable[StoredValue]) -> ContactDetails:
    """Return the current details: a person's values before all others, then the newest card's.

    Values that a person withdrew are left out wherever else they were read, and so are titles and departments of a
    former job; equal values appear once.
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
    held: dict[str, Any] = {}
    for row in ROWS:
        kind = ValueKind(row.kind)
        built = [_BUILT[kind](value) if kind in _BUILT else value for value in found[kind][: None if row.many else 1]]
        held[row.attribute] = tuple(built) if row.many else next(iter(built), None)
    return ContactDetails(**held)


def value_key(kind: ValueKind, value: Any) -> str:
    """Return the key under which two values of one kind count as equal, however they are written."""
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
    """Return the origin and confidence of a reading's value, from the reading's fields.

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
    """Return the sort key: a person's values first, doubtful ones last, newest first in between, code before print."""
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
    """Build a dataclass from its stored dictionary, ignoring keys that this version does not know."""
    known = _field_names(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{key: item for key, item in value.items() if key in known})


@lru_cache
def _field_names(kind: type[Any]) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(kind))


def name_to_store(name: PersonName) -> dict[str, Any]:
    """Return the name as a value of the kind NAME."""
    return _plain(name)


def stored_name(value: dict[str, Any]) -> PersonName:
    """Return the name in a value of the kind NAME."""
    return _built(PersonName, {**value, "post_nominals": tuple(value.get("post_nominals") or ())})


def _phone(value: dict[str, Any]) -> Phone:
    return _built(Phone, {**value, "type": PhoneType(value["type"])})


# Kinds whose values are more than plain text.
_BUILT: dict[ValueKind, Callable[[Any], Any]] = {
    ValueKind.NAME: stored_name,
    ValueKind.PHONE: _phone,
    ValueKind.SOCIAL: partial(_built, SocialHandle),
    ValueKind.ADDRESS: partial(_built, Address),
}
