"""Understand who of the two will do what: my promise, theirs, what they ask for, and what both will do next.

All words of the clause have to be explained: the subject, the verb, whom it is done to, and one thing in one piece.
What is left unexplained, already done, or done by somebody else is no promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.lexicon import Lexicon, Unit, Verb
from cardscan.followup.notes.patterns import is_person
from cardscan.followup.notes.things import things

Whose = Literal["mine", "theirs", "asks", "next"]
_LINKING = frozenset(("say", "promise", "want", "will", "must", "owe", "have"))
_DOING = frozenset(("send", "give", "do", "meet", "discuss", "talk"))
_IDLE = frozenset(("lead", "and_", "adverb", "that", "maybe", "harmless", "can"))


@dataclass(frozen=True, slots=True)
class Action:
    """What one of the two does or asks for; the text is as a letter may take it up."""

    whose: Whose
    what: str


@dataclass(slots=True)
class _Seen:
    """What was found so far on the way through a clause."""

    subject: str = ""
    frames: list[str] = field(default_factory=list)
    verb: Verb | None = None
    parts: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    particle: int = -1
    frame_parts: set[str] = field(default_factory=set)
    asked: int = -1

    @property
    def wants(self) -> bool:
        return "want" in self.frames

    @property
    def promises(self) -> bool:
        return bool({"promise", "owe"} & set(self.frames))


def read_actions(clause: Clause, person: str, *, dated: bool = False) -> list[Action]:
    """Return what the clause says will be done or is asked for; nothing if it does not say so for sure.

    Args:
        person: Name of the one who was met.
        dated: Whether a day was named.
    """
    found = _labelled(clause) or _arrow(clause, person) or _told(clause, person, dated=dated)
    unsure = any("maybe" in unit.tags for unit in clause.units)
    return [action for action in found if action.whose in ("asks", "next") or not unsure]


def _labelled(clause: Clause) -> list[Action]:
    label = clause.words.label(clause.units)
    whose: dict[str, Whose] = {"mine": "mine", "theirs": "theirs", "next": "next"}
    if not label or label[0] not in whose:
        return []
    kind, start = whose[label[0]], label[1]
    if kind == "next":
        rest = clause.part(start, len(clause.units)).strip(" .!?")
        return [Action("next", rest)] if rest and not _third(clause.units[start:]) else []
    rest = Clause(clause.part(start, len(clause.units)), (), clause.words, clause.sentence)
    units = clause.words.units(rest.text)
    inner = Clause(rest.text, tuple(units), clause.words, clause.sentence)
    told = [each for each in _told(inner, "", dated=True) if each.whose == kind]
    return told or [Action(kind, thing) for thing in things(inner, range(len(units)))]


def _third(units: Sequence[Unit]) -> bool:
    return any(unit.tags & {"them", "they", "their", "negation", "hearsay", "condition"} for unit in units)


def _arrow(clause: Clause, person: str) -> list[Action]:
    """ "slides -> her": the arrow points to who gets them."""
    at = next((at for at, unit in enumerate(clause.units) if unit.key == "→"), 0)
    if not at or at + 1 >= len(clause.units):
        return []
    after = clause.units[at + 1]
    if after.tags & {"them"} or is_person(clause.text[after.start : after.end], person):
        whose: Whose = "mine"
    elif after.tags & {"me"}:
        whose = "theirs"
    else:
        return []
    rest = clause.units[at + 2 :]
    if any(not (unit.tags & _IDLE or unit.key == ",") for unit in rest):
        return []
    return [Action(whose, thing) for thing in things(clause, range(at))]


def _told(clause: Clause, person: str, *, dated: bool) -> list[Action]:
    seen = _Seen()
    for at, unit in enumerate(clause.units):
        _take(seen, clause, at, unit, person)
        if seen.asked >= 0:
            break
    whose = _whose(seen, clause, dated=dated)
    if whose is None or (whose == "theirs" and _habit(seen, clause, dated=dated)):
        return []
    if seen.asked >= 0:
        rest = clause.part(seen.asked, len(clause.units)).strip(" .?!")
        return [Action("asks", rest)] if whose == "asks" and rest and not _third(clause.units[seen.asked + 1 :]) else []
    return _said(seen, clause, whose)


def _take(seen: _Seen, clause: Clause, at: int, unit: Unit, person: str) -> None:
    """Add one more word to what was seen."""
    if seen.verb is None and not seen.left and _is_subject(unit, seen, clause, person):
        seen.subject = _subject(unit)
    elif seen.wants and seen.verb is None and not seen.left and "whether" in unit.tags and not unit.readings:
        seen.asked = at
    elif _is_object(unit, seen, clause, at):
        seen.objects |= unit.tags & {"me", "them", "you"}
    elif seen.verb is None and (verb := _verb(seen, clause, at)):
        seen.verb, seen.parts, seen.particle = verb
    elif at == seen.particle or _idle(seen, clause, at):
        pass
    elif seen.verb is not None and not seen.left and unit.tags & {"i", "we", "they"} and not seen.subject:
        seen.subject = _subject(unit)
    elif seen.verb is None and unit.kinds() & _LINKING and _links(seen, unit, clause, at):
        readings = _fitting(seen, unit)
        seen.frames += sorted({verb.kind for verb, _ in readings})
        if not _person_of(seen.frame_parts):
            seen.frame_parts = {part for _, part in readings}
    elif "to" in unit.tags and at + 1 < len(clause.units) and _person_after(clause, at, person):
        seen.objects.add("them")
    elif is_person(clause.text[unit.start : unit.end], person) and _to_person(seen, clause, at):
        seen.objects.add("them")
    else:
        seen.left.append(at)


def _to_person(seen: _Seen, clause: Clause, at: int) -> bool:
    """Whether the name here is who it goes to: "send Mia the map", "the map to Mia"."""
    return bool(at) and ("to" in clause.units[at - 1].tags or (seen.verb is not None and not seen.left))


def _person_after(clause: Clause, at: int, person: str) -> bool:
    after = clause.units[at + 1]
    return bool(after.tags & {"them"}) or is_person(clause.text[after.start : after.end], person)


def _is_subject(unit: Unit, seen: _Seen, clause: Clause, person: str) -> bool:
    if unit.tags & {"i", "we", "they"}:
        again = bool(seen.frames) and set(seen.frames) <= {"say", "promise", "have"}
        return (not seen.subject or again) and not (unit.tags & {"them", "me"} and seen.frames and seen.subject)
    return not seen.subject and not seen.frames and is_person(clause.text[unit.start : unit.end], person)


def _subject(unit: Unit) -> str:
    return next((tag for tag in ("i", "we", "they") if tag in unit.tags), "they")


def _is_object(unit: Unit, seen: _Seen, clause: Clause, at: int) -> bool:
    if {"them", "articles"} <= unit.tags and not (at + 1 < len(clause.units) and clause.units[at + 1].readings):
        return False  # Italian "le" is "her" before a verb, and an article before a thing
    if not unit.tags & {"me", "them", "you"} or ("their" in unit.tags and seen.objects):
        return False
    if "their" in unit.tags and seen.verb and seen.verb.kind == "do" and _named_after(clause, at):
        return False  # "look at her draft"
    return not seen.left or not unit.tags & {"their", "articles"}


def _idle(seen: _Seen, clause: Clause, at: int) -> bool:
    """Whether a small word says nothing here."""
    unit = clause.units[at]
    if seen.verb is None and not seen.left and (unit.tags & {"to_do"} or unit.key == ":" or "know" in unit.tags):
        return True
    if "know" in unit.tags and seen.verb is not None and not seen.left:
        return True
    return bool(unit.tags & _IDLE) and not _inside(seen, clause, at)


def _named_after(clause: Clause, at: int) -> bool:
    after = clause.units[at + 1] if at + 1 < len(clause.units) else None
    return after is not None and not after.tags & {"articles", "to", "about", "along", "adverb", "particles", "know", "whether",
                                                   "and_", "them", "me", "to_do"} and after.key[0].isalpha()  # fmt: skip


def _inside(seen: _Seen, clause: Clause, at: int) -> bool:
    """Whether a small word stands inside the thing and not beside it."""
    return bool(seen.left) and seen.left[-1] == at - 1 and at + 1 < len(clause.units) and not (
        clause.units[at].tags & {"adverb", "harmless"}
    )  # fmt: skip


def _fitting(seen: _Seen, unit: Unit) -> list[tuple[Verb, str]]:
    """Return the readings of a linking verb that fit the subject: German "will" is mine or theirs."""
    readings = [(verb, part) for verb, part in unit.readings if verb.kind in _LINKING]
    if not {"want", "will"} <= unit.kinds():
        return readings
    drop = "want" if seen.subject in ("i", "we") else "will"
    return [(verb, part) for verb, part in readings if verb.kind != drop]


def _links(seen: _Seen, unit: Unit, clause: Clause, at: int) -> bool:
    """Whether "will", "wants" or "promised" stands where it says how the rest is meant."""
    return not seen.left or clause.words.words.verb_last


def _verb(seen: _Seen, clause: Clause, at: int) -> tuple[Verb, set[str], int] | None:
    """Return the verb that stands here, what forms it may be, and where its particle is."""
    unit, words = clause.units[at], clause.words.words
    readings = [(verb, part) for verb, part in unit.readings if verb.kind in _DOING]
    if "say" in unit.kinds() and any(each.tags & {"i", "we", "they"} - each.tags & {"them"} for each in clause.units[at + 1 :]):
        return None  # "told her I'd send it"
    if "want" in unit.kinds() and seen.subject not in ("i", "we") and {"they", "past"} & {part for _, part in unit.readings}:
        return None  # "asks whether"
    if not readings:
        return _unknown_verb(seen, clause, at)
    if seen.left and not words.verb_last:
        return None
    if "want" in seen.frames or "owe" in seen.frames:
        before = clause.units[at - 1] if at else unit
        if "inf" not in {part for _, part in readings} or (_noun_like(unit) and "to_do" not in before.tags):
            return None
    last = len(clause.units) - 1
    while last > at and clause.units[last].tags & {"adverb", "harmless"}:
        last -= 1
    for verb, part in readings:
        if verb.particle and (place := _particle(clause, at, last, verb.particle)):
            return verb, {each for other, each in readings if other == verb}, place
    plain = [(verb, part) for verb, part in readings if not verb.particle]
    if not plain or (seen.left and words.verb_last and not _closes(seen, clause, at, {part for _, part in plain})):
        return None
    kind = plain[0][0].kind
    return plain[0][0], {part for verb, part in plain if verb.kind == kind}, -1


def _particle(clause: Clause, at: int, last: int, particle: str) -> int:
    """Return where the particle of the verb stands: at the end, or before "whether"; 0 if it is missing."""
    units = clause.units
    for place in range(at + 1, last + 1):
        ends = place == last or units[place + 1].tags & {"whether", "that"}
        if units[place].key == particle and ends:
            return place
    return 0


def _noun_like(unit: Unit) -> bool:
    return {"inf", "i"} <= {part for _, part in unit.readings}


def _closes(seen: _Seen, clause: Clause, at: int, parts: set[str]) -> bool:
    """In German and Dutch: an infinitive at the end, or the verb after one thing that was put first."""
    return "inf" in parts or "i" in parts or "they" in parts


def _unknown_verb(seen: _Seen, clause: Clause, at: int) -> tuple[Verb, set[str], int] | None:
    """After "I will" stands a verb, whether the language's file has it or not."""
    unit, words = clause.units[at], clause.words.words
    if unit.known or not unit.key.isalpha() or not ({"will", "must", "promise"} & set(seen.frames)) or "want" in seen.frames:
        return None
    if words.verb_last:
        fits = at == len(clause.units) - 1 and unit.key.endswith("en") and len(unit.key) > 4
    else:
        ends = [form.replace("{}", "") for ending in words.conjugation for form in ending.inf]
        fits = not seen.left and any(unit.key.endswith(end) for end in ends)
        if words.keep_giving and "promise" in seen.frames:
            fits = fits and "to_do" in clause.units[at - 1].tags
    name = clause.text[unit.start : unit.end]
    return (Verb("do", name), {"inf"}, -1) if fits else None


