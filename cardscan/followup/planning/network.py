"""Count how far cards are decided, whether new and existing people are in balance, and whether contact hangs on a few.

Everything is counted from the user's own store; there are no borrowed statistics and no scores for people.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cardscan.followup.planning.budget import PlanSettings, monday_of
from cardscan.followup.planning.ladder import LADDER, strength
from cardscan.followup.planning.schedule import Outlook, Queue
from cardscan.model.contact import Relation
from cardscan.model.relationship import Relationship
from cardscan.model.touch import Direction, TouchKind

WEEKS = 12
TOP = 3
# A quarter and a month: after longer silence in both directions, a two-sided tie counts as quiet.
QUIET_DAYS = 120
# Above this share of all contact, the loss of one of the TOP people would be felt at once.
FEW_SHARE = 0.6
# With fewer touches, a share says nothing.
ENOUGH_TOUCHES = 12
# A month without anybody new is worth a warning.
WEEKS_WITHOUT_NEW = 4


@dataclass(frozen=True, slots=True)
class Week:
    """One week: how many people were met for the first time, and my touches to new and to existing people."""

    monday: date
    people: int
    to_new: int
    to_existing: int


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """What `cardscan network` shows.

    Attributes:
        acted_on_rate: Decided cards / cards, 0 to 1; None without cards.
        days_to_first_touch: Median days from meeting to my first touch; None without touches of mine.
        weeks: The last WEEKS weeks, oldest first.
        ladder: How many people stand on each rung, and how many rest or are suppressed.
        queues: How many people wait in each queue; everybody is in exactly one.
        top_share: Share (0 to 1) of all touches that are with the TOP most touched people; None without touches.
        referral_share: The same for referrals: the TOP people with the most referrals; None without referrals.
        top: The TOP most touched people, most touched first.
        quiet: Two-sided ties without contact for more than QUIET_DAYS, with days; the formerly strongest first.
        weeks_without_new: How many of the last WEEKS weeks brought nobody new.
        warnings: Sentences with numbers, about imbalance in either direction.
    """

    cards: int
    decided_cards: int
    people: int
    acted_on_rate: float | None
    days_to_first_touch: float | None
    weeks: tuple[Week, ...]
    ladder: tuple[tuple[Relation, int], ...]
    queues: tuple[tuple[Queue, int], ...]
    top_share: float | None
    referral_share: float | None
    top: tuple[Relationship, ...]
    quiet: tuple[tuple[Relationship, int], ...]
    weeks_without_new: int
    warnings: tuple[str, ...]


def network_report(outlooks: Iterable[Outlook], cards: int, today: date, settings: PlanSettings) -> NetworkReport:
    """Count everything for the report.

    Args:
        outlooks: Outlooks of all people.
        cards: Number of all cards in the store, including those on which nothing could be read.
    """
    ahead = list(outlooks)
    people = [one.person for one in ahead]
    decided = sum(person.cards for person in people if person.decision is not None)
    weeks = _weeks(people, today)
    touched = sorted((p for p in people if p.touches), key=lambda p: (-len(p.touches), p.contact.id))
    referred = sorted((_referrals(person) for person in people), reverse=True)
    rungs = Counter(person.contact.relation for person in people)
    queued = Counter(one.queue for one in ahead)
    without = sum(week.people == 0 for week in weeks)
    all_touches = sum(len(person.touches) for person in people)
    top_share = sum(len(person.touches) for person in touched[:TOP]) / all_touches if all_touches else None
    return NetworkReport(
        cards=cards,
        decided_cards=decided,
        people=len(people),
        acted_on_rate=decided / cards if cards else None,
        days_to_first_touch=_first_touch_days(people),
        weeks=weeks,
        ladder=tuple((rung, rungs[rung]) for rung in (*LADDER, Relation.RESTING, Relation.SUPPRESSED)),
        queues=tuple((queue, queued[queue]) for queue in Queue),
        top_share=top_share,
        referral_share=sum(referred[:TOP]) / sum(referred) if sum(referred) else None,
        top=tuple(touched[:TOP]),
        quiet=_quiet(people, today),
        weeks_without_new=without,
        warnings=_warnings(weeks, top_share, all_touches, settings),
    )


def _weeks(people: list[Relationship], today: date) -> tuple[Week, ...]:
    """Return the last WEEKS weeks including this one, oldest first."""
    mondays = [monday_of(today) - timedelta(weeks=number) for number in reversed(range(WEEKS))]
    met = Counter(monday_of(person.first_met) for person in people)
    new: Counter[date] = Counter()
    existing: Counter[date] = Counter()
    for person in people:
        heard = min((touch.at for touch in person.touches if touch.from_them), default=None)
        for touch in person.touches:
            if touch.direction is not Direction.IN:
                group = new if heard is None or touch.at <= heard else existing
                group[monday_of(touch.at.date())] += 1
    return tuple(Week(monday, met[monday], new[monday], existing[monday]) for monday in mondays)


def _first_touch_days(people: list[Relationship]) -> float | None:
    days = []
    for person in people:
        mine = [touch.at.date() for touch in person.touches if touch.direction is not Direction.IN]
        if mine:
            days.append(max(0, (min(mine) - person.first_met).days))
    return float(statistics.median(days)) if days else None


def _referrals(person: Relationship) -> int:
    return sum(touch.kind is TouchKind.REFERRAL for touch in person.touches)


def _quiet(people: list[Relationship], today: date) -> tuple[tuple[Relationship, int], ...]:
    found = []
    for person in people:
        days = (today - person.last_contact).days
        if person.answered and days > QUIET_DAYS and not person.suppressed:
            then = datetime.combine(person.last_contact, time(12), UTC)
            found.append((-strength(person.touches, then), person.contact.id, person, days))
    return tuple((person, days) for _, _, person, days in sorted(found, key=lambda item: item[:2]))


def _warnings(
    weeks: tuple[Week, ...], top_share: float | None, touches: int, settings: PlanSettings
) -> tuple[str, ...]:
    """Return warnings about imbalance in either direction."""
    found = []
    lately = weeks[-WEEKS_WITHOUT_NEW:]
    if touches and not any(week.people for week in lately):
        found.append(f"nobody new in the last {len(lately)} weeks: the ties that are warm today need company tomorrow")
    arrived = sum(week.people for week in lately)
    room = settings.new_per_week * len(lately)
    if arrived > room:
        found.append(f"{arrived} new people in the last {len(lately)} weeks, with attention for {room}")
    to_new, to_existing = sum(week.to_new for week in weeks), sum(week.to_existing for week in weeks)
    if to_new + to_existing >= ENOUGH_TOUCHES and to_existing == 0:
        found.append(f"all {to_new} touches of the last {len(weeks)} weeks went to new people, none to existing ties")
    if to_new + to_existing >= ENOUGH_TOUCHES and to_new == 0:
        found.append(
            f"all {to_existing} touches of the last {len(weeks)} weeks went to existing ties, none to new people"
        )
    if top_share is not None and touches >= ENOUGH_TOUCHES and top_share > FEW_SHARE:
        found.append(f"{top_share:.0%} of all contact is with {TOP} people: do not live on them alone")
    return tuple(found)
