"""Make of what was noted of a meeting the only texts that letters, subjects and calendars may take: the one gate.

    quotes = quotes_of(encounter, language="en", people=("Mira Muster",))
    quotes.talk                                   # Quotable: the guard let it through, or a person chose it

Whatever writes for other eyes takes `Quotable` texts, and only this module makes them (a test reads the sources).
What is kept back is offered to the user: `pieces_of` numbers nothing and decides nothing, it lists. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NewType

from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.quote_guard import Kind, Verdict, judge, language_of
from cardscan.locales.folding import caseless
from cardscan.model.encounter import Encounter, Promise

Quotable = NewType("Quotable", str)
# Nothing at all may stand anywhere.
NOTHING = Quotable("")
# How several topics of one talk, and the sentences of a private note, are joined when notes are read.
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Noted:
    """One piece of what was noted, and whether it may be quoted.

    Attributes:
        due: The day by which it was promised.
        verdict: What the guard says.
        chosen: A person chose it for letters.
        private: A person keeps it out of them.
    """

    kind: Kind
    text: str
    verdict: Verdict
    due: date | None = None
    chosen: bool = False
    private: bool = False

    @property
    def quotable(self) -> bool:
        """Whether a letter may quote it."""
        return not self.private and (self.chosen or self.verdict.ok)


@dataclass(frozen=True, slots=True)
class QuotedPromise:
    """A promise that may be quoted, with its day."""

    text: Quotable
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Quotes:
    """What a letter may say of a meeting. Dates say nothing about anybody and need no gate."""

    event: Quotable = NOTHING
    day: date | None = None
    place: Quotable = NOTHING
    talk: Quotable = NOTHING
    promises: tuple[QuotedPromise, ...] = ()
    their_promises: tuple[QuotedPromise, ...] = ()
    next_step: Quotable = NOTHING
    introduced_by: Quotable = NOTHING

    @property
    def has_conversation(self) -> bool:
        """Whether anything is left that a letter could take up."""
        return bool(self.talk or self.promises or self.next_step)


def quotes_of(encounter: Encounter, *, language: str, people: Sequence[str] = ()) -> Quotes:
    """Return what a letter in this language, to the person of these names, may quote."""
    pieces = [piece for piece in pieces_of(encounter, language=language, people=people) if piece.quotable]
    return Quotes(
        event=_first(pieces, Kind.EVENT),
        day=encounter.day,
        place=_first(pieces, Kind.PLACE),
        talk=Quotable(SEPARATOR.join(piece.text for piece in pieces if piece.kind is Kind.TALK)),
        promises=_promised(pieces, Kind.PROMISE),
        their_promises=_promised(pieces, Kind.THEIRS),
        next_step=_first(pieces, Kind.NEXT),
        introduced_by=_first(pieces, Kind.INTRODUCER),
    )


def let_through(said: NoteReading, *, language: str, people: Sequence[str] = ()) -> NoteReading:
    """Return what a note says without the pieces that a letter in this language may not quote by itself."""

    def ok(text: str, kind: Kind) -> bool:
        return judge(text, kind=kind, letter_language=language, people=people, noted_in=language).ok

    def promised(promises: Iterable[Promise], kind: Kind) -> tuple[Promise, ...]:
        return tuple(promise for promise in promises if ok(promise.text, kind))

    return replace(
        said,
        talk=SEPARATOR.join(topic for topic in said.talk.split(SEPARATOR) if ok(topic, Kind.TALK)),
        mine=promised(said.mine, Kind.PROMISE),
        theirs=promised(said.theirs, Kind.THEIRS),
        asks=promised(said.asks, Kind.PROMISE),
        next_step=said.next_step if ok(said.next_step, Kind.NEXT) else "",
        introduced_by=said.introduced_by if ok(said.introduced_by or "", Kind.INTRODUCER) else None,
    )


def quotable(text: str, kind: Kind, encounter: Encounter, *, language: str, people: Sequence[str] = ()) -> Quotable:
    """Return a single text, if the guard lets it through or a person chose it; else nothing."""
    piece = _noted(text, kind, encounter, language, people, _noted_in(encounter))
    return Quotable(text) if piece.quotable else NOTHING


def pieces_of(encounter: Encounter, *, language: str, people: Sequence[str] = ()) -> list[Noted]:
    """Return every piece of a note in the order in which it is shown, each with what the guard says of it."""
    told = [
        (Kind.EVENT, encounter.event or "", None),
        (Kind.PLACE, encounter.place or "", None),
        (Kind.INTRODUCER, encounter.introduced_by or "", None),
        *((Kind.TALK, topic, None) for topic in encounter.talk.split(SEPARATOR)),
        *((Kind.PROMISE, promise.text, promise.due) for promise in encounter.promises),
        *((Kind.THEIRS, promise.text, promise.due) for promise in encounter.their_promises),
        (Kind.NEXT, encounter.next_step, None),
    ]
    noted_in = _noted_in(encounter)
    return [
        _noted(text.strip(), kind, encounter, language, people, noted_in, due)
        for kind, text, due in told
        if text.strip()
    ]


def remarks_of(encounter: Encounter, *, language: str, people: Sequence[str] = ()) -> list[Noted]:
    """Return the parts of the private note that the guard has nothing against: topics, if a person says so.

    One that was chosen is returned whatever the guard says.
    """
    noted_in = _noted_in(encounter)
    found = [
        _noted(text.strip(), Kind.TALK, encounter, language, people, noted_in)
        for text in encounter.note.split(SEPARATOR)
        if text.strip()
    ]
    return [remark for remark in found if remark.verdict.ok or remark.chosen]


def _noted(
    text: str,
    kind: Kind,
    encounter: Encounter,
    language: str,
    people: Sequence[str],
    noted_in: str | None,
    due: date | None = None,
) -> Noted:
    mark = caseless(text)
    verdict = judge(text, kind=kind, letter_language=language, people=people, noted_in=noted_in)
    chosen = mark in map(caseless, encounter.quoted)
    return Noted(kind, text, verdict, due, chosen, private=mark in map(caseless, encounter.kept_private))


def _noted_in(encounter: Encounter) -> str | None:
    texts = (encounter.talk, encounter.next_step, *(promise.text for promise in encounter.promises))
    return language_of(" ; ".join(texts))


def _first(pieces: Sequence[Noted], kind: Kind) -> Quotable:
    return next((Quotable(piece.text) for piece in pieces if piece.kind is kind), NOTHING)


def _promised(pieces: Sequence[Noted], kind: Kind) -> tuple[QuotedPromise, ...]:
    return tuple(QuotedPromise(Quotable(piece.text), piece.due) for piece in pieces if piece.kind is kind)
