"""Save the unsaved text of a person's page, and show the page again with what could not be saved."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, default_later, lane_of
from cardscan.errors import OptOutLineError, UnclearLineError
from cardscan.followup.notes.quote_guard import Kind
from cardscan.model.touch import Direction
from cardscan.workflows.review.person_view import person_view
from cardscan.workflows.review.relations import RelationDesk
from cardscan.workflows.review.steps import Done
from cardscan.workflows.review.unsaved import Unsaved, row_number, unsaved_in


async def unsaved_of(request: Request) -> Unsaved:
    """Return the unsaved text in a request; also keep it in the request's state for the page that reports an error."""
    form = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
    number = row_number(form.get("person", ""))
    request.state.unsaved = found = unsaved_in(number, form) if number else Unsaved()
    return found


Typed = Annotated[Unsaved, Depends(unsaved_of)]


def person_page(
    desk: PageDesk, pages: Pages, number: int, lane: str, *, status: int = 200, refusal: str = "", sheet: bool = False
) -> HTMLResponse:
    """Return a person's page with its unsaved text; StoreError if there is no such person.

    Args:
        refusal: Why an action did nothing.
        sheet: Whether to show the letter as its recipient will see it.
    """
    view = person_view(desk, number, now=desk.clock(), typed=desk.unsaved.get(number))
    later = default_later(desk)
    return pages.show("person", status=status, view=view, lane=lane_of(lane), later=later, refusal=refusal, sheet=sheet)


def log_since(desk: PageDesk, unsaved: Unsaved, number: int, *, said: str = "", stop: bool = False) -> Done:
    """Log what happened since; what the line does not say is asked on the page, and stays typed there.

    Args:
        said: The answer to the question which of the two it came from; empty: the choice beside the line, or the line.
        stop: Yes, they asked for no more letters.
    """
    relations = RelationDesk(desk.store, desk.settings, desk.actor)
    direction = Direction(said) if said in list(Direction) else unsaved.direction
    try:
        done = relations.touch(
            number, unsaved.since, seen=unsaved.seen, now=desk.clock(), direction=direction, stop=stop
        )
    except UnclearLineError:
        unsaved.asked = "who"
        raise
    except OptOutLineError:
        unsaved.asked = "stop"
        raise
    unsaved.since, unsaved.way = "", ""
    return done


def keep_all(desk: PageDesk, unsaved: Unsaved, *, letter: bool = True) -> None:
    """Save typed text, each part as its own step; a refused part ends this, and the rest is shown again.

    Args:
        letter: Whether to save the letter's text too; False if the action that follows saves it.
    """
    number = unsaved.contact
    if not number:
        return
    name = desk.store.people.get(number).display_name
    if corrected := unsaved.corrected(desk.store.people.history(number)):
        desk.did(desk.people.fix_all(number, corrected, seen=unsaved.seen, now=desk.clock()), name)
        unsaved.fields_saved()
        unsaved.seen = desk.store.review.seen(number)
    if unsaved.note.strip():
        desk.did(desk.people.add_context(number, unsaved.note, seen=unsaved.seen, now=desk.clock()), name)
        unsaved.note, unsaved.seen = "", desk.store.review.seen(number)
    for (kind, old), new in list(unsaved.pieces.items()):
        desk.did(desk.meetings.correct(number, Kind(kind), old, new, seen=unsaved.seen, now=desk.clock()), name)
        del unsaved.pieces[kind, old]
        unsaved.seen = desk.store.review.seen(number)
    if unsaved.since.strip():
        desk.did(log_since(desk, unsaved, number), name)
        unsaved.seen = desk.store.review.seen(number)
    if letter and unsaved.letter:
        text = unsaved.letter
        done = desk.letters.save(
            text.draft, revision=text.revision, subject=text.subject, body=text.body, now=desk.clock()
        )
        desk.did(done, name)
        unsaved.letter, unsaved.seen = None, desk.store.review.seen(number)
