"""Routes for one person's page, the actions on it, and the list of all people."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import JSONResponse, RedirectResponse, Response

from cardscan.app.web.keeping import Typed, keep_all, person_page
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, day_of, lane_of, see
from cardscan.app.web.routes_queue import MAX_PAGE, Number, next_page
from cardscan.errors import ChangedMeanwhileError, UsageError
from cardscan.followup.notes.understanding import understand as understand_note
from cardscan.store import ValueKind
from cardscan.workflows.forgetting import Proof, forget
from cardscan.workflows.review.context import understood_parts
from cardscan.workflows.review.desk import Flash
from cardscan.workflows.review.fields import current_values
from cardscan.workflows.review.steps import Done
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.unsaved import Unsaved, place_of

Seen = Annotated[str, Form(max_length=64)]
LaneName = Annotated[str, Form(max_length=20)]
PEOPLE_SHOWN = 100


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for people."""
    routes = APIRouter()
    _add_looking(routes, desk, pages)
    _add_fixing(routes, desk)
    _add_noting(routes, desk)
    _add_deciding(routes, desk)
    _add_ending(routes, desk, pages)
    return routes


def _add_looking(routes: APIRouter, desk: PageDesk, pages: Pages) -> None:
    @routes.get("/people")
    def people(
        q: Annotated[str, Query(max_length=200)] = "", page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1
    ) -> Response:
        if q.strip():
            found = desk.store.people.find(q, limit=PEOPLE_SHOWN + 1)
        else:
            found = desk.store.people.lines(limit=PEOPLE_SHOWN + 1, offset=(page - 1) * PEOPLE_SHOWN)
        return pages.show("people", query=q, found=found[:PEOPLE_SHOWN], page=page, more=len(found) > PEOPLE_SHOWN)

    @routes.get("/person/{number}")
    def person(number: Number, lane: str = "all") -> Response:
        return person_page(desk, pages, number, lane)


