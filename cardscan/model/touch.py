"""Define what really passed between two people, and what each of them promised."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime


class Direction(enum.StrEnum):
    """Who spoke: I did, they did, or both did at once."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


class TouchKind(enum.StrEnum):
    """What kind of thing happened; HELP and REFERRAL are the favours that lead to the upper rungs of the ladder."""

    MESSAGE = "message"
    TALK = "talk"
    HELP = "help"
    REFERRAL = "referral"


class LineKind(enum.StrEnum):
    """What a later line tells of; after the favours come those of which no touch is made."""

    MESSAGE = "message"
    CALL = "call"
    MEETING = "meeting"
    FAVOUR_BY_ME = "favour_by_me"
    FAVOUR_BY_THEM = "favour_by_them"
    REFERRAL_BY_ME = "referral_by_me"
    REFERRAL_BY_THEM = "referral_by_them"
    BOUNCE = "bounce"
    OPT_OUT = "opt_out"
    OUT_OF_OFFICE = "out_of_office"
    LEFT = "left"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Touch:
    """A message or talk that really happened, in either direction. Never a plan.

    Attributes:
        at: When, with a time zone.
        text: In the user's words; private.
        draft_id: The letter that was sent, if it was one of ours.
        id: Row number in the store; 0 while not stored.
    """

    at: datetime
    direction: Direction
    kind: TouchKind = TouchKind.MESSAGE
    text: str = ""
    draft_id: int | None = None
    id: int = 0

    @property
    def from_them(self) -> bool:
        """Whether they took part in it, which makes it evidence of a two-sided relation."""
        return self.direction is not Direction.OUT


class Whose(enum.StrEnum):
    """Who promised."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A promise in the ledger, open or closed.

    Attributes:
        id: Row number in the store.
        due: The day by which it is to be kept; None if none was named.
        made: The day of the encounter at which it was made, or the day of its entry.
        kept_on: The day on which it was kept.
        dropped_on: The day on which it was taken back on purpose, which closes it too.
    """

    id: int
    contact_id: int
    whose: Whose
    text: str
    due: date | None
    made: date
    kept_on: date | None = None
    dropped_on: date | None = None

    @property
    def open(self) -> bool:
        """Whether it is neither kept nor taken back."""
        return self.kept_on is None and self.dropped_on is None
