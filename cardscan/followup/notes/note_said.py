"""What a note says, before it is joined with what else is known of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cardscan.model.encounter import CardOrigin, Promise, TalkDepth


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What a note says; everything that is not named here is `private`.

    Attributes:
        talk: What was talked about; several topics are joined with "; ".
        asks: What they asked for, with the day by which.
        address: "informal" or "formal", if my promises speak to the person in that form ("ich schicke dir").
    """

    talk: str = ""
    mine: tuple[Promise, ...] = ()
    theirs: tuple[Promise, ...] = ()
    asks: tuple[Promise, ...] = ()
    next_step: str = ""
    introduced_by: str | None = None
    origin: CardOrigin = CardOrigin.UNKNOWN
    depth: TalkDepth = TalkDepth.UNKNOWN
    event: str | None = None
    day: date | None = None
    cadence: str = ""
    address: str = ""
    private: tuple[str, ...] = ()