def _add_fixing(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/person/{number}/confirm")
    def confirm(number: Number, seen: Seen, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        """Confirm the fields as they are on the page; typed changes are saved with them."""
        corrected = unsaved.corrected(desk.store.people.history(number))
        done = desk.people.confirm(number, seen=seen, now=desk.clock(), corrected=corrected)
        unsaved.fields_saved()
        return _stay(desk, done, lane, unsaved)

    @routes.post("/person/{number}/keep")
    def keep(number: Number, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        """Save everything typed; Enter in an input does this on a page without a script."""
        keep_all(desk, unsaved)
        desk.put_by(unsaved)
        return see(f"/person/{number}?lane={lane_of(lane)}")

    @routes.post("/person/{number}/fix")
    def add(
        number: Number,
        seen: Seen,
        kind: Annotated[ValueKind, Form()],
        unsaved: Typed,
        text: Annotated[str, Form(max_length=2_000)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        if not text.strip():
            raise UsageError("nothing was typed; write the value that is to be added")
        history = desk.store.people.history(number)
        values = [*current_values(history, kind), typed(kind, text, None, country=history.contact.country)]
        unsaved.text = ""
        done = desk.people.fix(number, kind, values, seen=seen, now=desk.clock())
        return _stay(desk, done, lane, unsaved, f"#{kind}-{len(values) - 1}")

    @routes.post("/person/{number}/fix/{key}")
    def fix(
        number: Number,
        seen: Seen,
        key: Annotated[str, Path(max_length=30)],
        unsaved: Typed,
        choice: Annotated[str | None, Form(max_length=2_000)] = None,
        lane: LaneName = "all",
    ) -> RedirectResponse:
        kind, index = place_of(key)
        history = desk.store.people.history(number)
        values: list[Any] = current_values(history, kind)
        text, use = unsaved.inputs.get(key, ("", ""))
        old = values[index] if index < len(values) else None
        new = typed(
            kind, text if choice is None else choice, old, use, country=history.contact.country, whole=choice is None
        )
        values[index : index + 1] = [] if new is None else [new]
        unsaved.fields.pop(key, None)
        if new is None:
            unsaved.taken_out(kind, index)
        done = desk.people.fix(number, kind, values, seen=seen, now=desk.clock())
        return _stay(desk, done, lane, unsaved, f"#{key}")


def _add_noting(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/person/{number}/context")
    def context(
        number: Number,
        seen: Seen,
        unsaved: Typed,
        line: Annotated[str, Form(max_length=10_000)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        done = desk.people.add_context(number, line, seen=seen, now=desk.clock())
        unsaved.note = ""
        return _stay(desk, done, lane, unsaved)

    @routes.post("/person/{number}/understand")
    def understand(number: Number, line: Annotated[str, Form(max_length=10_000)] = "") -> JSONResponse:
        person = desk.store.people.get(number)
        rows = understood_parts(understand_note(line, desk.today, person=person.display_name))
        return JSONResponse([{"label": label, "text": text} for label, text in rows])


def _add_deciding(routes: APIRouter, desk: PageDesk) -> None:
    @routes.post("/person/{number}/let-go")
    def let_go(number: Number, seen: Seen, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        return _leave(desk, partial(desk.people.let_go, number), seen, lane, unsaved)

    @routes.post("/person/{number}/no-card")
    def no_card(number: Number, seen: Seen, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        return _leave(desk, partial(desk.people.no_card, number), seen, lane, unsaved)

    @routes.post("/person/{number}/done")
    def done(number: Number, seen: Seen, unsaved: Typed, lane: LaneName = "all") -> RedirectResponse:
        return _leave(desk, partial(desk.people.done, number), seen, lane, unsaved)

    @routes.post("/person/{number}/later")
    def later(
        number: Number, seen: Seen, day: Annotated[str, Form(max_length=20)], unsaved: Typed, lane: LaneName = "all"
    ) -> RedirectResponse:
        until = day_of(day)
        return _leave(
            desk,
            partial(desk.people.later, number, until),
            seen,
            lane,
            unsaved,
        )


def _add_ending(routes: APIRouter, desk: PageDesk, pages: Pages) -> None:
    """Add the actions that end a relation for good."""

    @routes.post("/person/{number}/suppress")
    def suppress(
        number: Number,
        seen: Seen,
        unsaved: Typed,
        sure: Annotated[str, Form(max_length=5)] = "",
        lane: LaneName = "all",
    ) -> RedirectResponse:
        if sure != "yes":
            raise UsageError("tick the box first: writing to somebody who asked you not to is blocked for good")
        return _stay(desk, desk.people.block(number, seen=seen, now=desk.clock()), lane, unsaved)

    @routes.get("/person/{number}/forget")
    def ask_forget(number: Number) -> Response:
        mine = desk.store.people.belongings(number)
        cards = len(desk.store.cards.all(contact_id=number))
        return pages.show("forget", mine=mine, cards=cards, seen=desk.store.review.seen(number))

    @routes.post("/person/{number}/forget")
    def forget_for_good(
        number: Number,
        seen: Seen,
        sure: Annotated[str, Form(max_length=5)] = "",
        keep: Annotated[str, Form(max_length=5)] = "",
    ) -> RedirectResponse:
        if sure != "yes":
            raise UsageError("tick the box first: what is forgotten cannot be brought back")
        if desk.store.review.seen(number) != seen:
            raise ChangedMeanwhileError(f"contact {number}: was changed since this page was shown; look again")
        proof = forget(
            desk.store, number, keep_photos=bool(keep), reason="forgotten", now=desk.clock(), actor=desk.actor
        )
        desk.gallery.clear()
        desk.unsaved.pop(number, None)
        desk.say(Flash(_proved(proof), problem=bool(proof.left)))
        return see("/people")


def _stay(desk: PageDesk, done: Done, lane: str, unsaved: Unsaved, where: str = "") -> RedirectResponse:
    desk.did(done, desk.store.people.get(done.contact_id).display_name)
    desk.put_by(unsaved)
    return see(f"/person/{done.contact_id}?lane={lane_of(lane)}{where}")


def _leave(desk: PageDesk, verb: Callable[..., Done], seen: str, lane: str, unsaved: Unsaved) -> RedirectResponse:
    """Save everything typed, do the action, and go on to the next person."""
    keep_all(desk, unsaved)
    done = verb(seen=unsaved.seen or seen, now=desk.clock())
    unsaved.day = ""
    desk.did(done, desk.store.people.get(done.contact_id).display_name)
    desk.put_by(unsaved)
    return see(next_page(desk, lane_of(lane)))


def _proved(proof: Proof) -> str:
    """Describe what was deleted and what a search found afterwards, without the name, which is forgotten too."""
    files = f", {len(proof.files)} file{'' if len(proof.files) == 1 else 's'}" if proof.files else ""
    gone = f"Forgotten: {sum(proof.rows.values())} rows{files}."
    if proof.left:
        return (
            f"{gone} {len(proof.left)} of their values are still in the store's file; run `cardscan contacts forget`."
        )
    others = " Some belong to other people too and stay with them." if proof.others else ""
    return f"{gone} The store was searched for {proof.searched} of their values: none is left.{others}"
