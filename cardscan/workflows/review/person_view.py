"""Work out from the store what the review pages show. Contains no HTML and no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.errors import CardscanError
from cardscan.followup.notes.quote_guard import Kind
from cardscan.followup.notes.quotes import Noted
from cardscan.mail import Preview, preview
from cardscan.model.draft import OPEN_STATES, Draft, DraftState
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation
from cardscan.model.touch import OpenPromise, Touch
from cardscan.store import ContactHistory, Lane, Merge, StoredCard, Waiting
from cardscan.workflows.review.desk import ReviewDesk
from cardscan.workflows.review.drafts import CheckedDraft
from cardscan.workflows.review.fields import FieldView, fields_of, picture_size
from cardscan.workflows.review.meetings import Meeting, meeting_of
from cardscan.workflows.review.unsaved import Unsaved, mark_of

MAX_OTHERS = 12
# For the letter's input: as many rows as a short letter has, and the characters that fit in a row on a small screen.
MIN_ROWS, ROW_CHARS = 12, 50


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything on a person's page.

    Attributes:
        letter: As it is stored, or as it would be with the text in its inputs.
        subject, body: The text in the letter's inputs.
        mark: A short mark of the letter's stored text, by which the returned form shows whether the text was changed.
        typed: What was typed and is not stored.
        chips: What letters may say of the meetings, or could if the person says so.
        homeless: Typed text that has no input on this page any more, as (label, text).
    """

    history: ContactHistory
    seen: str
    checked: bool
    fields: tuple[FieldView, ...]
    card: StoredCard | None
    cards: tuple[StoredCard, ...]
    size: tuple[int, int] | None
    encounters: tuple[Encounter, ...]
    letter: CheckedDraft | None
    pieces: tuple[tuple[str, str, str], ...]
    others: tuple[tuple[int, str], ...]
    merges: tuple[Merge, ...]
    touches: tuple[Touch, ...]
    promises: tuple[OpenPromise, ...]
    languages: tuple[str, ...]
    preview: Preview | None
    subject: str
    body: str
    mark: str
    typed: Unsaved
    chips: tuple[Noted, ...]
    homeless: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> int:
        """How many rows show the whole letter, for browsers that do not size the input themselves."""
        return max(MIN_ROWS, sum(1 + len(line) // ROW_CHARS for line in self.body.split("\n")) + 1)

    @property
    def ready(self) -> bool:
        """Whether nothing is left to do but to read and approve the letter."""
        sure = self.checked or self.history.contact.recommendation is Recommendation.STRONG
        return sure and self.letter is not None and self.letter.draft.state is DraftState.DRAFTED

    @property
    def needs_context(self) -> bool:
        """Whether no conversation was noted."""
        return not any(encounter.has_conversation for encounter in self.encounters)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Everything on the page of the queue."""

    lane: Lane
    waiting: tuple[Waiting, ...]
    page: int
    more: bool


def person_view(desk: ReviewDesk, number: int, *, now: datetime, typed: Unsaved | None = None) -> PersonView:
    """Return the page of one person; StoreError if there is no such person.

    Args:
        typed: The contents of the inputs that are not stored.
    """
    store, settings = desk.store, desk.settings
    typed = typed or Unsaved()
    history = store.people.history(number)
    card = history.cards[-1] if history.cards else None
    picture = store.cards.crop(card.id) if card else None
    size = picture_size(picture) if picture else None
    # Letters that can still be changed; those nobody has approved come first, and among them the first due.
    still_open = [draft for draft in history.drafts if draft.state in OPEN_STATES]
    still_open.sort(key=lambda draft: draft.state is not DraftState.DRAFTED)
    stored = desk.drafts.look(still_open[0].id, now=now) if still_open else None
    text = stored.draft.letter if stored else None
    subject, body = (text.subject, text.body) if text else ("", "")
    if stored and typed.letter and typed.letter.draft == stored.draft.id:
        subject, body = typed.letter.subject, typed.letter.body
    letter = _tried(desk, stored, subject, body, now) if stored else None
    event = next((met.event for met in reversed(history.encounters) if met.event), None)
    others = store.encounters.met_there(event, besides=number, limit=MAX_OTHERS) if event else []
    relation = store.people.relationships(number)[0]
    fields = fields_of(history, size, typed.fields)
    chips = _chips(meeting_of(store, number, default_language=settings.followup.default_language))
    return PersonView(
        history=history,
        seen=store.review.seen(number),
        checked=store.review.checked(number),
        fields=tuple(fields),
        card=card,
        cards=history.cards,
        size=size,
        encounters=history.encounters,
        letter=letter,
        pieces=_coloured(letter.draft) if letter else (),
        others=tuple(others),
        merges=store.duplicates.merges(number),
        touches=relation.touches,
        promises=relation.promises,
        languages=desk.letters.languages(letter.draft.id) if letter else (),
        preview=preview(letter.draft.letter, settings.sender, now=now, html=settings.mail.html) if letter else None,
        subject=subject,
        body=body,
        mark=mark_of(text.subject, text.body) if text else "",
        typed=typed,
        chips=chips,
        homeless=typed.homeless(
            {field.key for field in fields},
            stored.draft.id if stored else 0,
            {(chip.kind.value, chip.text) for chip in chips},
        ),
    )


def _chips(meeting: Meeting) -> tuple[Noted, ...]:
    """Return the pieces to be shown beside the letter; where it was is shown only if letters may not say it."""
    pieces = [piece for note in meeting.notes for piece in (*note.pieces, *note.remarks)]
    shown = [piece for piece in pieces if piece.kind not in (Kind.EVENT, Kind.PLACE) or not piece.quotable]
    return tuple(dict.fromkeys(shown))


def _tried(desk: ReviewDesk, stored: CheckedDraft, subject: str, body: str, now: datetime) -> CheckedDraft:
    """Return the letter with the text in its inputs; the stored one if that text cannot be a letter."""
    if mark_of(subject, body) == mark_of(stored.draft.letter.subject, stored.draft.letter.body):
        return stored
    try:
        return desk.drafts.try_out(stored.draft.id, subject=subject, body=body, now=now)
    except CardscanError:
        return stored


def _coloured(draft: Draft) -> tuple[tuple[str, str, str], ...]:
    """Split the body into (text, class of its source, the source in words)."""
    body, at, found = draft.letter.body, 0, []
    pieces = sorted((piece for piece in draft.letter.pieces if piece.part == "body"), key=lambda piece: piece.start)
    for piece in pieces:
        if piece.start > at:
            found.append((body[at : piece.start], "template", ""))
        if piece.end > max(at, piece.start):
            kind = piece.source.partition(":")[0].partition(" ")[0]
            found.append((body[max(at, piece.start) : piece.end], kind, piece.source if kind != "template" else ""))
            at = piece.end
    if at < len(body):
        found.append((body[at:], "template", ""))
    return tuple(found)
