"""Bundle what a review on a page or in a terminal works with: the actions, today's date, and messages to show."""

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
from cardscan.workflows.review.meetings import MeetingDesk
from cardscan.workflows.review.pairs import PairDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.steps import Done

# How many days ahead "later" suggests.
DEFAULT_LATER_DAYS = 14
# How each action is reported after it was done.
SAID = {
    "confirm": "Confirmed",
    "fix": "Corrected",
    "context": "Noted",
    "replace": "Noted in place of what was noted",
    "quote": "Letters may say it",
    "keep private": "Kept private",
    "correct": "Corrected",
    "look": "Your text stands",
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
    "line": "Understood",
    "promise kept": "Promise kept",
    "promise dropped": "Promise taken back",
    "promise open": "Promise open again",
    "second person": "Two people on one card",
}


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what was just done, shown once.

    Attributes:
        undo: Whether it can be undone.
    """

    text: str
    undo: bool = False
    problem: bool = False


@dataclass(slots=True)
class ReviewDesk:
    """Everything that a review works with.

    Attributes:
        actor: Who decides; this name is written into the history.
        clock: Returns the time now, in the user's time zone.
        flashes: Messages that are still to be shown.
    """

    store: Store
    settings: Settings
    actor: str
    clock: Callable[[], datetime]
    flashes: list[Flash] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cards(self) -> CardDesk:
        """The actions on cards."""
        return CardDesk(self.store, self.settings, self.actor)

    @property
    def people(self) -> PeopleDesk:
        """The actions on people."""
        return PeopleDesk(self.store, self.settings, self.actor)

    @property
    def letters(self) -> LetterDesk:
        """The actions on letters."""
        return LetterDesk(self.store, self.settings, self.actor)

    @property
    def meetings(self) -> MeetingDesk:
        """The actions on what is noted of meetings."""
        return MeetingDesk(self.store, self.settings, self.actor)

    @property
    def pairs(self) -> PairDesk:
        """The actions on a pair of contacts that may be one person."""
        return PairDesk(self.store, self.settings, self.actor)

    @property
    def drafts(self) -> DraftDesk:
        """The letters, each with what the lint found in it."""
        return DraftDesk(self.store, self.settings, self.actor)

    @property
    def today(self) -> date:
        """Today's date in the user's time zone."""
        return self.clock().date()

    def midnight(self) -> datetime:
        """Return when the user's day began."""
        now = self.clock()
        return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)

    def names(self, *numbers: int) -> str:
        """Return the names of these contacts: "Ada and Bob".

        Raises:
            ChangedMeanwhileError: One of them was merged with another contact since the page was shown.
        """
        for number in numbers:
            root = self.store.duplicates.became(number)
            if root != number:
                raise ChangedMeanwhileError(f"contact {number}: is one person with contact {root} by now; look again")
        return " and ".join(self.store.people.get(number).display_name for number in numbers)

    def say(self, flash: Flash) -> None:
        """Show this message on the next page."""
        with self.lock:
            self.flashes[:] = [*self.flashes[-4:], flash]

    def take_flashes(self) -> list[Flash]:
        """Return the messages to be shown now, and forget them."""
        with self.lock:
            shown, self.flashes = self.flashes, []
        return shown

    def did(self, done: Done, name: str) -> None:
        """Add a message about what was done and what is still missing."""
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
