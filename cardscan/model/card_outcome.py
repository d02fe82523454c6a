"""Define what became of a card that was taken in, for the words that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.contact import Verdict


@dataclass(frozen=True, slots=True)
class CardOutcome:
    """What became of one card.

    Attributes:
        name: Name of the contact, or of the photo if there is no contact.
        verdict: New contact, known one, or one to ask about; None if nothing on the card was read, or if it is the
            other side of a card that already counts.
        review: Why a person should look at it; empty if nobody needs to.
        context: What is missing for a letter; empty if nothing is.
        draft: The letter's file; empty if none was written.
        noted: The card was already stored, and something new was noted about it.
        side: What showed it to be the other side of this contact's card; empty if it is not.
        earlier: The card is on another photo, and this photo added something about it.
    """

    name: str
    verdict: Verdict | None = None
    review: str = ""
    context: str = ""
    draft: str = ""
    noted: bool = False
    side: str = ""
    earlier: bool = False
