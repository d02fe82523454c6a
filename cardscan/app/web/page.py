"""The application: routes, and what they call. Each verb is a plain form; a script only makes it faster."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.staticfiles import StaticFiles

from cardscan.app.web.gallery import Gallery
from cardscan.app.web.security import PhoneDoor
from cardscan.app.web.unsaved import Unsaved
from cardscan.app.web.uploads import Uploads
from cardscan.app.web.words import ADDABLE, LABELS, code_warning
from cardscan.config import Settings
from cardscan.errors import ChangedMeanwhileError, UsageError
from cardscan.followup.templates.cadence import shipped_templates
from cardscan.model.reading import PhoneType
from cardscan.store import Lane, Store
from cardscan.workflows.review.cards import CardDesk
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.letters import LetterDesk
from cardscan.workflows.review.pairs import PairDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.steps import Done

STATIC = Path(__file__).with_name("static")
DEFAULT_LATER_DAYS = 14
# People on whose pages something may stand typed at once; each holds less than a request may.
MAX_UNSAVED = 100
# What each verb is called when it was done.
SAID = {
    "confirm": "Confirmed",
    "fix": "Corrected",
    "context": "Noted",
    "let go": "Let go",
    "not a card": "Put away: not a card",
    "later": "Kept for later",
    "followed up": "Marked as followed up",
    "approve": "Approved",
    "save": "Saved, not approved yet",
    "another wording": "Another wording",
    "another language": "Another language",
    "block": "Never again: no letter will be drafted",
    "same": "One person now",
    "two people": "Two people",
    "ask later": "Asked about later",
    "part": "Parted again",
    "read again": "Read again",
    "split": "Split off",
    "touch": "Logged",
    "promise kept": "Promise kept",
    "promise dropped": "Promise taken back",
    "promise open": "Promise open again",
    "second person": "Two people on one card",
}

# The languages that letters are shipped in, by their own names.
LANGUAGES = {"de": "Deutsch", "en": "English", "es": "Español", "fr": "Français", "it": "Italiano",
             "nl": "Nederlands", "pt": "Português"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what was just done, shown once.

    Attributes:
        undo: It can be taken back.
    """

    text: str
    undo: bool = False
    problem: bool = False


@dataclass(slots=True)
class Desk:
    """What the routes work with.

    Attributes:
        clock: The time now, with the user's zone.
        flashes: What is still to be shown.
        phone: The door for photos from the local network, where it is open.
        unsaved: What stands typed on the pages of people and is not stored, by their numbers.
    """

    store: Store
    settings: Settings
    actor: str
    clock: Callable[[], datetime]
    flashes: list[Flash] = field(default_factory=list)
    gallery: Gallery = field(init=False)
    uploads: Uploads = field(init=False)
    phone: PhoneDoor | None = None
    unsaved: dict[int, Unsaved] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.gallery = Gallery(self.store, self.settings)
        self.uploads = Uploads(self.store, self.settings, self.gallery, self.clock)

    def close(self) -> None:
        """End what runs beside the page."""
        self.uploads.close()
        self.gallery.close()

    @property
    def cards(self) -> CardDesk:
        """The verbs on cards."""
        return CardDesk(self.store, self.settings, self.actor)

    @property
    def people(self) -> PeopleDesk:
        """The verbs on people."""
        return PeopleDesk(self.store, self.settings, self.actor)

    @property
    def letters(self) -> LetterDesk:
        """The verbs on letters."""
        return LetterDesk(self.store, self.settings, self.actor)

    @property
    def pairs(self) -> PairDesk:
        """The verbs on two people."""
        return PairDesk(self.store, self.settings, self.actor)

    @property
    def drafts(self) -> DraftDesk:
        """Letters with what the lint has against them."""
        return DraftDesk(self.store, self.settings, self.actor)

    @property
    def today(self) -> date:
        """The day of the user's zone."""
        return self.clock().date()

    def midnight(self) -> datetime:
        """When the user's day began."""
        now = self.clock()
        return datetime.combine(now.date(), time.min, tzinfo=now.tzinfo)

    def names(self, *numbers: int) -> str:
        """What these contacts are called: "Ada and Bob".

        Raises:
            ChangedMeanwhileError: One of them was joined with somebody since the page was shown.
        """
        for number in numbers:
            root = self.store.became(number)
            if root != number:
                raise ChangedMeanwhileError(f"contact {number}: is one person with contact {root} by now; look again")
        return " and ".join(self.store.contact(number).display_name for number in numbers)

    def say(self, flash: Flash) -> None:
        """Show it on the next page."""
        with self._lock:
            self.flashes[:] = [*self.flashes[-4:], flash]

    def take_flashes(self) -> list[Flash]:
        """What is to be shown now."""
        with self._lock:
            shown, self.flashes = self.flashes, []
        return shown

    def put_by(self, unsaved: Unsaved) -> None:
        """Keep what stands typed on a person's page until it is shown again; nothing where all of it is stored."""
        if not unsaved.contact:
            return
        with self._lock:
            self.unsaved.pop(unsaved.contact, None)
            if unsaved.any:
                self.unsaved[unsaved.contact] = unsaved
            for oldest in list(self.unsaved)[:-MAX_UNSAVED]:
                del self.unsaved[oldest]

    def did(self, done: Done, name: str) -> None:
        """Say what was done, and what is still missing."""
        undone = done.verb.removeprefix("undo ")
        if undone != done.verb:
            text = f"Taken back ({SAID.get(undone, undone).lower()}): {name}."
        else:
            text = f"{SAID.get(done.verb, done.verb.capitalize())}: {name}."
        if done.note:
            text += f" {done.note}"
        if done.drafted:
            text += " A letter was drafted."
        elif done.missing:
            text += f" No letter yet: {done.missing}."
        self.say(Flash(text, undo=not (done.stays or done.verb.startswith("undo"))))


