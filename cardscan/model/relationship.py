"""Define all that is known of one person over time, as the plan, the ladder and the network report need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from cardscan.model.contact import Contact, Decision
from cardscan.model.draft import DraftState
from cardscan.model.encounter import CardOrigin, Encounter, TalkDepth
from cardscan.model.touch import Direction, OpenPromise, Touch, TouchKind, Whose

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class LetterUnderWay:
    """A letter that is written and has not left: the plan takes its day from here.

    Attributes:
        due: The day on which it goes out once it is approved.
        seen: When it was last written, changed or approved.
        edited: A person has changed the text.
    """

    draft_id: int
    state: DraftState
    due: date
    seen: datetime
    edited: bool = False

    @property
    def approved(self) -> bool:
        """Whether a person has said yes to it, so that it leaves on its day whatever else the week holds."""
        return self.state in (DraftState.APPROVED, DraftState.SENDING, DraftState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A contact with its history.

    Attributes:
        since: When the contact was stored.
        encounters, touches, promises: Oldest first.
        cards: How many of their cards were read.
        decision: What a person decided about them; None: nothing yet.
        later_until: With `Decision.LATER`: not before this day; None: no day was named.
        suppressed: An address of theirs is on the list that blocks letters.
        confirmed: A person has entered or checked name and address.
        imported: They came from an address book before any card, so they were known before.
        decided_at: When the decision was taken; None: there is none.
        touched_at, met_at: When the last touch and the newest meeting were stored, which may be later than they
            happened; a letter from before that is out of date.
        letter: The letter that is written and has not left; None if there is none.
    """

    contact: Contact
    since: datetime
    encounters: tuple[Encounter, ...] = ()
    touches: tuple[Touch, ...] = ()
    promises: tuple[OpenPromise, ...] = ()
    cards: int = 0
    decision: Decision | None = None
    later_until: date | None = None
    suppressed: bool = False
    confirmed: bool = False
    imported: bool = False
    decided_at: datetime | None = None
    touched_at: datetime | None = None
    met_at: datetime | None = None
    letter: LetterUnderWay | None = None

    @property
    def encounter(self) -> Encounter | None:
        """The newest encounter with a conversation, else the newest, with all notes on that event and day; or None."""
        talks = [encounter for encounter in self.encounters if encounter.has_conversation]
        if not self.encounters:
            return None
        last = talks[-1] if talks else self.encounters[-1]
        same = [item for item in self.encounters if (item.event, item.day) == (last.event, last.day)]
        return last if len(same) == 1 else _together(same)

    @property
    def met(self) -> date:
        """The day of the newest encounter; if none has a day, the day on which the contact was stored."""
        days = [encounter.day for encounter in self.encounters if encounter.day]
        return max(days, default=self.since.date())

    @property
    def first_met(self) -> date:
        """The day of the first encounter; if none has a day, the day on which the contact was stored."""
        days = [encounter.day for encounter in self.encounters if encounter.day]
        return min(days, default=self.since.date())

    @property
    def answered(self) -> bool:
        """Whether they have written, talked or helped at least once."""
        return any(touch.from_them for touch in self.touches)

    @property
    def new(self) -> bool:
        """Whether they were met by their card and have never answered; the budget counts them apart."""
        return not self.answered and not self.imported

    @property
    def unanswered_letter(self) -> date | None:
        """The day of their letter that nobody has answered or decided about; None if there is none.

        A decision to put them off does not settle it: it comes back on that day.
        """
        newest = max(self.touches, key=lambda touch: touch.at, default=None)
        if newest is None or newest.direction is not Direction.IN or newest.kind is not TouchKind.MESSAGE:
            return None
        ended = self.decided_at if self.decision in (Decision.FOLLOWED_UP, Decision.LET_GO) else None
        settled = ended is not None and (self.touched_at is None or ended >= self.touched_at)
        return None if settled else newest.at.date()

    @property
    def last_contact(self) -> date:
        """The day of the last real contact in either direction: a touch or an encounter."""
        return max([self.met, *(touch.at.date() for touch in self.touches)])

    @property
    def unanswered(self) -> int:
        """The number of my touches since their last touch and since the day of the newest encounter."""
        heard = max((touch.at for touch in self.touches if touch.from_them), default=None)
        return sum(
            touch.direction is Direction.OUT and (heard is None or touch.at > heard) and touch.at.date() >= self.met
            for touch in self.touches
        )

    @property
    def open_promises(self) -> tuple[OpenPromise, ...]:
        """What I promised and have neither kept nor taken back, the first due first."""
        mine = [promise for promise in self.promises if promise.open and promise.whose is Whose.MINE]
        return tuple(sorted(mine, key=lambda promise: (promise.due or date.max, promise.id)))


def _together(told: list[Encounter]) -> Encounter:
    """Join several notes on one encounter: newer single values win, texts and promises are collected."""
    newest = told[-1]
    return replace(
        newest,
        place=_last(item.place for item in told),
        country=_last(item.country for item in told),
        origin=_last(item.origin if item.origin is not CardOrigin.UNKNOWN else None for item in told)
        or CardOrigin.UNKNOWN,
        depth=_last(item.depth if item.depth is not TalkDepth.UNKNOWN else None for item in told) or TalkDepth.UNKNOWN,
        talk="; ".join(dict.fromkeys(item.talk for item in told if item.talk)),
        promises=tuple(dict.fromkeys(promise for item in told for promise in item.promises)),
        their_promises=tuple(dict.fromkeys(promise for item in told for promise in item.their_promises)),
        next_step=_last(item.next_step or None for item in told) or "",
        introduced_by=_last(item.introduced_by for item in told),
        note="; ".join(dict.fromkeys(item.note for item in told if item.note)),
        cadence=_last(item.cadence or None for item in told) or "",
        quoted=tuple(dict.fromkeys(text for item in told for text in item.quoted)),
        kept_private=tuple(dict.fromkeys(text for item in told for text in item.kept_private)),
    )


def _last(values: Iterable[_Value | None]) -> _Value | None:
    given = [value for value in values if value is not None]
    return given[-1] if given else None
