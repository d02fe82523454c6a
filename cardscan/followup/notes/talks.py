"""Understand what a clause says was talked about: "great chat about dams", "über Dämme gesprochen", "topic: dams"."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.patterns import is_person
from cardscan.followup.notes.units import Unit
from cardscan.model.encounter import TalkDepth

MAX_TOPIC_WORDS = 14
# Unknown words that may stand before "chat" ("a splendid chat") and between it and "about" ("in the lift").
MAX_STRANGE, MAX_BETWEEN = 2, 4
_TALKING, _DISCUSSING = "talk", "discuss"
_OPENING = frozenset(("lead", "and_", "adverb", "i", "we", "me"))
_WITHIN = frozenset(("adverb", "amount", "few", "articles", "me", "lead"))
# What no topic holds: a third person, and what makes a clause unsure.
_FOREIGN = frozenset(("they", "them", "their", "negation", "condition", "hearsay", "irony"))


@dataclass(frozen=True, slots=True)
class Talk:
    """A topic, empty if only that they talked is said, and how much they talked."""

    topic: str
    depth: TalkDepth


def read_talk(clause: Clause, person: str) -> Talk | None:
    """Return what the clause says was talked about, or None if it does not say so for sure."""
    label = clause.words.label(clause.units)
    told = label is not None and label[0] == "topic"
    colon = told and label is not None and clause.units[label[1] - 1].key == ":"
    found = None if colon else _with_person(clause, person) or _verb_last(clause) or _opened(clause, person)
    if found or not told or label is None:
        return found
    topic = _topic(clause, label[1], len(clause.units))
    if not colon and any("remark" in unit.tags or unit.key.isdecimal() for unit in clause.words.units(topic)):
        return None
    return Talk(topic, TalkDepth.REAL_TALK) if topic else None


def _with_person(clause: Clause, person: str) -> Talk | None:
    """ "with Mia: dams"."""
    units = clause.units
    end = next((at for at, unit in enumerate(units[:6]) if unit.key == ":"), 0)
    if end < 2 or "along" not in units[0].tags or not all(_may_name(clause, unit, person) for unit in units[1:end]):
        return None
    topic = _topic(clause, end + 1, len(units))
    return Talk(topic, TalkDepth.REAL_TALK) if topic else None


def _opened(clause: Clause, person: str) -> Talk | None:
    """ "we had a long chat with her about X": all before X is known."""
    units = clause.units
    start = _opener(units)
    if start is None:
        return None
    at, few = start, any("few" in unit.tags for unit in units[:start])
    discussed = _DISCUSSING in units[at].kinds()
    if not _opens(units[at], units, at):
        discussed = True  # "40 minutes on dams"
        at += 1
    elif _theirs(units, at):
        return None
    else:
        at, more, about = _up_to_topic(clause, at + 1, person, discussed=discussed)
        discussed, few = discussed or about, few or more
    topic = _topic(clause, at, len(units)) if discussed else ""
    return Talk(topic, TalkDepth.FEW_WORDS if few else TalkDepth.REAL_TALK) if topic else None


def _opener(units: tuple[Unit, ...]) -> int | None:
    """Return where the word of talking stands, or an "about" after an amount; None if something else is before."""
    strange = 0
    for at, unit in enumerate(units):
        if _opens(unit, units, at):
            return at if strange == 0 or (strange <= MAX_STRANGE and "talk" in unit.tags) else None
        if unit.tags & (_OPENING | _WITHIN) or unit.kinds() & {"have"} or unit.key.isdecimal():
            continue
        if "about" in unit.tags and not strange and any(_measures(each) for each in units[:at]):
            return at
        if unit.known or not unit.key.isalpha():
            return None
        strange += 1
    return None


def _up_to_topic(clause: Clause, at: int, person: str, *, discussed: bool) -> tuple[int, bool, bool]:
    """Return where the topic may begin, and whether it was little and an "about" was there."""
    few = about = False
    strange = 0
    while at < len(clause.units):
        unit = clause.units[at]
        if unit.kinds() & {_DISCUSSING} and "past" in {part for _, part in unit.readings}:
            about, at = True, at + 1
            continue
        if "about" in unit.tags or unit.key == ":":
            return at + 1, few, True
        taken = _between(clause, at, person)
        if not taken and not (discussed or about) and not unit.known and unit.key.isalpha() and strange < MAX_BETWEEN:
            strange, taken = strange + 1, 1
        if not taken:
            break
        few = few or "few" in unit.tags
        at += taken
    return at, few, about


def _measures(unit: Unit) -> bool:
    return unit.key.isdecimal() or "few" in unit.tags


def _opens(unit: Unit, units: tuple[Unit, ...], at: int) -> bool:
    if "talk" in unit.tags and not (at + 1 < len(units) and units[at + 1].kinds() & {_TALKING}):
        return True
    parts = {part for verb, part in unit.readings if verb.kind in (_TALKING, _DISCUSSING)}
    infinitive_alone = parts == {"inf"} or (parts and parts <= {"inf", "they"})
    return bool(parts) and not infinitive_alone


def _theirs(units: tuple[Unit, ...], at: int) -> bool:
    """Whether somebody else is said to have talked: "he spoke about his boss"."""
    before = units[:at]
    if any(unit.tags & {"they", "them", "their"} for unit in before):
        return True
    parts = {part for verb, part in units[at].readings if verb.kind in (_TALKING, _DISCUSSING)}
    mine = any(unit.tags & {"i", "we"} for unit in before)
    third = any("they" in {part for _, part in unit.readings} and "i" not in {part for _, part in unit.readings}
                and unit.kinds() & {"have"} for unit in before)  # fmt: skip
    return not mine and (third or parts == {"they"})


def _between(clause: Clause, at: int, person: str) -> int:
    """Return how many units between "talked" and "about" are harmless here: "with Mia", "2 mins", "at length"."""
    units, unit = clause.units, clause.units[at]
    if unit.tags & {"them", "you"}:
        return 1
    if "along" in unit.tags and at + 1 < len(units):
        after, taken = units[at + 1], 1
        if "articles" in after.tags and at + 2 < len(units):
            after, taken = units[at + 2], 2
        if after.tags & {"them", "you", "me", "they"}:
            return taken + 1
        named = 0
        while at + taken + named < len(units) and _may_name(clause, units[at + taken + named], person):
            named += 1
        return taken + named if named else 0
    if unit.tags & _WITHIN or unit.key.isdecimal() or "talk" in unit.tags or unit.kinds() & {_TALKING}:
        return 1
    return 0


def _may_name(clause: Clause, unit: Unit, person: str) -> bool:
    word = clause.text[unit.start : unit.end]
    if unit.known and not is_person(word, person):
        return False
    return is_person(word, person) or (not person and word[:1].isupper())


def _verb_last(clause: Clause) -> Talk | None:
    """ "wir haben lange über X gesprochen": the verb stands at the end."""
    units = clause.units
    if len(units) < 2 or not (clause.words.words.verb_last or _DISCUSSING in units[-1].kinds()):
        return None
    last = units[-1]
    parts = {part for verb, part in last.readings if verb.kind in (_TALKING, _DISCUSSING)}
    if "past" not in parts and "talk" not in last.tags:
        return None
    at, few = 0, False
    while at < len(units) - 1:
        unit = units[at]
        few = few or "few" in unit.tags
        if "about" in unit.tags:
            at += 1
            break
        if not (unit.tags & (_OPENING | _WITHIN | {"you"}) or unit.kinds() & {"have"} or unit.key.isdecimal()):
            if _DISCUSSING in last.kinds():
                break
            return None
        at += 1
    if _theirs(units[: at + 1], min(at, len(units) - 1)):
        return None
    topic = _topic(clause, at, len(units) - 1)
    return Talk(topic, TalkDepth.FEW_WORDS if few else TalkDepth.REAL_TALK) if topic else None


def _topic(clause: Clause, start: int, end: int) -> str:
    """Return the topic between two units, cut before what does not belong to it; empty if it is none for sure."""
    units = clause.units
    told = start < end and "whether" in units[start].tags and units[start].key != "if"
    end = _cut(units, start, end, told=told)
    if end - start > 2 and "along" in units[end - 2].tags and units[end - 1].tags & {"them", "they", "me"}:
        end -= 2
    while end > start and (
        units[end - 1].tags & {"adverb", "and_", "lead", "about"} or not units[end - 1].key[0].isalnum()
    ):
        end -= 1
    while start < end and (units[start].tags & {"adverb", "that"} or units[start].key == ":"):
        start += 1
    inside = units[start:end]
    if not inside or len(inside) > MAX_TOPIC_WORDS or any(unit.tags & _FOREIGN for unit in inside):
        return ""
    if not told and any(_says(unit) for unit in inside):
        return ""
    if all("remark" in unit.tags or unit.tags & {"articles", "amount", "me", "you"} for unit in inside):
        return "" if len(inside) == 1 and not clause.text[inside[0].start].isalpha() else _text(clause, start, end)
    return _text(clause, start, end)


def _text(clause: Clause, start: int, end: int) -> str:
    words = clause.part(start, end)
    return words if any(char.isalpha() for char in words) else ""


def _cut(units: tuple[Unit, ...], start: int, end: int, *, told: bool) -> int:
    """Return where the topic ends: at a comma that is no list's, before a reason, and before what is theirs."""
    last_and = max((at for at in range(start, end) if "and_" in units[at].tags), default=-1)
    for at in range(start + 1, end):
        unit = units[at]
        if unit.key in ("→", ":") or (unit.key == "," and at > last_and):
            return at
        if "because" in unit.tags and not told and "about" not in unit.tags and not unit.tags & {"and_", "articles"}:
            return at
        if "and_" in unit.tags and any(each.tags & _FOREIGN for each in units[at:end]):
            return at
    return end


def _says(unit: Unit) -> bool:
    """Whether a word can be nothing but the verb of a sentence."""
    parts = {part for _, part in unit.readings}
    return bool(unit.kinds() & {"be"}) and "inf" not in parts and "past" not in parts
