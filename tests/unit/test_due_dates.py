"""Days as people write them, in seven languages: which day is meant, and what is left of the promise."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import ConfigError
from cardscan.followup.notes.day_counting import Counting
from cardscan.followup.notes.day_finding import find_day
from cardscan.followup.notes.due_dates import due_date, due_span, without
from cardscan.locales.feasts import easter, feast_days, feasts
from cardscan.locales.languages import FOLDER, LANGUAGES, load

THURSDAY = date(2026, 11, 26)
# One file a language: "phrase | day | what is left of it", counted from THURSDAY; "-" where no day is due.
TABLES = Path(__file__).with_name("due_phrases")
ROWS = [
    (file.stem, *(part.strip() for part in line.split("|")))
    for file in sorted(TABLES.glob("*.txt"))
    for line in file.read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_a_phrase_means_this_day_and_is_cut_out_whole(row: tuple[str, ...]) -> None:
    """The tables beside this file: abbreviations, slips and missing accents included, and words that are no due day."""
    language, phrase, day, *rest = row
    due = None if day == "-" else (date.fromisoformat(day), rest[0])
    assert due_date(phrase, THURSDAY, language=language) == due


def test_every_language_has_a_table_of_phrases() -> None:
    """At least 25 each, for each language that names days."""
    assert {code: sum(row[0] == code for row in ROWS) >= 25 for code in LANGUAGES} == dict.fromkeys(LANGUAGES, True)


@pytest.mark.parametrize(
    ("phrase", "day", "due"),
    [
        ("by the 31st", date(2026, 11, 30), date(2026, 12, 31)),
        ("by the 31st", date(2027, 1, 31), date(2027, 3, 31)),  # February has none
        ("end of the month", date(2028, 2, 3), date(2028, 2, 29)),
        ("end of the month", date(2026, 11, 30), date(2026, 11, 30)),
        ("in a month", date(2027, 1, 31), date(2027, 2, 28)),
        ("in a month", date(2028, 1, 31), date(2028, 2, 29)),
        ("in a year", date(2028, 2, 29), date(2029, 2, 28)),
        ("by 29 February", date(2028, 2, 1), date(2028, 2, 29)),
        ("tomorrow", date(2028, 2, 28), date(2028, 2, 29)),
        ("tomorrow", date(2026, 12, 31), date(2027, 1, 1)),
        ("by 3 January", date(2026, 12, 31), date(2027, 1, 3)),
        ("in January", date(2026, 12, 31), date(2027, 1, 1)),
        ("in January", date(2027, 1, 5), date(2027, 1, 31)),  # it has begun: by its end
        ("in week 53", date(2026, 12, 28), date(2027, 1, 1)),
        ("in week 1", date(2026, 12, 31), date(2027, 1, 8)),
        ("after Christmas", date(2026, 12, 24), date(2026, 12, 27)),
        ("before Christmas", date(2026, 12, 25), date(2026, 12, 25)),  # before what is under way is now
        ("after New Year", date(2026, 12, 31), date(2027, 1, 2)),
        ("after New Year", date(2027, 1, 1), date(2027, 1, 2)),
        ("before Easter", date(2027, 4, 1), date(2028, 4, 13)),
        ("after Thanksgiving", date(2026, 11, 20), date(2026, 11, 27)),
        ("mid week", date(2026, 11, 26), date(2026, 12, 2)),
        ("the beginning of the month", date(2026, 11, 26), date(2026, 12, 4)),
        ("end of week", date(2026, 11, 28), date(2026, 12, 4)),
        ("this weekend", date(2026, 11, 29), date(2026, 11, 29)),
        ("by the end of Q4", date(2026, 11, 26), date(2026, 12, 31)),
        ("in Q4", date(2026, 11, 26), date(2026, 12, 31)),
        ("in Q1", date(2026, 11, 26), date(2027, 1, 1)),
    ],
)
def test_the_calendar_is_kept_at_its_edges(phrase: str, day: date, due: date) -> None:
    """Ends of months and years, leap days, feasts and what has begun already."""
    assert due_date(phrase, day, language="en") == (due, "")


@pytest.mark.parametrize("ahead", range(7))
def test_a_weekday_is_the_next_one_after_the_day_of_writing(ahead: int) -> None:
    """On the same weekday it is a week ahead; so is "next"."""
    day = THURSDAY + timedelta(days=ahead)
    due = day + timedelta(days=(4 - day.weekday()) % 7 or 7)
    assert due_date("send it by Friday", day, language="en") == (due, "send it")
    assert due_date("next Friday I send it", day, language="en") == (due, "I send it")
    assert due_date("nächsten Freitag", day, language="de") == (due, "")
    assert due_date("vendredi prochain", day, language="fr") == (due, "")


@pytest.mark.parametrize(
    ("phrase", "locale", "due"),
    [
        ("by 12/4", "en-US", date(2026, 12, 4)),
        ("by 12/4", "en-GB", date(2027, 4, 12)),
        ("by 12/4", "", date(2027, 4, 12)),
        ("by 12-04", "en_US", date(2026, 12, 4)),
        ("by 12/25", "en-GB", date(2026, 12, 25)),  # there is no other way to read it
        ("by 4/12/26", "en-GB", date(2026, 12, 4)),
        ("by 12/4/2026", "en-US", date(2026, 12, 4)),
        ("by 2026-12-04", "en-US", date(2026, 12, 4)),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_place(phrase: str, locale: str, due: date) -> None:
    """The month comes first in the United States alone."""
    assert due_date(f"send it {phrase}", THURSDAY, language="en", locale=locale) == (due, "send it")


@pytest.mark.parametrize(
    ("language", "other", "text"),
    [
        ("it", "en", "visto mar"), ("nl", "pt", "bellen do"), ("pt", "en", "ligo segunda"), ("pt", "es", "ligo quarta"),
        ("en", "fr", "call mon"), ("nl", "de", "bellen vr"), ("fr", "en", "appeler jeu"), ("de", "it", "Anruf di"),
    ],
)  # fmt: skip
def test_a_word_of_two_languages_is_a_day_in_its_own_alone(language: str, other: str, text: str) -> None:
    """ "mon" is my in French, "segunda" the second in Spanish."""
    assert due_date(text, THURSDAY, language=other) is None
    assert due_date(text, THURSDAY, language=language) is not None


def test_a_note_may_name_its_day_in_another_language() -> None:
    """If the words are long enough to be no word of the note's own language."""
    assert due_date("schicke ihr das paper next Friday", THURSDAY, language="de") == (
        date(2026, 11, 27),
        "schicke ihr das paper",
    )


