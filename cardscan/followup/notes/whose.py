"""Decide whose an action is, mine, theirs, asked for or common, and whether it is to come; unsure is nobody's."""

from __future__ import annotations

from typing import Literal

from cardscan.followup.notes.clause_scan import Seen, person_of
from cardscan.followup.notes.clauses import Clause

Whose = Literal["mine", "theirs", "asks", "next"]


def whose_is(seen: Seen, clause: Clause, *, dated: bool) -> Whose | None:
    """Return whose the action is; None if that is not certain, or it is over or a habit.

    Args:
        dated: Whether a day was named.
    """
    whose = _any_whose(seen, clause, dated=dated)
    return None if whose == "theirs" and _habit(seen, clause, dated=dated) else whose


def _any_whose(seen: Seen, clause: Clause, *, dated: bool) -> Whose | None:
    if seen.wants:
        return None if any(clause.units[at].kinds() & {"be"} for at in seen.left[:1]) else _asked(seen)
    if seen.verb is None:
        return _framed(seen)
    kind = seen.verb.kind
    if kind in ("talk", "discuss"):
        ahead = bool({"will", "must"} & set(seen.frames) and seen.parts - {"past"})
        return "next" if seen.subject == "we" and ahead else None
    if kind == "meet":
        ahead = bool(seen.parts - {"past"} and "have" not in seen.frames and (dated or seen.frames))
        return "next" if ahead and (seen.subject == "we" or (not seen.subject and seen.parts == {"we"})) else None
    if seen.parts <= {"past"}:
        return None
    if "have" in seen.frames and not {"will", "must", "promise"} & set(seen.frames) and "inf" not in seen.parts:
        return None
    return _of_doing(seen, clause, dated=dated)


def _framed(seen: Seen) -> Whose | None:
    if not seen.promises or not seen.left:
        return None
    if "say" in seen.frames and not seen.subject:
        return None
    person = seen.subject or person_of(seen.frame_parts)
    if person == "they" and ("them" in seen.objects or ("owe" in seen.frames and "me" not in seen.objects)):
        return None
    if person == "they" or (not person and "me" in seen.objects):
        return "theirs"
    if person in ("i", "we", "") and "me" not in seen.objects:
        return "mine"
    return None


def _asked(seen: Seen) -> Whose | None:
    person = seen.subject or person_of(seen.frame_parts)
    if person == "i" or seen.subject == "we" or "them" in seen.objects:
        return None
    if (
        "i" in seen.frame_parts
        and "they" not in seen.frame_parts
        and "past" not in seen.frame_parts
        and not seen.subject
    ):
        return None
    if seen.asked >= 0:
        return "asks"
    return "asks" if seen.left or seen.verb else None


def _of_doing(seen: Seen, clause: Clause, *, dated: bool) -> Whose | None:
    person = seen.subject or person_of(
        seen.parts if not {"will", "must", "promise"} & set(seen.frames) else seen.frame_parts
    )
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


def _meant(seen: Seen, clause: Clause, *, dated: bool) -> bool:
    """Whether what I do is said of the future: "I paint" is no promise, "I send her the print" is."""
    verb = seen.verb
    if (
        verb is None
        or clause.text.endswith("?")
        or dated
        or {"will", "must", "promise"} & set(seen.frames)
        or {"them", "you"} & seen.objects
    ):
        return True
    reader = any("their" in clause.units[at].tags for at in seen.left)
    return reader or bool(verb.particle) or (verb.kind in ("send", "give") and seen.subject != "we")


def _certain(seen: Seen, *, dated: bool) -> bool:
    """Whether what they do is said of the future: "she draws" may be what she does for a living."""
    return bool({"will", "promise"} & set(seen.frames) or "me" in seen.objects or dated
                or (seen.verb and seen.verb.kind == "send"))  # fmt: skip


def _habit(seen: Seen, clause: Clause, *, dated: bool) -> bool:
    """Whether "she sends her children to our school" may be meant."""
    said = {"will", "promise"} & set(seen.frames) or "me" in seen.objects or dated
    return not said and any(clause.units[at].tags & {"their", "my"} for at in seen.left)


def _bare(seen: Seen) -> Whose | None:
    """ "send the link", "will send the link", "an Ana schreiben": a note to oneself."""
    if not {"inf", "i"} & seen.parts and not seen.frames:
        return None
    if "they" in seen.parts and not seen.frames:
        return None
    if not seen.frames and seen.verb and seen.verb.kind not in ("send", "give"):
        return None
    return "mine"
