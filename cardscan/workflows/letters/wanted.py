"""Decide which letter a person with a history gets: its plan, and what it may mention. Writes no letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cardscan.config import Settings
from cardscan.contacts.whereabouts import country_of
from cardscan.followup import Cadence
from cardscan.followup.planning.plan import Plan, Recipient, Wish, plan
from cardscan.model.contact import Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, OpenPromise


def written_since_met(person: Relationship) -> bool:
    """Whether they were written to, or talked with, since the last encounter."""
    return any(touch.direction is not Direction.IN and touch.at.date() >= person.met for touch in person.touches)


def known_before(person: Relationship) -> bool:
    """Whether they were known before their newest encounter: imported, met elsewhere, or written to."""
    newest = person.encounters[-1].event if person.encounters else None
    return (
        person.since.date() < person.met
        or any(touch.at.date() < person.met for touch in person.touches)
        or any(item.day and item.day < person.met and item.event != newest for item in person.encounters)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter to be written: its plan, and what it may mention."""

    plan: Plan
    about: Encounter


def planned(
    person: Relationship,
    settings: Settings,
    cadences: Mapping[str, Cadence],
    *,
    now: datetime,
    wish: Wish,
    promise: OpenPromise | None = None,
    cadence: str = "",
    confirmed: bool = False,
) -> Wanted | NeedsContext:
    """Return the plan of a letter to a person with a history, or what is missing for it.

    Args:
        promise: The only subject of the letter.
        cadence: Name of the cadence; empty chooses the one that fits.
        confirmed: A person has checked name and address, whatever the history says.
    """
    about = person.encounter or Encounter()
    if promise is not None:
        about = replace(about, promises=(Promise(promise.text, promise.due),), their_promises=(), next_step="")
    about = replace(about, cadence=cadence or about.cadence)
    contact = person.contact
    known = contact.relation if any(t.from_them and t.at.date() < person.met for t in person.touches) else Relation.MET
    to = Recipient(
        contact.details,
        known,
        contact.recommendation,
        suppressed=person.suppressed,
        confirmed=confirmed or person.confirmed,
        talked=person.answered,
        again=known_before(person),
        country=country_of(contact.details) or contact.country,
        language=contact.language,
    )
    made = plan(to, about, today=now.astimezone().date(), cadences=cadences, settings=settings.followup, wish=wish)
    return made if isinstance(made, NeedsContext) else Wanted(made, about)
