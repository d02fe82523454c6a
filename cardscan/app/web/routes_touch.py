"""What happened since, and what became of promises."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from cardscan.app.web.page import Desk, Pages, lane_of, see
from cardscan.app.web.routes_queue import Number
from cardscan.review.relations import RelationDesk
from cardscan.review.steps import Done

Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]


def router(desk: Desk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """The routes of touches and promises."""
    routes = APIRouter()

    def verbs() -> RelationDesk:
        return RelationDesk(desk.store, desk.settings, desk.actor)

    def stay(done: Done, lane: str) -> RedirectResponse:
        desk.did(done, desk.names(done.contact_id))
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}")

    @routes.post("/person/{number}/touch")
    def touch(
        number: Number, seen: Seen, line: Annotated[str, Form(max_length=10_000)] = "", lane: LaneName = "all"
    ) -> RedirectResponse:
        return stay(verbs().touch(number, line, seen=seen, now=desk.clock()), lane)

    @routes.post("/promise/{number}/{answer}")
    def promise(number: Number, answer: str, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        return stay(verbs().promise(number, answer, seen=seen, now=desk.clock()), lane)

    return routes