def _whose(seen: _Seen, clause: Clause, *, dated: bool) -> Whose | None:
    """Return whose the action is; None if that is not certain or it is over."""
    if seen.wants:
        return _asked(seen)
    if seen.verb is None:
        return _framed(seen)
    kind = seen.verb.kind
    if kind in ("talk", "discuss"):
        ahead = bool({"will", "must"} & set(seen.frames)) and seen.parts - {"past"}
        return "next" if seen.subject == "we" and ahead else None
    if kind == "meet":
        ahead = seen.parts - {"past"} and "have" not in seen.frames and (dated or seen.frames)
        return "next" if ahead and (seen.subject == "we" or (not seen.subject and seen.parts == {"we"})) else None
    if seen.parts <= {"past"}:
        return None
    if "have" in seen.frames and not {"will", "must", "promise"} & set(seen.frames) and "inf" not in seen.parts:
        return None
    return _of_doing(seen, clause, dated=dated)


def _framed(seen: _Seen) -> Whose | None:
    if not seen.promises or not seen.left:
        return None
    if "say" in seen.frames and not seen.subject:
        return None
    person = seen.subject or _person_of(seen.frame_parts)
    if person == "they" and ("them" in seen.objects or ("owe" in seen.frames and "me" not in seen.objects)):
        return None
    if person == "they" or (not person and "me" in seen.objects):
        return "theirs"
    if person in ("i", "we", "") and "me" not in seen.objects:
        return "mine"
    return None


