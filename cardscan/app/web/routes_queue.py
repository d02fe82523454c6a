"""Routes for the queue: show who waits, and undo the last step."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import RedirectResponse, Response

from cardscan.app.web.keeping import Typed
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, lane_of, see
from cardscan.store import Lane
from cardscan.store.queue import PAGE
from cardscan.workflows.review.person_view import QueuePage

MAX_PAGE = 10_000
# SQLite and PostgreSQL number rows with 32 bits here.
Number = Annotated[int, Path(ge=1, le=2_147_483_647)]
# How many people "next" goes through in order before the queue starts again from its beginning.
_WALK = 500


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for the queue."""
    routes = APIRouter()

    @routes.get("/")
    def queue(lane: str = "all", page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1) -> Response:
        chosen = lane_of(lane)
        found = desk.store.review.waiting(chosen, today=desk.today, limit=PAGE + 1, offset=(page - 1) * PAGE)
        view = QueuePage(chosen, tuple(found[:PAGE]), page, more=len(found) > PAGE)
        return pages.show("queue", view=view, lane=chosen)

    @routes.get("/next")
    def first(lane: str = "all") -> RedirectResponse:
        return see(next_page(desk, lane_of(lane)))

    @routes.get("/person/{number}/after")
    def after(number: Number, lane: str = "all") -> RedirectResponse:
        return walk(number, lane, 1)

    @routes.get("/person/{number}/before")
    def before(number: Number, lane: str = "all") -> RedirectResponse:
        return walk(number, lane, -1)

    def walk(number: int, lane: str, step: int) -> RedirectResponse:
        chosen = lane_of(lane)
        order = [item.contact_id for item in desk.store.review.waiting(chosen, today=desk.today, limit=_WALK)]
        at = order.index(number) + step if number in order else 0
        if not 0 <= at < len(order):
            return see(f"/?lane={chosen}")
        return see(f"/person/{order[at]}?lane={chosen}")

    @routes.post("/undo")
    def undo(unsaved: Typed, lane: Annotated[str, Form()] = "all") -> RedirectResponse:
        done = desk.people.undo(now=desk.clock())
        desk.put_by(unsaved)
        desk.did(done, desk.store.people.get(done.contact_id).display_name)
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}")

    @routes.get("/help")
    def keys() -> Response:
        return pages.show("help")

    return routes


def next_page(desk: PageDesk, lane: Lane) -> str:
    """Return the page of the first person who waits in this lane, or else the queue."""
    waiting = desk.store.review.waiting(lane, today=desk.today, limit=1)
    return f"/person/{waiting[0].contact_id}?lane={lane}" if waiting else f"/?lane={lane}"