def test_past_days_are_never_due() -> None:
    """Neither by their words nor by their year."""
    for phrase in ("yesterday", "by 2026-11-25", "on 3 March 2020", "last Friday", "in November 2025"):
        assert due_date(phrase, THURSDAY, language="en") is None, phrase


def test_days_can_be_looked_for_backwards() -> None:
    """Where somebody is asked when they met: Friday is the last one."""
    back = Counting(THURSDAY, back=True)
    for phrase, day in (("friday", date(2026, 11, 20)), ("thursday", THURSDAY), ("yesterday", date(2026, 11, 25)),
                        ("3 December", date(2025, 12, 3)), ("the 30th", date(2026, 10, 30))):  # fmt: skip
        found = find_day(phrase, back, language="en")
        assert found is not None and found.day == day, phrase


def test_the_span_is_that_of_the_whole_phrase_however_it_is_spelled() -> None:
    """Accents of two signs, ß and mended words leave the places as they are."""
    text = "Gru\u00dfwort bis spa\u0308testens donerstag um 9 Uhr schicken"
    span = due_span(text, THURSDAY, language="de")
    assert span is not None
    assert text[span.start : span.end] == "bis spa\u0308testens donerstag um 9 Uhr"
    assert without(text, span) == "Gru\u00dfwort schicken"


