"""How two people met. Without one, nothing is drafted."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date


class CardOrigin(enum.StrEnum):
    """How the card came into the user's hands; only the first two support a one-to-one mail."""

    HANDED_OVER = "handed_over"
    INTRODUCED = "introduced"
    FOUND = "found"
    PASSED_ON = "passed_on"
    RAFFLE = "raffle"
    UNKNOWN = "unknown"


class TalkDepth(enum.StrEnum):
    """How much was talked."""

    NONE = "none"
    FEW_WORDS = "few_words"
    REAL_TALK = "real_talk"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something I said I would do, with a date where one was named."""

    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """Where, when and how two people met, and what they spoke of.

    Attributes:
        talk: What was talked about, in the user's words; empty when nothing was noted.
        introduced_by: Who introduced us.
        note: Private; never rendered into a draft.
        cadence: Name of the series a person chose for it; empty: chosen by how they met.
    """

    event: str | None = None
    day: date | None = None
    place: str | None = None
    country: str | None = None
    origin: CardOrigin = CardOrigin.UNKNOWN
    depth: TalkDepth = TalkDepth.UNKNOWN
    talk: str = ""
    promises: tuple[Promise, ...] = ()
    their_promises: tuple[Promise, ...] = ()
    next_step: str = ""
    introduced_by: str | None = None
    note: str = ""
    cadence: str = ""

    @property
    def has_conversation(self) -> bool:
        """Something was said that a letter could take up."""
        return bool(self.talk.strip() or self.promises or self.next_step.strip())

    @property
    def not_handed_over(self) -> bool:
        """Found, passed on or from a raffle: such a card supports no one-to-one mail."""
        return self.origin in (CardOrigin.FOUND, CardOrigin.PASSED_ON, CardOrigin.RAFFLE)
