"""Carry out what a person decides about the note of a meeting: replace it, correct a piece, choose what is quoted.

    desk = MeetingDesk(store, settings, actor="robin")
    meeting = desk.look(7)                                   # every note, its source, and what letters may say of it
    desk.quote(7, [1], seen=store.review.seen(7), now=now)          # by the number that the look shows
    desk.undo(now=now, number=7, verbs=NOTING)

Each is a step that can be undone. Letters that wait are written anew; see `workflows/letters/retelling.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cardscan.contacts.whereabouts import country_of
from cardscan.errors import ChangedMeanwhileError, UsageError
from cardscan.followup.language import choose_language
from cardscan.followup.notes.note_reading import combine, parse_note
from cardscan.followup.notes.quote_guard import Kind
from cardscan.followup.notes.quotes import SEPARATOR, Noted, pieces_of, remarks_of
from cardscan.locales.folding import caseless
from cardscan.locales.languages import LANGUAGES
from cardscan.model.draft import OPEN_STATES
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.plaintext import one_line
from cardscan.store import Store, StoreView, Told, Transaction
from cardscan.workflows.review import context
from cardscan.workflows.review.context import Understood
from cardscan.workflows.review.steps import Done, StepDesk

# Longest corrected piece; the guard would not have let a longer one through.
PIECE_CHARS = 160


@dataclass(frozen=True, slots=True)
class ToldMeeting:
    """One note, with its pieces and those parts of the private note that could be a topic."""

    told: Told
    pieces: tuple[Noted, ...]
    remarks: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """All notes on a person, oldest first.

    Attributes:
        offers: What stays private and could go into a letter, in the order of its numbers (from 1).
    """

    notes: tuple[ToldMeeting, ...]
    offers: tuple[Noted, ...]

    def number_of(self, piece: Noted) -> int:
        """Return the number by which a piece is chosen; 0 if it is none of the offers."""
        return self.offers.index(piece) + 1 if piece in self.offers else 0


def meeting_of(view: StoreView, number: int, *, default_language: str) -> Meeting:
    """Return what is noted of meetings with a person, and what letters may say of it."""
    person = view.people.relationships(number)[0]
    waiting = [draft for draft in view.drafts.all(contact_id=number) if draft.state in OPEN_STATES]
    contact = person.contact
    # As the plan chooses it: otherwise this says "letters may say it" of what no letter then says.
    to_be, _ = choose_language(
        card_language=contact.language,
        country=country_of(contact.details) or contact.country,
        encounter=person.encounter or Encounter(),
        default=default_language,
        available=frozenset(LANGUAGES),
    )
    language = waiting[-1].letter.language if waiting else to_be
    names = person.contact.details.own_names
    notes = tuple(
        ToldMeeting(
            told,
            tuple(pieces_of(told.encounter, language=language, people=names)),
            tuple(remarks_of(told.encounter, language=language, people=names)),
        )
        for told in view.meetings.told(number)
    )
    private = [piece for note in notes for piece in (*note.pieces, *note.remarks)
               if not piece.quotable or piece in note.remarks]  # fmt: skip
    return Meeting(notes, tuple(dict.fromkeys(private)))


@dataclass(frozen=True, slots=True)
class MeetingDesk(StepDesk):
    """A person's actions on notes."""

    def look(self, number: int, view: Store | Transaction | None = None) -> Meeting:
        """Return every note on a person; see `meeting_of`."""
        return meeting_of(view or self.store, number, default_language=self.settings.followup.default_language)

    def add(
        self, number: int, line: str, *, now: datetime, day: date | None = None, cadence: str = ""
    ) -> tuple[Done, Understood]:
        """Add what was said; see `context.add_context`. Drafts no letter that is not there yet."""
        with self.step("context", number, now=now) as opened:
            before = opened.tx.people.relationships(number)[0]
            understood = context.add_context(
                opened.tx, number, line, now=now, actor=self.actor, day=day, cadence=cadence
            )
            note = self.retell(opened, before, now)
        return Done(number, "context", note=note), understood

    def replace(
        self, number: int, line: str, *, now: datetime, seen: str | None = None, day: date | None = None
    ) -> tuple[Done, Understood]:
        """Put another note in the place of all that is noted of the last meeting; where and when it was stays.

        Raises:
            UsageError: The line is empty or too long, or nothing is noted yet.
        """
        met = self.store.people.get(number).display_name
        said = parse_note(context.checked(line), day or now.astimezone().date(), person=met)
        with self.step("replace", number, seen={number: seen} if seen else None, now=now) as opened:
            tx = opened.tx
            before = tx.people.relationships(number)[0]
            known = before.encounter
            if known is None:
                raise UsageError('nothing is noted yet; say it: cardscan context add NAME "talked about ..."')
            same = [
                told
                for told in tx.meetings.told(number)
                if (told.encounter.event, told.encounter.day) == (known.event, known.day)
            ]
            base = Encounter(known.event, known.day, known.place, known.country, known.origin,
                             introduced_by=known.introduced_by, cadence=known.cadence)  # fmt: skip
            meeting = combine(base, said)
            opened.before["replaced"] = [tx.meetings.replace(number, [told.id for told in same], meeting, now=now)]
            note = self.retell(opened, before, now)
            missing = self.draft_letter(opened, number, now)
        done = Done(number, "replace", missing, drafted=bool(opened.written), note=note)
        return done, Understood(before.contact, said, meeting)

    def quote(self, number: int, numbers: Sequence[int], *, seen: str, now: datetime) -> Done:
        """Let letters say the pieces with these numbers of `look`.

        Raises:
            UsageError: There is no piece of that number.
        """
        offers = self.look(number).offers
        if wrong := [each for each in numbers if not 1 <= each <= len(offers)]:
            known = f"there are 1 to {len(offers)}" if offers else "nothing noted is kept back"
            raise UsageError(f"there is no piece {wrong[0]}; {known}: `cardscan context show {number}`")
        return self.decide(number, [offers[each - 1] for each in numbers], quote=True, seen=seen, now=now)

    def decide(self, number: int, pieces: Sequence[Noted], *, quote: bool, seen: str, now: datetime) -> Done:
        """Let letters say these pieces, or keep them private. A remark of the private note becomes a topic."""
        verb = "quote" if quote else "keep private"
        with self.step(verb, number, seen={number: seen}, now=now) as opened:
            before = opened.tx.people.relationships(number)[0]
            records = opened.before.setdefault("quotes", [])
            for piece in pieces:
                note = self._note_with(opened.tx, number, piece)
                met = note.told.encounter
                quoted, private = _decided(met, piece.text, quote=quote)
                if quote and piece in note.remarks and piece not in note.pieces:
                    rest = [text for text in met.note.split(SEPARATOR) if text.strip() != piece.text]
                    talk = SEPARATOR.join(filter(None, (met.talk, piece.text)))
                    moved = replace(met, talk=talk, note=SEPARATOR.join(rest), quoted=quoted, kept_private=private)
                    opened.before.setdefault("replaced", []).append(
                        opened.tx.meetings.replace(number, [note.told.id], moved, now=now)
                    )
                else:
                    records.append(opened.tx.meetings.decide_quotes(note.told.id, quoted=quoted, kept_private=private))
            said = self.retell(opened, before, now)
            missing = self.draft_letter(opened, number, now)
        return Done(number, verb, missing, drafted=bool(opened.written), note=said)

    def pieces_named(self, number: int, kind: Kind, text: str) -> list[Noted]:
        """Return the newest piece of these words; ChangedMeanwhileError if it is not noted any more."""
        note = self._note_with(self.store, number, None, kind, text)
        return [piece for piece in (*note.pieces, *note.remarks) if (piece.kind, piece.text) == (kind, text)][:1]

    def correct(self, number: int, kind: Kind, old: str, new: str, *, seen: str, now: datetime) -> Done:
        """Put other words in the place of a piece, or take it out if there are none; a person's words may be quoted.

        Raises:
            ChangedMeanwhileError: The piece is not noted any more.
        """
        text = one_line(new, PIECE_CHARS)
        with self.step("correct", number, seen={number: seen}, now=now) as opened:
            before = opened.tx.people.relationships(number)[0]
            note = self._note_with(opened.tx, number, None, kind, old)
            met = _with_piece(note.told.encounter, kind, old, text)
            if text:
                quoted, private = _decided(met, text, quote=True)
                met = replace(met, quoted=quoted, kept_private=private)
            opened.before["replaced"] = [opened.tx.meetings.replace(number, [note.told.id], met, now=now)]
            said = self.retell(opened, before, now)
            missing = self.draft_letter(opened, number, now)
        return Done(number, "correct", missing, drafted=bool(opened.written), note=said)

    def _note_with(
        self, tx: Store | Transaction, number: int, piece: Noted | None, kind: Kind | None = None, text: str = ""
    ) -> ToldMeeting:
        """Return the newest note that has this piece."""
        kind, text = (piece.kind, piece.text) if piece else (kind, text)
        for note in reversed(self.look(number, tx).notes):
            if any((each.kind, each.text) == (kind, text) for each in (*note.pieces, *note.remarks)):
                return note
        raise ChangedMeanwhileError(f'"{one_line(text, 80)}" is not noted any more; look again, nothing was changed')


