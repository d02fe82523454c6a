"""Summarise a scan in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.app.cli.console import counted, plain
from cardscan.errors import CardscanError
from cardscan.workflows.intake.sources import Listing

# A person reads no more lines of one kind than this; the rest is counted.
MAX_LISTED = 12


@dataclass(slots=True)
class Summary:
    """Totals that are counted while the scan runs.

    Attributes:
        photos: Number of files looked at.
        cards: Number of cards read in this run.
        known: Photos whose bytes were in the store already.
        noted: Cards on known photos about which something new was noted.
        verdicts: Contacts by "new", "same", "ask".
        review: (contact, why) for cards that a person has to check.
        context: (contact, what is missing).
        sides: (contact, the photo that shows the other side of their card and how that was known).
        drafts: Letters written.
        unread: Photos that could not be read.
        empty: Photos without a card, with the reason.
        rests: Files in which some pictures were not read.
        failures: What went wrong: one entry for each unread photo or folder.
        guessed: Notes whose encoding was guessed, with the encoding.
        listing: What was found, and what was left out.
    """

    photos: int = 0
    cards: int = 0
    known: int = 0
    noted: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    review: list[tuple[str, str]] = field(default_factory=list)
    context: list[tuple[str, str]] = field(default_factory=list)
    sides: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    unread: int = 0
    empty: list[tuple[str, str]] = field(default_factory=list)
    rests: list[tuple[str, str]] = field(default_factory=list)
    failures: list[CardscanError] = field(default_factory=list)
    guessed: dict[Path, str] = field(default_factory=dict)
    listing: Listing = field(default_factory=Listing)

    def lines(self, *, stored: bool, drafts_folder: str = "") -> Iterator[str]:
        """Yield the closing lines; empty sections are left out."""
        read = f"{counted(self.cards, 'card')} read from {counted(self.photos - self.known - self.unread, 'photo')}"
        if self.known:
            read += f", {counted(self.known, 'photo')} already scanned before"
        yield read + "."
        if stored and self.cards:
            yield (
                f"Contacts: {self.verdicts['new']:,} new, {self.verdicts['same']:,} already known"
                + (f", {self.verdicts['ask']:,} to be asked about" if self.verdicts["ask"] else "")
                + "."
            )
        if self.noted:
            yield f"Notes: something new about {counted(self.noted, 'card')} that was already known."
        if self.drafts:
            yield f"Drafts: {counted(len(self.drafts), 'letter')} in {plain(drafts_folder)} (nothing is sent)."
        yield from self._section("Front and back of one card", self.sides)
        yield from self._section("Needs review", self.review)
        yield from self._by_reason("Needs context", self.context)
        yield from self._section("No card found", self.empty)
        yield from self._section("Read in part", self.rests)
        guessed = [
            (str(path), f"read as {coding}; if letters are wrong, save it as UTF-8")
            for path, coding in self.guessed.items()
        ]
        yield from self._section("Notes that do not say their encoding", guessed)
        yield from self._section("Failed", [("", str(error)) for error in self.failures])
        yield from self.left_out()

    def left_out(self) -> Iterator[str]:
        """Yield what the folders held that was not looked at."""
        listing = self.listing
        if listing.unread:
            kinds = ", ".join(f"{count:,} {kind}" for kind, count in listing.unread.most_common())
            pictures = counted(listing.unread.total(), "picture")
            yield f"{pictures} left out, which cardscan does not read ({kinds}); save them as JPEG."
        if listing.absent:
            yield f"{counted(listing.absent, 'photo')} left out: only in iCloud; download them, and scan again."
        if listing.others:
            yield f"{counted(listing.others, 'other file')} left out: not a photo."

    def _section(self, title: str, entries: list[tuple[str, str]]) -> Iterator[str]:
        if not entries:
            return
        yield f"{title}: {len(entries):,}"
        for who, why in entries[:MAX_LISTED]:
            yield f"  {plain(who)}: {plain(why)}" if who else f"  {plain(why)}"
        if len(entries) > MAX_LISTED:
            yield f"  … and {len(entries) - MAX_LISTED:,} more"

    def _by_reason(self, title: str, entries: list[tuple[str, str]]) -> Iterator[str]:
        """Group entries by reason: many cards lack the same thing, which is said once with their names."""
        if not entries:
            return
        yield f"{title}: {len(entries):,}"
        names: dict[str, list[str]] = {}
        for who, why in entries:
            names.setdefault(why, []).append(plain(who))
        for why, people in names.items():
            more = f" and {len(people) - MAX_LISTED:,} more" if len(people) > MAX_LISTED else ""
            yield f"  {', '.join(people[:MAX_LISTED])}{more}:"
            yield f"    {plain(why)}"
