"""Define what one clause of a later line can say."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cardscan.model.touch import Direction, LineKind


@dataclass(frozen=True, slots=True)
class Sign:
    """What a clause says that happened.

    Attributes:
        weak: It takes its subject from custom or from the form alone, so that a contrary sign makes it doubtful.
        other: It was somebody else of theirs: "her assistant answered".
    """

    direction: Direction
    kind: LineKind
    weak: bool = False
    other: bool = False


class Silence(enum.Enum):
    """What a clause says that did not happen, or not yet."""

    DENIED = "denied"
    PLANNED = "planned"


Said = Sign | Silence | None
