"""Say whether a letter that is written is out of date: something happened since, or it has lain too long. Pure."""

from __future__ import annotations

from datetime import date

from cardscan.model.draft import OPEN_STATES, Finding, Severity
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction

# "Last week" and "by Friday" are untrue after three weeks.
STALE_LETTER_DAYS = 21
_DID = {Direction.IN: "they wrote or called", Direction.OUT: "you wrote", Direction.BOTH: "you talked"}


def out_of_date(person: Relationship, today: date) -> str:
    """Return why the letter under way is out of date, for people; empty if it is not, or if there is none.

    A letter that was put off to a day still to come is not out of date by its age.
    """
    letter = person.letter
    if letter is None or letter.state not in OPEN_STATES:
        return ""
    if person.met_at is not None and person.met_at > letter.seen:
        return f"you met again on {person.met}"
    if person.touched_at is not None and person.touched_at > letter.seen:
        newest = max(person.touches, key=lambda touch: touch.at)
        return f"{_DID[newest.direction]} on {newest.at.date()}"
    days = (today - letter.seen.astimezone().date()).days
    return f"it is {days} days old" if days >= STALE_LETTER_DAYS and letter.due < today else ""


def age_findings(person: Relationship, draft_id: int, today: date) -> tuple[Finding, ...]:
    """Return what speaks against the letter with this number because it is out of date."""
    why = out_of_date(person, today) if person.letter and person.letter.draft_id == draft_id else ""
    return (Finding("out-of-date", Severity.WARN, f"{why}; read whether the letter still fits"),) if why else ()
