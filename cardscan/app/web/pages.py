"""Render pages from templates, and parse the small form values that all routes share."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from cardscan.app.web.page_desk import PageDesk
from cardscan.errors import UsageError
from cardscan.followup.templates.cadence import shipped_templates
from cardscan.locales.languages import own_names
from cardscan.model.reading import PhoneType
from cardscan.store import Lane
from cardscan.workflows.review.desk import DEFAULT_LATER_DAYS
from cardscan.workflows.review.words import ADDABLE, LABELS, code_warning

STATIC = Path(__file__).with_name("static")


class Pages:
    """Renders the templates; all values are escaped."""

    def __init__(self, desk: PageDesk) -> None:
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
        """Render one page inside the frame."""
        desk = self._desk
        counts = desk.store.review.counts(since=desk.midnight(), today=desk.today)
        budget = desk.settings.plan.per_week
        frame = {
            "budget": budget,
            "flashes": desk.take_flashes(),
            "counts": counts,
            "today": desk.today,
            "lane": Lane.ALL,
            "settings": desk.settings,
            "reading": desk.uploads.waiting,
            "languages": own_names(),
            "labels": LABELS,
            "addable": ADDABLE,
            "code_warning": code_warning,
            "uses": tuple(PhoneType),
        }
        html = self._templates.get_template(f"{name}.html.j2").render({**frame, **values})
        return HTMLResponse(html, status_code=status)


def see(url: str) -> RedirectResponse:
    """Redirect there by GET, so that reloading the page repeats nothing."""
    return RedirectResponse(url, status_code=303)


def lane_of(text: str) -> Lane:
    """Return the lane of this name; ALL if the name is unknown."""
    return Lane(text) if text in list(Lane) else Lane.ALL


def day_of(text: str) -> date:
    """Parse the day of a date input; UsageError if it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text[:20]!r} is no day; write it as 2026-12-31") from None


def default_later(desk: PageDesk) -> date:
    """Return the day that "later" suggests."""
    return desk.today + timedelta(days=DEFAULT_LATER_DAYS)
