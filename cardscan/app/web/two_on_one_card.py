"""Divide the values of one card between the two people on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.field_kinds import BY_PAGE
from cardscan.store import ContactHistory, ValueKind
from cardscan.workflows.review.fields import current_values
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import LABELS, shown

# More values than any card has.
MAX_SHARED = 200
FIRST, SECOND, BOTH = "first", "second", "both"
# Shorter words are initials and particles.
_WORD_CHARS = 4
# Kinds that two people on one card share unless a person says otherwise.
_COMMON = (ValueKind.ORGANIZATION, ValueKind.DEPARTMENT, ValueKind.URL, ValueKind.ADDRESS)
_OWN = [ValueKind(row.kind) for row in BY_PAGE if row.own and row.many and row.kind != ValueKind.OTHER_NAME]
_SHARED = (*_OWN, *_COMMON)
_ANSWER = re.compile(rf"([a-z_]+)-(\d{{1,3}}):({FIRST}|{SECOND}|{BOTH})")


@dataclass(frozen=True, slots=True)
class Shareable:
    """One value that may belong to the first person, the second, or both.

    Attributes:
        key: Key of the field, such as "email-0".
        usual: The choice unless a person says otherwise.
    """

    key: str
    label: str
    text: str
    usual: str


def shareable(history: ContactHistory) -> tuple[Shareable, ...]:
    """Return all values to be divided; the name stays with the first person."""
    found = []
    for kind in _SHARED:
        for index, value in enumerate(current_values(history, kind)):
            text = shown(kind, value)
            usual = BOTH if kind in _COMMON else SECOND if _names_second(history, text) else FIRST
            found.append(Shareable(f"{kind}-{index}", LABELS[kind], text, usual))
    return tuple(found)


def _names_second(history: ContactHistory, text: str) -> bool:
    """Whether an e-mail address has a word of the card's other name, and none of the first person's."""
    details = history.contact.details
    local = text.partition("@")[0].casefold() if "@" in text else ""
    first = _words(details.name.full if details.name else "")
    second = _words(" ".join(details.other_names)) - first
    return any(word in local for word in second) and not any(word in local for word in first - second)


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.casefold()) if len(word) >= _WORD_CHARS}


def shared_out(
    history: ContactHistory, name: str, whose: Sequence[str]
) -> tuple[dict[ValueKind, list[Any]], dict[ValueKind, list[Any]]]:
    """Return (all values of the second person, what the first keeps of the kinds that lost something).

    Args:
        name: The second person's name, as it was typed.
        whose: Answers such as "email-0:second"; a value without an answer gets its usual choice.
    Raises:
        UsageError: An answer is invalid.
    """
    answers: dict[str, str] = {item.key: item.usual for item in shareable(history)}
    for answer in whose:
        found = _ANSWER.fullmatch(answer)
        if found is None:
            raise UsageError("a value is the first person's, the second's, or both people's")
        if f"{found[1]}-{found[2]}" in answers:
            answers[f"{found[1]}-{found[2]}"] = found[3]
    second = typed(ValueKind.NAME, name, None, country=history.contact.country)
    theirs: dict[ValueKind, list[Any]] = {ValueKind.NAME: [second] if second else []}
    kept: dict[ValueKind, list[Any]] = {}
    for kind in _SHARED:
        values = current_values(history, kind)
        said = [answers[f"{kind}-{index}"] for index in range(len(values))]
        theirs[kind] = [value for value, who in zip(values, said, strict=True) if who != FIRST]
        if SECOND in said:
            kept[kind] = [value for value, who in zip(values, said, strict=True) if who != SECOND]
    others = current_values(history, ValueKind.OTHER_NAME)
    if second and any(_same(other, second["full"]) for other in others):
        kept[ValueKind.OTHER_NAME] = [other for other in others if not _same(other, second["full"])]
    return theirs, kept


def _same(other: Any, name: str) -> bool:
    return shown(ValueKind.OTHER_NAME, other).casefold() == name.casefold()
