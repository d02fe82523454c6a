"""Routes for recording touches and the outcome of promises."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from cardscan.app.web.keeping import Typed
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, lane_of, see
from cardscan.app.web.routes_queue import Number
from cardscan.model.touch import Direction
from cardscan.workflows.review.relations import RelationDesk
from cardscan.workflows.review.steps import Done
from cardscan.workflows.review.unsaved import Unsaved

Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]


def router(desk: PageDesk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """Return the routes for touches and promises."""
    routes = APIRouter()

    def verbs() -> RelationDesk:
        return RelationDesk(desk.store, desk.settings, desk.actor)

    def stay(done: Done, lane: str, unsaved: Unsaved) -> RedirectResponse:
        desk.did(done, desk.names(done.contact_id))
        desk.put_by(unsaved)
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}")

    @routes.post("/person/{number}/touch")
    def touch(
        number: Number,
        seen: Seen,
        unsaved: Typed,
        since: Annotated[str, Form(max_length=10_000)] = "",
        way: Annotated[str, Form(max_length=10)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        said = Direction(way) if way in list(Direction) else None
        done = verbs().touch(number, since, seen=seen, now=desk.clock(), direction=said)
        unsaved.since, unsaved.way = "", ""
        return stay(done, lane, unsaved)

    @routes.post("/promise/{number}/{answer}")
    def promise(number: Number, answer: str, seen: Seen, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        return stay(verbs().promise(number, answer, seen=seen, now=desk.clock()), lane, unsaved)

    return routes
