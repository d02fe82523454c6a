"""The letter of a person: save, approve."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from cardscan.app.web.page import Desk, Flash, Pages, lane_of, see
from cardscan.app.web.routes_queue import Number, next_page
from cardscan.errors import CardscanError
from cardscan.review.drafts import BlockedError

Revision = Annotated[int, Form(ge=1, le=2_147_483_647)]
Subject = Annotated[str, Form(max_length=1_000)]
Body = Annotated[str, Form(max_length=60_000)]
LaneName = Annotated[str, Form(max_length=20)]


def router(desk: Desk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """The routes of letters."""
    routes = APIRouter()

    @routes.get("/draft/{number}")
    def show(number: Number) -> RedirectResponse:
        return see(f"/person/{desk.store.draft(number).contact_id}#letter")

    @routes.post("/draft/{number}/save")
    def save(
        number: Number, revision: Revision, subject: Subject, body: Body, lane: LaneName = "all"
    ) -> RedirectResponse:
        draft = desk.letters.edit(number, revision=revision, subject=subject, body=body, now=desk.clock())
        desk.say(Flash("Saved. The letter is not approved yet."))
        return see(f"/person/{draft.contact_id}?lane={lane_of(lane)}#letter")

    @routes.post("/draft/{number}/approve")
    def approve(
        number: Number,
        revision: Revision,
        subject: Subject,
        body: Body,
        lane: LaneName = "all",
        stay: Annotated[str, Form(max_length=5)] = "",
    ) -> RedirectResponse:
        contact_id = desk.store.draft(number).contact_id
        try:
            done = desk.people.approve(number, revision=revision, subject=subject, body=body, now=desk.clock())
        except BlockedError as error:  # what was typed is saved; the findings stand beside it
            desk.say(Flash(_sentence(error), problem=True))
            return see(f"/person/{contact_id}?lane={lane_of(lane)}#letter")
        desk.did(done, desk.store.contact(contact_id).display_name)
        return see(f"/person/{contact_id}?lane={lane_of(lane)}" if stay else next_page(desk, lane_of(lane)))

    return routes


def _sentence(error: CardscanError) -> str:
    return f"Not approved: {'; '.join(item.message for item in getattr(error, 'findings', ()))}"
