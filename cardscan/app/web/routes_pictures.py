"""Pictures of cards: decoded and encoded again here, so that a browser never sees foreign bytes."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from cardscan.app.web.page import Desk, Pages
from cardscan.app.web.routes_queue import Number
from cardscan.imaging.crops import encode_again

# A list shows small ones: 12 KB each.
THUMB_SIDE_PX, FULL_SIDE_PX = 240, 1400
# They change only when the card is read again, which gives another `v` in the address.
_HEADERS = {"cache-control": "private, max-age=86400"}


def router(desk: Desk, pages: Pages) -> APIRouter:  # noqa: ARG001 - all routers are made alike
    """The routes of pictures."""
    routes = APIRouter()

    def picture(number: int, side: int) -> Response:
        stored = desk.store.crop_of(number)
        encoded = encode_again(stored, longest=side) if stored else b""
        if not encoded:
            return Response("There is no such picture.\n", status_code=404, media_type="text/plain")
        return Response(encoded, media_type="image/jpeg", headers=_HEADERS)

    @routes.get("/picture/card/{number}.jpg")
    def card(number: Number) -> Response:
        return picture(number, FULL_SIDE_PX)

    @routes.get("/picture/card/{number}/small.jpg")
    def small(number: Number) -> Response:
        return picture(number, THUMB_SIDE_PX)

    return routes
