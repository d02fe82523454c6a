"""Which event a photo belongs to: by several events in one event.toml, by the time, by the names of folders."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import ConfigError, UsageError
from cardscan.followup import event_of_folders, read_events
from cardscan.followup.notes.occasions import Span, event_at, span_of
from cardscan.model.encounter import Promise
from cardscan.workflows.intake.encounters import Encounters
from tests.unit.taken_photos import photo

DAY = date(2026, 11, 24)
TWO = b"""
place = "Berlin"
how = "handed over"

[[events]]
event = "PyData Berlin 2026"
date = 2026-11-24
until = 2026-11-25

[[events]]
event = "Speakers' dinner"
place = "Potsdam"
date = 2026-11-24
from = 19:00:00
until = 00:30:00

[notes."IMG_1.jpg"]
promised = "I send the paper by Friday"
"""


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime.combine(DAY, time(hour, minute)) + timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "begins", "until", "start", "end"),
    [
        (DAY, None, None, at(0), at(23, 59)),
        (DAY, time(9), time(18), at(9), at(18)),
        (DAY, time(19), time(1), at(19), at(1, days=1)),  # past midnight
        (DAY, None, date(2026, 11, 26), at(0), at(23, 59, days=2)),
        (None, at(19), at(23), at(19), at(23)),
        (None, DAY, None, at(0), at(23, 59)),
    ],
)
def test_an_event_lasts_from_its_beginning_to_its_end(
    day: date | None, begins: object, until: object, start: datetime, end: datetime
) -> None:
    """In all the ways TOML can say it."""
    span = span_of(day, begins, until)
    assert (span.start, span.end.replace(second=0)) == (start, end)


SPANS = [Span(at(0), at(23, 59, days=1)), Span(at(19), at(0, 30, days=1))]


@pytest.mark.parametrize(
    ("taken", "photos", "event"),
    [
        (at(11), [], 0),
        (at(20), [], 1),  # during the dinner, which is during the conference: the narrower one
        (at(1, days=1), [], 0),
        (at(0, 45, days=2), [at(23, 50, days=1), at(0, 10, days=2)], 0),  # the same go of photos, just past its end
        (at(15, days=6), [], 0),  # on the way home
        (at(15, days=12), [], None),
        (at(15, days=-1), [], None),  # before anything began
    ],
)
def test_a_photo_belongs_to_the_event_at_which_or_after_which_it_was_taken(
    taken: datetime, photos: list[datetime], event: int | None
) -> None:
    """The narrowest that goes on; else that of the same session; else the last within a week."""
    assert event_at(SPANS, taken, sorted([taken, *photos])) == event


@settings(deadline=None)
@given(st.lists(st.integers(-20_000, 20_000), max_size=30), st.integers(-20_000, 20_000))
def test_a_photo_taken_during_an_event_never_goes_to_another(others: list[int], minutes: int) -> None:
    """Whatever else was photographed."""
    taken, photos = at(0) + timedelta(minutes=minutes), sorted(at(0) + timedelta(minutes=m) for m in others)
    found = event_at(SPANS, taken, photos)
    during = [number for number, span in enumerate(SPANS) if span.holds(taken)]
    assert found in during if during else found in (0, 1, None)


def test_several_events_share_what_the_file_says_of_all() -> None:
    """And "by Friday" counts from the day of the event that the photo is from."""
    events = read_events(TWO)
    fair, dinner = events.at(at(11)), events.at(at(21))
    assert (fair.common.event, fair.common.place, fair.day) == ("PyData Berlin 2026", "Berlin", DAY)
    assert (dinner.common.event, dinner.common.place) == ("Speakers' dinner", "Potsdam")
    found = fair.encounter_for("IMG_1.jpg")
    assert found is not None
    assert found.promises == (Promise("send the paper", date(2026, 11, 27)),)
    assert events.at(None).common.event is None


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('event = "X"', "needs a date"),
        ('event = "X"\nfrom = 19:00:00', "needs a date beside it"),
        ('date = 2026-11-24\nuntil = "evening"', "until is a day"),
        ("from = 2026-11-24T19:00:00\nuntil = 2026-11-24T18:00:00", "before it begins"),
        ("from = 2026-11-24T19:00:00Z", "without a time zone"),
        ('evnt = "X"', 'did you mean "event"'),
    ],
)
def test_a_wrong_event_of_several_is_refused_with_its_number(entry: str, says: str) -> None:
    """File, which of the events, and what to write instead."""
    with pytest.raises(ConfigError) as refused:
        read_events(f"[[events]]\ndate = 2026-11-20\n[[events]]\n{entry}\n".encode())
    assert "event.toml: event 2: " in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("folders", "event", "day"),
    [
        (("PyData Berlin 2026",), "PyData Berlin 2026", None),
        (("2026-11-24 PyData Berlin",), "PyData Berlin", DAY),
        (("PyData_Berlin_20261124",), "PyData Berlin", DAY),
        (("Messe Köln (24.11.2026)",), "Messe Köln", DAY),
        (("2026", "11", "Meetup"), "Meetup", None),
        (("DCIM", "100APPLE"), None, None),
        (("PyData", "day 2"), "PyData", None),
        (("Cards", "2026-11-24"), None, DAY),
        ((os.fsdecode(b"2026-11-24 Foire d'\xe9t\xe9"),), "Foire d'été", DAY),
        ((os.fsdecode("2026-11-24 名刺交換会".encode("shift-jis")), "Dinner"), "Dinner", DAY),
        (("Mu\u0308nchen",), "München", None),
        (("done", "Book fair"), "Book fair", None),
        (("2026-13-45 Fair",), "2026-13-45 Fair", None),
        ((), None, None),
    ],
)
def test_folder_names_are_events_unless_a_camera_made_them(
    folders: tuple[str, ...], event: str | None, day: date | None
) -> None:
    """The outermost that is one; a date in any of them is the day."""
    found = event_of_folders(folders)
    assert (found.event, found.day) == (event, day)


def test_an_event_in_an_encoding_that_is_not_known_is_refused() -> None:
    """Half its letters would go into the letters; as a terminal in Latin-1 gives it, it is understood."""
    assert _event_named(os.fsdecode(b"Foire d'\xe9t\xe9")) == "Foire d'été"
    with pytest.raises(UsageError, match="--event is in an encoding"):
        _event_named(os.fsdecode("名刺交換会".encode("shift-jis")))


def _event_named(event: str) -> str | None:
    found = Encounters([(Path("/no/a.jpg"), Path("/no"))], event).of(Path("/no/a.jpg"), 0)
    return found.event if found else None


def test_a_scan_tells_events_by_folder_by_time_and_by_the_clock_of_the_camera(tmp_path: Path) -> None:
    """Sub-folder names, [[events]] with EXIF time, and a day where only the photo has one."""
    named, several, undated = tmp_path / "2026-11-20 Book fair", tmp_path / "trip", tmp_path / "undated"
    for folder in (named, several, undated):
        folder.mkdir()
    for name, taken in (("IMG_1.jpg", "2026:11:24 11:00:00"), ("IMG_2.jpg", "2026:11:24 20:15:00")):
        (several / name).write_bytes(photo("JPEG", taken))
    (several / "event.toml").write_bytes(TWO)
    (named / "a.jpg").write_bytes(photo("JPEG", None))
    (undated / "b.jpg").write_bytes(photo("JPEG", "2026:11:24 20:15:00"))
    (undated / "b.txt").write_text("talked about chairs; I will send the catalogue by Friday", "utf-8")
    paths = [named / "a.jpg", several / "IMG_1.jpg", several / "IMG_2.jpg", undated / "b.jpg"]
    found = [Encounters([(path, tmp_path) for path in paths]).of(path, 0) for path in paths]
    told = [(one.event, one.day) if one else None for one in found]
    assert told == [
        ("Book fair", date(2026, 11, 20)),
        ("PyData Berlin 2026", DAY),
        ("Speakers' dinner", DAY),
        ("undated", DAY),
    ]
    assert found[3] is not None
    assert found[3].promises == (Promise("send the catalogue", date(2026, 11, 27)),)


def test_event_toml_goes_before_the_name_of_its_folder(tmp_path: Path) -> None:
    """And a note in the file above may speak of a photo in a folder below."""
    below = tmp_path / "Some fair"
    below.mkdir()
    (below / "a.jpg").write_bytes(photo("JPEG"))
    (tmp_path / "event.toml").write_text(
        'event = "Sample Fair"\ndate = 2026-11-20\n[notes]\n"a.jpg" = "talked about chairs"\n', "utf-8"
    )
    found = Encounters([(below / "a.jpg", tmp_path)]).of(below / "a.jpg", 0)
    assert found is not None
    assert (found.event, found.day, found.talk) == ("Sample Fair", date(2026, 11, 20), "chairs")