def _person_of(parts: set[str]) -> str:
    """Return whose form it is; an infinitive or a form of several persons does not say."""
    if "inf" in parts:
        return ""
    found = {"i" if part in ("i", "we") else part for part in parts if part in ("i", "we", "they")}
    return found.pop() if len(found) == 1 else ""


def _asked(seen: _Seen) -> Whose | None:
    person = seen.subject or _person_of(seen.frame_parts)
    if person == "i" or seen.subject == "we" or "them" in seen.objects:
        return None
    if "i" in seen.frame_parts and "they" not in seen.frame_parts and "past" not in seen.frame_parts and not seen.subject:
        return None
    if seen.asked >= 0:
        return "asks"
    return "asks" if seen.left or seen.verb else None


def _of_doing(seen: _Seen, clause: Clause, *, dated: bool) -> Whose | None:
    person = seen.subject or _person_of(seen.parts if not {"will", "must", "promise"} & set(seen.frames) else seen.frame_parts)
    if not seen.subject and "must" in seen.frames and seen.verb and seen.verb.kind == "do" and not seen.objects:
        return None  # "need to look him up": a plan of my own
    if not seen.subject and not person:
        if "me" in seen.objects:
            return "theirs" if "them" not in seen.objects else None
        if "them" in seen.objects or "you" in seen.objects:
            return "mine"
        return _bare(seen)
    if person == "they":
        return "theirs" if "them" not in seen.objects and _certain(seen, dated=dated) else None
    if not _meant(seen, clause, dated=dated):
        return None
    if seen.subject == "we" and seen.verb and seen.verb.kind == "do":
        return "next"
    if "me" in seen.objects and seen.verb and seen.verb.kind in ("send", "give"):
        return None
    return "mine"


