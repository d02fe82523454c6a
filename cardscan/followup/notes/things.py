"""Take a thing out of a clause as a letter may name it: "the link to the mill", "your draft chapter"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.units import Unit

MAX_THING_WORDS, MIN_NUMBERED = 14, 2
_FOREIGN = frozenset(("they", "them", "negation", "condition", "hearsay", "irony"))
# A thing does not end with them: they are left over from a day or a person.
_OPEN = frozenset(("to", "about", "along", "articles", "to_do"))
_EDGE = frozenset(("adverb", "and_", "lead", "that", "harmless", "maybe"))


def things(clause: Clause, left: Sequence[int], *, parted: bool = True) -> list[str]:
    """Return the things that these units of a clause name, or none if one of them cannot stand in a letter.

    Args:
        left: Places of the units; what lies between the first and the last belongs to them.
        parted: Whether "the flyer + the list" are two things.
    """
    if not left:
        return []
    start, end = _narrowed(clause.units, left[0], left[-1] + 1)
    colon = max((at for at in range(start, end) if clause.units[at].key == ":"), default=-1)
    if colon > start:  # "two things: the map and the list"
        start = colon + 1
    numbered = _numbered(clause.units, start, end) if parted else []
    end = end if numbered else _cut(clause.units, start, end)
    start, end = _narrowed(clause.units, start, end)
    if not 0 < end - start <= MAX_THING_WORDS:
        return []
    spans = numbered or (_parted(clause.units, start, end, listed=colon > 0) if parted else [(start, end)])
    found = [_thing(clause, *span) for span in spans]
    return found if all(found) else []


def _narrowed(units: Sequence[Unit], start: int, end: int) -> tuple[int, int]:
    while end > start and (units[end - 1].tags & (_EDGE | _OPEN) or not _is_word(units[end - 1])):
        end -= 1
    while start < end and (units[start].tags & (_EDGE - {"adverb"}) or not _is_word(units[start])):
        start += 1
    return start, end


def _is_word(unit: Unit) -> bool:
    return unit.key[-1].isalnum() or unit.key[0].isalnum()


def _cut(units: Sequence[Unit], start: int, end: int) -> int:
    """A thing ends before a reason, a relative clause, a sign or a comma that is no list's."""
    last_and = max((at for at in range(start, end) if units[at].tags & {"and_"}), default=-1)
    for at in range(start + 1, end):
        unit = units[at]
        if unit.key in ("→", ":", "?") or (unit.key == "," and at > last_and):
            return at
        if "because" in unit.tags and not unit.tags & {"and_", "articles", "about"}:
            return at
    return end


def _numbered(units: Sequence[Unit], start: int, end: int) -> list[tuple[int, int]]:
    """Cut "1/ the map 2/ the list" before its numbers and leave these out; nothing if it is no such list."""
    places: list[int] = []
    for at in range(start, end):
        if units[at].key == str(len(places) + 1):
            places.append(at)
    if len(places) < MIN_NUMBERED or places[0] != start:
        return []
    return [(low + 1, high) for low, high in itertools.pairwise([*places, end])]


def _parted(units: Sequence[Unit], start: int, end: int, *, listed: bool) -> list[tuple[int, int]]:
    """Cut at "+", and at "and" or a comma where both sides begin with an article, or in a list after a colon."""
    with_article = "articles" in units[start].tags
    spans, low = [], start
    for at in range(start + 1, end):
        unit = units[at]
        alike = listed or (with_article and at + 1 < end and "articles" in units[at + 1].tags)
        joins = unit.key == "+" or (alike and (unit.key == "," or "and_" in unit.tags))
        if joins and low < at:
            spans.append((low, at))
            low = at + 1
    return [*spans, (low, end)]


def _says(unit: Unit) -> bool:
    """Whether a word is the verb of a sentence: "email is ..." is no thing."""
    parts = {part for verb, part in unit.readings if verb.kind in ("be", "have")}
    return bool(parts & {"i", "we", "they"}) and "inf" not in parts and not unit.tags & {"their", "articles", "about"}


def _thing(clause: Clause, start: int, end: int) -> str:
    """Return the text of one thing with "his" as "your"; empty if it speaks of them otherwise."""
    start, end = _narrowed(clause.units, start, end)
    inside = clause.units[start:end]
    if (
        not inside
        or "titles" in inside[0].tags
        or any(unit.tags & _FOREIGN and "their" not in unit.tags and "articles" not in unit.tags for unit in inside)
    ):
        return ""
    if all(unit.tags & {"articles", "you", "me", "i", "we"} for unit in inside):
        return ""
    if "whether" not in inside[0].tags and any(_says(unit) for unit in inside):
        return ""
    reader = clause.words.words.reader
    text, at = "", inside[0].start
    for place, unit in enumerate(inside):
        if "their" in unit.tags:
            if unit.key not in reader or place + 1 == len(inside):
                return ""
            if "them" in unit.tags and inside[place + 1].tags & {"to", "along"}:  # "introduce her to Ben"
                return ""
            text += clause.text[at : unit.start] + reader[unit.key]
            at = unit.end
    text += clause.text[at : inside[-1].end]
    return text.strip() if any(char.isalpha() for char in text) else ""
