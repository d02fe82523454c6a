"""Assemble the web application from its routes. Each action is a plain form; a script only makes it faster."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from cardscan.app.web import (
    routes_cards,
    routes_letters,
    routes_meetings,
    routes_people,
    routes_pictures,
    routes_queue,
    routes_relations,
    routes_touch,
    routes_upload,
)
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import STATIC, Pages
from cardscan.app.web.refusals import add_refusals


def create_app(desk: PageDesk) -> FastAPI:
    """Return the application without its guard (`cardscan.app.web.security.Guard` wraps it)."""
    app = FastAPI(title="cardscan review", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(desk)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    people = (routes_queue, routes_people, routes_touch, routes_relations)
    for module in (*people, routes_cards, routes_letters, routes_meetings, routes_pictures, routes_upload):
        app.include_router(module.router(desk, pages))

    add_refusals(app, desk, pages)
    return app
