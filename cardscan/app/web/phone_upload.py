"""Serve the local network, when the user opens it on purpose, a page to send photos with, and nothing else.

The page shows no name and no card, and counts only the photos that were sent through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException as HttpError
from starlette.staticfiles import StaticFiles

from cardscan.app.web.routes_upload import EventName, Photos, take_in
from cardscan.errors import CardscanError
from cardscan.followup.templates.cadence import shipped_templates

if TYPE_CHECKING:
    from cardscan.app.web.page_desk import PageDesk


def create_phone_app(desk: PageDesk) -> FastAPI:
    """Return the application without its guard."""
    from cardscan.app.web.pages import STATIC

    app = FastAPI(title="cardscan upload", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    templates = Environment(
        loader=FileSystemLoader(shipped_templates() / "review"), autoescape=True, undefined=StrictUndefined
    )
    sent: list[int] = []
    said: list[str] = []

    @app.get("/")
    def form() -> Response:
        shown, said[:] = list(said), []
        html = templates.get_template("phone.html.j2").render(sent=sum(sent), said=shown)
        return HTMLResponse(html)

    @app.post("/upload")
    def receive(photos: Photos, event: EventName = "") -> Response:
        kept, refused = take_in(desk.uploads, photos, event)
        sent.append(kept)
        said.extend(refused[:5])
        return RedirectResponse("/", status_code=303)

    async def known(_: Request, error: CardscanError) -> Response:
        said.append(str(error))
        return RedirectResponse("/", status_code=303)

    async def unknown(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HttpError) else 422
        return PlainTextResponse("There is nothing here but the upload.\n", status_code=status)

    app.add_exception_handler(CardscanError, known)  # type: ignore[arg-type]  # of that kind by its registration
    app.add_exception_handler(HttpError, unknown)
    app.add_exception_handler(RequestValidationError, unknown)
    return app
