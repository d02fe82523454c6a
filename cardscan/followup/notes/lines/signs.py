"""Say of one clause who of the two did what: by its verb, its subject, and to whom it was done."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from cardscan.followup.notes.lines.clauses import Clause
from cardscan.followup.notes.lines.lexicon import Item
from cardscan.model.touch import Direction, LineKind

_FORMS = ("mine", "theirs", "ours", "done", "noted")
# In this order: what a clause says with several verbs, the first of them says best.
_VERBS = ("order", "introduce", "help", "leave", "meet", "see", "talk", "reach", "call", "answer", "write", "move", "say")
_PLAIN_KIND = {"answer": LineKind.MESSAGE, "write": LineKind.MESSAGE, "move": LineKind.MESSAGE,
               "say": LineKind.MESSAGE, "leave": LineKind.CALL, "call": LineKind.CALL, "reach": LineKind.CALL}  # fmt: skip
_FAVOUR = {
    "order": (LineKind.FAVOUR_BY_ME, LineKind.FAVOUR_BY_THEM),
    "help": (LineKind.FAVOUR_BY_ME, LineKind.FAVOUR_BY_THEM),
    "introduce": (LineKind.REFERRAL_BY_ME, LineKind.REFERRAL_BY_THEM),
}
_NOUNS = {"purchase": LineKind.FAVOUR_BY_THEM, "mail": LineKind.MESSAGE, "phone_call": LineKind.CALL}
_AFTER = 2  # words between a verb and the "not" after it


class Who(enum.Enum):
    """The subject of a clause."""

    ME = "i"
    THEY = "they"
    WE = "we"
    OTHER = "other"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sign:
    """What a clause says that happened.

    Attributes:
        weak: It takes its subject from custom or from the form alone, so that a contrary sign makes it doubtful.
        other: It was somebody else of theirs: "her assistant answered".
    """

    direction: Direction
    kind: LineKind
    weak: bool = False
    other: bool = False


class Silence(enum.Enum):
    """What a clause says that did not happen, or not yet."""

    DENIED = "denied"
    PLANNED = "planned"


Said = Sign | Silence | None


class ClauseReader:
    """Reads the signs of one clause."""

    def __init__(self, clause: Clause, *, names_before_noted: bool) -> None:
        self._items = clause.items
        self._clause = clause
        self._names_before_noted = names_before_noted

    def said(self) -> list[Sign | Silence]:
        """Return what the clause says; empty if it says nothing of the two."""
        found = [sign for verb in _VERBS for sign in self._verb(verb) if sign is not None]
        strong = [sign for sign in found if isinstance(sign, Sign) and not sign.weak]
        if strong:
            return [strong[0]]
        return found[:1] or [sign for sign in self._nouns() if sign is not None][:1] or self._bare()

    def _verb(self, verb: str) -> Iterator[Said]:
        for at, item in enumerate(self._items):
            form = next((form for form in _FORMS if f"{verb}.{form}" in item.marks), None)
            if form is not None:
                yield self._sign(verb, form, at)

    def _sign(self, verb: str, form: str, at: int) -> Said:
        who = self._subject(at, form)
        if who is Who.NOBODY or self._negated(at):
            return Silence.DENIED if who is not Who.ME else Silence.PLANNED
        if self._before(at, "planned") and verb != "say":
            return Silence.PLANNED
        if self._before(at, "passive") and form in ("done", "noted"):
            return self._passive(verb, who)
        if verb in ("meet", "see", "talk"):
            return self._together(verb, at, who)
        who, weak = self._doer(verb, form, at, who)
        return self._done_by(verb, who, weak=weak or verb == "say")

    def _bare(self) -> list[Sign | Silence]:
        """Read verbs that only say what is to be done, or was not: "call her", "didn't reply"."""
        for at, item in enumerate(self._items):
            if any(mark.endswith(".bare") for mark in item.marks):
                if self._subject(at, "done") is Who.NOBODY or self._negated(at):
                    return [Silence.DENIED]
                if self._before(at, "planned") or not any(each.marks - {"no_name"} for each in self._items[:at]):
                    return [Silence.PLANNED]
        return []

    def _passive(self, verb: str, who: Who | None) -> Said:
        if who in (Who.THEY, Who.OTHER):
            return None
        return self._done_by(verb, Who.THEY, weak=False)

    def _together(self, verb: str, at: int, who: Who | None) -> Said:
        other = self._clause.first("other")
        partner = other is not None and (self._after_preposition(other) or abs(other - at) == 1)
        if partner and not self._clause.has("them", "they", "name"):
            return None  # "met her colleague"
        return Sign(Direction.BOTH, LineKind.CALL if verb == "talk" else LineKind.MEETING,
                    who is None or verb == "see")  # fmt: skip

    def _doer(self, verb: str, form: str, at: int, who: Who | None) -> tuple[Who | None, bool]:
        """Return who did it, and whether that is only a custom."""
        by_form = {"mine": Who.ME, "theirs": Who.THEY, "ours": Who.WE}.get(form)
        if who is Who.OTHER:
            return who, False
        if who or by_form:
            return who or by_form, False
        if self._clause.has("me"):
            return Who.THEY, False
        if form == "done" and self._may_be_they(at):
            return None, False
        if self._to_them():
            return Who.ME, False
        if self._clause.has("my"):
            return Who.THEY, False
        if self._clause.has("their"):
            return Who.ME, False
        if verb == "order":
            return Who.THEY, False
        return (Who.ME, True) if form == "noted" else (None, False)

    def _done_by(self, verb: str, who: Who | None, *, weak: bool) -> Said:
        if who is None:
            return None
        if verb == "say" and who is Who.ME:
            return Silence.PLANNED
        if who is Who.OTHER and verb in ("reach", "order", "help", "introduce"):
            return Sign(Direction.OUT, LineKind.CALL, weak, other=True) if verb == "reach" else None
        if verb == "reach":
            return Sign(Direction.BOTH, LineKind.CALL, weak)
        way = {Who.ME: Direction.OUT, Who.WE: Direction.BOTH}.get(who, Direction.IN)
        kind = _FAVOUR[verb][way is not Direction.OUT] if verb in _FAVOUR else _PLAIN_KIND[verb]
        return Sign(way, kind, weak, who is Who.OTHER)

    def _nouns(self) -> Iterator[Said]:
        """Read a clause without a verb of these classes: "her reply came", "voicemail from him", "lunch with her"."""
        denied = self._clause.has("negated", "negated_after", "nobody")
        after = [self._with(mark) for mark in ("by", "to", "among")]
        from_them, to_them, with_them = after
        subject = self._subject(len(self._items), "done")
        if self._clause.has("voicemail"):
            theirs = from_them or subject is Who.THEY or self._clause.has("me")
            yield Sign(Direction.IN if theirs else Direction.OUT, LineKind.CALL)
        if self._clause.has("reply") and not denied and self._alone("reply"):
            yield Sign(Direction.IN, LineKind.MESSAGE)
        for mark, kind in _NOUNS.items():
            if not self._clause.has(mark):
                continue
            if denied:
                yield Silence.DENIED
            elif self._clause.has("planned"):
                yield Silence.PLANNED
            elif from_them or (self._clause.has("got") and subject is not Who.THEY) or self._theirs(mark):
                yield Sign(Direction.IN, kind)
            elif to_them and kind is not LineKind.FAVOUR_BY_THEM:
                yield Sign(Direction.OUT, kind)
            elif mark == "phone_call" and (with_them or subject in (Who.WE, Who.ME)):
                yield Sign(Direction.BOTH, kind)
        if from_them and self._clause.has("got") and not denied:
            yield Sign(Direction.IN, LineKind.MESSAGE)
        if with_them and not denied and self._items[0].text[:1].isdecimal():
            yield Sign(Direction.BOTH, LineKind.MEETING, weak=True)  # "2h on site with her"
        if self._clause.has("meeting"):
            if denied:
                yield Silence.DENIED
            elif self._clause.has("move.done"):
                return  # who moved it, nobody says
            elif self._clause.has("planned", "later"):
                yield Silence.PLANNED
            else:
                yield Sign(Direction.BOTH, LineKind.MEETING, not (with_them or subject))

    def _alone(self, mark: str) -> bool:
        """Whether nothing but a name or "her" stands beside it: "Mira's answer: yes"."""
        beside = {"their", "name", "they", "by", "other", "no_name"}
        return all(mark in item.marks or item.marks & beside or self._person(at) for at, item in enumerate(self._items))

    def _theirs(self, mark: str) -> bool:
        """Whether "her" stands right before it: "her reply"."""
        at = self._clause.first(mark)
        return bool(at) and "their" in self._items[(at or 0) - 1].marks

    def _with(self, preposition: str) -> bool:
        """Whether the other person or somebody of theirs comes after this preposition."""
        return any(
            preposition in item.marks and self._person(at + 1) for at, item in enumerate(self._items[:-1])
        )

    def _person(self, at: int) -> bool:
        item = self._items[at]
        if item.marks & {"them", "they", "name", "other", "their"}:
            return True
        return not item.marks and item.capital

    def _subject(self, at: int, form: str) -> Who | None:
        """Return the subject of the verb at this place: a pronoun, a name, or the person of "have"."""
        before = [each for each in range(min(at, len(self._items))) if not self._after_preposition(each)]
        for marks in (("i", "we", "other", "nobody", "they", "name"), ("i_have", "we_have", "they_have")):
            for each in reversed(before):
                item = self._items[each]
                if "them" in item.marks and "they" in item.marks:
                    continue
                if found := next((mark for mark in marks if mark in item.marks), None):
                    if found == "name" and not self._names_subject(each, at, form):
                        continue
                    return _who(found)
            if marks[0] == "i" and self._stranger(before, at, form):
                return Who.THEY
            if marks[0] == "i" and self._other_after(at):
                return Who.OTHER
        if form in ("done", "theirs") and at + 1 < len(self._items):
            after = self._items[at + 1].marks
            for mark in ("i", "we", "they"):
                if mark in after and "them" not in after and "me" not in after:
                    return _who(mark)
        unsure = [each for each in before if {"they", "them"} <= self._items[each].marks]
        return Who.THEY if unsure and form != "noted" else None

    def _other_after(self, at: int) -> bool:
        """Whether somebody else right after a verb of persons did it: "ha risposto il figlio"; not so in English."""
        after = self._items[at + 1 : at + 2]
        return not self._names_before_noted and any("other" in item.marks for item in after) and self._says_person(at)

    def _names_subject(self, name: int, verb: int, form: str) -> bool:
        """Whether a name before a verb did it: "Mira geantwortet" and "Mira hat angerufen", not "Mira angerufen"."""
        between = self._items[name + 1 : verb]
        aux = any("they_have" in item.marks for item in between)
        return aux or form != "noted" or self._names_before_noted

    def _stranger(self, before: list[int], at: int, form: str) -> bool:
        """Whether a word that nobody knows, at the start and right before the verb, is who did it: "Mira answered"."""
        start = next((each for each in before if not self._items[each].marks & {"no_name", "split"}), None)
        if form in ("mine", "ours") or start is None or at >= len(self._items):
            return False
        first = self._items[start]
        if first.marks or not first.text[:1].isalpha() or not (first.capital or self._says_person(at)):
            return False
        end = start + 1
        while end < at and not self._items[end].marks and self._items[end].capital:  # a family name
            end += 1
        passing = {"no_name", "they_have", "negated", "me", "planned", "passive"}
        between = self._items[end:at]
        return all(item.marks & passing for item in between) and self._names_subject(start, at, form)

    def _says_person(self, at: int) -> bool:
        """Whether the verb is one of persons only: things are sent, but do not answer."""
        verbs = {mark.partition(".")[0] for mark in self._items[at].marks} if at < len(self._items) else set()
        return not verbs.isdisjoint(("answer", "call", "reach", "talk", "say"))

    def _may_be_they(self, at: int) -> bool:
        """Whether "sie" after the verb may be who did it or to whom it was done: "rief sie an"."""
        return at + 1 < len(self._items) and {"they", "them"} <= self._items[at + 1].marks

    def _to_them(self) -> bool:
        """Whether it was done to the other person: "texted her", "texted Oona"."""
        for at, item in enumerate(self._items):
            if item.marks & {"them", "name"}:
                return True
            if not item.marks and at and _is_noted(self._items[at - 1]) and item.text[:1].isalpha():
                return True
            if not item.marks and item.capital and at and self._is_verb(at - 1):
                return True
            if not item.marks and item.capital and at and self._items[at - 1].marks & {"to"}:
                return True
        return False

    def _is_verb(self, at: int) -> bool:
        return any("." in mark for mark in self._items[at].marks) and self._names_before_noted

    def _negated(self, at: int) -> bool:
        near = self._items[at + 1 : at + 1 + _AFTER]
        return self._before(at, "negated") or any("negated_after" in item.marks for item in near)

    def _before(self, at: int, mark: str) -> bool:
        return any(mark in item.marks for item in self._items[:at])

    def _after_preposition(self, at: int) -> bool:
        return at > 0 and bool(self._items[at - 1].marks & {"to", "by", "among"})


def _is_noted(item: Item) -> bool:
    return any(mark.endswith(".noted") for mark in item.marks)


def _who(mark: str) -> Who:
    return {"i": Who.ME, "i_have": Who.ME, "we": Who.WE, "we_have": Who.WE, "other": Who.OTHER,
            "nobody": Who.NOBODY}.get(mark, Who.THEY)  # fmt: skip
