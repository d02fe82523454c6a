"""Find in a clause who is its subject, and to whom something was done."""

from __future__ import annotations

import enum

from cardscan.followup.notes.lines.clauses import Clause
from cardscan.followup.notes.lines.lexicon import Item

_AFTER = 2  # words between a verb and the "not" after it


class Who(enum.Enum):
    """The subject of a clause."""

    ME = "i"
    THEY = "they"
    WE = "we"
    OTHER = "other"
    NOBODY = "nobody"


class Roles:
    """Who is who in one clause."""

    def __init__(self, clause: Clause, *, names_before_noted: bool) -> None:
        self.clause = clause
        self.items = clause.items
        self._names_before_noted = names_before_noted

    def among(self, preposition: str) -> bool:
        """Whether the other person or somebody of theirs comes after this preposition."""
        return any(preposition in item.marks and self.person(at + 1) for at, item in enumerate(self.items[:-1]))

    def person(self, at: int) -> bool:
        """Whether this is the other person, somebody of theirs, or a name."""
        item = self.items[at]
        if item.marks & {"them", "they", "name", "other", "their"}:
            return True
        return not item.marks and (
            item.capital or (at > 0 and "to" in self.items[at - 1].marks and item.text.isalpha())
        )

    def subject(self, at: int, form: str) -> Who | None:
        """Return the subject of the verb at this place: a pronoun, a name, or the person of "have"."""
        before = [each for each in range(min(at, len(self.items))) if not self.after_preposition(each)]
        for marks in (("i", "we", "other", "nobody", "they", "name"), ("i_have", "we_have", "they_have")):
            for each in reversed(before):
                item = self.items[each]
                if "them" in item.marks and "they" in item.marks:
                    continue
                if found := next((mark for mark in marks if mark in item.marks), None):
                    if found == "name" and not self._names_subject(each, at, form):
                        continue
                    return _who(found)
            if marks[0] == "i" and self._stranger(before, at, form):
                return Who.THEY
            if marks[0] == "i" and (self._other_after(at) or self._somebody_of_theirs(before, at)):
                return Who.OTHER
        if form in ("done", "theirs") and at + 1 < len(self.items):
            after = self.items[at + 1].marks
            for mark in ("i", "we", "they"):
                if mark in after and "them" not in after and "me" not in after:
                    return _who(mark)
        unsure = [each for each in before if {"they", "them"} <= self.items[each].marks]
        return Who.THEY if unsure and form != "noted" else None

    def _other_after(self, at: int) -> bool:
        """Whether somebody else right after a verb of persons did it: "ha risposto il figlio"; not so in English."""
        after = self.items[at + 1 : at + 3]
        if len(after) == 2 and not after[0].marks & {"passive", "they_have", "no_name"}:
            after = after[:1]  # "quem atendeu foi o porteiro" has a word between
        return not self._names_before_noted and any("other" in item.marks for item in after) and self._says_person(at)

    def _somebody_of_theirs(self, before: list[int], at: int) -> bool:
        """Whether a word that nobody knows, after "her" and before a verb of persons, did it: "her stepdad got it"."""
        return self._says_person(at) and any(
            "their" in self.items[each].marks and not self.items[each + 1].marks for each in before if each + 1 < at
        )

    def stranger_picks_up(self) -> bool:
        """Whether the clause has a noun that nobody knows, and not the other person: "se puso la parienta"."""
        pairs = zip(self.items, self.items[1:], strict=False)
        known = self.clause.has("they", "name")
        return not known and any(
            not word.marks and word.text.islower() and article.marks & {"no_name", "them"} for article, word in pairs
        )

    def _names_subject(self, name: int, verb: int, form: str) -> bool:
        """Whether a name before a verb did it: "Mira geantwortet" and "Mira hat angerufen", not "Mira angerufen"."""
        between = self.items[name + 1 : verb]
        aux = any("they_have" in item.marks for item in between)
        return aux or form != "noted" or self._names_before_noted

    def _stranger(self, before: list[int], at: int, form: str) -> bool:
        """Whether a word that nobody knows, at the start and right before the verb, is who did it: "Mira answered"."""
        start = next((each for each in before if not self.items[each].marks & {"no_name", "split"}), None)
        if form in ("mine", "ours") or start is None or at >= len(self.items):
            return False
        first = self.items[start]
        if first.marks or not first.text[:1].isalpha() or not (first.capital or self._says_person(at)):
            return False
        end = start + 1
        while end < at and not self.items[end].marks and self.items[end].capital:  # a family name
            end += 1
        passing = {"no_name", "they_have", "negated", "me", "planned", "passive"}
        between = self.items[end:at]
        return all(item.marks & passing for item in between) and self._names_subject(start, at, form)

    def _says_person(self, at: int) -> bool:
        """Whether the verb is one of persons only: things are sent, but do not answer."""
        verbs = {mark.partition(".")[0] for mark in self.items[at].marks} if at < len(self.items) else set()
        return not verbs.isdisjoint(("answer", "call", "reach", "talk", "say"))

    def may_be_they(self, at: int) -> bool:
        """Whether "sie" after the verb may be who did it or to whom it was done: "rief sie an"."""
        return at + 1 < len(self.items) and {"they", "them"} <= self.items[at + 1].marks

    def to_them(self) -> bool:
        """Whether it was done to the other person: "texted her", "texted Oona"."""
        for at, item in enumerate(self.items):
            if item.marks & {"them", "name"}:
                return True
            if not item.marks and at and _is_noted(self.items[at - 1]) and item.text[:1].isalpha():
                return True
            if not item.marks and item.capital and at and self._is_verb(at - 1):
                return True
            if not item.marks and item.capital and at and self.items[at - 1].marks & {"to"}:
                return True
        return False

    def _is_verb(self, at: int) -> bool:
        return any("." in mark for mark in self.items[at].marks) and self._names_before_noted

    def negated(self, at: int) -> bool:
        """Whether the verb at this place is denied."""
        near = self.items[at + 1 : at + 1 + _AFTER]
        return self.before(at, "negated") or any("negated_after" in item.marks for item in near)

    def before(self, at: int, mark: str) -> bool:
        """Whether a word with this mark stands anywhere before this place."""
        return any(mark in item.marks for item in self.items[:at])

    def after_preposition(self, at: int) -> bool:
        """Whether a preposition stands right before this place."""
        return at > 0 and bool(self.items[at - 1].marks & {"to", "by", "among"})


def _is_noted(item: Item) -> bool:
    return any(mark.endswith(".noted") for mark in item.marks)


def _who(mark: str) -> Who:
    return {"i": Who.ME, "i_have": Who.ME, "we": Who.WE, "we_have": Who.WE, "other": Who.OTHER,
            "nobody": Who.NOBODY}.get(mark, Who.THEY)  # fmt: skip
