"""Answer a refused action with the page the person was on, everything they typed, and the reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException as HttpError

from cardscan.app.web.keeping import person_page
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages
from cardscan.errors import CardscanError, ChangedMeanwhileError, NotAllowedError, NotFoundError, StoreError
from cardscan.workflows.review.unsaved import Unsaved

NO_SENSE = "This request makes no sense here."


def add_refusals(app: FastAPI, desk: PageDesk, pages: Pages) -> None:
    """Answer every error with a page."""

    async def known(request: Request, error: Exception) -> Response:
        """Show an error of ours on the page it came from, or on a page of its own."""
        status = 409 if isinstance(error, ChangedMeanwhileError) else 422
        if isinstance(error, StoreError) and not isinstance(error, NotAllowedError):
            status = 404 if isinstance(error, NotFoundError) else 503
        return refused(request, status if request.method == "POST" or status in (404, 503) else 400, str(error))

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HttpError) else 422
        if status == 422:
            return refused(request, status, NO_SENSE)
        sentence = "There is no such page." if status == 404 else NO_SENSE
        return PlainTextResponse(f"{sentence}\n", status_code=status)

    def refused(request: Request, status: int, sentence: str) -> Response:
        unsaved: Unsaved = getattr(request.state, "unsaved", Unsaved())
        desk.put_by(unsaved)
        if unsaved.contact and status != 503:
            try:
                return person_page(desk, pages, unsaved.contact, unsaved.lane, status=status, refusal=sentence)
            except CardscanError:  # the person was forgotten or merged meanwhile
                desk.unsaved.pop(unsaved.contact, None)
        return pages.show("problem", status=status, sentence=sentence, back=_back(request), typed=unsaved.texts)

    handlers: dict[Any, Callable[[Request, Any], Awaitable[Response]]] = {
        CardscanError: known,
        HttpError: unknown,
        RequestValidationError: unknown,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _back(request: Request) -> str:
    """Return the page that an action belongs to: /person/7/fix -> /person/7."""
    parts = request.url.path.split("/")
    if len(parts) > 2 and parts[1] == "person" and parts[2].isascii() and parts[2].isdigit():
        return f"/person/{int(parts[2])}"
    return "/"
