"""Walk through a clause about doing something: subject, how it is meant, verb, whom it is done to, and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.patterns import is_person
from cardscan.followup.notes.units import Unit, Verb

# How the doing is meant ("says", "promised to", "wants"), and what is done.
LINKING = frozenset(("say", "promise", "want", "will", "must", "owe", "have"))
_DOING = frozenset(("send", "give", "do", "meet", "discuss", "talk"))
# No thing of theirs begins with one: "tell her about it".
_NO_THING = frozenset(
    ["articles", "to", "about", "along", "adverb", "particles", "know", "whether", "and_", "them", "me", "to_do"]
)
IDLE = frozenset(("lead", "and_", "adverb", "that", "maybe", "harmless", "can"))


def scan(clause: Clause, person: str) -> Seen:
    """Return what a clause says about doing something, word by word.

    Args:
        person: Name of the one who was met.
    """
    seen = Seen()
    for at, unit in enumerate(clause.units):
        _take(seen, clause, at, unit, person)
        if seen.asked >= 0:
            break
    return seen


@dataclass(slots=True)
class Seen:
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
        """Whether somebody asks for something."""
        return "want" in self.frames

    @property
    def promises(self) -> bool:
        """Whether a promise or a debt is named as one."""
        return bool({"promise", "owe"} & set(self.frames))


def _take(seen: Seen, clause: Clause, at: int, unit: Unit, person: str) -> None:
    """Add one more word to what was seen."""
    if seen.verb is None and not seen.left and _is_subject(unit, seen, clause, person):
        seen.subject = _subject(unit)
    elif seen.wants and seen.verb is None and not seen.left and "whether" in unit.tags and not unit.readings:
        seen.asked = at
    elif _is_object(unit, seen, clause, at):
        seen.objects |= unit.tags & {"me", "them", "you"}
    elif "it" in unit.tags and _alone(seen, clause, at):
        seen.objects.add("it")
    elif seen.verb is None and (verb := _verb(seen, clause, at)):
        seen.verb, seen.parts, seen.particle = verb
    elif at == seen.particle or _idle(seen, clause, at):
        pass
    elif seen.verb is not None and not seen.left and unit.tags & {"i", "we", "they"} and not seen.subject:
        seen.subject = _subject(unit)
    elif seen.verb is None and unit.kinds() & LINKING and _links(seen, clause):
        readings = _fitting(seen, unit)
        seen.frames += sorted({verb.kind for verb, _ in readings})
        if not person_of(seen.frame_parts):
            seen.frame_parts = {part for _, part in readings}
    elif _to_them(seen, clause, at, person):
        seen.objects.add("them")
    else:
        seen.left.append(at)


def _to_them(seen: Seen, clause: Clause, at: int, person: str) -> bool:
    """Whether this word says that it goes to the person: "to her", "Mr Hill", or the name."""
    unit = clause.units[at]
    if unit.tags & {"to", "titles"} and at + 1 < len(clause.units) and _person_after(clause, at, person):
        return True
    return is_person(clause.text[unit.start : unit.end], person) and _to_person(seen, clause, at)


def _to_person(seen: Seen, clause: Clause, at: int) -> bool:
    """Whether the name here is who it goes to: "send Mia the map", "the map to Mia"."""
    if not at:
        return False
    return bool(clause.units[at - 1].tags & {"to", "titles"}) or (seen.verb is not None and not seen.left)


def _person_after(clause: Clause, at: int, person: str) -> bool:
    after = clause.units[at + 1]
    return bool(after.tags & {"them"}) or is_person(clause.text[after.start : after.end], person)


def _is_subject(unit: Unit, seen: Seen, clause: Clause, person: str) -> bool:
    if unit.tags & {"i", "we", "they"}:
        again = bool(seen.frames) and set(seen.frames) <= {"say", "promise", "have"}
        return (not seen.subject or again) and not (unit.tags & {"them", "me"} and seen.frames and seen.subject)
    return not seen.subject and not seen.frames and is_person(clause.text[unit.start : unit.end], person)


def _subject(unit: Unit) -> str:
    return next((tag for tag in ("i", "we", "they") if tag in unit.tags), "they")


def _is_object(unit: Unit, seen: Seen, clause: Clause, at: int) -> bool:
    if {"them", "articles"} <= unit.tags and not (at + 1 < len(clause.units) and clause.units[at + 1].readings):
        return False  # Italian "le" is "her" before a verb, and an article before a thing
    if not unit.tags & {"me", "them", "you"} or ("their" in unit.tags and seen.objects):
        return False
    if "their" in unit.tags and seen.verb and seen.verb.kind == "do" and _named_after(clause, at):
        return False  # "look at her draft"
    return not seen.left or not unit.tags & {"their", "articles"}


def _idle(seen: Seen, clause: Clause, at: int) -> bool:
    """Whether a small word says nothing here."""
    unit = clause.units[at]
    if seen.verb is None and not seen.left and (unit.tags & {"to_do"} or unit.key == ":" or "know" in unit.tags):
        return True
    if "know" in unit.tags and seen.verb is not None and not seen.left:
        return True
    return bool(unit.tags & IDLE) and not _inside(seen, clause, at)


def _alone(seen: Seen, clause: Clause, at: int) -> bool:
    """Whether "it" stands for the thing, and does not begin it as an article: nothing but small words follows."""
    if seen.left:
        return False
    rest = clause.units[at + 1 :]
    if "articles" in clause.units[at].tags and rest and rest[0].readings and seen.verb is None:
        return not clause.words.words.verb_last
    return all(unit.tags & IDLE or unit.tags & {"them", "me", "you", "to_do"} or unit.readings for unit in rest)


def _named_after(clause: Clause, at: int) -> bool:
    after = clause.units[at + 1] if at + 1 < len(clause.units) else None
    return after is not None and not after.tags & _NO_THING and after.key[0].isalpha()


def _inside(seen: Seen, clause: Clause, at: int) -> bool:
    """Whether a small word stands inside the thing and not beside it."""
    return bool(seen.left) and seen.left[-1] == at - 1 and at + 1 < len(clause.units) and not (
        clause.units[at].tags & {"adverb", "harmless"}
    )  # fmt: skip


def _fitting(seen: Seen, unit: Unit) -> list[tuple[Verb, str]]:
    """Return the readings of a linking verb that fit the subject: German "will" is mine or theirs."""
    readings = [(verb, part) for verb, part in unit.readings if verb.kind in LINKING]
    if not {"want", "will"} <= unit.kinds():
        return readings
    drop = "want" if seen.subject in ("i", "we") else "will"
    return [(verb, part) for verb, part in readings if verb.kind != drop]


def _links(seen: Seen, clause: Clause) -> bool:
    """Whether "will", "wants" or "promised" stands where it says how the rest is meant."""
    return not seen.left or clause.words.words.verb_last


def _verb(seen: Seen, clause: Clause, at: int) -> tuple[Verb, set[str], int] | None:
    """Return the verb that stands here, what forms it may be, and where its particle is."""
    unit, words = clause.units[at], clause.words.words
    readings = [(verb, part) for verb, part in unit.readings if verb.kind in _DOING]
    if "say" in unit.kinds() and any(
        each.tags & {"i", "we", "they"} - each.tags & {"them"} for each in clause.units[at + 1 :]
    ):
        return None  # "told her I'd send it"
    if (
        "want" in unit.kinds()
        and seen.subject not in ("i", "we")
        and {"they", "past"} & {part for _, part in unit.readings}
    ):
        return None  # "asks whether"
    if _noun_here(clause, at):
        return None
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
    for verb, _ in readings:
        if verb.particle and (place := _particle(clause, at, last, verb.particle)):
            return verb, {each for other, each in readings if other == verb}, place
    plain = [(verb, part) for verb, part in readings if not verb.particle]
    if not plain or (seen.left and words.verb_last and not _closes({part for _, part in plain})):
        return None
    kind = plain[0][0].kind
    return plain[0][0], {part for verb, part in plain if verb.kind == kind}, -1


def _noun_here(clause: Clause, at: int) -> bool:
    """Whether a word that may be a verb is a noun: "das Buch", "a call"; a capital inside a clause makes it one too."""
    word, words = clause.text[clause.units[at].start : clause.units[at].end], clause.words.words
    if at and word[:1].isupper() and not word.isupper():
        return True
    pronouns = words.elision or words.enclitics  # there an article before a verb is a pronoun: "la rappelle"
    return (
        at > 0 and not pronouns and "articles" in clause.units[at - 1].tags and not clause.units[at - 1].tags & {"it"}
    )


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


def _closes(parts: set[str]) -> bool:
    """In German and Dutch: an infinitive at the end, or the verb after one thing that was put first."""
    return "inf" in parts or "i" in parts or "they" in parts


def _unknown_verb(seen: Seen, clause: Clause, at: int) -> tuple[Verb, set[str], int] | None:
    """After "I will" stands a verb, whether the language's file has it or not."""
    unit, words = clause.units[at], clause.words.words
    if (
        unit.known
        or not unit.key.isalpha()
        or not ({"will", "must", "promise"} & set(seen.frames))
        or "want" in seen.frames
    ):
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


def person_of(parts: set[str]) -> str:
    """Return whose form it is; an infinitive or a form of several persons does not say."""
    if "inf" in parts:
        return ""
    found = {"i" if part in ("i", "we") else part for part in parts if part in ("i", "we", "they")}
    return found.pop() if len(found) == 1 else ""
