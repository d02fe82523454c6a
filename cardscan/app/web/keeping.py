"""Saves what stands typed on a person's page, and shows that page with what could not be saved."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from cardscan.app.web.desk import Desk
from cardscan.app.web.pages import Pages, default_later, lane_of
from cardscan.workflows.review.person_view import person_view
from cardscan.workflows.review.relations import RelationDesk
from cardscan.workflows.review.unsaved import Unsaved, row_number, unsaved_in


async def unsaved_of(request: Request) -> Unsaved:
    """What a request brings along; also kept in its state, for the page that an error is answered with."""
    form = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
    number = row_number(form.get("person", ""))
    request.state.unsaved = found = unsaved_in(number, form) if number else Unsaved()
    return found


Typed = Annotated[Unsaved, Depends(unsaved_of)]


def person_page(
    desk: Desk, pages: Pages, number: int, lane: str, *, status: int = 200, refusal: str = "", sheet: bool = False
) -> HTMLResponse:
    """The page of a person with what was typed there and is not stored. StoreError where there is none.

    Args:
        refusal: Why a verb did nothing.
        sheet: The letter is shown as its recipient will see it.
    """
    view = person_view(desk, number, now=desk.clock(), typed=desk.unsaved.get(number))
    later = default_later(desk)
    return pages.show("person", status=status, view=view, lane=lane_of(lane), later=later, refusal=refusal, sheet=sheet)


def keep_all(desk: Desk, unsaved: Unsaved, *, letter: bool = True) -> None:
    """Save what was typed, each part a step of its own; a part that is refused ends it, and the rest is shown again.

    Args:
        letter: The text of the letter too; False: the verb that follows saves it.
    """
    number = unsaved.contact
    if not number:
        return
    name = desk.store.contact(number).display_name
    if corrected := unsaved.corrected(desk.store.history(number)):
        desk.did(desk.people.fix_all(number, corrected, seen=unsaved.seen, now=desk.clock()), name)
        unsaved.fields_saved()
        unsaved.seen = desk.store.seen(number)
    if unsaved.note.strip():
        desk.did(desk.people.add_context(number, unsaved.note, seen=unsaved.seen, now=desk.clock()), name)
        unsaved.note, unsaved.seen = "", desk.store.seen(number)
    if unsaved.since.strip():
        relations = RelationDesk(desk.store, desk.settings, desk.actor)
        done = relations.touch(number, unsaved.since, seen=unsaved.seen, now=desk.clock(), direction=unsaved.direction)
        desk.did(done, name)
        unsaved.since, unsaved.way, unsaved.seen = "", "", desk.store.seen(number)
    if letter and unsaved.letter:
        text = unsaved.letter
        done = desk.letters.save(
            text.draft, revision=text.revision, subject=text.subject, body=text.body, now=desk.clock()
        )
        desk.did(done, name)
        unsaved.letter, unsaved.seen = None, desk.store.seen(number)
