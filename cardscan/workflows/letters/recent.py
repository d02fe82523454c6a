"""Keep the recent letters that a new one must not resemble in memory, and reread only those that changed.

After an event a card is read every few hundred milliseconds, and each new letter is compared with those of 90 days.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from cardscan.followup.letters.likeness import core, firm_of, with_core
from cardscan.model.draft import OtherLetter
from cardscan.store import LetterVersion, StoreView


@dataclass(frozen=True, slots=True)
class _Known:
    """A letter as it was read. Letters with equal text share one string; greeting and farewell are not kept."""

    version: LetterVersion
    text: str
    recipient: str
    firm: str


class RecentLetters:
    """The letters as the store had them at the last look. Use it from one thread only."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    @property
    def newest(self) -> int:
        """The number of the newest letter; 0 if there is none."""
        return max(self._known, default=0)

    def look(self, view: StoreView, since: datetime) -> None:
        """Update from the store: letters that were written, changed, let go or deleted, by whichever program.

        Raises:
            StoreError: The store does not answer; the next call rereads everything.
        """
        known = self._known
        versions = view.drafts.versions(since)
        for number in known.keys() - versions.keys():
            del known[number]
        changed = [number for number, version in versions.items() if (at := known.get(number)) is None
                   or at.version != version]  # fmt: skip
        for letter in view.drafts.numbered(changed):
            text, firm = sys.intern(core(letter.body)), firm_of(letter.recipient)
            known[letter.draft_id] = _Known(versions[letter.draft_id], text, letter.recipient, firm)

    def telling(self, recipient: str) -> list[OtherLetter]:
        """Return what `likeness.telling` would for all of them, using only the core of each letter."""
        firm = firm_of(recipient)
        found: dict[tuple[str, bool], OtherLetter] = {}
        for number, known in self._known.items():
            key = known.text, bool(firm) and firm == known.firm
            if key not in found:
                found[key] = OtherLetter(number, known.recipient, "", with_core(known.text))
        return list(found.values())
