"""What became of a card that was taken in, for the words that a person reads."""

from __future__ import annotations

from dataclasses import dataclass

from cardscan.model.contact import Verdict


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one card.

    Attributes:
        name: Of the contact, or of the photo where there is none.
        verdict: New contact, known one, or one to be asked about; None when nothing on the card was read, or when it
            is the other side of a card that counts already.
        review: Why a person should look at it; empty when nobody needs to.
        context: What is missing for a letter; empty when nothing is.
        draft: The letter's file; empty when none was written.
        noted: The card was stored before, and something new was noted about it.
        side: By what it was known as the other side of this contact's card; empty when it is none.
        earlier: The card is one of another photo, about which this photo told something.
    """

    name: str
    verdict: Verdict | None = None
    review: str = ""
    context: str = ""
    draft: str = ""
    noted: bool = False
    side: str = ""
    earlier: bool = False
