"""Routes for pictures of cards, which are decoded and encoded again so that a browser never gets foreign bytes."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages
from cardscan.app.web.routes_queue import Number
from cardscan.reading.imaging.card_pictures import encode_again

# Lists show small pictures of 12 KB each.
THUMB_SIDE_PX, FULL_SIDE_PX = 240, 1400
# A card that is read again the other way up has a new picture at the same address, so a browser asks each time. The
# tag tells it whether its copy is still right.
_HEADERS = {"cache-control": "private, no-cache"}


def router(desk: PageDesk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """Return the routes for pictures."""
    routes = APIRouter()

    def picture(request: Request, number: int, side: int) -> Response:
        stored = desk.store.cards.crop(number)
        headers = {**_HEADERS, "etag": f'"{hashlib.sha256(stored or b"").hexdigest()[:32]}"'}
        if stored and request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        encoded = encode_again(stored, longest=side) if stored else b""
        if not encoded:
            return Response("There is no such picture.\n", status_code=404, media_type="text/plain")
        return Response(encoded, media_type="image/jpeg", headers=headers)

    @routes.get("/picture/card/{number}.jpg")
    def card(request: Request, number: Number) -> Response:
        return picture(request, number, FULL_SIDE_PX)

    @routes.get("/picture/card/{number}/small.jpg")
    def small(request: Request, number: Number) -> Response:
        return picture(request, number, THUMB_SIDE_PX)

    return routes
