"""Read a clause that has no verb of ours: "her reply came", "voicemail from him", "lunch with her", "answer: yes"."""

from __future__ import annotations

from collections.abc import Iterator

from cardscan.followup.notes.lines.happened import Said, Sign, Silence
from cardscan.followup.notes.lines.roles import Roles, Who
from cardscan.model.touch import Direction, LineKind

_SENT = {"purchase": LineKind.FAVOUR_BY_THEM, "mail": LineKind.MESSAGE, "phone_call": LineKind.CALL}
_BESIDE = frozenset({"their", "name", "they", "by", "other", "no_name"})


def noun_signs(roles: Roles) -> Iterator[Said]:
    """Return what the nouns of a clause say happened, the surest first."""
    clause, denied = roles.clause, roles.clause.has("negated", "negated_after", "nobody")
    subject = roles.subject(len(roles.items), "done")
    if clause.has("on_phone") and clause.has("other") and not clause.has("they", "name", "we"):
        yield Sign(Direction.OUT, LineKind.CALL, other=True)  # "her mother on the phone"
    if clause.has("voicemail"):
        theirs = roles.among("by") or subject is Who.THEY or clause.has("me")
        yield Sign(Direction.IN if theirs else Direction.OUT, LineKind.CALL)
    if clause.has("reply") and not denied and _stands_alone(roles, "reply"):
        yield Sign(Direction.IN, LineKind.MESSAGE)
    for mark, kind in _SENT.items():
        if clause.has(mark):
            yield _sent(roles, mark, kind, subject, denied=denied)
    if denied:
        if clause.has("meeting"):
            yield Silence.DENIED
        return
    if roles.among("by") and clause.has("got"):
        yield Sign(Direction.IN, LineKind.MESSAGE)
    if roles.among("among") and roles.items[0].text[:1].isdecimal():
        yield Sign(Direction.BOTH, LineKind.MEETING, weak=True)  # "2h on site with her"
    if clause.has("meeting"):
        yield _met(roles, subject)


def _sent(roles: Roles, mark: str, kind: LineKind, subject: Who | None, *, denied: bool) -> Said:
    """Return from whom a letter, an order or a call came."""
    clause = roles.clause
    if denied:
        return Silence.DENIED
    if roles.before(clause.first(mark) or 0, "planned"):
        return Silence.PLANNED
    if roles.among("by") or (clause.has("got") and subject is not Who.THEY) or _theirs(roles, mark):
        return Sign(Direction.IN, kind)
    if roles.among("to") and kind is not LineKind.FAVOUR_BY_THEM:
        return Sign(Direction.OUT, kind)
    together = roles.among("among") or subject in (Who.WE, Who.ME)
    return Sign(Direction.BOTH, kind) if kind is LineKind.CALL and together else None


def _met(roles: Roles, subject: Who | None) -> Said:
    """Return whether a meeting that a clause names took place; one that was moved did not, and who moved it is open."""
    if roles.clause.has("move.done"):
        return None
    if roles.clause.has("planned", "later"):
        return Silence.PLANNED
    return Sign(Direction.BOTH, LineKind.MEETING, not (roles.among("among") or subject))


def _stands_alone(roles: Roles, mark: str) -> bool:
    """Whether nothing but a name or "her" stands beside it: "Mira's answer: yes"."""
    return all(mark in item.marks or item.marks & _BESIDE or roles.person(at) for at, item in enumerate(roles.items))


def _theirs(roles: Roles, mark: str) -> bool:
    """Whether "her" stands right before it: "her reply"."""
    at = roles.clause.first(mark)
    return bool(at) and "their" in roles.items[(at or 0) - 1].marks
