"""Pictures of cards: decoded and encoded again here, so that a browser never sees foreign bytes."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardscan.app.web.desk import Desk
from cardscan.app.web.pages import Pages
from cardscan.app.web.routes_queue import Number
from cardscan.reading.imaging.crops import encode_again

# A list shows small ones: 12 KB each.
THUMB_SIDE_PX, FULL_SIDE_PX = 240, 1400
# A card that is read again the other way up has another picture at the same address: a browser asks each time, and is
# told by the tag that its copy is still the right one.
_HEADERS = {"cache-control": "private, no-cache"}


def router(desk: Desk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """The routes of pictures."""
    routes = APIRouter()

    def picture(request: Request, number: int, side: int) -> Response:
        stored = desk.store.crop_of(number)
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