class Pages:
    """Renders the templates, everything escaped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._templates = Environment(
            loader=FileSystemLoader(shipped_templates() / "review"),
            autoescape=select_autoescape(default_for_string=True, default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["words"] = lambda text: str(text).replace("_", " ")

    def show(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """One page with the frame around it."""
        desk = self._desk
        counts = desk.store.queue_counts(since=desk.midnight(), today=desk.today)
        budget = desk.settings.plan.per_week
        frame = {
            "budget": budget,
            "flashes": desk.take_flashes(),
            "counts": counts,
            "today": desk.today,
            "lane": Lane.ALL,
            "settings": desk.settings,
            "reading": desk.uploads.waiting,
            "languages": LANGUAGES,
            "labels": LABELS,
            "addable": ADDABLE,
            "code_warning": code_warning,
            "uses": tuple(PhoneType),
        }
        html = self._templates.get_template(f"{name}.html.j2").render({**frame, **values})
        return HTMLResponse(html, status_code=status)


def create_app(desk: Desk) -> FastAPI:
    """The application without its guard (`cardscan.app.web.security.Guard` goes around it)."""
    from cardscan.app.web import (
        routes_cards,
        routes_letters,
        routes_people,
        routes_pictures,
        routes_queue,
        routes_relations,
        routes_touch,
        routes_upload,
    )
    from cardscan.app.web.refusals import add_refusals

    app = FastAPI(title="cardscan review", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(desk)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    people = (routes_queue, routes_people, routes_touch, routes_relations)
    for module in (*people, routes_cards, routes_letters, routes_pictures, routes_upload):
        app.include_router(module.router(desk, pages))

    add_refusals(app, desk, pages)
    return app


def see(url: str) -> RedirectResponse:
    """Go there by GET: reloading the page then repeats nothing."""
    return RedirectResponse(url, status_code=303)


def lane_of(text: str) -> Lane:
    """A lane by its name; everything where the name says nothing."""
    return Lane(text) if text in list(Lane) else Lane.ALL


def day_of(text: str) -> date:
    """A day as a date input gives it; UsageError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text[:20]!r} is no day; write it as 2026-12-31") from None


def default_later(desk: Desk) -> date:
    """The day that "later" offers."""
    return desk.today + timedelta(days=DEFAULT_LATER_DAYS)
