"""The gates before a draft, when it is due, in which language, and the cadence files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.errors import ConfigError
from cardscan.followup.days import is_weekend
from cardscan.followup.planning.plan import FollowupSettings, Plan, Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, shipped_templates, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.contact import Relation
from cardscan.model.draft import NeedsContext
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName, Recommendation

TUESDAY = date(2026, 11, 24)
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
TALKED = Encounter(event="PyData", day=TUESDAY, talk="OCR on receipts", origin=CardOrigin.HANDED_OVER)
CADENCES = load_cadences(template_dirs())


def decide(
    encounter: Encounter | None = TALKED,
    details: ContactDetails = MIRA,
    *,
    recommendation: Recommendation = Recommendation.STRONG,
    relation: Relation = Relation.MET,
    suppressed: bool = False,
    today: date = TUESDAY,
    confirmed: bool = False,
    country: str | None = None,
    language: str | None = None,
    default_language: str = "en",
) -> Plan | NeedsContext:
    """`plan` with what a good card of somebody met today has."""
    to = Recipient(
        details,
        relation,
        recommendation,
        suppressed=suppressed,
        confirmed=confirmed,
        country=country,
        language=language,
    )
    settings = FollowupSettings(default_language=default_language)
    return plan(to, encounter, today=today, cadences=CADENCES, settings=settings)


def planned(encounter: Encounter = TALKED, **changes: object) -> Plan:
    """The plan, where there has to be one."""
    found = decide(encounter, **changes)  # type: ignore[arg-type]  # the tests' own keywords
    assert isinstance(found, Plan), found
    return found


def refused(found: Plan | NeedsContext) -> str:
    """What is missing, where a refusal is due; both sentences have to be there."""
    assert isinstance(found, NeedsContext) and found.missing and found.how, found
    return f"{found.missing}; {found.how}"


def test_no_draft_without_a_conversation() -> None:
    """Neither for an unknown encounter nor for one at which nothing was said; the way to give it is named."""
    for encounter in (None, Encounter(), replace(TALKED, talk=" "), replace(TALKED, talk="", their_promises=())):
        assert "talked_about" in refused(decide(encounter))
    assert 'begin it with "talked about' in refused(decide(Encounter(note="tall")))


@pytest.mark.parametrize("origin", [CardOrigin.FOUND, CardOrigin.PASSED_ON, CardOrigin.RAFFLE])
def test_no_draft_for_a_card_that_was_not_handed_over(origin: CardOrigin) -> None:
    """Even when a talk is noted."""
    assert "handed over" in refused(decide(replace(TALKED, origin=origin)))


def test_no_draft_for_somebody_suppressed() -> None:
    """By the list or by the relation, and before any other question is asked."""
    assert "suppression list" in refused(decide(None, suppressed=True))
    assert "suppression list" in refused(decide(relation=Relation.SUPPRESSED))


def test_no_draft_without_an_address() -> None:
    """A broken one counts as none."""
    for emails in ((), ("mira",), ("mira@muster",), ("a@b.example, c@d.example",)):
        assert "e-mail address" in refused(decide(details=replace(MIRA, emails=emails)))


@pytest.mark.parametrize("recommendation", [Recommendation.MEDIUM, Recommendation.LOW, Recommendation.NONE])
def test_a_doubtful_reading_waits_for_a_person(recommendation: Recommendation) -> None:
    """Until name and address are confirmed."""
    assert "please check the name and address first" in refused(decide(recommendation=recommendation))
    assert isinstance(decide(recommendation=recommendation, confirmed=True), Plan)


def test_a_personal_address_goes_before_a_shared_one() -> None:
    """info@ is read by several people."""
    details = replace(MIRA, emails=("info@muster.example", "mira@muster.example"))
    assert planned(details=details).recipient == "mira@muster.example"


@pytest.mark.parametrize(
    ("met", "today", "due"),
    [
        (TUESDAY, TUESDAY, date(2026, 11, 27)),
        (date(2026, 11, 25), date(2026, 11, 25), date(2026, 11, 30)),  # three days after is a Saturday
        (TUESDAY, date(2026, 12, 5), date(2026, 12, 7)),  # long ago, and today is a Saturday
        (None, TUESDAY, date(2026, 11, 27)),
    ],
)
def test_a_talk_is_continued_after_three_to_five_days(met: date | None, today: date, due: date) -> None:
    """Weekends are skipped."""
    assert planned(replace(TALKED, day=met), today=today).due == due


def test_the_first_letter_skips_the_recipients_public_holidays() -> None:
    """Not mine: in the United States 26 November 2026 is Thanksgiving, in Germany it is a Thursday."""
    met = date(2026, 11, 23)
    assert planned(replace(TALKED, day=met), today=met, country="DE").due == date(2026, 11, 26)
    assert planned(replace(TALKED, day=met), today=met, country="US").due == date(2026, 11, 27)
    assert planned(replace(TALKED, day=met), today=met, country=None).due == date(2026, 11, 26)
    owed = replace(TALKED, day=met, promises=(Promise("send it", date(2026, 11, 26)),))
    assert planned(owed, today=met, country="US").due == date(2026, 11, 25)
    found = planned(owed, today=date(2026, 11, 26), country="US")
    assert found.due == date(2026, 11, 26) and "day off there" in " ".join(found.reasons)


@pytest.mark.parametrize(
    ("met", "promised", "today", "due", "late"),
    [
        (TUESDAY, None, TUESDAY, date(2026, 11, 26), False),
        (TUESDAY, date(2026, 12, 20), TUESDAY, date(2026, 11, 26), False),
        (TUESDAY, date(2026, 11, 25), TUESDAY, date(2026, 11, 25), False),
        (date(2026, 11, 26), date(2026, 11, 29), date(2026, 11, 26), date(2026, 11, 27), False),  # by Sunday: on Friday
        (date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 28), date(2026, 11, 29), False),  # no weekday is left
        (TUESDAY, date(2026, 11, 27), date(2026, 12, 5), date(2026, 12, 5), True),  # late: on that Saturday
    ],
)
def test_a_promise_goes_first_and_is_kept_by_its_day(
    met: date, promised: date | None, today: date, due: date, late: bool
) -> None:
    """Within two days, before its own day if that is earlier; a day that has passed is said."""
    found = planned(replace(TALKED, day=met, promises=(Promise("send it", promised),)), today=today)
    assert (found.due, found.late, found.keep_by) == (due, late, promised)


@given(
    met=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    waited=st.integers(0, 60),
    promised=st.none() | st.integers(0, 60),
)
def test_no_promise_is_planned_past_its_day(met: date, waited: int, promised: int | None) -> None:
    """Never before today; never after a promised day that has not passed; on a weekend only to keep a promise."""
    today = met + timedelta(days=waited)
    keep_by = None if promised is None else met + timedelta(days=promised)
    found = planned(replace(TALKED, day=met, promises=(Promise("x", keep_by),)), today=today)
    assert found.due >= today
    if keep_by is not None and keep_by >= today:
        assert found.due <= keep_by and not found.late
    elif keep_by is not None:
        assert found.due == today and found.late
    else:
        assert not is_weekend(found.due) and found.due <= max(today, met + timedelta(days=2)) + timedelta(days=2)


def test_the_cadence_follows_from_how_the_card_came() -> None:
    """An introduction has letters of its own."""
    assert planned().cadence == "conference"
    assert planned(replace(TALKED, origin=CardOrigin.INTRODUCED)).cadence == "introduction"
    with pytest.raises(ConfigError, match="no cadence"):
        plan(Recipient(MIRA, Relation.MET, Recommendation.STRONG), TALKED, today=TUESDAY, cadences={})


@pytest.mark.parametrize(
    ("talk", "language", "country", "default", "expected"),
    [
        ("OCR", "de", "DE", "en", "de"),
        ("OCR", None, "BR", "en", "pt"),
        ("OCR", "ja", "JP", "fr", "fr"),
        ("OCR", "ja", "JP", "xx", "en"),
        ("OCR", None, None, "es", "es"),
        ("OCR on the receipts", "de", "DE", "en", "en"),  # the letter repeats these words
        ("OCR auf Kassenbons", None, "FR", "en", "de"),
    ],
)
def test_the_language_is_the_cards_unless_the_notes_are_in_another(
    talk: str, language: str | None, country: str | None, default: str, expected: str
) -> None:
    """Card, country, default; but no letter in two languages."""
    encounter = replace(TALKED, talk=talk)
    assert planned(encounter, language=language, country=country, default_language=default).language == expected


def test_who_was_known_before_is_seen_again() -> None:
    """After a reply, and after a rest."""
    assert not planned().again
    assert planned(relation=Relation.REPLIED).again and planned(relation=Relation.RESTING).again


def test_the_shipped_cadences_are_complete() -> None:
    """A first letter in every language, and at most two nudges."""
    assert set(CADENCES) == {"conference", "introduction", "client", "supplier", "reunion", "speaker"}
    for cadence in CADENCES.values():
        assert cadence.languages["first"] >= set(LANGUAGES)
        assert 1 <= len(cadence.steps) <= 3 and cadence.then in ("rest", "quarterly") and "opt_out" in cadence.stop_on


def test_a_users_cadence_file_goes_before_the_shipped_one(tmp_path: Path) -> None:
    """File by file: the texts are still the shipped ones."""
    own = tmp_path / "email" / "conference"
    own.mkdir(parents=True)
    (own / "cadence.toml").write_text('title = "mine"\n[[steps]]\nname = "first"\nafter_days = 9\n')
    (own / "first.nl.txt.j2").write_text("Subject: x\n\ny\n")
    found = load_cadences(template_dirs(tmp_path))
    assert found["conference"].title == "mine" and found["conference"].steps[0].after_days == 9
    assert found["conference"].languages["first"] >= {*LANGUAGES, "nl"}
    assert found["introduction"] == CADENCES["introduction"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel = 'x'", 'unknown key "titel"'),
        ("title = 3", "title has the wrong type"),
        ("title = 'x'", "steps is empty"),
        ("[[steps]]\nname = 'first'", "after_days has to be a number of days"),
        ("[[steps]]\nname = 'first'\nafter_days = true", "wrong type"),
        ("[[steps]]\nname = '../../etc'\nafter_days = 1", "steps[1].name"),
        ("[[steps]]\nname = 'zeroth'\nafter_days = 1", "no text for its first step"),
        ("[[steps]]\nname = 'first'\nafter_days = 1\n" * 4, "4 steps"),
        ("steps = [1]", "steps is empty"),
        ("stop_on = [1]\n[[steps]]\nname = 'first'\nafter_days = 1", "stop_on"),
        ("title = ", "not valid TOML"),
        ("#" * 70_000, "larger than"),
    ],
)
def test_a_wrong_cadence_is_refused_with_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    """One sentence, no traceback."""
    own = tmp_path / "email" / "conference"
    own.mkdir(parents=True)
    (own / "cadence.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_cadences(template_dirs(tmp_path))
    assert str(own / "cadence.toml") in str(caught.value) and says in str(caught.value)


def test_a_missing_template_folder_is_said(tmp_path: Path) -> None:
    """The shipped one is there; one that a user named may not be."""
    assert (shipped_templates() / "email" / "conference" / "cadence.toml").is_file()
    with pytest.raises(ConfigError, match="no such template folder"):
        template_dirs(tmp_path / "nowhere")
