"""Build the fields of a person's page: every value with its evidence and its place on the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cardscan.model.contact import ValueOrigin
from cardscan.model.field_kinds import BY_PAGE
from cardscan.model.reading import PhoneType
from cardscan.store import ContactHistory, StoredCard, StoredValue, ValueKind
from cardscan.workflows.review.words import (
    LABELS,
    LIKELY,
    Mark,
    confidence_words,
    doubtful_marks,
    host_warning,
    link_warning,
    shown,
)

# Fields in the order in which a person checks them; these kinds get an empty input if they have no value.
_ALWAYS = (ValueKind.NAME, ValueKind.ORGANIZATION, ValueKind.TITLE, ValueKind.EMAIL, ValueKind.PHONE)
_ORDER = tuple(ValueKind(row.kind) for row in BY_PAGE)
WARNINGS = {ValueKind.EMAIL: host_warning, ValueKind.URL: link_warning}
MAX_ALTERNATIVES = 4
# Margin around the words, in parts of the box's height: a line or two of context shows where they are on the card.
_MARGIN = 0.35


@dataclass(frozen=True, slots=True)
class FieldView:
    """One value and its input on the page.

    Attributes:
        key: Unique on the page: "email-0".
        box: left, top, width, height in px of the stored picture; None if the value came from elsewhere.
        crop: The box with a margin, for the enlarged piece of the picture.
        alternatives: At most four other values; keys 1 to 4 choose them.
        warning: What is suspicious about the address.
        use: What a phone is for: "work", "mobile"; empty for other kinds.
        typed: Text and use in the inputs that are not stored yet; None if the inputs show what is stored.
    """

    key: str
    kind: ValueKind
    index: int
    label: str
    text: str
    confidence: str
    marks: tuple[Mark, ...] = ()
    doubtful: bool = False
    human: bool = False
    reasons: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    box: tuple[int, int, int, int] | None = None
    crop: tuple[int, int, int, int] | None = None
    warning: str = ""
    use: str = ""
    typed: tuple[str, str] | None = None


def picture_size(jpeg: bytes) -> tuple[int, int] | None:
    """Return (width, height) in px from the JPEG's frame header; None if it has none."""
    at = 2
    while at + 9 < len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(jpeg[at + 7 : at + 9], "big"), int.from_bytes(jpeg[at + 5 : at + 7], "big")
        at += 2 + length
    return None


def current_values(history: ContactHistory, kind: ValueKind) -> list[Any]:
    """Return the current values of a kind, in the order of the page."""
    return [value.value for value in _holding(history, kind)]


def _holding(history: ContactHistory, kind: ValueKind) -> list[StoredValue]:
    values = [value for value in history.values if value.kind is kind and not value.withdrawn]
    human = [value for value in values if value.origin is ValueOrigin.HUMAN]
    found: dict[str, StoredValue] = {}
    for value in human + [value for value in values if value.origin is not ValueOrigin.HUMAN]:
        found.setdefault(shown(kind, value.value).casefold(), value)
    listed = list(found.values())
    return listed[:1] if kind in (ValueKind.NAME, ValueKind.ORGANIZATION) else listed


def fields_of(
    history: ContactHistory, size: tuple[int, int] | None, typed: Mapping[str, tuple[str, str]] | None = None
) -> list[FieldView]:
    """Return all fields in the order of the page.

    Args:
        typed: Contents of inputs that are not stored, by key.
    """
    read = history.cards[-1].reading.get("fields", []) if history.cards else []
    scale = _scale(history.cards[-1] if history.cards else None, size)
    views: list[FieldView] = []
    for kind in _ORDER:
        holding = _holding(history, kind)
        views += [_field(kind, index, value, read, scale, size) for index, value in enumerate(holding)]
        if not holding and kind in _ALWAYS:
            views.append(_empty(kind))
    unsaved = typed or {}
    return [
        replace(view, typed=unsaved[view.key]) if unsaved.get(view.key, (view.text, view.use)) != (view.text, view.use)
        else view for view in views
    ]  # fmt: skip


def _empty(kind: ValueKind) -> FieldView:
    use = PhoneType.WORK.value if kind is ValueKind.PHONE else ""
    return FieldView(f"{kind}-0", kind, 0, LABELS[kind], "", "not read", use=use)


def _field(
    kind: ValueKind,
    index: int,
    value: StoredValue,
    read: list[dict[str, Any]],
    scale: float,
    size: tuple[int, int] | None,
) -> FieldView:
    text = shown(kind, value.value)
    spellings = _spellings(value.value)
    evidence = next(
        (
            item
            for item in read
            if item["kind"] == kind.value and ({item["value"].casefold(), item["raw"].casefold()} & spellings)
        ),
        {},
    )
    human = value.origin is ValueOrigin.HUMAN
    said = [item["value"] for item in evidence.get("alternatives", ())]
    options = [option for option in said if option.casefold() != text.casefold()]
    box = tuple(round(edge * scale) for edge in evidence["box"]) if evidence.get("box") and size else None
    return FieldView(
        key=f"{kind}-{index}",
        kind=kind,
        index=index,
        label=LABELS[kind],
        text=text,
        marks=tuple(doubtful_marks(text, options)) if not human else (),
        confidence="you said so" if human else confidence_words(value.confidence),
        doubtful=not human and value.confidence < LIKELY,
        human=human,
        reasons=tuple(evidence.get("reasons", ())),
        alternatives=tuple(options[:MAX_ALTERNATIVES]) if not human else (),
        box=box,
        crop=_with_margin(box, size) if box and size else None,
        warning=WARNINGS[kind](text) if kind in WARNINGS else "",
        use=value.value["type"] if kind is ValueKind.PHONE else "",
    )


def _spellings(value: Any) -> set[str]:
    texts = [value] if isinstance(value, str) else [item for item in value.values() if isinstance(item, str)]
    return {text.casefold() for text in texts}


def _scale(card: StoredCard | None, size: tuple[int, int] | None) -> float:
    """Return the factor from px of the card image, which boxes use, to px of the stored picture, never larger."""
    if card is None or not size:
        return 1.0
    whole = card.reading.get("size")
    if whole:
        return float(size[0] / whole[0])
    boxes = [item["box"] for item in card.reading.get("fields", []) if item.get("box")]  # stored by an older version
    widest = max((box[0] + box[2] for box in boxes), default=1)
    tallest = max((box[1] + box[3] for box in boxes), default=1)
    return min(1.0, size[0] / widest, size[1] / tallest)


def _with_margin(box: tuple[int, ...], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, width, height = box
    margin = round(height * _MARGIN) + 2
    x, y = max(0, left - margin), max(0, top - margin)
    return x, y, min(size[0] - x, width + 2 * margin), min(size[1] - y, height + 2 * margin)
