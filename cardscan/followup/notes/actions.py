"""Understand who of the two will do what: my promise, theirs, what they ask for, and what both will do next.

All words of the clause have to be explained: the subject, the verb, whom it is done to, and one thing in one piece.
What is left unexplained, already done, or done by somebody else is no promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cardscan.followup.notes.clause_scan import IDLE, Seen, person_of, scan
from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.patterns import is_person
from cardscan.followup.notes.things import things
from cardscan.followup.notes.units import Unit, Verb
from cardscan.followup.notes.whose import Whose, whose_is


@dataclass(frozen=True, slots=True)
class Action:
    """What one of the two does or asks for; the text is as a letter may take it up."""

    whose: Whose
    what: str


def read_actions(clause: Clause, person: str, *, dated: bool = False) -> list[Action]:
    """Return what the clause says will be done or is asked for; nothing if it does not say so for sure.

    Args:
        person: Name of the one who was met.
        dated: Whether a day was named.
    """
    found = _labelled(clause) or _arrow(clause, person) or _told(clause, person, dated=dated)
    unsure = not clause.text.endswith("?") and any("maybe" in unit.tags for unit in clause.units)
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
    text = clause.part(start, len(clause.units))
    units = tuple(clause.words.units(text))
    inner = Clause(text, units, clause.words, clause.sentence)
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
    if any(not (unit.tags & IDLE or unit.key == ",") for unit in rest):
        return []
    return [Action(whose, thing) for thing in things(clause, range(at))]


def _told(clause: Clause, person: str, *, dated: bool) -> list[Action]:
    seen = scan(clause, person)
    whose = whose_is(seen, clause, dated=dated)
    if whose is None:
        return []
    if seen.asked >= 0:
        rest = clause.part(seen.asked, len(clause.units)).strip(" .?!")
        return [Action("asks", rest)] if whose == "asks" and rest and not _third(clause.units[seen.asked + 1 :]) else []
    return _said(seen, clause, whose)


def _said(seen: Seen, clause: Clause, whose: Whose) -> list[Action]:
    """Return the actions with their texts."""
    words, verb = clause.words.words, seen.verb
    if whose == "asks" and seen.left and _only_about(clause.units[seen.left[0]]):
        seen.left.pop(0)  # German "bat mich um ..."
    if not _in_one_piece(seen, clause):
        return []
    if verb is None or (whose == "asks" and not _asks_to_do(verb)):
        return [Action(whose, thing) for thing in things(clause, seen.left)]
    if verb.kind in ("send", "give"):
        found = things(clause, seen.left)
        if seen.left and not found:
            return []
        if not found:
            known = "it" in seen.objects or (verb.kind == "send" and bool(seen.subject or seen.objects))
            it = f" {words.persons.it[0]}" if words.keep_giving and "it" in seen.objects else ""
            return [Action(whose, verb.name + it)] if whose != "asks" and known else []
        keep = words.keep_giving and whose == "mine"
        return [Action(whose, f"{verb.name} {thing}" if keep else thing) for thing in found]
    if not seen.left and not seen.subject and not seen.frames and whose == "mine" and not person_of(seen.parts):
        return []
    rest = things(clause, seen.left, parted=False)
    if seen.left and not rest:
        return []
    told = bool(seen.left) and "whether" in clause.units[seen.left[0]].tags
    whom = words.reader_after_verb if "them" in seen.objects else words.me_after_verb if "me" in seen.objects else ""
    pieces = (
        [*rest, verb.name] if words.verb_last and not told else [verb.name, *([whom] if whom and rest else []), *rest]
    )
    return [Action(whose, " ".join(pieces))]


def _only_about(unit: Unit) -> bool:
    return "about" in unit.tags and "articles" not in unit.tags


def _asks_to_do(verb: Verb) -> bool:
    return verb.kind in ("do",)


def _in_one_piece(seen: Seen, clause: Clause) -> bool:
    """Whether all that is left stands together; small words and pronouns may stand between."""
    if not seen.left:
        return True
    between = set(range(seen.left[0], seen.left[-1])) - set(seen.left)
    return all(clause.units[at].tags & IDLE or clause.units[at].key in (",", "+", "&") for at in between)
