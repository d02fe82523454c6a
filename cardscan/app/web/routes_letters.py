"""The letter of a person: look at it, save, another wording or language, approve."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from cardscan.app.web.page import Desk, Flash, Pages, default_later, lane_of, see
from cardscan.app.web.routes_queue import Number, next_page
from cardscan.app.web.views import person_view
from cardscan.errors import CardscanError, UsageError
from cardscan.mail import preview
from cardscan.review.drafts import BlockedError
from cardscan.review.steps import Done

Revision = Annotated[int, Form(ge=1, le=2_147_483_647)]
Subject = Annotated[str, Form(max_length=1_000)]
Body = Annotated[str, Form(max_length=60_000)]
LaneName = Annotated[str, Form(max_length=20)]


def router(desk: Desk, pages: Pages) -> APIRouter:
    """The routes of letters."""
    routes = APIRouter()

    @routes.get("/draft/{number}")
    def show(number: Number) -> RedirectResponse:
        return see(f"/person/{desk.store.draft(number).contact_id}#letter")

    @routes.post("/draft/{number}/save")
    def save(
        number: Number, revision: Revision, subject: Subject, body: Body, lane: LaneName = "all"
    ) -> RedirectResponse:
        done = desk.letters.save(number, revision=revision, subject=subject, body=body, now=desk.clock())
        if done.stays:
            desk.say(Flash("Nothing was changed; the letter is as it was."))
        else:
            desk.did(done, _name(done))
        return _back(done, lane)

    @routes.post("/draft/{number}/preview")
    def look(
        request: Request, number: Number, subject: Subject = "", body: Body = "", lane: LaneName = "all"
    ) -> Response:
        """The letter with a text that is not saved, as its recipient would see it. For a script: only that, as JSON."""
        now, settings = desk.clock(), desk.settings
        short = "application/json" in request.headers.get("accept", "")
        try:
            tried = desk.drafts.try_out(number, subject=subject, body=body, now=now)
        except UsageError as error:
            if not short:
                raise
            return JSONResponse({"problem": str(error)})
        if not short:
            view = person_view(desk, tried.draft.contact_id, now=now, tried=tried)
            return pages.show("person", view=view, lane=lane_of(lane), later=default_later(desk))
        sheet = preview(tried.draft.letter, settings.sender, now=now, html=settings.mail.html)
        return JSONResponse(
            {
                "problem": sheet.problem,
                "headers": sheet.headers,
                "text": sheet.text,
                "size": sheet.size,
                "findings": [[item.severity.value, item.message] for item in tried.findings],
            }
        )

    @routes.post("/draft/{number}/another")
    def another(
        number: Number, revision: Revision, subject: Subject = "", body: Body = "", lane: LaneName = "all"
    ) -> RedirectResponse:
        revision = _kept(number, revision, subject, body)
        return _did(desk.letters.another(number, revision=revision, now=desk.clock()), lane)

    @routes.post("/draft/{number}/language")
    def language(
        number: Number,
        revision: Revision,
        language: Annotated[str, Form(max_length=20)],
        subject: Subject = "",
        body: Body = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        revision = _kept(number, revision, subject, body)
        return _did(desk.letters.in_language(number, language, revision=revision, now=desk.clock()), lane)

    def _kept(number: int, revision: int, subject: str, body: str) -> int:
        """What was typed and not saved is a step of its own before it is replaced, so that undo brings it back."""
        if not (subject.strip() and body.strip()):
            return revision
        done = desk.letters.save(number, revision=revision, subject=subject, body=body, now=desk.clock())
        return revision if done.stays else desk.store.draft(number).revision

    def _name(done: Done) -> str:
        return desk.store.contact(done.contact_id).display_name

    def _did(done: Done, lane: str) -> RedirectResponse:
        desk.did(done, _name(done))
        return _back(done, lane)

    def _back(done: Done, lane: str) -> RedirectResponse:
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}#letter")

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
            done = desk.letters.approve(number, revision=revision, subject=subject, body=body, now=desk.clock())
        except BlockedError as error:  # what was typed is saved; the findings stand beside it
            desk.say(Flash(_sentence(error), problem=True))
            return see(f"/person/{contact_id}?lane={lane_of(lane)}#letter")
        desk.did(done, desk.store.contact(contact_id).display_name)
        return see(f"/person/{contact_id}?lane={lane_of(lane)}" if stay else next_page(desk, lane_of(lane)))

    return routes


def _sentence(error: CardscanError) -> str:
    return f"Not approved: {'; '.join(item.message for item in getattr(error, 'findings', ()))}"
