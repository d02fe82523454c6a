"""Define how two people met. Without an encounter, nothing is drafted."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date


class CardOrigin(enum.StrEnum):
    """How the card came into the user's hands; FOUND, PASSED_ON and RAFFLE do not justify writing to the person."""

    HANDED_OVER = "handed_over"
    INTRODUCED = "introduced"
    FOUND = "found"
    PASSED_ON = "passed_on"
    RAFFLE = "raffle"
    UNKNOWN = "unknown"


class TalkDepth(enum.StrEnum):
    """How much the two people talked."""

    NONE = "none"
    FEW_WORDS = "few_words"
    REAL_TALK = "real_talk"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that one of the two said they would do, with a date if one was named."""

    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """Where, when and how two people met, and what they spoke of.

    Attributes:
        talk: What was talked about, in the user's words; empty if nothing was noted.
        introduced_by: Who introduced the two.
        note: Private; never rendered into a draft.
        cadence: Name of the cadence that a person chose; empty: chosen by how they met.
        quoted: Pieces that a person chose for letters, in their words as noted.
        kept_private: Pieces that a person keeps out of letters. Neither list counts when encounters are compared:
            what was noted is the same, whatever was decided about it.
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
    quoted: tuple[str, ...] = field(default=(), compare=False)
    kept_private: tuple[str, ...] = field(default=(), compare=False)

    @property
    def has_conversation(self) -> bool:
        """Whether something was said that a letter could take up."""
        return bool(self.talk.strip() or self.promises or self.next_step.strip())

    @property
    def not_handed_over(self) -> bool:
        """Whether the card was found, passed on or won in a raffle; then nobody may be written to because of it."""
        return self.origin in (CardOrigin.FOUND, CardOrigin.PASSED_ON, CardOrigin.RAFFLE)
