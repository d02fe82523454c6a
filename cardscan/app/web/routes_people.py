"""One person: the card beside its fields, and the verbs on them; and the list of all people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import JSONResponse, RedirectResponse, Response

from cardscan.app.web.page import Desk, Flash, Pages, day_of, default_later, lane_of, see
from cardscan.app.web.routes_queue import MAX_PAGE, Number, next_page
from cardscan.app.web.values import typed
from cardscan.app.web.views import current_values, person_view
from cardscan.errors import ChangedMeanwhileError, UsageError
from cardscan.followup.notes import parse_note
from cardscan.forgetting import Proof, forget
from cardscan.review.context import parts_of
from cardscan.review.steps import Done
from cardscan.store import ValueKind

Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]
PEOPLE_SHOWN = 100


def router(desk: Desk, pages: Pages) -> APIRouter:
    """The routes of people."""
    routes = APIRouter()

    def stay(done: Done, lane: str, where: str = "") -> RedirectResponse:
        desk.did(done, desk.store.contact(done.contact_id).display_name)
        return see(f"/person/{done.contact_id}?lane={lane_of(lane)}{where}")

    def go_on(done: Done, lane: str) -> RedirectResponse:
        desk.did(done, desk.store.contact(done.contact_id).display_name)
        return see(next_page(desk, lane_of(lane)))

    @routes.get("/people")
    def people(
        q: Annotated[str, Query(max_length=200)] = "", page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1
    ) -> Response:
        if q.strip():
            found = desk.store.find(q, limit=PEOPLE_SHOWN + 1)
        else:
            found = desk.store.lines(limit=PEOPLE_SHOWN + 1, offset=(page - 1) * PEOPLE_SHOWN)
        return pages.show("people", query=q, found=found[:PEOPLE_SHOWN], page=page, more=len(found) > PEOPLE_SHOWN)

    @routes.get("/person/{number}")
    def person(number: Number, lane: str = "all") -> Response:
        view = person_view(desk, number, now=desk.clock())
        return pages.show("person", view=view, lane=lane_of(lane), later=default_later(desk))

    @routes.post("/person/{number}/confirm")
    def confirm(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        return stay(desk.people.confirm(number, seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/fix")
    def fix(
        number: Number,
        seen: Seen,
        kind: Annotated[ValueKind, Form()],
        index: Annotated[int, Form(ge=0, le=50)],
        text: Annotated[str, Form(max_length=2_000)] = "",
        choice: Annotated[str | None, Form(max_length=2_000)] = None,
        use: Annotated[str, Form(max_length=20)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        history = desk.store.history(number)
        values = current_values(history, kind)
        index = min(index, len(values))
        old = values[index] if index < len(values) else None
        new = typed(
            kind, text if choice is None else choice, old, use, country=history.contact.country, whole=choice is None
        )
        values[index : index + 1] = [] if new is None else [new]
        return stay(desk.people.fix(number, kind, values, seen=seen, now=desk.clock()), lane, f"#{kind}-{index}")

    @routes.post("/person/{number}/context")
    def context(
        number: Number, seen: Seen, line: Annotated[str, Form(max_length=10_000)] = "", lane: LaneName = "all"
    ) -> RedirectResponse:
        return stay(desk.people.add_context(number, line, seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/understand")
    def understand(number: Number, line: Annotated[str, Form(max_length=10_000)] = "") -> JSONResponse:
        desk.store.contact(number)  # a page of nobody understands nothing
        rows = parts_of(parse_note(line, desk.today))
        return JSONResponse([{"label": label, "text": text} for label, text in rows])

    @routes.post("/person/{number}/let-go")
    def let_go(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        return go_on(desk.people.let_go(number, seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/no-card")
    def no_card(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        return go_on(desk.people.no_card(number, seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/done")
    def done(number: Number, seen: Seen, lane: LaneName = "all") -> RedirectResponse:
        return go_on(desk.people.done(number, seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/later")
    def later(
        number: Number, seen: Seen, day: Annotated[str, Form(max_length=20)], lane: LaneName = "all"
    ) -> RedirectResponse:
        return go_on(desk.people.later(number, day_of(day), seen=seen, now=desk.clock()), lane)

    @routes.post("/person/{number}/suppress")
    def suppress(
        number: Number, seen: Seen, sure: Annotated[str, Form(max_length=5)] = "", lane: LaneName = "all"
    ) -> RedirectResponse:
        if sure != "yes":
            raise UsageError("tick the box first: writing to somebody who asked you not to is blocked for good")
        return stay(desk.people.block(number, seen=seen, now=desk.clock()), lane)

    @routes.get("/person/{number}/forget")
    def ask_forget(number: Number) -> Response:
        mine = desk.store.belongings(number)
        cards = len(desk.store.cards(contact_id=number))
        return pages.show("forget", mine=mine, cards=cards, seen=desk.store.seen(number))

    @routes.post("/person/{number}/forget")
    def forget_for_good(
        number: Number,
        seen: Seen,
        sure: Annotated[str, Form(max_length=5)] = "",
        keep: Annotated[str, Form(max_length=5)] = "",
    ) -> RedirectResponse:
        if sure != "yes":
            raise UsageError("tick the box first: what is forgotten cannot be brought back")
        if desk.store.seen(number) != seen:
            raise ChangedMeanwhileError(f"contact {number}: was changed since this page was shown; look again")
        proof = forget(
            desk.store, number, keep_photos=bool(keep), reason="forgotten", now=desk.clock(), actor=desk.actor
        )
        desk.gallery.clear()
        desk.say(Flash(_proved(proof), problem=bool(proof.left)))
        return see("/people")

    return routes


def _proved(proof: Proof) -> str:
    """What was taken away, and what a search found afterwards; without a name, which is forgotten too."""
    files = f", {len(proof.files)} file{'' if len(proof.files) == 1 else 's'}" if proof.files else ""
    gone = f"Forgotten: {sum(proof.rows.values())} rows{files}."
    if proof.left:
        return (
            f"{gone} {len(proof.left)} of their values are still in the store's file; run `cardscan contacts forget`."
        )
    others = " Some belong to other people too and stay with them." if proof.others else ""
    return f"{gone} The store was searched for {proof.searched} of their values: none is left.{others}"