def _decided(met: Encounter, text: str, *, quote: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lists of quoted and of private pieces with this one in the right one."""
    quoted = [each for each in met.quoted if caseless(each) != caseless(text)]
    private = [each for each in met.kept_private if caseless(each) != caseless(text)]
    return (*quoted, *([text] if quote else ())), (*private, *(() if quote else [text]))


def _with_piece(met: Encounter, kind: Kind, old: str, new: str) -> Encounter:
    """Return the encounter with other words for one piece; without it if there are none."""

    def listed(promises: tuple[Promise, ...]) -> tuple[Promise, ...]:
        changed = (replace(item, text=new) if item.text == old else item for item in promises)
        return tuple(item for item in changed if item.text)

    match kind:
        case Kind.TALK:
            topics = (new if topic.strip() == old else topic for topic in met.talk.split(SEPARATOR))
            return replace(met, talk=SEPARATOR.join(topic for topic in topics if topic))
        case Kind.PROMISE:
            return replace(met, promises=listed(met.promises))
        case Kind.THEIRS:
            return replace(met, their_promises=listed(met.their_promises))
        case Kind.NEXT:
            return replace(met, next_step=new)
        case Kind.INTRODUCER:
            return replace(met, introduced_by=new or None)
        case Kind.EVENT:
            return replace(met, event=new or None)
        case Kind.PLACE:
            return replace(met, place=new or None)
