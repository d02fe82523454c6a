"""Routes for a person's letter: preview and save it, choose another wording or language, approve it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from cardscan.app.web.keeping import Typed, keep_all, person_page
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, lane_of, see
from cardscan.app.web.routes_queue import Number, next_page
from cardscan.errors import UsageError
from cardscan.mail import preview
from cardscan.store import ValueKind
from cardscan.workflows.review.desk import Flash
from cardscan.workflows.review.drafts import BlockedError, NoSenderError
from cardscan.workflows.review.steps import Done
from cardscan.workflows.review.unsaved import Unsaved, place_of

Revision = Annotated[int, Form(ge=1, le=2_147_483_647)]
Subject = Annotated[str, Form(max_length=1_000)]
Body = Annotated[str, Form(max_length=60_000)]
LaneName = Annotated[str, Form(max_length=20)]
# Values that address a letter: if one was corrected after the letter was written, it is shown again before approval.
ADDRESSED_BY = frozenset({ValueKind.NAME, ValueKind.EMAIL})
OLDER = (
    "Not approved: the letter is older than what you typed into name, address or note, which is saved now; look at it, "
    "and approve it or take another wording."
)


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for letters."""
    routes = APIRouter()
    _add_looking(routes, desk, pages)
    _add_rewriting(routes, desk)
    _add_approving(routes, desk)
    return routes


def _add_looking(routes: APIRouter, desk: PageDesk, pages: Pages) -> None:
    @routes.get("/draft/{number}")
    def show(number: Number) -> RedirectResponse:
        return see(f"/person/{desk.store.drafts.get(number).contact_id}#letter")

    @routes.post("/draft/{number}/save")
    def save(
        number: Number, revision: Revision, subject: Subject, body: Body, unsaved: Typed, lane: LaneName = "all"
    ) -> RedirectResponse:
        done = desk.letters.save(number, revision=revision, subject=subject, body=body, now=desk.clock())
        unsaved.letter = None
        if done.stays:
            desk.say(Flash("Nothing was changed; the letter is as it was."))
        else:
            desk.did(done, _name(desk, done))
        return _back(desk, done, lane, unsaved)

    @routes.post("/draft/{number}/preview")
    def look(
        request: Request,
        number: Number,
        unsaved: Typed,
        subject: Subject = "",
        body: Body = "",
        lane: LaneName = "all",
    ) -> Response:
        """Preview the letter with unsaved text, as its recipient would see it; a script gets only that, as JSON."""
        now, settings = desk.clock(), desk.settings
        short = "application/json" in request.headers.get("accept", "")
        try:
            tried = desk.drafts.try_out(number, subject=subject, body=body, now=now)
        except UsageError as error:
            if not short:
                raise
            return JSONResponse({"problem": str(error)})
        if not short:
            desk.put_by(unsaved)
            return person_page(desk, pages, tried.draft.contact_id, lane, sheet=True)
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


def _add_rewriting(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/draft/{number}/another")
    def another(
        number: Number,
        revision: Revision,
        unsaved: Typed,
        subject: Subject = "",
        body: Body = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        revision = _kept(desk, number, revision, subject, body, unsaved)
        return _did(desk, desk.letters.another(number, revision=revision, now=desk.clock()), lane, unsaved)

    @routes.post("/draft/{number}/language")
    def language(
        number: Number,
        revision: Revision,
        language: Annotated[str, Form(max_length=20)],
        unsaved: Typed,
        subject: Subject = "",
        body: Body = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        revision = _kept(desk, number, revision, subject, body, unsaved)
        done = desk.letters.in_language(number, language, revision=revision, now=desk.clock())
        return _did(desk, done, lane, unsaved)


def _add_approving(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/draft/{number}/approve")
    def approve(
        number: Number,
        revision: Revision,
        subject: Subject,
        body: Body,
        unsaved: Typed,
        lane: LaneName = "all",
        stay: Annotated[str, Form(max_length=5)] = "",
    ) -> RedirectResponse:
        contact_id = desk.store.drafts.get(number).contact_id
        here = f"/person/{contact_id}?lane={lane_of(lane)}"
        addressed = any(place_of(key)[0] in ADDRESSED_BY for key in unsaved.fields) or bool(unsaved.pieces)
        keep_all(desk, unsaved, letter=False)
        if addressed:
            desk.put_by(unsaved)
            desk.say(Flash(OLDER, problem=True))
            return see(f"{here}#letter")
        try:
            done = desk.letters.approve(number, revision=revision, subject=subject, body=body, now=desk.clock())
        except (BlockedError, NoSenderError) as error:  # the typed text is saved; the findings are shown beside it
            unsaved.letter = None
            desk.put_by(unsaved)
            desk.say(Flash(_sentence(error), problem=True))
            return see(f"{here}#letter")
        unsaved.letter = None
        desk.put_by(unsaved)
        desk.did(done, desk.store.people.get(contact_id).display_name)
        return see(here if stay else next_page(desk, lane_of(lane)))


def _kept(desk: PageDesk, number: int, revision: int, subject: str, body: str, unsaved: Unsaved) -> int:
    """Save typed text as its own step before the letter is replaced, so that undo restores it."""
    if not (subject.strip() and body.strip()):
        return revision
    done = desk.letters.save(number, revision=revision, subject=subject, body=body, now=desk.clock())
    unsaved.letter = None
    return revision if done.stays else desk.store.drafts.get(number).revision


def _name(desk: PageDesk, done: Done) -> str:
    return desk.store.people.get(done.contact_id).display_name


def _did(desk: PageDesk, done: Done, lane: str, unsaved: Unsaved) -> RedirectResponse:
    desk.did(done, _name(desk, done))
    return _back(desk, done, lane, unsaved)


def _back(desk: PageDesk, done: Done, lane: str, unsaved: Unsaved) -> RedirectResponse:
    desk.put_by(unsaved)
    return see(f"/person/{done.contact_id}?lane={lane_of(lane)}#letter")


def _sentence(error: BlockedError | NoSenderError) -> str:
    if isinstance(error, BlockedError):
        return f"Not approved: {'; '.join(item.message for item in error.findings)}"
    return str(error)
