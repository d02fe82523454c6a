"""Routes for one card on its photo: show its outline, read it again another way up, say whose card it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, lane_of, see
from cardscan.app.web.routes_queue import Number, next_page
from cardscan.app.web.two_on_one_card import MAX_SHARED, shareable, shared_out
from cardscan.errors import UsageError
from cardscan.store import StoredCard

_HEADERS = {"cache-control": "private, max-age=3600"}
# For each button, how far it turns the card clockwise in degrees; None ("as it reads best") finds the turn itself.
TURNS = {"left": 270, "over": 180, "right": 90, "same": 0, "best": None}
Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]
Other = Annotated[int, Form(ge=1, le=2_147_483_647)]


@dataclass(frozen=True, slots=True)
class OutlineForm:
    """The outline of a card on its photo.

    Attributes:
        points: For SVG, in px of the full-size photo.
        name: The name of the card's person.
        here: Whether it is the card that the page is about.
    """

    card_id: int
    points: str
    name: str
    contact_id: int | None
    here: bool


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for cards."""
    routes = APIRouter()
    _add_looking(routes, desk, pages)
    _add_deciding(routes, desk)
    return routes


def _add_looking(routes: APIRouter, desk: PageDesk, pages: Pages) -> None:
    @routes.get("/card/{number}")
    def show(number: Number, lane: str = "all") -> Response:
        card = desk.store.cards.get(number)
        owner = _owner(card)
        others = [
            each for each in desk.store.cards.all(sha256=card.sha256) if each.id != card.id and each.page == card.page
        ]
        look = desk.gallery.look(card)
        history = desk.store.people.history(owner)
        return pages.show(
            "card",
            shareable=shareable(history),
            second=next(iter(history.contact.details.other_names), ""),
            card=card,
            contact=history.contact,
            seen=desk.store.review.seen(owner),
            sides=desk.store.cards.all(contact_id=owner),
            look=look,
            outlines=[_outline(desk, each, card) for each in (*others, card)] if look else [],
            near=[(line, desk.store.review.seen(line.id), card_id) for line, card_id in desk.store.cards.near(number)],
            picture=desk.store.cards.crop(number) is not None,
            lane=lane_of(lane),
        )

    @routes.get("/picture/photo/{number}.jpg")
    def photo(number: Number) -> Response:
        card = desk.store.cards.get(number)
        look = desk.gallery.look(card)
        if look is None:
            return Response("The photo is not there any more.\n", status_code=404, media_type="text/plain")
        return Response(look.jpeg, media_type="image/jpeg", headers=_HEADERS)


def _add_deciding(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/card/{number}/read")
    def read(
        number: Number,
        seen: Seen,
        turn: Annotated[str, Form(max_length=10)] = "best",
        whole: Annotated[str, Form(max_length=5)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        if turn not in TURNS:
            raise UsageError("a card is turned left, right or over")
        found = desk.gallery.read_again(desk.store.cards.get(number), TURNS[turn], whole=bool(whole))
        done = desk.cards.read_again(number, found, seen=seen, now=desk.clock())
        desk.did(done, desk.store.people.get(done.contact_id).display_name)
        return see(f"/card/{number}?lane={lane_of(lane)}")

    @routes.post("/card/{number}/split")
    def split(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        done = desk.cards.split(number, seen=seen, now=desk.clock())
        desk.did(done, desk.store.people.get(done.contact_id).display_name)
        new = desk.store.cards.get(number).contact_id
        return see(f"/person/{new}?lane={lane_of(lane)}")

    @routes.post("/card/{number}/second")
    def second(
        number: Number,
        seen: Seen,
        name: Annotated[str, Form(max_length=500)] = "",
        whose: Annotated[list[str], Form(max_length=MAX_SHARED)] = [],  # noqa: B006 - FastAPI copies it
        lane: LaneName = "all",
    ) -> RedirectResponse:
        owner = _owner(desk.store.cards.get(number))
        theirs, kept = shared_out(desk.store.people.history(owner), name, whose)
        done = desk.cards.second_person(number, theirs, kept=kept, seen=seen, now=desk.clock())
        new = desk.store.cards.all(sha256=desk.store.cards.get(number).sha256)[-1].contact_id
        desk.did(done, desk.names(owner, new or owner))
        return see(f"/person/{new}?lane={lane_of(lane)}")

    @routes.post("/card/{number}/join")
    def join(
        number: Number,
        seen: Seen,
        other: Other,
        other_seen: Annotated[str, Form(max_length=64)],
        lane: LaneName = "all",
    ) -> RedirectResponse:
        owner = _owner(desk.store.cards.get(number))
        names = desk.names(owner, other)
        desk.did(desk.pairs.same(owner, other, seen=(seen, other_seen), now=desk.clock()), names)
        return see(f"/person/{owner}?lane={lane_of(lane)}")

    @routes.post("/card/{number}/no-card")
    def no_card(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        owner = _owner(desk.store.cards.get(number))
        done = desk.people.no_card(owner, seen=seen, now=desk.clock())
        desk.did(done, desk.store.people.get(owner).display_name)
        return see(next_page(desk, lane_of(lane)))


def _owner(card: StoredCard) -> int:
    if card.contact_id is None:
        raise UsageError("this card belongs to nobody")
    return card.contact_id


def _outline(desk: PageDesk, each: StoredCard, here: StoredCard) -> OutlineForm:
    points = " ".join(f"{float(x):.0f},{float(y):.0f}" for x, y in each.reading.get("quad") or ())
    name = desk.store.people.get(each.contact_id).display_name if each.contact_id else "nobody"
    return OutlineForm(each.id, points, name, each.contact_id, each.id == here.id)
