"""Web routes for what letters may say of a meeting: each piece is a chip that is corrected in place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import RedirectResponse

from cardscan.app.web.keeping import Typed
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, lane_of, see
from cardscan.app.web.routes_letters import Revision
from cardscan.app.web.routes_queue import Number
from cardscan.errors import UsageError
from cardscan.followup.notes.quote_guard import Kind

Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]


def router(desk: PageDesk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """Return the routes for notes on meetings."""
    routes = APIRouter()

    @routes.post("/person/{number}/piece/{at}")
    def piece(
        number: Number,
        at: Annotated[int, Path(ge=0, le=200)],
        seen: Seen,
        do: Annotated[str, Form(max_length=10)],
        unsaved: Typed,
        lane: LaneName = "all",
    ) -> RedirectResponse:
        """Change a piece, take it out, keep it private, or let letters say it."""
        if at not in unsaved.chips:
            raise UsageError("this page has no such piece")
        kind, old, new = unsaved.chips[at]
        now = desk.clock()
        match do:
            case "change":
                if not new.strip():
                    raise UsageError("nothing was typed; write the piece in other words, or remove it")
                done = desk.meetings.correct(number, Kind(kind), old, new, seen=seen, now=now)
            case "remove":
                done = desk.meetings.correct(number, Kind(kind), old, "", seen=seen, now=now)
            case "quote" | "private":
                found = desk.meetings.pieces_named(number, Kind(kind), old)
                done = desk.meetings.decide(number, found, quote=do == "quote", seen=seen, now=now)
            case _:
                raise UsageError("a piece is changed, removed, kept private or quoted")
        unsaved.pieces.pop((kind, old), None)
        desk.did(done, desk.store.people.get(number).display_name)
        desk.put_by(unsaved)
        return see(f"/person/{number}?lane={lane_of(lane)}#letter")

    @routes.post("/draft/{number}/stands")
    def stands(number: Number, revision: Revision, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        """Let a person's text stand although the note changed since."""
        done = desk.letters.stands(number, revision=revision, now=desk.clock())
        desk.did(done, desk.store.people.get(done.contact_id).display_name)
        desk.put_by(unsaved)
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}#letter")

    return routes
