"""Web routes: ask whether two contacts are one person, part a merged pair, and show the network in numbers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from cardscan.app.web.keeping import Typed
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.pages import Pages, see
from cardscan.app.web.routes_queue import Number
from cardscan.errors import UsageError
from cardscan.followup import load_cadences, template_dirs
from cardscan.followup.planning.network import NetworkReport, network_report
from cardscan.followup.planning.schedule import outlook
from cardscan.store import ContactHistory, ValueKind
from cardscan.workflows.review.words import LABELS, shown

# Length of one fingerprint in characters; a pair has two.
SEEN = 32
Other = Annotated[int, Form(ge=1, le=2_147_483_647)]
_COMPARED = (ValueKind.NAME, ValueKind.ORGANIZATION, ValueKind.TITLE, ValueKind.EMAIL, ValueKind.PHONE, ValueKind.URL)


def router(desk: PageDesk, pages: Pages) -> APIRouter:
    """Return the routes for relations between people."""
    routes = APIRouter()

    @routes.get("/duplicates")
    def duplicates() -> Response:
        questions = desk.store.duplicates.undecided()
        first = questions[0] if questions else None
        sides = [desk.store.people.history(line.id) for line in (first.contact, first.other)] if first else []
        seen = "".join(desk.store.review.seen(side.contact.id) for side in sides)
        return pages.show("duplicates", seen=seen, question=first, sides=sides, rows=_rows(sides), total=len(questions))

    @routes.post("/duplicates/{number}/{answer}")
    def answer(
        number: Number, answer: str, other: Other, seen: Annotated[str, Form(max_length=64)]
    ) -> RedirectResponse:
        pair, names = (seen[:SEEN], seen[SEEN:]), desk.names(number, other)
        match answer:
            case "same":
                done = desk.pairs.same(number, other, seen=pair, now=desk.clock())
            case "not-same":
                done = desk.pairs.not_same(number, other, seen=pair, now=desk.clock())
            case "later":
                done = desk.pairs.ask_later(number, other, seen=pair, now=desk.clock())
            case _:
                raise UsageError("the answer is same, not-same or later")
        desk.did(done, names)
        return see(f"/person/{number}" if answer == "same" else "/duplicates")

    @routes.post("/person/{number}/part")
    def part(number: Number, merged: Other, unsaved: Typed) -> RedirectResponse:
        done = desk.pairs.part(number, merged, now=desk.clock())
        desk.did(done, desk.store.people.get(number).display_name)
        desk.put_by(unsaved)
        return see(f"/person/{number}")

    @routes.get("/network")
    def network() -> Response:
        known = load_cadences(template_dirs(desk.settings.followup.templates))
        people = [outlook(person, desk.today, cadences=known) for person in desk.store.people.relationships()]
        report = network_report(people, desk.store.counts().cards, desk.today, desk.settings.plan)
        return pages.show("network", report=report, tallest=_tallest(report))

    return routes


def _rows(sides: list[ContactHistory]) -> list[tuple[str, list[str], bool]]:
    """Return (label, the values of each side, whether they agree) for each kind that either side has."""
    rows: list[tuple[str, list[str], bool]] = []
    for kind in _COMPARED if len(sides) == 2 else ():
        texts = [
            list(dict.fromkeys(shown(kind, v.value) for v in side.values if v.kind is kind and not v.withdrawn))
            for side in sides
        ]
        if any(texts):
            rows.append((LABELS[kind], [", ".join(side) for side in texts], bool(set(texts[0]) & set(texts[1]))))
    return rows


def _tallest(report: NetworkReport) -> int:
    return max([1, *(max(week.people, week.to_new, week.to_existing) for week in report.weeks)])
