"""Read event and day from the names of sub-folders: "2026-11-24 PyData Berlin" names an event, "DCIM" none. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from cardscan.followup.notes.note_text import decode_name
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line

EVENT_CHARS = 160
# Folders that programs, cameras and tidy people make; their names say nothing about where people met.
_NO_EVENT = re.compile(
    r"\d+|dcim|\d{3}[a-z_]{3,5}|camera(?: roll| uploads)?|(?:new|untitled) folder(?: \(?\d+\)?)?|neuer ordner|"
    r"(?:business ?)?cards?|visitenkarten?|karten|photos?|fotos?|pictures?|pics?|images?|imgs?|bilder|scans?|"
    r"in(?:box|put)|eingang|downloads?|desktop|events?|conferences?|fairs?|messen|veranstaltungen|misc|other|new|neu|"
    r"te?mp|todo|done|quarantine|unsorted|fronts?|backs?|(?:day|tag|jour|giorno|dag|d[ií]a) ?\d+|"
    r"january|february|march|april|may|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[-_.]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)|"
    r"(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>(?:19|20)\d\d))(?!\d)"
)


def event_of_folders(names: Sequence[str]) -> Encounter:
    """Return event and day from the names of the folders between the scanned folder and the photo, outermost first.

    The first name that names an event counts. The day is the date in the innermost name that has one.
    """
    event, day = "", None
    for name in names:
        known = decode_name(name)
        text, found = _without_day(one_line(known or name, EVENT_CHARS))
        day = found or day
        if not event and known and text and not _NO_EVENT.fullmatch(text):
            event = text
    return Encounter(event=event or None, day=day)


def _without_day(name: str) -> tuple[str, date | None]:
    day = None
    match = _DAY.search(name)
    if match:
        parts = (match["y"], match["m"], match["d"]) if match["y"] else (match["y2"], match["m2"], match["d2"])
        try:
            day = date(*(int(part) for part in parts))
        except ValueError:
            match = None
    rest = name if match is None else name[: match.start()] + " " + name[match.end() :]
    if " " not in rest.strip():
        rest = rest.replace("_", " ")
    return " ".join(rest.strip(" -_.,()[]").split()), day
