"""Say of one clause who of the two did what: by its verb, its subject, and to whom it was done."""

from __future__ import annotations

from collections.abc import Iterator

from cardscan.followup.notes.lines.clauses import Clause
from cardscan.followup.notes.lines.happened import Said, Sign, Silence
from cardscan.followup.notes.lines.nouns import noun_signs
from cardscan.followup.notes.lines.roles import Roles, Who
from cardscan.model.touch import Direction, LineKind

_FORMS = ("mine", "theirs", "ours", "done", "noted")
# In this order: what a clause says with several verbs, the first of them says best.
_VERBS = ("order", "introduce", "help", "leave", "meet", "see", "talk", "reach", "call", "answer", "write", "move",
          "say")  # fmt: skip
_CALLS = frozenset({"leave", "call", "reach"})
_FAVOUR = {
    "order": (LineKind.FAVOUR_BY_ME, LineKind.FAVOUR_BY_THEM),
    "help": (LineKind.FAVOUR_BY_ME, LineKind.FAVOUR_BY_THEM),
    "introduce": (LineKind.REFERRAL_BY_ME, LineKind.REFERRAL_BY_THEM),
}


class ClauseReader:
    """Reads the signs of one clause."""

    def __init__(self, clause: Clause, *, names_before_noted: bool) -> None:
        self._roles = Roles(clause, names_before_noted=names_before_noted)

    def said(self) -> list[Sign | Silence]:
        """Return what the clause says; empty if it says nothing of the two."""
        found = [sign for verb in _VERBS for sign in self._verb(verb) if sign is not None]
        strong = [sign for sign in found if isinstance(sign, Sign) and not sign.weak]
        if strong:
            return [strong[0]]
        return found[:1] or [sign for sign in noun_signs(self._roles) if sign is not None][:1] or self._bare()

    def _verb(self, verb: str) -> Iterator[Said]:
        for at, item in enumerate(self._roles.items):
            form = next((form for form in _FORMS if f"{verb}.{form}" in item.marks), None)
            if form is not None:
                yield self._sign(verb, form, at)

    def _sign(self, verb: str, form: str, at: int) -> Said:
        who = self._roles.subject(at, form)
        denied = who is Who.NOBODY or self._roles.negated(at)
        if denied and verb == "reach":
            return Sign(Direction.OUT, LineKind.CALL)  # "couldn't get hold of her"
        if denied:
            return Silence.DENIED if who is not Who.ME else Silence.PLANNED
        if self._roles.before(at, "planned") and verb != "say":
            return Silence.PLANNED
        by_them = verb == "introduce" and who is not Who.ME and self._roles.among("by")
        if form in ("done", "noted") and (by_them or self._roles.before(at, "passive")):
            return self._passive(verb, who)
        if verb in ("meet", "see", "talk"):
            return self._together(verb, at, who)
        if verb == "reach" and who is None and self._roles.stranger_picks_up():
            return None
        who, weak = self._doer(verb, form, at, who)
        return self._done_by(verb, who, weak=weak or verb == "say")

    def _bare(self) -> list[Sign | Silence]:
        """Read verbs that only say what is to be done, or was not: "call her", "didn't reply"."""
        for at, item in enumerate(self._roles.items):
            if any(mark.endswith(".bare") for mark in item.marks):
                if self._roles.subject(at, "done") is Who.NOBODY or self._roles.negated(at):
                    return [Silence.DENIED]
                if self._roles.before(at, "planned") or not any(
                    each.marks - {"no_name"} for each in self._roles.items[:at]
                ):
                    return [Silence.PLANNED]
        return []

    def _passive(self, verb: str, who: Who | None) -> Said:
        if who in (Who.THEY, Who.OTHER):
            return None
        return self._done_by(verb, Who.THEY, weak=False)

    def _together(self, verb: str, at: int, who: Who | None) -> Said:
        other = self._roles.clause.first("other")
        partner = other is not None and (self._roles.after_preposition(other) or abs(other - at) == 1)
        if partner and not self._roles.clause.has("them", "they", "name"):
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
        if self._roles.clause.has("me"):
            return Who.THEY, False
        if form == "done" and self._roles.may_be_they(at):
            return None, False
        if self._roles.to_them():
            return Who.ME, False
        if self._roles.clause.has("my"):
            return Who.THEY, False
        if self._roles.clause.has("their"):
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
        if who is Who.OTHER and verb == "answer" and self._roles.clause.has("kin"):
            return None  # "ha risposto la nonna": on the phone, or in writing
        if verb == "reach":
            return Sign(Direction.BOTH, LineKind.CALL, weak)
        way = {Who.ME: Direction.OUT, Who.WE: Direction.BOTH}.get(who, Direction.IN)
        kind = (
            _FAVOUR[verb][way is not Direction.OUT]
            if verb in _FAVOUR
            else (LineKind.CALL if verb in _CALLS else LineKind.MESSAGE)
        )
        return Sign(way, kind, weak, who is Who.OTHER)
