"""Turn what a person jots down about a talk into an encounter, and join it with what is known of all cards.

`met at PyData; talked about OCR on receipts; I send the paper by Friday` holds an event, a talk and a promise with
its day. Only what `understanding` is sure of can ever get into a letter. Everything else is kept as the private note,
because a remark like "tall, a bit arrogant" must not be mailed to the person it is about.
"""

from __future__ import annotations

from datetime import date

from cardscan.followup.form_of_address import FORMAL, INFORMAL, noted_address
from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.patterns import read_cadence, read_depth, read_origin
from cardscan.followup.notes.understanding import MAX_NOTE_CHARS, listed_promise, understand
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.plaintext import one_line

__all__ = ["DEPTH_WORDS", "MAX_NOTE_CHARS", "ORIGIN_WORDS", "combine", "encounter_of", "parse_note", "promises_of",
           "read_cadence", "read_depth", "read_origin"]  # fmt: skip

# In words that `cardscan.followup.form_of_address` finds in a note.
_ADDRESSED = {INFORMAL: "first-name terms", FORMAL: "last-name terms"}
ORIGIN_WORDS = ("handed over", "introduced by NAME", "found", "passed on", "raffle")
DEPTH_WORDS = ("none", "a few words", "a real talk")


def parse_note(
    text: str, day: date | None, *, language: str | None = None, locale: str | None = None, person: str = ""
) -> Encounter:
    """Return what a free note says as an encounter; what is not understood becomes its private `note`.

    Args:
        text: One line or several; see `understand`.
        day: Day of the event; "by Friday" counts from it. It is not copied into the encounter.
        language: Of the note, where it is known.
        locale: "en-US" writes the month first.
        person: Name of the one who was met.
    """
    return encounter_of(understand(text, day, language=language, locale=locale, person=person))


def encounter_of(said: NoteReading) -> Encounter:
    """Return what a note says as an encounter; what they asked for is a part of its private note.

    A promise loses its "dir" and "Ihnen"; how the person was spoken to is kept in the note.
    """
    private = "; ".join(said.private)
    if said.address and not noted_address("", Encounter(note=private)):
        private = "; ".join((*said.private, _ADDRESSED[said.address]))
    return Encounter(
        event=said.event,
        day=said.day,
        origin=said.origin,
        depth=said.depth,
        talk=said.talk,
        promises=said.mine,
        their_promises=said.theirs,
        next_step=said.next_step,
        introduced_by=said.introduced_by,
        note=private,
        cadence=said.cadence,
    )


def combine(folder: Encounter | None, note: Encounter) -> Encounter:
    """Return what is known of one card: its own note, completed by what is known of all cards of the folder."""
    base = folder or Encounter()
    return Encounter(
        event=note.event or base.event,
        day=note.day or base.day,
        place=note.place or base.place,
        country=note.country or base.country,
        origin=base.origin if note.origin is CardOrigin.UNKNOWN else note.origin,
        depth=base.depth if note.depth is TalkDepth.UNKNOWN else note.depth,
        talk=note.talk or base.talk,
        promises=note.promises or base.promises,
        their_promises=note.their_promises or base.their_promises,
        next_step=note.next_step or base.next_step,
        introduced_by=note.introduced_by or base.introduced_by,
        note="; ".join(dict.fromkeys(text for text in (base.note, note.note) if text)),
        cadence=note.cadence or base.cadence,
        quoted=(*base.quoted, *note.quoted),
        kept_private=(*base.kept_private, *note.kept_private),
    )


def promises_of(texts: tuple[str, ...], day: date | None) -> tuple[Promise, ...]:
    """Return each text as a promise, with its day if one is named; texts that are no promise are left out."""
    return tuple(promise for line in map(one_line, texts) if (promise := listed_promise(line, day)))