WORDS = st.sampled_from(
    [word for row in ROWS for word in row[1].split()]
    + ["by", "2026", "31", "32", "0", "9999-12-31", "/", "12/13/14", "(", ")", "…", "\u0130", "\u0308", "²", "𝟙"]
)


@settings(deadline=None, max_examples=200)
@given(
    text=st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=9).map(" ".join)),
    day=st.dates() | st.sampled_from([date.min, date.max, date(2028, 2, 29)]),
    language=st.sampled_from([None, *LANGUAGES]),
    locale=st.sampled_from(["", "en-US"]),
)
def test_any_text_gives_a_day_ahead_or_none(text: str, day: date, language: str | None, locale: str) -> None:
    """It never raises, the day is never before the day of writing, and what is left is shorter."""
    found = due_date(text, day, language=language, locale=locale)
    span = due_span(text, day, language=language, locale=locale)
    assert (found is None) == (span is None)
    if found and span:
        assert found[0] >= day
        assert 0 <= span.start < span.end <= len(text)
        assert len(found[1]) < len(text)
    due_date(text, None, language=language, locale=locale)


@settings(deadline=None, max_examples=100)
@given(row=st.sampled_from([row for row in ROWS if len(row) == 4]), before=st.text("xyz", max_size=3))
def test_nothing_of_a_phrase_stays_behind(row: tuple[str, str, str, str], before: str) -> None:
    """Whatever else is said: the rest is the text without the phrase, in the same order."""
    language, phrase, _, rest = row
    found = due_date(f"{before} {phrase} {before}", THURSDAY, language=language)
    assert found is None or set(re.findall(r"\w+", found[1])) <= set(re.findall(r"\w+", f"{before} {rest}"))


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1961, "04-02"), (2000, "04-23"), (2024, "03-31"), (2025, "04-20"), (2027, "03-28"), (2038, "04-25")],
)
def test_easter_is_when_the_churches_keep_it(year: int, sunday: str) -> None:
    """Years from tables of the date, among them the latest day there is."""
    assert easter(year).isoformat() == f"{year}-{sunday}"


def test_a_feast_may_reach_into_the_next_year() -> None:
    """New Year begins on its eve; Thanksgiving is the fourth Thursday of November."""
    assert feast_days("new_year", 2026) == (date(2026, 12, 31), date(2027, 1, 1))
    assert feast_days("thanksgiving", 2026) == (THURSDAY, THURSDAY)


def test_a_feast_without_its_days_is_told(tmp_path: Path) -> None:
    """With the file and the key."""
    file = tmp_path / "feasts.toml"
    file.write_text('easter = ["easter-2", "whenever"]\n', "utf-8")
    with pytest.raises(ConfigError, match=r"feasts\.toml: `easter` is no first and last day"):
        feasts(file)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("before = [", "befor = [", "en.toml: there is no key `due.befor`; did you mean `before`?"),
        ("ordinals = [", "#", "en.toml: `due.ordinals` is missing"),
        ("week_end = [", "#", "en.toml: `due.periods.week_end` is missing"),
        ("wk{week}", "wk{weak}", "en.toml: `due`: 'wk{weak}' holds {weak}; known are clock, day"),
        ("mon = 1,", "mon = 8,", "en.toml: `due`: `weekdays.mon` is a number from 1, Monday, to 7"),
        ("easter = [", "eastern = [", "en.toml: `due`: `feasts.eastern` is not in feasts.toml"),
    ],
)
def test_a_wrong_table_of_days_is_told_at_load(tmp_path: Path, old: str, new: str, told: str) -> None:
    """A language that lacks a key would lose its dates unseen."""
    file = tmp_path / "en.toml"
    file.write_text((FOLDER / "en.toml").read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigError) as refused:
        load(file)
    assert str(refused.value).startswith(told)
