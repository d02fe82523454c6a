"""Read `event.toml`, a person's notes on a folder of card photos. Parsing is strict, since a typo loses a promise.

event = "PyData Berlin 2026"
date = 2026-11-24
place = "Berlin"
country = "DE"
how = "handed over"            # for every card whose note gives no "how"

[notes."IMG_1.jpg"]
talked_about = "OCR on receipts"
promised = "I send the paper by Friday"

[notes."IMG_2.jpg#2"]          # the second card on that photo
how = "introduced by Ana Exemplo"

[notes]
"IMG_3.jpg" = "talked about sailing; I will send the photos by Monday"

If a folder holds cards from several events, each photo belongs to the event during which it was taken:

place = "Berlin"               # holds for all events

[[events]]
event = "PyData Berlin 2026"
date = 2026-11-24
until = 2026-11-25             # the last day; without it the event lasts one day

[[events]]
event = "Speakers' dinner"
date = 2026-11-24
from = 19:00:00
until = 23:30:00
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cardscan.errors import ConfigError
from cardscan.followup.notes.folder_events import EVENT_FILE, FolderEvents, nearest, plain_name
from cardscan.followup.notes.note_reading import (
    DEPTH_WORDS,
    ORIGIN_WORDS,
    parse_note,
    promises_of,
    read_depth,
    read_origin,
)
from cardscan.followup.notes.note_text import decode_unicode
from cardscan.followup.notes.occasions import Span, span_of
from cardscan.model.encounter import CardOrigin, Encounter
from cardscan.model.plaintext import one_line

# 256 KB hold notes on about a thousand cards; on hostile keys tomllib takes quadratic time.
MAX_BYTES = 256 * 1024
COMMON_KEYS = ("event", "date", "place", "country", "how", "talked_about")
TOP_KEYS = (*COMMON_KEYS, "notes", "events")
EVENT_KEYS = (*COMMON_KEYS, "from", "until")
# No folder holds cards from more events, and each event has its own copy of all notes.
MAX_EVENTS = 50
NOTE_KEYS = (
    "talked_about", "promised", "they_promised", "next_step", "how", "depth", "introduced_by", "note", "cadence",
)  # fmt: skip
_COUNTRY = re.compile(r"[A-Z]{2}")


def read_events(source: Path | bytes, *, name: str = EVENT_FILE) -> FolderEvents:
    """Parse an `event.toml`.

    Args:
        source: The file, or its bytes.
        name: What to call it in messages when bytes are given.
    Raises:
        ConfigError: It cannot be read, is not TOML, or has an unknown key or a wrong value; with file and key.
    """
    if isinstance(source, Path):
        name = str(source)
        try:
            with source.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise ConfigError(f"{name}: cannot be read ({error.strerror}); check that it is a readable file") from error
    else:
        raw = source
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{name}: larger than {MAX_BYTES // 1024} KB; split the photos into several folders")
    try:
        table = tomllib.loads(decode_unicode(raw))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise ConfigError(f"{name}: not valid TOML: {one_line(str(error), 300)}; text needs quotes") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: nested too deeply; notes are one level deep") from error
    return _Reader(name).folder(table)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns a parsed table into FolderEvents; keeps the file's name for messages."""

    file: str

    def folder(self, table: Mapping[str, object]) -> FolderEvents:
        self._only(table, TOP_KEYS, "")
        day = self._day(table)
        common = Encounter(
            event=self._text(table, "event") or None,
            day=day,
            place=self._text(table, "place") or None,
            country=self._country(table),
            talk=self._text(table, "talked_about"),
        )
        common = self._with_origin(common, table, "")
        return FolderEvents(self.file, common, self._notes(table, day), self._events(table),
                            functools.partial(self._notes, table))  # fmt: skip

    def _notes(self, table: Mapping[str, object], day: date | None) -> dict[str, Encounter]:
        notes = table.get("notes", {})
        if not isinstance(notes, dict):
            raise self._wrong("notes", notes, 'a table per photo: [notes."IMG_1.jpg"]')
        read: dict[str, Encounter] = {}
        for photo, value in notes.items():
            key = plain_name(photo)
            if not key.strip():
                raise ConfigError(f"{self.file}: a note has an empty photo name; write the photo's file name")
            read[key] = self._note(photo, value, day)
        return read

    def _events(self, table: Mapping[str, object]) -> tuple[tuple[Span, FolderEvents], ...]:
        entries = table.get("events", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self._wrong("events", entries, "one table an event, each begun by [[events]]")
        if len(entries) > MAX_EVENTS:
            raise ConfigError(f"{self.file}: more than {MAX_EVENTS} events; split the photos into several folders")
        common = {key: value for key, value in table.items() if key not in ("events", "date")}
        found = []
        for number, entry in enumerate(entries, start=1):
            reader = _Reader(f"{self.file}: event {number}")
            reader._only(entry, EVENT_KEYS, "")
            try:
                span = span_of(reader._day(entry), entry.get("from"), entry.get("until"))
            except ValueError as error:
                raise ConfigError(f"{reader.file}: {error}") from error
            own = {key: value for key, value in entry.items() if key not in ("from", "until")}
            found.append((span, reader.folder({**common, **own, "date": span.start.date()})))
        return tuple(found)

    def _note(self, photo: str, value: object, day: date | None) -> Encounter:
        where = f'notes."{_shown(photo)}"'
        if isinstance(value, str):
            return parse_note(value, day)
        if not isinstance(value, dict):
            raise self._wrong(where, value, "a text, or a table of " + ", ".join(NOTE_KEYS))
        self._only(value, NOTE_KEYS, f"{where}.")
        note = Encounter(
            talk=self._text(value, "talked_about", where),
            promises=promises_of(self._texts(value, "promised", where), day),
            their_promises=promises_of(self._texts(value, "they_promised", where), day),
            next_step=self._text(value, "next_step", where),
            note=self._text(value, "note", where),
            cadence=self._text(value, "cadence", where).casefold(),
        )
        note = self._with_origin(note, value, f"{where}.")
        depth = self._text(value, "depth", where)
        if depth:
            known = read_depth(depth)
            if known is None:
                raise self._wrong(f"{where}.depth", depth, _listed(DEPTH_WORDS))
            note = replace(note, depth=known)
        introduced_by = self._text(value, "introduced_by", where)
        if introduced_by:
            origin = CardOrigin.INTRODUCED if note.origin is CardOrigin.UNKNOWN else note.origin
            note = replace(note, introduced_by=introduced_by, origin=origin)
        return note

    def _with_origin(self, found: Encounter, table: Mapping[str, object], prefix: str) -> Encounter:
        how = self._text(table, "how", prefix.rstrip("."))
        if not how:
            return found
        known = read_origin(how)
        if known is None:
            raise self._wrong(f"{prefix}how", how, _listed(ORIGIN_WORDS))
        return replace(found, origin=known[0], introduced_by=known[1])

    def _only(self, table: Mapping[str, object], allowed: tuple[str, ...], prefix: str) -> None:
        for key in table:
            if key in allowed:
                continue
            near = nearest(key, allowed)
            tip = f'did you mean "{near}"? ' if near else ""
            listed = ", ".join(allowed)
            raise ConfigError(f'{self.file}: unknown key "{prefix}{_shown(key)}"; {tip}allowed are {listed}')

    def _text(self, table: Mapping[str, object], key: str, where: str = "") -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(f"{where}.{key}".lstrip("."), value, 'a text in quotes: "..."')
        return one_line(value)

    def _texts(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        value = table.get(key, [])
        lines = []
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, str):
                raise self._wrong(f"{where}.{key}", value, 'a text, or a list of texts: ["...", "..."]')
            lines.append(one_line(item))
        return tuple(line for line in lines if line)

    def _day(self, table: Mapping[str, object]) -> date | None:
        value = table.get("date")
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                pass
        raise self._wrong("date", value, "a day like 2026-11-24")

    def _country(self, table: Mapping[str, object]) -> str | None:
        value = self._text(table, "country").upper()
        if value and not _COUNTRY.fullmatch(value):
            raise self._wrong("country", value, 'a two-letter code (ISO 3166-1) like "DE"')
        return value or None

    def _wrong(self, key: str, value: object, allowed: str) -> ConfigError:
        return ConfigError(f"{self.file}: {key} = {_shown(repr(value))} is not understood; allowed is {allowed}")


def _shown(text: str) -> str:
    return one_line(text, 80)


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join(f'"{word}"' for word in words)
