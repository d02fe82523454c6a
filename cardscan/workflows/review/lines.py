"""Make of a later line what is stored: a touch, a pause, or nothing, and say in words what was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cardscan.errors import UnclearLineError
from cardscan.followup.notes.lines.understanding import UnderstoodLine, understand_line
from cardscan.followup.notes.note_reading import MAX_NOTE_CHARS
from cardscan.model.contact import Contact
from cardscan.model.plaintext import one_line
from cardscan.model.touch import Direction, LineKind, Touch, TouchKind

_KINDS = {
    LineKind.MESSAGE: TouchKind.MESSAGE,
    LineKind.CALL: TouchKind.TALK,
    LineKind.MEETING: TouchKind.TALK,
    LineKind.FAVOUR_BY_ME: TouchKind.HELP,
    LineKind.FAVOUR_BY_THEM: TouchKind.HELP,
    LineKind.REFERRAL_BY_ME: TouchKind.REFERRAL,
    LineKind.REFERRAL_BY_THEM: TouchKind.REFERRAL,
    LineKind.OPT_OUT: TouchKind.MESSAGE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A later line, and what is to be stored of it.

    Attributes:
        touch: None if nothing was exchanged.
        until: Until this day nothing is to be proposed; None: the line names none.
    """

    words: str
    kind: LineKind
    touch: Touch | None
    until: date | None = None


def understood(text: str, contact: Contact, day: date) -> UnderstoodLine:
    """Return what a line about this contact says; `day` is the one from which "Friday" counts."""
    spoken = (contact.language or "").lower()[:2] or None
    return understand_line(one_line(text, MAX_NOTE_CHARS), day=day, names=(contact.display_name,), language=spoken)


def line_of(
    text: str, contact: Contact, *, at: datetime, direction: Direction | None = None, kind: TouchKind | None = None
) -> Line:
    """Return what is to be stored of a line; `direction` and `kind` take precedence over what it says.

    Raises:
        UnclearLineError: Neither the line nor `direction` says for sure which of the two it came from.
    """
    words, day = one_line(text, MAX_NOTE_CHARS), at.astimezone().date()
    found = understood(words, contact, day)
    if direction is None and not found.clear:
        raise UnclearLineError(words)
    way = direction or found.direction
    sort = found.kind if found.kind and direction in (None, found.direction) else None
    if way is None:
        return Line(words, found.kind or LineKind.NONE, None, found.next_contact)
    if direction is None and way is Direction.IN and sort is LineKind.CALL and not found.missed:
        way = Direction.BOTH  # a call that I took is a talk
    heard = TouchKind.MESSAGE if found.missed else _KINDS.get(sort) if sort else None
    touch = Touch(at, way, kind or heard or _usual(way), words)
    return Line(words, sort or LineKind.MESSAGE, touch, found.next_contact)


def said_of(touch: Touch) -> str:
    """Return who did what, in words: "they wrote"."""
    who = {Direction.IN: "they", Direction.OUT: "you", Direction.BOTH: "you"}[touch.direction]
    did = {TouchKind.MESSAGE: "wrote", TouchKind.TALK: "called", TouchKind.HELP: "helped",
           TouchKind.REFERRAL: "introduced somebody"}[touch.kind]  # fmt: skip
    if touch.direction is not Direction.BOTH:
        return f"{who} {did}"
    return "you talked" if touch.kind in (TouchKind.TALK, TouchKind.MESSAGE) else f"you talked, and one of you {did}"


def nothing_said(line: Line, number: int) -> str:
    """Return what a line says that tells of no touch, and what to do about it."""
    if line.kind is LineKind.BOUNCE:
        return f"it did not reach them; correct it: cardscan contacts fix {number} --email ADDRESS"
    if line.kind is LineKind.LEFT:
        return (
            f"they have left the firm; if you know the new one: cardscan contacts fix {number} --organization NAME; "
            f"else: cardscan contacts let-go {number}"
        )
    if line.kind is LineKind.OUT_OF_OFFICE:
        if line.until:
            return f"they are away; nothing is proposed before {line.until}"
        return f"they are away; if you know until when: cardscan contacts later {number} DAY"
    return "nothing was exchanged, so no touch was logged"


def _usual(direction: Direction) -> TouchKind:
    return TouchKind.TALK if direction is Direction.BOTH else TouchKind.MESSAGE