def _meant(seen: _Seen, clause: Clause, *, dated: bool) -> bool:
    """Whether what I do is said of the future: "I paint" is no promise, "I send her the print" is."""
    verb = seen.verb
    if verb is None or dated or {"will", "must", "promise"} & set(seen.frames) or {"them", "you"} & seen.objects:
        return True
    reader = any("their" in clause.units[at].tags for at in seen.left)
    return reader or bool(verb.particle) or (verb.kind in ("send", "give") and seen.subject != "we")


def _certain(seen: _Seen, *, dated: bool) -> bool:
    """Whether what they do is said of the future: "she draws" may be what she does for a living."""
    return bool({"will", "promise"} & set(seen.frames) or "me" in seen.objects or dated
                or (seen.verb and seen.verb.kind == "send"))  # fmt: skip


def _habit(seen: _Seen, clause: Clause, *, dated: bool) -> bool:
    """Whether "she sends her children to our school" may be meant."""
    said = {"will", "promise"} & set(seen.frames) or "me" in seen.objects or dated
    return not said and any(clause.units[at].tags & {"their", "my"} for at in seen.left)


def _bare(seen: _Seen) -> Whose | None:
    """ "send the link", "will send the link", "an Ana schreiben": a note to oneself."""
    if not {"inf", "i"} & seen.parts and not seen.frames:
        return None
    if "they" in seen.parts and not seen.frames:
        return None
    if not seen.frames and seen.verb and seen.verb.kind not in ("send", "give"):
        return None
    return "mine"


def _said(seen: _Seen, clause: Clause, whose: Whose) -> list[Action]:
    """Return the actions with their texts."""
    words, verb = clause.words.words, seen.verb
    if not _in_one_piece(seen, clause):
        return []
    if verb is None or (whose == "asks" and not _asks_to_do(verb)):
        return [Action(whose, thing) for thing in things(clause, seen.left)]
    if verb.kind in ("send", "give"):
        found = things(clause, seen.left)
        if seen.left and not found:
            return []
        if not found:
            return [Action(whose, verb.name)] if whose != "asks" and verb.kind == "send" else []
        keep = words.keep_giving and whose == "mine"
        return [Action(whose, f"{verb.name} {thing}" if keep else thing) for thing in found]
    if not seen.left and not seen.subject and not seen.frames and whose == "mine" and not _person_of(seen.parts):
        return []
    rest = things(clause, seen.left, parted=False)
    if seen.left and not rest:
        return []
    told = bool(seen.left) and "whether" in clause.units[seen.left[0]].tags
    whom = words.reader_after_verb if "them" in seen.objects else words.me_after_verb if "me" in seen.objects else ""
    pieces = [*rest, verb.name] if words.verb_last and not told else [verb.name, *([whom] if whom and rest else []), *rest]
    return [Action(whose, " ".join(pieces))]


def _asks_to_do(verb: Verb) -> bool:
    return verb.kind in ("do",)


def _in_one_piece(seen: _Seen, clause: Clause) -> bool:
    """Whether all that is left stands together; small words and pronouns may stand between."""
    if not seen.left:
        return True
    between = set(range(seen.left[0], seen.left[-1])) - set(seen.left)
    return all(clause.units[at].tags & _IDLE or clause.units[at].key in (",", "+", "&") for at in between)
