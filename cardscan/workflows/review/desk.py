"""What every review works with, on a page or in a terminal: the verbs, today, and what was just said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from cardscan.config import Settings
from cardscan.errors import ChangedMeanwhileError
from cardscan.store import Store
from cardscan.workflows.review.cards import CardDesk
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.letters import LetterDesk
from cardscan.workflows.review.pairs import PairDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.steps import Done

# Days that "later" offers.
DEFAULT_LATER_DAYS = 14
# What each verb is called when it was done.
SAID = {
    "confirm": "Confirmed",
    "fix": "Corrected",
    "context": "Noted",
    "let go": "Let go",
    "not a card": "Put away: not a card",
    "later": "Kept for later",
    "followed up": "Marked as followed up",
    "approve": "Approved",
    "save": "Saved, not approved yet",
    "another wording": "Another wording",
    "another language": "Another language",
    "block": "Never again: no letter will be drafted",
    "same": "One person now",
    "two people": "Two people",
    "ask later": "Asked about later",
    "part": "Parted again",
    "read again": "Read again",
    "split": "Split off",
    "touch": "Logged",
    "promise kept": "Promise kept",
    "promise dropped": "Promise taken back",
    "promise open": "Promise open again",
    "second person": "Two people on one card",
}


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what was just done, shown once.

    Attributes:
        undo: It can be taken back.
    """

    text: str
    undo: bool = False
    problem: bool = False


@dataclass(slots=True)
class ReviewDesk:
    """What a review works with.

    Attributes:
        actor: Who decides, as the history names them.
        clock: The time now, with the user's zone.
        flashes: What is still to be shown.
    """

    store: Store
    settings: Settings
    actor: str
    clock: Callable[[], datetime]
    flashes: list[Flash] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cards(self) -> CardDesk:
        """The verbs on cards."""
        return CardDesk(self.store, self.settings, self.actor)

    @property
    def people(self) -> PeopleDesk:
        """The verbs on people."""
        return PeopleDesk(self.store, self.settings, self.actor)

    @property
    def letters(self) -> LetterDesk:
        """The verbs on letters."""
        return LetterDesk(self.store, self.settings, self.actor)

    @property
    def pairs(self) -> PairDesk:
        """The verbs on two people."""
        return PairDesk(self.store, self.settings, self.actor)

    @property
    def drafts(self) -> DraftDesk:
        """Letters with what the lint has against them."""
        return DraftDesk(self.store, self.settings, self.actor)

    @property
    def today(self) -> date:
        """The day of the user's zone."""
        return self.clock().date()

    def midnight(self) -> datetime:
        """When the user's day began."""
        now = self.clock()
        return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)

    def names(self, *numbers: int) -> str:
        """What these contacts are called: "Ada and Bob".

        Raises:
            ChangedMeanwhileError: One of them was joined with somebody since the page was shown.
        """
        for number in numbers:
            root = self.store.became(number)
            if root != number:
                raise ChangedMeanwhileError(f"contact {number}: is one person with contact {root} by now; look again")
        return " and ".join(self.store.contact(number).display_name for number in numbers)

    def say(self, flash: Flash) -> None:
        """Show it on the next page."""
        with self.lock:
            self.flashes[:] = [*self.flashes[-4:], flash]

    def take_flashes(self) -> list[Flash]:
        """What is to be shown now."""
        with self.lock:
            shown, self.flashes = self.flashes, []
        return shown

    def did(self, done: Done, name: str) -> None:
        """Say what was done, and what is still missing."""
        undone = done.verb.removeprefix("undo ")
        if undone != done.verb:
            text = f"Taken back ({SAID.get(undone, undone).lower()}): {name}."
        else:
            text = f"{SAID.get(done.verb, done.verb.capitalize())}: {name}."
        if done.note:
            text += f" {done.note}"
        if done.drafted:
            text += " A letter was drafted."
        elif done.missing:
            text += f" No letter yet: {done.missing}."
        self.say(Flash(text, undo=not (done.stays or done.verb.startswith("undo"))))
