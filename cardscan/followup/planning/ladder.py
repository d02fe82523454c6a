"""Compute where a relation stands on the ladder and how strong it is, only from what really happened."""

from __future__ import annotations

import math
from datetime import datetime

from cardscan.followup.templates.cadence import MAX_NUDGES
from cardscan.model.contact import Relation
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, Touch, TouchKind

# A message and its nudges; a relation with this many unanswered messages rests.
MOST_UNANSWERED = 1 + MAX_NUDGES
# The weight of a touch halves in half a year: two missed quarterly touches.
HALF_LIFE_DAYS = 182.0
# What a touch adds. Their touches count more than mine, and favours more than words. One referral and one talk make a
# strong tie (about 0.9), five unanswered messages of mine a weak one (about 0.2).
_WEIGHTS = {TouchKind.MESSAGE: 1.5, TouchKind.TALK: 3.0, TouchKind.HELP: 4.0, TouchKind.REFERRAL: 5.0}
_MINE_ALONE = 0.15
_SCALE = 4.0

LADDER = (Relation.MET, Relation.REPLIED, Relation.TALKED, Relation.HELPED, Relation.REFERRED)


def rung(touches: tuple[Touch, ...]) -> Relation:
    """Return the highest rung that the touches support; without a sign from the other side it is MET.

    A favour counts whoever did it, but only if the other side has given a sign at all.
    """
    if not any(touch.from_them for touch in touches):
        return Relation.MET
    found = Relation.REPLIED
    for touch in touches:
        reached = {
            TouchKind.MESSAGE: Relation.REPLIED,
            TouchKind.TALK: Relation.TALKED if touch.from_them else Relation.REPLIED,
            TouchKind.HELP: Relation.HELPED,
            TouchKind.REFERRAL: Relation.REFERRED,
        }[touch.kind]
        found = max(found, reached, key=LADDER.index)
    return found


def relation_of(person: Relationship) -> Relation:
    """Return where this relation stands now: on its rung, resting after too much silence, or suppressed for good."""
    if person.suppressed or person.contact.relation is Relation.SUPPRESSED:
        return Relation.SUPPRESSED
    return Relation.RESTING if person.unanswered >= MOST_UNANSWERED else rung(person.touches)


def strength(touches: tuple[Touch, ...], now: datetime) -> float:
    """Return the strength, 0 (never any contact) to 1; each touch loses half its weight in half a year."""
    total = 0.0
    for touch in touches:
        age_days = max(0.0, (now - touch.at).total_seconds() / 86_400)
        alone = touch.direction is Direction.OUT and touch.kind in (TouchKind.MESSAGE, TouchKind.TALK)
        share = _MINE_ALONE if alone else 1.0  # a call of mine is a talk only where both took part
        total += _WEIGHTS[touch.kind] * share * 0.5 ** (age_days / HALF_LIFE_DAYS)
    return 1.0 - math.exp(-total / _SCALE)
